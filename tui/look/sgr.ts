/** Styles as terminals are told of them, brought down to the colours a terminal has. */
import type { Color, Emphasis, Rgb, Style } from "./styles.ts";

/** How many colours a terminal has. */
export type ColorDepth = "none" | "16" | "256" | "true";

/** What is sent before a text and after it; both empty for a style that says nothing here. */
export interface Sequences {
  readonly open: string;
  readonly close: string;
}

const EMPHASIS_CODES: Readonly<Record<Emphasis, readonly [on: number, off: number]>> = {
  bold: [1, 22],
  dim: [2, 22],
  underline: [4, 24],
  reverse: [7, 27],
};

export function sequencesOf(style: Style, depth: ColorDepth): Sequences {
  const on: (string | number)[] = [];
  const off = new Set<number>();
  for (const emphasis of new Set(style.emphases)) {
    const [start, end] = EMPHASIS_CODES[emphasis];
    on.push(start);
    off.add(end);
  }
  for (const [color, base, end] of [[style.text, 30, 39], [style.background, 40, 49]] as const) {
    if (!color || depth === "none") continue;
    on.push(colorCode(color, base, depth));
    off.add(end);
  }
  if (on.length === 0) return { open: "", close: "" };
  return { open: `\x1b[${on.join(";")}m`, close: `\x1b[${[...off].join(";")}m` };
}

/** @param base 30 for text, 40 for its background */
function colorCode(color: Color, base: number, depth: "16" | "256" | "true"): string {
  if (color.kind === "rgb" && depth === "true") return `${base + 8};2;${color.parts.join(";")}`;
  const number = color.kind === "rgb" ? nearestOf256(color.parts) : color.number;
  if (number < 16 || depth === "16") {
    return basicCode(number < 16 ? number : nearestOf16(rgbOf256(number)), base);
  }
  return `${base + 8};5;${number}`;
}

const basicCode = (number: number, base: number): string =>
  String(base + (number < 8 ? number : number + 52));

/** What each part of the cube of 6 by 6 by 6 colours is. */
const CUBE = [0, 95, 135, 175, 215, 255] as const;

function rgbOf256(number: number): Rgb {
  if (number >= 232) {
    const level = 8 + 10 * (number - 232);
    return [level, level, level];
  }
  const at = number - 16;
  return [CUBE[Math.floor(at / 36)] ?? 0, CUBE[Math.floor(at / 6) % 6] ?? 0, CUBE[at % 6] ?? 0];
}

/** Of the cube and the greys: the first 16 look like whatever their owner likes. */
const nearestOf256 = (parts: Rgb): number =>
  nearest(parts, Array.from({ length: 240 }, (_, at) => rgbOf256(at + 16))) + 16;

/** As terminals have them that nobody has changed. */
const BASIC: readonly Rgb[] = [
  [0, 0, 0],
  [205, 0, 0],
  [0, 205, 0],
  [205, 205, 0],
  [0, 0, 238],
  [205, 0, 205],
  [0, 205, 205],
  [229, 229, 229],
  [127, 127, 127],
  [255, 0, 0],
  [0, 255, 0],
  [255, 255, 0],
  [92, 92, 255],
  [255, 0, 255],
  [0, 255, 255],
  [255, 255, 255],
];

const nearestOf16 = (parts: Rgb): number => nearest(parts, BASIC);

function nearest(parts: Rgb, colors: readonly Rgb[]): number {
  const distances = colors.map((color) =>
    color.reduce((sum, part, at) => sum + (part - (parts[at] ?? 0)) ** 2, 0)
  );
  return distances.indexOf(Math.min(...distances));
}
