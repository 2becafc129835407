/** Names of keys, as people write them in a config file and as the terminal's input is told. */
import { nearest } from "../../app/nearest.ts";

/** The keys of a sequence with one space between them, or what is wrong with them. */
export type ReadKeys = { readonly keys: string } | { readonly fault: string };

/** Reads a key such as `ctrl-x`, or a sequence of them such as `g t`. */
export function readKeys(text: string): ReadKeys {
  const keys = text.split(/\s+/).filter((key) => key !== "");
  if (keys.length === 0) return { fault: `"${text}" is no key; the space bar is written space` };
  for (const key of keys) {
    const fault = faultOf(key);
    if (fault !== undefined) return { fault };
  }
  return { keys: keys.join(" ") };
}

const NAMES = [
  ...["space", "enter", "tab", "esc", "backspace", "delete", "insert"],
  ...["up", "down", "left", "right", "home", "end", "pageup", "pagedown"],
  ...Array.from({ length: 20 }, (_, at) => `f${at + 1}`),
];

/** What a terminal sends for these is another key, whatever else is held. */
const SAME_AS: ReadonlyMap<string, string> = new Map([
  ["ctrl-h", "backspace"],
  ["ctrl-i", "tab"],
  ["ctrl-j", "enter"],
  ["ctrl-m", "enter"],
  ["ctrl-[", "esc"],
]);

function faultOf(key: string): string | undefined {
  const [, ctrl = "", alt = "", shift = "", name = ""] = /^(ctrl-)?(alt-)?(shift-)?(.+)$/su.exec(key) ?? [];
  const isTyped = [...name].length === 1 && !/[\p{C}\p{Z}]/u.test(name);
  if (!isTyped && !NAMES.includes(name)) return noKey(key);
  if (shift !== "" && (isTyped || name === "space")) {
    return `"${key}" can never come: a terminal sends ${ctrl}${alt}${isTyped ? name.toUpperCase() : name}`;
  }
  const same = SAME_AS.get(`${ctrl}${name}`);
  if (same !== undefined) return `"${key}" can never come: a terminal sends ${alt}${same}`;
  const isCapital = ctrl !== "" && isTyped && name !== name.toLowerCase();
  return isCapital
    ? `"${key}" can never come: a terminal sends ${ctrl}${alt}${name.toLowerCase()}`
    : undefined;
}

function noKey(key: string): string {
  const meant = meantBy(key);
  return `"${key}" is no key${meant === undefined ? "" : `; did you mean "${meant}"?`}`;
}

/** Other programs' names for keys. */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ["escape", "esc"],
  ["return", "enter"],
  ["cr", "enter"],
  ["spacebar", "space"],
  ["del", "delete"],
  ["ins", "insert"],
  ["bs", "backspace"],
  ["pgup", "pageup"],
  ["pgdn", "pagedown"],
  ["pgdown", "pagedown"],
  ["page-up", "pageup"],
  ["page-down", "pagedown"],
]);

function meantBy(key: string): string | undefined {
  const plain = key.replace(/^<(.+)>$/, "$1").replace(/^\^(?=.$)/, "ctrl-")
    .replace(/^(c|ctrl|control)[-+]/i, "ctrl-").replace(/(^|-)(a|m|alt|meta|option)[-+]/i, "$1alt-")
    .replace(/(^|-)(s|shift)[-+]/i, "$1shift-");
  const [, held = "", name = ""] = /^((?:ctrl-)?(?:alt-)?(?:shift-)?)(.+)$/s.exec(plain) ?? [];
  const lower = name.toLowerCase();
  const known = ALIASES.get(lower) ?? (NAMES.includes(lower) ? lower : undefined);
  if (known !== undefined) return `${held}${known}`;
  const isOne = [...name].length === 1;
  if (isOne) return plain === key ? undefined : `${held}${held === "" ? name : lower}`;
  if (/^[a-z]{2,3}$/i.test(key)) return [...key].join(" ");
  const near = nearest(lower, NAMES);
  return near === undefined ? undefined : `${held}${near}`;
}
