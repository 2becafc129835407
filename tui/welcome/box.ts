/** A box in the middle of the window, with as much of what it should say as there is room for. */
import { cellWidth, takeStart, wrap } from "../../app/display/text.ts";
import { blank as blanks, filled, fit, padded, shown } from "../lines/text.ts";
import type { Look, Role } from "../look/look.ts";
import type { Size } from "../state.ts";
import type { Block, Page, Weight } from "./blocks.ts";

const MOST_COLUMNS = 68;
/** A border and a blank at both sides. */
const SIDES = 4;
const BORDERS = 2;

/** A line of the box, as wide as its inside, or as the window where it has no border. */
interface Drawn {
  readonly text: string;
  readonly isFocus: boolean;
  readonly isWide: boolean;
}

/**
 * A page in a window: as many lines as it has rows, each as wide as it has columns.
 *
 * @param scroll lines to go on by, beyond what shows the focus
 */
export function boxLines(
  { title, blocks, keys }: Page,
  scroll: number,
  size: Size,
  look: Look,
): readonly string[] {
  const room = Math.max(1, size.rows - BORDERS);
  const drawn = fitting(blocks, size.columns, room, look);
  const top = topOf(drawn, room, scroll);
  const { topLeft, topRight, bottomLeft, bottomRight, up, down } = look.signs;
  const more = {
    above: top > 0 ? `${up} pageup` : "",
    below: top + room < drawn.length ? `${down} pagedown` : "",
  };
  const columns = boxColumns(size.columns);
  const lines = [
    centered(edge([topLeft, topRight], { words: title, role: "title" }, more.above, columns, look), size),
    ...drawn.slice(top, top + room).map((each) => bordered(each, size, look)),
    centered(
      edge([bottomLeft, bottomRight], { words: keys, role: "muted" }, more.below, columns, look),
      size,
    ),
  ];
  // A little above the middle, where eyes are.
  const before = Math.max(0, Math.floor((size.rows - lines.length) / 3));
  return filled(
    [...Array.from({ length: before }, () => blanks(size.columns)), ...lines],
    size.rows,
    size.columns,
  );
}

const boxColumns = (window: number): number => Math.min(MOST_COLUMNS, window);

function centered(line: string, { columns }: Size): string {
  const spare = columns - boxColumns(columns);
  const left = Math.floor(spare / 2);
  return blanks(left) + line + blanks(spare - left);
}

function bordered({ text, isWide }: Drawn, size: Size, look: Look): string {
  if (isWide) return text;
  const side = look.paint("border", look.signs.vertical);
  return centered(`${side} ${text} ${side}`, size);
}

/** What is drawn, from everything to what cannot be left out. */
const WAYS: readonly (readonly [most: Weight, blanks: Weight | -1])[] = [
  [2, 2],
  [2, 1],
  [1, 1],
  [1, -1],
  [0, -1],
];

/** Lines of the blocks, without those that there is no room for. */
function fitting(blocks: readonly Block[], window: number, room: number, look: Look): readonly Drawn[] {
  let drawn: readonly Drawn[] = [];
  for (const [most, mostBlank] of WAYS) {
    const kept = blocks.filter(({ kind, weight }) => weight <= (kind === "blank" ? mostBlank : most));
    drawn = kept.flatMap((each) => drawBlock(each, window, look));
    if (drawn.length <= room) break;
  }
  return drawn;
}

function drawBlock(block: Block, window: number, look: Look): readonly Drawn[] {
  const cells = Math.max(1, boxColumns(window) - SIDES);
  const { isFocus } = block;
  const drawn = (text: string): Drawn => ({ text, isFocus, isWide: false });
  switch (block.kind) {
    case "blank":
      return [drawn(blanks(cells))];
    case "line":
      return [drawn(block.draw(cells, look))];
    case "address":
      return brokenAnywhere(shown(block.url), window).map((text) => (
        { text: look.paint("accent", padded(text, window)), isFocus, isWide: true }
      ));
    case "text":
      return textLines(block, cells, look).map(drawn);
  }
}

function textLines(
  { words, role, indent }: Extract<Block, { kind: "text" }>,
  cells: number,
  look: Look,
): readonly string[] {
  const room = Math.max(1, cells - indent);
  const safe = look.isAscii ? shown(words).replaceAll("…", look.signs.ellipsis) : shown(words);
  return wrapped(safe, room).map((each) => {
    const text = padded(each, room);
    return blanks(indent) + (role === undefined ? text : look.paint(role, text));
  });
}

/** Lines broken at spaces, and anywhere in words that are longer than a line. */
const wrapped = (words: string, cells: number): readonly string[] =>
  wrap(words, cells).flatMap((each) => cellWidth(each) <= cells ? [each] : brokenAnywhere(each, cells));

function brokenAnywhere(words: string, cells: number): readonly string[] {
  const lines: string[] = [];
  for (let rest = words; rest !== "";) {
    const taken = takeStart(rest, cells);
    // A sign that no line has room for.
    if (taken === "") break;
    lines.push(taken);
    rest = rest.slice(taken.length);
  }
  return lines;
}

/** The first line that is shown: with the focus in sight, moved by what somebody has scrolled. */
function topOf(drawn: readonly Drawn[], room: number, scroll: number): number {
  const first = drawn.findIndex(({ isFocus }) => isFocus);
  const end = drawn.findLastIndex(({ isFocus }) => isFocus);
  const wanted = first < 0 || end < room ? 0 : Math.min(first, end - room + 1);
  return Math.max(0, Math.min(Math.max(0, drawn.length - room), wanted + scroll));
}

/** Keys between which there are three blanks: the last one stays, and those before it go where there is no room. */
function fewer(words: string, cells: number): string {
  const parts = words.split("   ");
  const [last = ""] = parts.slice(-1);
  for (let kept = parts.length - 1; kept >= 0; kept--) {
    for (const gap of ["   ", "  "]) {
      const line = [...parts.slice(0, kept), last].join(gap);
      if (cellWidth(line) <= cells) return line;
    }
  }
  return last;
}

/** A border with words in it, and at its end whether there is more. */
function edge(
  [from, to]: readonly [string, string],
  { words, role }: { readonly words: string; readonly role: Role },
  more: string,
  columns: number,
  look: Look,
): string {
  const { horizontal } = look.signs;
  const aside = more === "" ? "" : ` ${more} `;
  const room = columns - 5 - cellWidth(aside);
  const name = words === "" ? "" : ` ${fit(fewer(words, room - 2), room - 1, look)} `;
  const rule = horizontal.repeat(Math.max(0, columns - 3 - cellWidth(name) - cellWidth(aside)));
  return look.paint("border", from + horizontal) + look.paint(role, name) +
    look.paint("border", rule + aside + to);
}
