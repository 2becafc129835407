/** The sequences terminals send for keys and the mouse: xterm, vt100, Linux console, tmux, rxvt. */
import type { InputEvent, MouseEvent } from "./events.ts";

/** Keys by the last letter of `CSI … letter`, and of `SS3 letter`. */
const BY_LETTER: Readonly<Record<string, string>> = {
  A: "up",
  B: "down",
  C: "right",
  D: "left",
  F: "end",
  H: "home",
  P: "f1",
  Q: "f2",
  S: "f4",
};

/** Arrows of rxvt, small letters: with shift after CSI, with ctrl after SS3. */
const RXVT_ARROWS: Readonly<Record<string, string>> = { a: "up", b: "down", c: "right", d: "left" };

/** Keys by the number of `CSI number ~`; several terminals number the same key differently. */
const BY_NUMBER: Readonly<Record<number, string>> = {
  1: "home",
  2: "insert",
  3: "delete",
  4: "end",
  5: "pageup",
  6: "pagedown",
  7: "home",
  8: "end",
  ...numbered(11, [1, 2, 3, 4, 5]),
  ...numbered(17, [6, 7, 8, 9, 10]),
  ...numbered(23, [11, 12, 13, 14]),
  ...numbered(28, [15, 16]),
  ...numbered(31, [17, 18, 19, 20]),
};

/** The number pad while it is in application mode. */
const PAD = "jklmnopqrstuvwxyX";
const PAD_KEYS = "*+,-./0123456789=";

const SHIFT = 1;
const ALT = 2;
const CTRL = 4;

/** What rxvt puts in place of `~`. */
const RXVT_ENDS: Readonly<Record<string, number>> = { "~": 0, "$": SHIFT, "^": CTRL, "@": SHIFT | CTRL };

/** Keys whose code points type nothing, for terminals that tell keys by code point. */
const BY_CODE: Readonly<Record<number, string>> = {
  8: "backspace",
  9: "tab",
  10: "enter",
  13: "enter",
  27: "esc",
  32: "space",
  127: "backspace",
};

/** Columns and rows of the oldest mouse protocol start at this byte. */
const OLD_MOUSE_BASE = 33;

function numbered(first: number, keys: readonly number[]): Record<number, string> {
  return Object.fromEntries(keys.map((key, at) => [first + at, `f${key}`]));
}

/** A key by its name without modifiers, and the modifiers held, as one event. */
function keyEvent(name: string | undefined, modifiers = 0): readonly InputEvent[] {
  if (name === undefined) return [];
  const isTyped = [...name].length === 1 || name === "space";
  const ctrl = modifiers & CTRL ? "ctrl-" : "";
  const alt = modifiers & ALT ? "alt-" : "";
  const shift = modifiers & SHIFT && !isTyped ? "shift-" : "";
  return [{ type: "key", key: `${ctrl}${alt}${shift}${name}` }];
}

/** The key of one code point, typed alone or after ESC; nothing for a code point that is no key. */
export function typedKey(code: number, isAlt: boolean): readonly InputEvent[] {
  const modifiers = isAlt ? ALT : 0;
  const named = BY_CODE[code];
  if (named !== undefined) return keyEvent(named, modifiers);
  if (code === 0) return keyEvent("space", modifiers | CTRL);
  if (code < 27) return keyEvent(String.fromCharCode(code + 96), modifiers | CTRL);
  if (code < 32) return keyEvent(String.fromCharCode(code + 64), modifiers | CTRL);
  if (code >= 0x80 && code < 0xa0) return [];
  return keyEvent(String.fromCodePoint(code), modifiers);
}

/** The key of `SS3 parameters letter`; nothing for one that no key sends. */
export function ss3Events(parameters: string, letter: string): readonly InputEvent[] {
  const modifiers = modifiersOf(Number(parameters.split(";").at(-1) || 1));
  if (letter === "M") return keyEvent("enter", modifiers);
  if (letter === "I") return keyEvent("tab", modifiers);
  if (letter === "R") return keyEvent("f3", modifiers);
  const arrow = RXVT_ARROWS[letter];
  if (arrow !== undefined) return keyEvent(arrow, CTRL);
  const pad = PAD.indexOf(letter);
  return keyEvent(pad < 0 ? BY_LETTER[letter] : PAD_KEYS[pad], modifiers);
}

/** The event of `CSI parameters end`; nothing for a terminal's reply, and for what is not known. */
export function csiEvents(parameters: string, end: string): readonly InputEvent[] {
  if (parameters.startsWith("<")) return sgrMouse(parameters.slice(1), end);
  // A reply, whatever it answers, starts its parameters with a sign.
  if (!/^[\d;:]*$/.test(parameters)) return [];
  const numbers = parameters.split(";").map((part) => Number(part.split(":")[0]));
  const [first = 0, second = 1] = numbers;
  const modifiers = modifiersOf(second);
  if (parameters === "" && (end === "I" || end === "O")) return [{ type: "focus", has: end === "I" }];
  if (end === "Z") return keyEvent("tab", SHIFT | modifiers);
  if (end === "u") return codeKey(first, modifiers);
  if (end === "~" && first === 27) return codeKey(numbers[2] ?? 0, modifiers);
  const rxvt = RXVT_ENDS[end];
  if (rxvt !== undefined) return keyEvent(BY_NUMBER[first], modifiers | rxvt);
  if (Object.hasOwn(RXVT_ARROWS, end) && parameters === "") return keyEvent(RXVT_ARROWS[end], SHIFT);
  // Anything but 1 before a letter is where the cursor is, or the size of a window.
  return first > 1 ? [] : keyEvent(BY_LETTER[end], modifiers);
}

/** Whether `CSI parameters $` is a whole sequence: rxvt's keys with shift end in what is otherwise in the middle. */
export const isShiftedRxvt = (parameters: string): boolean =>
  /^\d{1,2}$/.test(parameters) && BY_NUMBER[Number(parameters)] !== undefined;

/** The function keys of the Linux console, `CSI [ letter`. */
export const linuxEvents = (letter: string): readonly InputEvent[] =>
  "ABCDE".includes(letter) ? keyEvent(`f${"ABCDE".indexOf(letter) + 1}`) : [];

/** The event of the oldest mouse protocol, `CSI M` and three bytes. */
export function oldMouse([sign = 0, x = 0, y = 0]: readonly number[]): readonly InputEvent[] {
  const code = sign - 32;
  const isRelease = (code & 0b1100_0011) === 3;
  return mouseEvent(isRelease ? code & ~3 : code, x - OLD_MOUSE_BASE, y - OLD_MOUSE_BASE, isRelease);
}

function sgrMouse(parameters: string, end: string): readonly InputEvent[] {
  if (!/^\d+;\d+;\d+$/.test(parameters) || (end !== "M" && end !== "m")) return [];
  const [code = 0, x = 0, y = 0] = parameters.split(";").map(Number);
  return mouseEvent(code, x - 1, y - 1, end === "m");
}

/** Held modifiers are not told, and movement, tilted wheels and further buttons are no events. */
function mouseEvent(code: number, column: number, row: number, isRelease: boolean): readonly InputEvent[] {
  const button = code & 3;
  const isElse = code < 0 || code >= 128 || (code & 32) !== 0 || column < 0 || row < 0;
  if (isElse) return [];
  if ((code & 64) === 0) {
    return button === 3 ? [] : [mouse(isRelease ? "release" : "press", button, column, row)];
  }
  return button > 1 || isRelease ? [] : [mouse(button === 0 ? "wheel-up" : "wheel-down", 0, column, row)];
}

const mouse = (act: MouseEvent["act"], button: number, column: number, row: number): MouseEvent => ({
  type: "mouse",
  act,
  button,
  column,
  row,
});

/** Terminals send one more than the bits; the fourth and further bits have no name here. */
const modifiersOf = (sent: number): number => Number.isNaN(sent) || sent < 1 ? 0 : (sent - 1) & 7;

function codeKey(code: number, modifiers: number): readonly InputEvent[] {
  const named = BY_CODE[code];
  if (named !== undefined) return keyEvent(named, modifiers);
  // Private code points stand for keys that type nothing.
  const isNoKey = code < 32 || code > 0x10ffff || (code >= 0xd800 && code < 0xf900) ||
    (code >= 0x80 && code < 0xa0);
  return isNoKey ? [] : keyEvent(String.fromCodePoint(code), modifiers);
}
