/** What the environment says about a terminal: its colours, and whether it can draw more than ASCII. */
import type { ColorDepth } from "./sgr.ts";

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Terminals that have no colours, or of which nobody knows. */
const COLORLESS = /^(?:dumb|unknown|vt\d.*|ansi-m|.*-m(?:ono)?)$/;

/**
 * The colours to use: `--color` over `NO_COLOR` over `CLICOLOR_FORCE` and `FORCE_COLOR` over what the terminal says of
 * itself.
 */
export function colorsOf(env: Environment, wish: "auto" | "always" | "never" = "auto"): ColorDepth {
  if (wish === "never") return "none";
  if (wish === "always") return atLeast16(ownDepth(env));
  if (env.NO_COLOR) return "none";
  const forced = forcedDepth(env);
  if (forced) return forced === "own" ? atLeast16(ownDepth(env)) : forced;
  return env.FORCE_COLOR === "0" || env.FORCE_COLOR === "false" || env.CLICOLOR === "0"
    ? "none"
    : ownDepth(env);
}

const isOn = (value: string | undefined): boolean => value !== undefined && !/^(?:|0|false)$/i.test(value);

/** `FORCE_COLOR` may name a depth: 1, 2 and 3 stand for 16, 256 and all colours. */
function forcedDepth({ CLICOLOR_FORCE, FORCE_COLOR }: Environment): ColorDepth | "own" | undefined {
  if (FORCE_COLOR === "1") return "16";
  if (FORCE_COLOR === "2") return "256";
  if (FORCE_COLOR === "3") return "true";
  return isOn(CLICOLOR_FORCE) || isOn(FORCE_COLOR) ? "own" : undefined;
}

const atLeast16 = (depth: ColorDepth): ColorDepth => depth === "none" ? "16" : depth;

function ownDepth({ TERM = "", COLORTERM = "", WT_SESSION }: Environment): ColorDepth {
  if (TERM === "" && WT_SESSION) return "true";
  if (TERM === "" || COLORLESS.test(TERM)) return "none";
  if (TERM === "linux") return "16";
  if (/^(?:truecolor|24bit)$/i.test(COLORTERM) || /-direct$/.test(TERM)) return "true";
  return /-256color$/.test(TERM) ? "256" : "16";
}

/** Whether only ASCII may be drawn: because somebody said so, or the locale or the terminal has no UTF-8. */
export function isAsciiOnly(env: Environment, wish: boolean): boolean {
  if (wish || /^(?:dumb|vt\d.*)$/.test(env.TERM ?? "")) return true;
  // On Windows there is no locale, and its terminal takes UTF-8.
  if (env.WT_SESSION) return false;
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || "";
  return !/utf-?8/i.test(locale);
}
