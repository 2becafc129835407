/** `foxden status`: the account on one page. */
import type { Column } from "../../app/columns.ts";
import { type NextStep, statusColumns, statusOf, type StatusRow } from "../../app/overview.ts";
import { onProfile } from "../advice.ts";
import { byteSize } from "../../app/display/cells.ts";
import { openApp } from "../open.ts";
import { one } from "../outcome.ts";
import { command } from "../spec.ts";

/** What to type for each step, and what for. */
const STEPS: Readonly<Record<NextStep, readonly [line: string, note: string]>> = {
  "set-up": ["foxden sync --init", "sets the account up, if it is truly empty"],
  sync: ["foxden sync", "brings the local copy up to date"],
  settle: ["foxden undo --list", "shows what was cut short; the next write asks the server about it"],
  "look-at-writes": ["foxden undo --list", "shows writes of which nobody knows whether they were made"],
  "make-room": ["foxden collections list --sort bytes --reverse", "shows what takes the room"],
  "check-bookmarks": ["foxden bookmarks check", "shows what is not in order in the tree"],
  examine: ["foxden doctor", "looks for what is wrong"],
};

/** A row with what the words of this face make of it. */
interface ShownRow extends StatusRow {
  readonly nextLines: readonly string[];
}

const roomColumn: Column<ShownRow> = { name: "room", value: roomText };
const nextColumn: Column<ShownRow> = { name: "next", value: (row) => row.nextLines, shape: "texts" };
const columns: readonly Column<ShownRow>[] = [...statusColumns, roomColumn, nextColumn];

export const status = command({
  path: ["status"],
  summary: "Show account, server and counts on one page",
  about:
    "Who is signed in where, how much the account holds and how full it is, how old the local copy is, whether any " +
    "write of foxden's has an unknown end, and what to do next. Where no server answers, or with --offline, it says " +
    "what this machine knows and from when that is. Counts are the server's, and include the marks of deleted records: " +
    "lists show fewer.",
  output: "one",
  source: "mirror",
  columns,
  examples: [
    { line: "status" },
    { line: "status --json | jq .records", note: "how many records of each kind" },
    { line: "status --offline --json | jq -r '.next[]'", note: "what to do next, asking no server" },
  ],
  async run(call) {
    const row = await statusOf(openApp(call));
    const nextLines = row.next.map((step) => {
      const [line, note] = STEPS[step];
      return `${onProfile(line, call.globals)}: ${note}`;
    });
    const shown: ShownRow = { ...row, nextLines };
    const isPage = call.globals.format === "table" && !call.globals.fields;
    return one("status", isPage ? pageColumns(shown) : columns, shown);
  },
});

/** On a page each step has a line of its own, and what goes without saying has none. */
function pageColumns(row: ShownRow): readonly Column<ShownRow>[] {
  const steps = row.nextLines.length === 0 ? ["nothing to do"] : row.nextLines;
  const next = steps.map((line, i): Column<ShownRow> => ({ name: i === 0 ? "next" : "", value: () => line }));
  const hidden = new Set([
    ...["marks", "used", "limit"],
    ...row.answeredBy === "server" ? ["answeredBy", "asOf"] : [],
    ...row.pendingWrites === 0 ? ["pendingWrites"] : [],
    ...row.unknownWrites === 0 ? ["unknownWrites"] : [],
  ]);
  const shown = statusColumns.filter(({ name }) => !hidden.has(name));
  return [...shown.map((column) => column.name === "profile" ? markedColumn : column), roomColumn, ...next];
}

/** Such as `default [demo]`. */
const markedColumn: Column<ShownRow> = {
  name: "profile",
  value: ({ profile, marks }) => [profile, ...marks.map((mark) => `[${mark}]`)].join(" "),
};

/** Such as `1.9 GB of 2.0 GB used (95 %), nearly full`. */
function roomText({ usedBytes, limitBytes }: StatusRow): string | null {
  if (usedBytes === null) return null;
  const used = byteSize(usedBytes);
  if (limitBytes === null) return `${used} used; the server sets no limit`;
  const share = limitBytes === 0 ? 1 : usedBytes / limitBytes;
  const percent = share > 0 && share < 0.01 ? "less than 1 %" : `${Math.round(100 * share)} %`;
  const word = share >= 1
    ? ", full"
    : share > 0.9
    ? ", nearly full"
    : share > 0.5
    ? ", more than half full"
    : "";
  return `${used} of ${byteSize(limitBytes)} used (${percent})${word}`;
}
