/** A screen as a picture: text that stays text, each piece as wide as its cells, in the colours of a dark or a light page. */
import { cellWidth } from "../../app/display/text.ts";

/** A piece of a line in one style. */
interface Piece {
  readonly text: string;
  readonly column: number;
  readonly cells: number;
  readonly style: Style;
}

interface Style {
  readonly color: number | null;
  readonly isBold: boolean;
  readonly isDim: boolean;
  readonly isUnderlined: boolean;
  readonly isReversed: boolean;
}

const PLAIN: Style = { color: null, isBold: false, isDim: false, isUnderlined: false, isReversed: false };

const CELL = 8.4;
const LINE = 18;
const FONT = 14;
const MARGIN = 14;

/** Black, red, green, yellow, blue, magenta, cyan, white. */
const DARK = ["#6b7280", "#ff7b72", "#56d364", "#e3b341", "#79c0ff", "#d2a8ff", "#56d4dd", "#e6edf3"];
const LIGHT = ["#57606a", "#cf222e", "#116329", "#7d4e00", "#0550ae", "#8250df", "#1b6c72", "#24292f"];

const STYLE = [
  themeOf("#0d1117", "#e6edf3", DARK),
  `@media (prefers-color-scheme: light){${themeOf("#ffffff", "#24292f", LIGHT)}}`,
  `text{font:${FONT}px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;fill:var(--ink);white-space:pre}`,
  ".b{font-weight:700}.d{opacity:.6}.u{text-decoration:underline}.r{fill:var(--page)}.s{fill:var(--ink)}",
  "rect{shape-rendering:crispEdges}.p{fill:var(--page);stroke:var(--ink);stroke-opacity:.25}",
  ...DARK.map((_, at) => `.c${at}{fill:var(--c${at})}`),
].join("");

function themeOf(page: string, ink: string, colors: readonly string[]): string {
  return `:root{--page:${page};--ink:${ink};${colors.map((color, at) => `--c${at}:${color}`).join(";")}}`;
}

/** @param lines of a terminal, with SGR codes of the 16 colours */
export function svgOf(
  lines: readonly string[],
  { columns, title }: { readonly columns: number; readonly title: string },
): string {
  const width = columns * CELL + 2 * MARGIN;
  const height = lines.length * LINE + 2 * MARGIN;
  const drawn = piecesOf(lines).flatMap((pieces, row) => pieces.map((piece) => pieceSvg(piece, row)));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${escaped(title)}</title><style>${STYLE}</style>`,
    `<rect class="p" x=".5" y=".5" width="${width - 1}" height="${height - 1}" rx="8"/>`,
    ...drawn.filter((each) => each !== ""),
    "</svg>\n",
  ].join("\n");
}

function pieceSvg({ text, column, cells, style }: Piece, row: number): string {
  const x = number(MARGIN + column * CELL);
  const y = MARGIN + row * LINE;
  const width = number(cells * CELL);
  const box = style.isReversed
    ? `<rect class="${
      style.color === null ? "s" : `c${style.color}`
    }" x="${x}" y="${y}" width="${width}" height="${LINE}"/>`
    : "";
  const kept = text.trimEnd();
  if (kept === "") return box;
  const classes = classesOf(style);
  const kind = classes === "" ? "" : ` class="${classes}"`;
  // The width keeps columns in line whatever font there is.
  const length = number(cellWidth(kept) * CELL);
  return `${box}<text${kind} x="${x}" y="${
    y + FONT - 1
  }" textLength="${length}" lengthAdjust="spacingAndGlyphs">${escaped(kept)}</text>`;
}

function classesOf({ color, isBold, isDim, isUnderlined, isReversed }: Style): string {
  const shade = isReversed ? "r" : color === null ? "" : `c${color}`;
  return [shade, isBold ? "b" : "", isDim ? "d" : "", isUnderlined ? "u" : ""].filter((each) => each !== "")
    .join(" ");
}

const number = (value: number): string => String(Math.round(value * 100) / 100);

const escaped = (text: string): string => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

// deno-lint-ignore no-control-regex
const PARTS = /\x1b\[([\d;]*)m|[^\x1b]+/g;
const segments = new Intl.Segmenter("en", { granularity: "grapheme" });

/** The pieces of each line. A style goes on at the next line until another one begins. */
function piecesOf(lines: readonly string[]): readonly (readonly Piece[])[] {
  let style = PLAIN;
  return lines.map((line) => {
    const pieces: Piece[] = [];
    let column = 0;
    for (const [part, codes] of line.matchAll(PARTS)) {
      if (codes !== undefined) {
        style = codes.split(";").map(Number).reduce(styled, style);
        continue;
      }
      for (const text of runsOf(part)) {
        const cells = cellWidth(text);
        // Blanks that are not seen only cost room.
        if (text.trim() !== "" || style.isReversed) pieces.push({ text, column, cells, style });
        column += cells;
      }
    }
    return pieces;
  });
}

/**
 * Letters of ASCII, lines of boxes, and every other sign alone, since fonts have their own idea of its width; spaces of some
 * length keep pieces apart.
 */
function runsOf(text: string): readonly string[] {
  return text.match(/[\x21-\x7e]+(?: [\x21-\x7e]+)*|[\u2500-\u257f]+| +|[^\x20-\x7e\u2500-\u257f]+/g)
    ?.flatMap((run) =>
      /[^\x20-\x7e\u2500-\u257f]/.test(run) ? [...segments.segment(run)].map(({ segment }) => segment) : [run]
    ) ?? [];
}

function styled(style: Style, code: number): Style {
  if (code >= 30 && code < 38) return { ...style, color: code - 30 };
  switch (code) {
    case 0:
      return PLAIN;
    case 1:
      return { ...style, isBold: true };
    case 2:
      return { ...style, isDim: true };
    case 4:
      return { ...style, isUnderlined: true };
    case 7:
      return { ...style, isReversed: true };
    case 22:
      return { ...style, isBold: false, isDim: false };
    case 24:
      return { ...style, isUnderlined: false };
    case 27:
      return { ...style, isReversed: false };
    case 39:
      return { ...style, color: null };
    default:
      return style;
  }
}
