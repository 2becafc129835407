/** One run of foxden: words in, exit code out. */
import { type ConfigFile, readConfig } from "../app/config/file.ts";
import { environmentOf } from "../app/config/places.ts";
import type { Log } from "../app/log.ts";
import { FoxdenError, isFoxdenError } from "../core/errors.ts";
import { forPrograms } from "./export_format.ts";
import { logRun, openLog, reportCrash, traceOf, tracing, wantsDebug } from "./debug.ts";
import { type Parsed, parseWords } from "./framework.ts";
import { type Globals, resolveGlobals } from "./globals.ts";
import { groupHelp, HELP_SUMMARY, rootHelp } from "./help.ts";
import type { Asked } from "./hints.ts";
import { hasScreen, Interruption, type Io, isDumb, ToldDefect } from "./io.ts";
import { refuseSpareFlags } from "./form.ts";
import { namedColumn, selectColumns } from "./listing.ts";
import { locate } from "./locate.ts";
import { Meter, meterForm } from "./meter.ts";
import type { Outcome } from "./outcome.ts";
import { peekColor, wantsJsonErrors } from "./peek.ts";
import { asksForFields, fieldsText, printText, render, windowCells } from "./render.ts";
import { CRASH_EXIT, describeFailure, EXITS, failureJson, failureText } from "./report.ts";
import { isRevealing } from "./reveal.ts";
import { refuseFaults, settle, tellFaults } from "./settings.ts";
import type { Call, CommandSpec } from "./spec.ts";
import { paintFor } from "./style.ts";
import { visible, wrap } from "../app/display/text.ts";
import { beforeDashes } from "./values.ts";
import type { Leaf, Tree } from "./tree.ts";
import { versionText } from "./version.ts";

/** What is known of a run when it fails; filled in as the words are understood. */
interface Trail {
  config?: ConfigFile;
  /** Where the run is told, for whoever looks into it. */
  log?: Log;
  spec?: CommandSpec;
  globals?: Globals;
  given?: Parsed["options"];
}

/** Why the browser does not open, where somebody may wait for it. */
const NOT_ON_DUMB =
  "note: TERM=dumb says that this terminal cannot be drawn on, so the full-screen browser stays closed. These commands work:\n\n";

/** Does what `io.argv` says and returns the exit code; never throws and never exits. */
export async function runCli(io: Io, tree: Tree): Promise<number> {
  const trail: Trail = {};
  try {
    return await perform(io, withHelp(tree), trail);
  } catch (error) {
    const cause = io.signal.aborted ? io.signal.reason : error;
    if (cause instanceof Interruption) return cause.exitCode;
    if (cause instanceof ToldDefect) return CRASH_EXIT;
    return await reportFailure(error, io, trail);
  } finally {
    trail.log?.[Symbol.dispose]();
  }
}

/** The tree with the command that shows its pages, which only that command loads. */
function withHelp(tree: Tree): Tree {
  const load = async () => (await import("./commands/help_topics.ts")).helpSpec(whole);
  const leaf: Leaf = { path: ["help"], summary: HELP_SUMMARY, load };
  const whole = { ...tree, leaves: [...tree.leaves, leaf] };
  return whole;
}

async function perform(io: Io, tree: Tree, trail: Trail): Promise<number> {
  const version = versionText(io.argv);
  if (version !== null) return await print(io, version);
  const config = trail.config = await readConfig(environmentOf(io.env));
  refusePasswordFlag(io.argv);
  const wanted = helpWanted(io.argv);
  const color = peekColor(io.argv, io.env, config);
  const page = { width: windowCells(io), paint: paintFor(color, io, io.stdout), isLong: wanted === "long" };
  if (wanted !== undefined) {
    const { pageFor } = await import("./commands/help_topics.ts");
    return await printPage(io, await pageFor(tree, io.argv, page), config);
  }
  const found = locate(tree, io.argv);
  if (found.type === "root" && tree.front && hasScreen(io)) {
    return await runLeaf(io, tree.front, found.rest, trail);
  }
  if (found.type !== "leaf") {
    const aside = { ...page, paint: paintFor(color, io, io.stderr) };
    if (found.type === "root" && isDumb(io)) await io.stderr.write(NOT_ON_DUMB);
    await io.stderr.write(
      found.type === "group" ? groupHelp(tree, found.group, aside) : rootHelp(tree, aside),
    );
    return EXITS.usage.exit;
  }
  return await runLeaf(io, found.leaf, found.rest, trail);
}

async function runLeaf(io: Io, leaf: Leaf, words: readonly string[], trail: Trail): Promise<number> {
  const spec = trail.spec = await leaf.load();
  const { config } = trail;
  if (config && !spec.endures) refuseFaults(config);
  const parsed = parseWords(spec, words, io.env, config);
  trail.given = parsed.options;
  const resolved = resolveGlobals(parsed.globals, parsed.settings, spec.source, io);
  const globals = trail.globals = forPrograms(spec, resolved);
  if (globals.debug) beginLog(io, trail);
  if (spec.columns && asksForFields(globals)) return await print(io, fieldsText(spec.columns));
  checkNames(spec, globals);
  return await runSpec(io, spec, parsed, { ...trail, globals });
}

function beginLog(io: Io, trail: Trail): void {
  const log = openLog(io);
  if (!log) return;
  trail.log = log;
  logRun(log, io, trail.spec);
}

type Known = Omit<Trail, "globals"> & { readonly globals: Globals };

async function runSpec(world: Io, spec: CommandSpec, parsed: Parsed, known: Known): Promise<number> {
  const { globals, config, log } = known;
  await using ending = new AsyncDisposableStack();
  const meter = new Meter(world, meterForm(globals, world), globals.profile);
  ending.defer(() => meter.clear());
  const io = meter.guarded(world);
  const say = async (message: string) => {
    if (!globals.quiet) await io.stderr.write(sentences(message, errorCells(io)));
  };
  const defer = (close: () => void | Promise<void>) => ending.defer(close);
  const trace = tracing(globals, io, log);
  if (log) await say(`note: this run is written down in ${log.path}`);
  if (config && spec.endures === true) await tellFaults(config, parsed.faults, say);
  const { args, options } = parsed;
  const looked = { ...(trace ? { trace } : {}), ...(log ? { log } : {}) };
  const call = { args, options, globals, io, signal: io.signal, say, meter, defer, ...looked };
  const work = async () => {
    const outcome = await spec.run(call);
    await render(outcome, { io, globals, shape: spec.output, reveals: isRevealing(options), say });
    return outcome;
  };
  const outcome = await work().catch((error) => tellStopped(io, meter, say, error));
  log?.add("end", `exit ${exitOf(outcome)}`);
  return exitOf(outcome);
}

/** Whoever stops long work in the middle should know what became of it, and how it goes on. */
async function tellStopped(io: Io, meter: Meter, say: Call["say"], error: unknown): Promise<never> {
  const { reason } = io.signal;
  // A reader that has left wants to hear nothing.
  const isAsked = reason instanceof Interruption && reason.exitCode !== 141;
  const words = isAsked ? meter.stopped() : undefined;
  if (words !== undefined) await say(words);
  throw error;
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
  refuseSpareFlags(globals);
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

/** Help, through a pager where it is longer than the screen. */
async function printPage(io: Io, text: string, config: ConfigFile): Promise<number> {
  const isPaged = !beforeDashes(io.argv).includes("--no-pager");
  const settings = settle({ typed: () => undefined, env: () => "", config });
  await printText(io, text, isPaged ? settings : undefined);
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
  trail: Trail,
): Promise<number> {
  const { config, spec, globals, given } = trail;
  const asked: Asked = {
    command: spec?.path.join(" ") ?? "",
    options: spec?.options ?? {},
    profile: globals?.profile ?? "default",
    mayBeOld: spec?.source === "mirror" && globals !== undefined && mayBeOld(globals),
    ...(given === undefined ? {} : { given }),
    ...(globals === undefined ? {} : { settings: globals.settings }),
  };
  const failure = { ...describeFailure(error, asked), ...logged(error, io, trail) };
  const paint = paintFor(globals?.color ?? peekColor(io.argv, io.env, config), io, io.stderr);
  const asJson = wantsJsonErrors(io.argv, io.env, config);
  await io.stderr.write(asJson ? failureJson(failure) : failureText(failure, paint, errorCells(io)));
  if (wantsDebug(io)) await io.stderr.write(traceOf(error));
  return failure.exit;
}

/** Whether an answer may have come from a local copy of some age, where another flag would have brought a new one. */
function mayBeOld({ offline, fresh }: Globals): boolean {
  if (offline) return false;
  return fresh === undefined || (fresh.mode === "max-age" && fresh.maxAgeMs > 0);
}

/** Writes a failure down where that is due. @returns where it stands */
function logged(error: unknown, io: Io, { spec, log }: Trail): { log?: string; requestId?: string } {
  // The log marks its lines with the process.
  const requestId = String(Deno.pid);
  if (isFoxdenError(error)) {
    if (!log) return {};
    log.add("failed", error.code);
    return { log: log.path, requestId };
  }
  const path = reportCrash(error, io, spec);
  return path === undefined ? {} : { log: path, requestId };
}
