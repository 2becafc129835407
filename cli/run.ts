/** One run of foxden: words in, exit code out. */
import { FoxdenError } from "../core/errors.ts";
import { helpLeaf, pageFor } from "./commands/help_topics.ts";
import { type Parsed, parseWords } from "./framework.ts";
import { type Globals, peekColor, resolveGlobals, wantsJsonErrors } from "./globals.ts";
import { groupHelp, rootHelp } from "./help.ts";
import type { Asked } from "./hints.ts";
import { Interruption, type Io } from "./io.ts";
import { describeColumns, namedColumn, selectColumns } from "./listing.ts";
import { locate } from "./locate.ts";
import { Meter, meterForm } from "./meter.ts";
import type { Outcome } from "./outcome.ts";
import { asksForFields, render, windowCells } from "./render.ts";
import { describeFailure, EXITS, failureJson, failureText } from "./report.ts";
import type { CommandSpec } from "./spec.ts";
import { isOn, paintFor } from "./style.ts";
import { visible, wrap } from "./text.ts";
import { beforeDashes } from "./values.ts";
import type { Leaf, Tree } from "./tree.ts";
import { versionText } from "./version.ts";

/** What is known of a run when it fails; filled in as the words are understood. */
interface Trail {
  spec?: CommandSpec;
  globals?: Globals;
  given?: Parsed["options"];
}

/** Does what `io.argv` says and returns the exit code; never throws and never exits. */
export async function runCli(io: Io, tree: Tree): Promise<number> {
  const trail: Trail = {};
  try {
    return await perform(io, { ...tree, leaves: [...tree.leaves, helpLeaf(tree)] }, trail);
  } catch (error) {
    const cause = io.signal.aborted ? io.signal.reason : error;
    if (cause instanceof Interruption) return cause.exitCode;
    return await reportFailure(error, io, trail);
  }
}

async function perform(io: Io, tree: Tree, trail: Trail): Promise<number> {
  const version = versionText(io.argv);
  if (version !== null) return await print(io, version);
  refusePasswordFlag(io.argv);
  const wanted = helpWanted(io.argv);
  const page = {
    width: windowCells(io),
    paint: paintFor(peekColor(io.argv), io, io.stdout),
    isLong: wanted === "long",
  };
  if (wanted !== undefined) return await print(io, await pageFor(tree, io.argv, page));
  const found = locate(tree, io.argv);
  if (found.type !== "leaf") {
    const aside = { ...page, paint: paintFor(peekColor(io.argv), io, io.stderr) };
    await io.stderr.write(
      found.type === "group" ? groupHelp(tree, found.group, aside) : rootHelp(tree, aside),
    );
    return EXITS.usage.exit;
  }
  return await runLeaf(io, found.leaf, found.rest, trail);
}

async function runLeaf(io: Io, leaf: Leaf, words: readonly string[], trail: Trail): Promise<number> {
  const spec = trail.spec = await leaf.load();
  const parsed = parseWords(spec, words, io.env);
  trail.given = parsed.options;
  const globals = trail.globals = resolveGlobals(parsed.globals, parsed.typed, io);
  if (spec.columns && asksForFields(globals)) {
    return await print(io, `${describeColumns(spec.columns).join("\n")}\n`);
  }
  checkNames(spec, globals);
  return await runSpec(io, spec, parsed, globals);
}

async function runSpec(world: Io, spec: CommandSpec, parsed: Parsed, globals: Globals): Promise<number> {
  await using ending = new AsyncDisposableStack();
  const meter = new Meter(world, meterForm(globals, world));
  ending.defer(() => meter.clear());
  const io = meter.guarded(world);
  const say = async (message: string) => {
    if (!globals.quiet) await io.stderr.write(sentences(message, errorCells(io)));
  };
  const defer = (close: () => void | Promise<void>) => ending.defer(close);
  const { args, options } = parsed;
  const outcome = await spec.run({ args, options, globals, io, signal: io.signal, say, meter, defer });
  await render(outcome, { io, globals, shape: spec.output, say });
  return exitOf(outcome);
}

/**
 * Lines that are safe to show, broken at words where a window is narrower than they are. An indented line is there to be
 * copied, and stays whole.
 */
function sentences(message: string, cells: number): string {
  const lines = message.split("\n").map(visible).flatMap((line) =>
    line.startsWith("  ") ? line : wrap(line, cells)
  );
  return lines.map((line) => `${line}\n`).join("");
}

/** Cells of the window that stderr ends in; without end where it is none. */
const errorCells = ({ stderr }: Pick<Io, "stderr">): number =>
  stderr.isTerminal ? stderr.columns || 80 : Infinity;

/** Refuses a name that is no column before anything is fetched. Whether a secret may be named shows only later. */
function checkNames(spec: CommandSpec, globals: Globals): void {
  if (!spec.columns) return;
  const columns = spec.columns.map(({ secret: _, ...column }) => column);
  selectColumns(columns, globals);
  if (globals.sort !== undefined) namedColumn(columns, globals.sort, "--sort");
}

const exitOf = ({ failed }: Outcome): number => failed === undefined ? 0 : EXITS[failed].exit;

async function print(io: Io, text: string): Promise<number> {
  await io.stdout.write(text);
  return 0;
}

function helpWanted(argv: readonly string[]): "short" | "long" | undefined {
  const words = beforeDashes(argv);
  return words.includes("--help") ? "long" : words.includes("-h") ? "short" : undefined;
}

function refusePasswordFlag(argv: readonly string[]): void {
  if (!beforeDashes(argv).some((word) => /^--password(=|$)/.test(word))) return;
  throw new FoxdenError("usage.value", "there is no flag --password", { name: "--password" });
}

/** Tells a failure on stderr and returns its exit code. */
export async function reportFailure(
  error: unknown,
  io: Io,
  { spec, globals, given }: Trail,
): Promise<number> {
  const asked: Asked = {
    command: spec?.path.join(" ") ?? "",
    options: spec?.options ?? {},
    profile: globals?.profile ?? "default",
    mayBeOld: spec?.source === "mirror" && globals !== undefined && mayBeOld(globals),
    ...(given === undefined ? {} : { given }),
  };
  const failure = describeFailure(error, asked);
  const paint = paintFor(peekColor(io.argv), io, io.stderr);
  const asJson = wantsJsonErrors(io.argv, io.env);
  await io.stderr.write(asJson ? failureJson(failure) : failureText(failure, paint, errorCells(io)));
  if (isOn(io.env("FOXDEN_DEBUG"))) await io.stderr.write(traceOf(error));
  return failure.exit;
}

/** Whether an answer may have come from a local copy of some age, where another flag would have brought a new one. */
function mayBeOld({ offline, fresh }: Globals): boolean {
  if (offline) return false;
  return fresh === undefined || (fresh.mode === "max-age" && fresh.maxAgeMs > 0);
}

function traceOf(error: unknown): string {
  if (!(error instanceof Error)) return `${visible(String(error))}\n`;
  const trace = (error.stack ?? String(error)).split("\n").map((line) => `${visible(line)}\n`).join("");
  return error.cause === undefined ? trace : `${trace}caused by ${traceOf(error.cause)}`;
}
