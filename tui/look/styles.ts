/** Styles of text in words, as config files write them: `yellow bold`, `#ff8800 on 236`. */

/** A colour: one of the 16 or 256 of the terminal by its number, or its parts of red, green and blue. */
export type Color =
  | { readonly kind: "terminal"; readonly number: number }
  | { readonly kind: "rgb"; readonly parts: Rgb };

/** From 0 to 255 each. */
export type Rgb = readonly [red: number, green: number, blue: number];

/** How a text is told apart without a colour. */
export type Emphasis = "bold" | "dim" | "underline" | "reverse";

export interface Style {
  readonly text?: Color;
  readonly background?: Color;
  readonly emphases: readonly Emphasis[];
}

export const PLAIN_STYLE: Style = { emphases: [] };

const EMPHASES: readonly Emphasis[] = ["bold", "dim", "underline", "reverse"];
const NAMES = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"] as const;

/** Reads a style. @returns the first word that says nothing, where there is one */
export function parseStyle(text: string): Style | { readonly unknown: string } {
  let style: Style = PLAIN_STYLE;
  let isBackground = false;
  for (const word of text.toLowerCase().split(/\s+/).filter((each) => each !== "")) {
    const emphasis = EMPHASES.find((each) => each === word);
    const color = parseColor(word);
    if (!isBackground && word === "on") isBackground = true;
    else if (!isBackground && emphasis) style = { ...style, emphases: [...style.emphases, emphasis] };
    else if (!isBackground && (word === "plain" || word === "default")) continue;
    else if (!color) return { unknown: word };
    else {
      style = isBackground ? { ...style, background: color } : { ...style, text: color };
      isBackground = false;
    }
  }
  return isBackground ? { unknown: "on" } : style;
}

function parseColor(word: string): Color | undefined {
  const number = /^(?:\d|[1-9]\d{1,2})$/.test(word) ? Number(word) : NaN;
  if (number <= 255) return { kind: "terminal", number };
  const [, digits] = /^#([\da-f]{6}|[\da-f]{3})$/.exec(word) ?? [];
  if (digits !== undefined) return { kind: "rgb", parts: rgbOf(digits) };
  const [, bright, name] = /^(bright-)?([a-z]+)$/.exec(word) ?? [];
  const at = name === "gray" || name === "grey" ? 8 : NAMES.findIndex((each) => each === name);
  if (at < 0 || (at === 8 && bright)) return undefined;
  return { kind: "terminal", number: bright ? at + 8 : at };
}

function rgbOf(digits: string): Rgb {
  const size = digits.length / 3;
  const part = (at: number) =>
    parseInt(digits.slice(at * size, (at + 1) * size).repeat(size === 1 ? 2 : 1), 16);
  return [part(0), part(1), part(2)];
}
