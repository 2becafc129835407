/** Ways to a clipboard, and which of them are there to be tried. */
import type { Environment } from "../config/places.ts";
import { type ClipboardTools, findProgram } from "./programs.ts";

/** A program of the desktop: how it is given a text, asked for the one it has, and emptied. */
export interface NativeProgram {
  readonly name: string;
  /** Where it is. */
  readonly path: string;
  readonly take: readonly string[];
  /** Another program, where it cannot tell itself. */
  readonly tell: readonly [program: string, ...words: string[]];
  /** Without words it is given an empty text. */
  readonly empty: readonly string[] | null;
  /** It reads UTF-16 with its mark. */
  readonly isUtf16?: true;
}

/** A way to try. */
export type Route =
  | { readonly kind: "tmux" }
  | { readonly kind: "native"; readonly program: NativeProgram }
  /** The terminal is asked; `isKnown` where it is one that is known to take it. */
  | { readonly kind: "osc52"; readonly isKnown: boolean };

/** What `FOXDEN_CLIPBOARD` may say. */
export const WAYS = ["auto", "native", "osc52", "tmux", "none"] as const;
type Way = typeof WAYS[number];

/** What was asked for; `auto` for anything that is no such word. */
export const wayOf = (env: Environment): Way => WAYS.find((way) => way === env("FOXDEN_CLIPBOARD")) ?? "auto";

/** The ways to try, best first. */
export async function routesOf(tools: ClipboardTools): Promise<readonly Route[]> {
  const way = wayOf(tools.env);
  const isKnown = takesOsc52(tools.env) === "yes";
  switch (way) {
    case "none":
      return [];
    case "tmux":
      return [{ kind: "tmux" }];
    case "native":
      return await natives(tools);
    case "osc52":
      return [{ kind: "osc52", isKnown }];
    case "auto":
      return [
        ...tools.env("TMUX") === undefined ? [] : [{ kind: "tmux" } as const],
        ...await natives(tools),
        ...takesOsc52(tools.env) === "no" ? [] : [{ kind: "osc52", isKnown } as const],
      ];
  }
}

interface Candidate extends Omit<NativeProgram, "path" | "tell"> {
  readonly tell: readonly [program: string, ...words: string[]];
  readonly isHere: (tools: ClipboardTools) => boolean;
}

const hasWayland = ({ env }: ClipboardTools) => env("WAYLAND_DISPLAY") !== undefined;
const hasX = ({ env }: ClipboardTools) => env("DISPLAY") !== undefined;
const isMac = ({ os }: ClipboardTools) => os === "darwin";
const isWindows = ({ os, env }: ClipboardTools) => os === "windows" || env("WSL_DISTRO_NAME") !== undefined;

const CANDIDATES: readonly Candidate[] = [
  { name: "pbcopy", take: [], tell: ["pbpaste"], empty: null, isHere: isMac },
  { name: "wl-copy", take: [], tell: ["wl-paste", "--no-newline"], empty: ["--clear"], isHere: hasWayland },
  {
    name: "xclip",
    take: ["-selection", "clipboard", "-in"],
    tell: ["xclip", "-selection", "clipboard", "-out"],
    empty: null,
    isHere: hasX,
  },
  {
    name: "xsel",
    take: ["--clipboard", "--input"],
    tell: ["xsel", "--clipboard", "--output"],
    empty: ["--clipboard", "--clear"],
    isHere: hasX,
  },
  {
    name: "clip.exe",
    take: [],
    tell: ["powershell.exe", "-NoProfile", "-Command", "Get-Clipboard -Raw"],
    empty: null,
    isUtf16: true,
    isHere: isWindows,
  },
];

async function natives(tools: ClipboardTools): Promise<readonly Route[]> {
  const here = CANDIDATES.filter(({ isHere }) => isHere(tools));
  const found = await Promise.all(here.map(async ({ isHere: _, ...program }): Promise<Route[]> => {
    const path = await findProgram(program.name, tools);
    return path === undefined ? [] : [{ kind: "native", program: { ...program, path } }];
  }));
  return found.flat();
}

/** Names of terminals that take a text for the clipboard without being told to. */
const TAKING = /^(alacritty|contour|foot|ghostty|wezterm|xterm-ghostty|xterm-kitty)/;
const TAKING_PROGRAMS: ReadonlySet<string> = new Set(["ghostty", "rio", "vscode", "WezTerm"]);
/** Those that never do, or stand between: tmux and screen pass nothing on. */
const REFUSING = /^(dumb|unknown|linux|cygwin|vt\d|ansi|screen|tmux)/;

/** Whether a text for the clipboard gets anywhere when it is written to the terminal. */
export function takesOsc52(env: Environment): "yes" | "no" | "maybe" {
  const term = env("TERM") ?? "dumb";
  if (env("TMUX") !== undefined || env("STY") !== undefined || REFUSING.test(term)) return "no";
  if (TAKING.test(term) || TAKING_PROGRAMS.has(env("TERM_PROGRAM") ?? "")) return "yes";
  return env("WT_SESSION") === undefined ? "maybe" : "yes";
}
