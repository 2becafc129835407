/** What each role looks like: by itself, and as the `[theme]` of a config file wants it. */
import type { Look, Role } from "./look.ts";
import { type ColorDepth, type Sequences, sequencesOf } from "./sgr.ts";
import { ASCII_SIGNS, LINE_SIGNS } from "./signs.ts";
import { parseStyle, PLAIN_STYLE, type Style } from "./styles.ts";

/**
 * Only the 16 colours of the terminal, which its owner has chosen, and only those that can be read on light and on dark.
 * Whatever is bold, underlined or reversed here carries a sign, too, or stands where nothing else does.
 */
const DEFAULT_THEME: Readonly<Record<Role, string>> = {
  "title": "bold",
  "muted": "dim",
  "accent": "cyan",
  "ok": "green",
  "warn": "yellow bold",
  "error": "red bold",
  "match": "magenta underline",
  "cursor": "reverse",
  "cursor-away": "bold",
  "marked": "cyan bold",
  "heading": "bold",
  "key": "cyan bold",
  "label": "cyan",
  "secret": "yellow",
  "border": "dim",
  "border-focus": "cyan",
  "mode": "yellow bold",
  "demo": "magenta bold",
};

/** Styles of roles as a config file has them, with the line each of them is in. */
export type Theme = ReadonlyMap<string, { readonly text: string; readonly line: number }>;

export interface LookWish {
  readonly isAscii: boolean;
  readonly colors: ColorDepth;
  readonly theme?: Theme;
}

export interface LookMade {
  readonly look: Look;
  /** What of the theme cannot be used, each with its line. */
  readonly warnings: readonly string[];
}

/** Makes the look for a terminal. What a theme says wrongly leaves a role as it is. */
export function makeLook({ isAscii, colors, theme = new Map() }: LookWish): LookMade {
  const warnings: string[] = [];
  const styles = defaultStyles();
  for (const [name, { text, line }] of theme) {
    const role = ROLES.find((each) => each === name);
    const style = parseStyle(text);
    if (!role) warnings.push(`line ${line}: [theme] has no ${name}; there are ${ROLES.join(", ")}`);
    else if ("unknown" in style) {
      warnings.push(`line ${line}: [theme] ${name}: ${style.unknown} is neither a colour nor a style`);
    } else styles.set(role, style);
  }
  const sequences = new Map([...styles].map(([role, style]) => [role, sequencesOf(style, colors)]));
  return {
    look: { isAscii, signs: isAscii ? ASCII_SIGNS : LINE_SIGNS, paint: painter(sequences) },
    warnings,
  };
}

const ROLES = Object.keys(DEFAULT_THEME) as readonly Role[];

const defaultStyles = (): Map<Role, Style> =>
  new Map(ROLES.map((role) => {
    const style = parseStyle(DEFAULT_THEME[role]);
    return [role, "unknown" in style ? PLAIN_STYLE : style];
  }));

function painter(sequences: ReadonlyMap<Role, Sequences>): Look["paint"] {
  const closings = new Set([...sequences.values()].map(({ close }) => close));
  return (role, text) => {
    const { open, close } = sequences.get(role) ?? { open: "", close: "" };
    if (open === "" || text === "") return text;
    if (!text.includes("\x1b")) return open + text + close;
    // Where a style inside ends, what it has in common with this one would end with it.
    // deno-lint-ignore no-control-regex
    const kept = text.replace(/\x1b\[[\d;]*m/g, (each) => closings.has(each) ? each + open : each);
    return open + kept + close;
  };
}
