/** Checks on the terminal foxden runs in, and on the programs it starts. */
import { join } from "node:path";
import type { Environment } from "../config/places.ts";
import {
  type Finding,
  ODD_VALUE,
  ok,
  program,
  setting,
  skipped,
  warning,
  type Words,
  words,
} from "./finding.ts";

/** The terminal, as the face sees it. */
export interface TerminalFacts {
  readonly isInput: boolean;
  readonly isOutput: boolean;
  /** Width of the window in cells; 0 where there is none. */
  readonly columns: number;
  /** Whether there is colour in what is printed now. */
  readonly hasColor: boolean;
}

/** Lists can be read from this width on. */
const NARROWEST = 40;

/** Everything about the terminal. */
export async function checkTerminal(facts: TerminalFacts, env: Environment): Promise<Finding[]> {
  return [checkWindow(facts, env), checkColor(facts, env), checkLocale(env), await checkMultiplexer(env)];
}

function checkWindow({ isInput, isOutput, columns }: TerminalFacts, env: Environment): Finding {
  const term = env("TERM");
  const name = term === undefined ? "no TERM" : setting(safeWord(term));
  if (!isOutput) return skipped("terminal", words`stdout is no terminal (${name})`);
  const detail = words`${name}, ${columns} columns${isInput ? "" : ", and stdin is no terminal"}`;
  if (term === undefined || term === "dumb") {
    return warning("terminal", detail, ["set TERM to what your terminal is, such as xterm-256color"]);
  }
  if (columns < NARROWEST) {
    return warning("terminal", detail, [`make the window ${NARROWEST} columns wide or more`]);
  }
  return ok("terminal", detail);
}

function checkColor({ hasColor }: TerminalFacts, env: Environment): Finding {
  const set = ["NO_COLOR", "CLICOLOR_FORCE", "FORCE_COLOR"].filter((name) => env(name) !== undefined);
  const why = set.length === 0 ? "" : ` (${set.join(", ")} set)`;
  return ok("colour", [`${hasColor ? "on" : "off"}${why}`]);
}

function checkLocale(env: Environment): Finding {
  const name = ["LC_ALL", "LC_CTYPE", "LANG"].find((each) => env(each) !== undefined);
  if (Deno.build.os === "windows") return skipped("locale", ["this system has none"]);
  const value = name === undefined ? "" : env(name) ?? "";
  const said = words`${name ?? ""}=${setting(safeWord(value))}`;
  if (/utf-?8/i.test(value)) return ok("locale", said);
  const detail = name === undefined ? ["none is set"] : words`${said} is not UTF-8`;
  return warning("locale", detail, [
    "set LANG to a UTF-8 locale, such as C.UTF-8, or letters may look wrong",
  ]);
}

/** A variable may hold anything, even what a terminal would act on. */
const safeWord = (text: string): string => /^[\w.@+-]{1,40}$/.test(text) ? text : ODD_VALUE;

async function checkMultiplexer(env: Environment): Promise<Finding> {
  if (env("TMUX") === undefined) {
    return env("STY") === undefined
      ? skipped("tmux", ["not in use"])
      : ok("tmux", ["inside screen, which passes nothing to the clipboard"]);
  }
  const [clipboard, passthrough] = await Promise.all([
    tmuxOption("-sv", "set-clipboard"),
    tmuxOption("-gwv", "allow-passthrough"),
  ]);
  const detail = words`set-clipboard ${setting(clipboard)}, allow-passthrough ${setting(passthrough)}`;
  if (clipboard !== "off") return ok("tmux", detail);
  return warning("tmux", detail, ["tmux set -s set-clipboard on, to copy beyond tmux"]);
}

async function tmuxOption(kind: string, name: string): Promise<string> {
  try {
    const { success, stdout } = await new Deno.Command("tmux", { args: ["show-options", kind, name] })
      .output();
    return success ? safeWord(new TextDecoder().decode(stdout).trim()) : "unknown";
  } catch {
    return "unknown";
  }
}

/** The programs foxden starts: whether each is there. */
export async function checkPrograms(env: Environment): Promise<Finding[]> {
  const system = { darwin: "open", windows: "explorer" }[Deno.build.os as string] ?? "xdg-open";
  return await Promise.all([
    checkProgram(
      "editor",
      env("VISUAL") ?? env("EDITOR") ?? "vi",
      env,
      "set VISUAL or EDITOR to your editor",
    ),
    checkProgram("browser", env("BROWSER") ?? system, env, "set BROWSER, or use auth login --no-open"),
    checkProgram(
      "pager",
      env("FOXDEN_PAGER") ?? env("PAGER") ?? "less",
      env,
      "set PAGER to a pager, such as less",
    ),
    checkClipboard(env),
  ]);
}

async function checkProgram(
  check: string,
  command: string,
  env: Environment,
  advice: string,
): Promise<Finding> {
  const [word = ""] = command.trim().split(/\s+/);
  const name = program(safeWord(word.split("/").at(-1) ?? ""));
  return await isThere(word, env) ? ok(check, [name]) : warning(check, words`${name} is not there`, [advice]);
}

/** Programs that hold a desktop's clipboard, with the variable of the desktop they belong to. */
const CLIPBOARDS: readonly (readonly [program: string, variable: string | undefined])[] = [
  ["wl-copy", "WAYLAND_DISPLAY"],
  ["xclip", "DISPLAY"],
  ["xsel", "DISPLAY"],
  ["pbcopy", undefined],
  ["clip.exe", undefined],
];

async function checkClipboard(env: Environment): Promise<Finding> {
  const way: Words = env("TMUX") === undefined ? ["the terminal's own (OSC 52)"] : ["through tmux"];
  for (const [name, variable] of CLIPBOARDS) {
    const isMine = variable === undefined || env(variable) !== undefined;
    if (isMine && await isThere(name, env)) return ok("clipboard", [name]);
  }
  return ok("clipboard", way);
}

/** Whether a program can be started: by its path, or by its name from the folders of `PATH`. */
async function isThere(name: string, env: Environment): Promise<boolean> {
  const isWindows = Deno.build.os === "windows";
  const folders = (env("PATH") ?? "").split(isWindows ? ";" : ":").filter((folder) => folder !== "");
  const endings = isWindows ? ["", ".exe", ".cmd", ".bat"] : [""];
  const paths = /[\\/]/.test(name) ? [name] : folders.map((folder) => join(folder, name));
  for (const path of paths.flatMap((each) => endings.map((ending) => each + ending))) {
    if (await Deno.stat(path).then(({ isFile }) => isFile, () => false)) return true;
  }
  return false;
}
