/** A failure → its exit code and its text: what, why, what to do. */
import { type ErrorKind, type FieldConflict, isFoxdenError } from "../core/errors.ts";
import { conflictTable } from "./conflict_table.ts";
import { moreTries } from "./advice.ts";
import { adviseOn, type Asked, type Try } from "./hints.ts";
import type { Paint } from "./style.ts";
import { cellWidth, pad, safeJson, visible, wrap } from "../app/display/text.ts";

interface ExitMeaning {
  readonly exit: number;
  readonly when: string;
}

/** The exit code of each kind of failure. */
export const EXITS: Readonly<Record<ErrorKind, ExitMeaning>> = {
  failed: { exit: 1, when: "Anything without its own code" },
  usage: { exit: 2, when: "Unknown command or flag, bad value, a mistake in the config file" },
  "not-found": {
    exit: 3,
    when:
      "No such record, login, profile, account setup or file; nothing to undo; no empty account to set up",
  },
  auth: { exit: 4, when: "Not signed in, sign-in refused, code wrong or needed, account not confirmed" },
  ambiguous: { exit: 5, when: "Several matches where one is needed; they are named on stderr" },
  conflict: {
    exit: 6,
    when: "Another device changed the very fields meanwhile, or went on changing during three tries",
  },
  network: { exit: 7, when: "No route, DNS, TLS or time-out; --offline with nothing here to answer from" },
  server: { exit: 8, when: "The server failed, is busy, is full, or answers with an anti-robot page" },
  partial: {
    exit: 9,
    when:
      "Only part was done: unreadable records under --strict, some parts of --in-parts, a sign-out no server " +
      "was told of",
  },
  findings: { exit: 10, when: "verify, diff or check has found something" },
  "not-confirmed": {
    exit: 11,
    when: "A person said no, or would have to answer and nobody can, or a secret would be shown",
  },
  crypto: { exit: 12, when: "Wrong key or damaged data" },
  "read-only": { exit: 13, when: "A change was refused: --read-only, FOXDEN_READ_ONLY or the config file" },
};

/** Exit code of a defect in foxden itself. */
export const CRASH_EXIT = 70;

/** A failure in the words it is told in. */
export interface Failure {
  /** The kind, `crash` for a defect. */
  readonly code: string;
  /** The full code. */
  readonly reason: string;
  readonly exit: number;
  readonly message: string;
  readonly why: string | null;
  readonly tries: readonly Try[];
  readonly retryAfterSeconds: number | null;
  readonly candidates?: readonly string[];
  readonly ids?: readonly string[];
  /** The file in which it is written down. */
  readonly log?: string;
  /** What the lines of this run are marked with there. */
  readonly requestId?: string;
  /** Values that are not there are absent. */
  readonly conflicts?: readonly FieldConflict[];
}

/** Says what a thrown value means. Anything but a `FoxdenError` is a defect, of which only the name is told. */
export function describeFailure(error: unknown, asked: Asked): Failure {
  if (!isFoxdenError(error)) return describeCrash(error);
  const { why, tries } = adviseOn(error, asked);
  return {
    code: error.kind,
    reason: error.code,
    exit: EXITS[error.kind].exit,
    message: error.message,
    why,
    tries: [...tries, ...moreTries(error)],
    retryAfterSeconds: error.code === "server.busy" ? error.details.retryAfterSeconds : null,
    ...(error.code === "ambiguous.match" ? { candidates: error.details.candidates } : {}),
    ...(error.code === "not-found.record" ? { ids: [error.details.id] } : {}),
    ...(error.code === "conflict.fields" ? conflictsOf(error.details.fields) : {}),
  };
}

const conflictsOf = (conflicts: readonly FieldConflict[]): Pick<Failure, "ids" | "conflicts"> => ({
  ids: [...new Set(conflicts.map(({ id }) => id))],
  conflicts,
});

function describeCrash(error: unknown): Failure {
  // The message of a foreign error may quote a secret; its name cannot.
  const name = error instanceof Error ? error.name : typeof error;
  return {
    code: "crash",
    reason: "crash",
    exit: CRASH_EXIT,
    message: "something went wrong inside foxden itself",
    why:
      `an unexpected ${name}; the log, if one is named below, says where; --debug also says why, and may show data`,
    tries: moreTries(error),
    retryAfterSeconds: null,
  };
}

/** The three parts for a person, at most `width` cells wide where words allow. */
export function failureText(failure: Failure, paint: Paint, width: number): string {
  const lines = failure.tries.map(({ line, note }) => [line && visible(line), visible(note)] as const);
  const longest = Math.max(0, ...lines.map(([line]) => cellWidth(line ?? "")));
  const tries = lines.map(([line, note]) => line === undefined ? note : `${pad(line, longest)}  ${note}`);
  const blocks = [
    ...(failure.why === null ? [] : [block("why", wrap(visible(failure.why), width - LABEL_CELLS), paint)]),
    ...(tries.length === 0 ? [] : [block("try", tries, paint)]),
    block("code", [codeLine(failure)], paint),
  ];
  const message = visible(
    failure.message.replace(/^(?:A(?= )|[A-Z](?=[a-z]))/, (letter) => letter.toLowerCase()),
  );
  const conflicts = failure.conflicts ? conflictTable(failure.conflicts, paint, width) : "";
  return `${paint("red", "foxden:")} ${message}\n${blocks.join("")}${conflicts}`;
}

const codeLine = ({ code, exit, log, requestId }: Failure): string => {
  const request = requestId === undefined ? "" : `   request ${requestId}`;
  return `${code} (exit ${exit})${request}${log === undefined ? "" : `   log ${visible(log)}`}`;
};

const LABEL_CELLS = 8;

function block(label: string, lines: readonly string[], paint: Paint): string {
  const [first = "", ...others] = lines;
  const head = `  ${paint("dim", label.padEnd(LABEL_CELLS - 2))}${first}\n`;
  return head + others.map((line) => `${" ".repeat(LABEL_CELLS)}${line}\n`).join("");
}

/** One line of JSON for a program. */
export function failureJson(failure: Failure): string {
  const { tries, retryAfterSeconds, ids = [], requestId = null, ...rest } = failure;
  const error = {
    ...rest,
    try: tries.map(({ line, note }) => line ?? note),
    ids,
    retryAfter: retryAfterSeconds,
    requestId,
  };
  return `${safeJson({ error })}\n`;
}
