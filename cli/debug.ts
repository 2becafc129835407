/** What is told of a run that somebody looks into: its requests, its end, and where a defect happened. */
import { withoutHome } from "../app/config/home.ts";
import { environmentOf, logPath } from "../app/config/places.ts";
import { saysYes } from "../app/config/settings.ts";
import { Log } from "../app/log.ts";
import { VERSION } from "../app/version.ts";
import { isFoxdenError } from "../core/errors.ts";
import { ALL_GLOBALS, type Globals } from "./globals.ts";
import type { Io } from "./io.ts";
import type { CommandSpec } from "./spec.ts";
import { visible } from "../app/display/text.ts";
import { beforeDashes, flagOf } from "./values.ts";

/** Whether `--debug` was asked for, from the words as they are, since a wrong word is an error too. */
export const wantsDebug = ({ argv, env }: Pick<Io, "argv" | "env">): boolean =>
  saysYes(env("FOXDEN_DEBUG") ?? "") === true || beforeDashes(argv).includes("--debug");

/** Opens the log, where there is a place for one. */
export function openLog({ env, now }: Pick<Io, "env" | "now">): Log | undefined {
  const path = logPath(environmentOf(env));
  return path === undefined ? undefined : Log.open(path, now);
}

/** Writes down which run this is. Values may be anything: only the names of flags that exist are kept. */
export function logRun(log: Log, { argv }: Pick<Io, "argv">, spec: CommandSpec | undefined): void {
  const known = new Set(Object.keys({ ...ALL_GLOBALS, ...spec?.options }).map(flagOf));
  const flags = beforeDashes(argv).map((word) => word.replace(/=.*$/s, "")).filter((word) => known.has(word));
  const { os, arch } = Deno.build;
  const words = ["foxden", ...spec?.path ?? [], ...new Set(flags)].join(" ");
  log.add("run", `${words} (${VERSION}, deno ${Deno.version.deno}, ${os} ${arch})`);
}

/** Where each request is told, if anywhere. */
export function tracing(
  { verbose }: Pick<Globals, "verbose">,
  { stderr }: Pick<Io, "stderr">,
  log: Log | undefined,
): ((line: string) => void) | undefined {
  if (!verbose) return undefined;
  return (line) => {
    log?.add("request", line);
    void stderr.write(`${visible(line)}\n`);
  };
}

/** Writes down where a defect happened. @returns where that stands; undefined where it could not be written */
export function reportCrash(error: unknown, io: Io, spec: CommandSpec | undefined): string | undefined {
  using log = openLog(io);
  if (!log) return undefined;
  logRun(log, io, spec);
  const home = io.env("HOME") || io.env("USERPROFILE");
  const text = framesOf(error).join("\n");
  return log.add("crash", withoutHome(text, home)) ? log.path : undefined;
}

/** Deeper causes say nothing new, and could go round in circles. */
const MOST_CAUSES = 5;

/** Kinds of errors and places in the program. What an error says of itself may quote anything, and is left out. */
export function framesOf(error: unknown, depth = 0): string[] {
  if (!(error instanceof Error)) return [`thrown: ${typeof error}`];
  const name = isFoxdenError(error) ? error.code : error.constructor.name;
  const trace = (error.stack ?? "").replace(error.message, "");
  const frames = trace.split("\n").filter((line) => FRAME.test(line)).map((line) => line.trim());
  const cause = error.cause === undefined || depth >= MOST_CAUSES ? [] : framesOf(error.cause, depth + 1);
  return [depth === 0 ? name : `caused by ${name}`, ...frames.map((frame) => `  ${frame}`), ...cause];
}

/** A line of a trace: a name of the program's, and a place in one of its files. */
const FRAME = /^ {4}at (?:[\w.#<>$ [\]]+ \()?(?:file|ext|node|npm|https?):[^\s?#]*:\d+:\d+\)?$/;

/** The whole of what a failure says, for the screen: it may hold data. */
export function traceOf(error: unknown): string {
  if (!(error instanceof Error)) return `${visible(String(error))}\n`;
  const trace = (error.stack ?? String(error)).split("\n").map((line) => `${visible(line)}\n`).join("");
  return error.cause === undefined ? trace : `${trace}caused by ${traceOf(error.cause)}`;
}
