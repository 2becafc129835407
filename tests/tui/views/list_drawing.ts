/** Lists as they are drawn, for tests. */
import { withoutStyles } from "../../../tui/lines/text.ts";
import { makeLook } from "../../../tui/look/theme.ts";
import { type PlaceName, placeOf } from "../../../tui/places.ts";
import type { ListState, Size, State } from "../../../tui/state.ts";
import { listLines } from "../../../tui/views/list.ts";
import { type Row, stateOf } from "./list_tables.ts";

/** Without colours in ASCII, and with colours. */
export const { look: ascii } = makeLook({ isAscii: true, colors: "none" });
export const { look: colored } = makeLook({ isAscii: false, colors: "16" });
/** The list of a window of 100 cells. */
export const WIDE: Size = { columns: 76, rows: 12 };

/** What is drawn otherwise than mostly. */
export interface Wish {
  readonly size?: Size;
  readonly isFocused?: boolean;
  readonly isBoxed?: boolean;
  readonly look?: typeof ascii;
  readonly state?: Partial<State>;
}

/** The pane of a list, in lines. */
export function draw(name: PlaceName, list: ListState, wish: Wish = {}): readonly string[] {
  const { size = WIDE, isFocused = true, isBoxed = true, look = ascii, state = {} } = wish;
  return listLines({
    state: stateOf(size, state),
    list,
    place: placeOf(name),
    size,
    isFocused,
    isBoxed,
    look,
  });
}

/** Lines without styles. */
export const plain = (lines: readonly string[]): string[] => lines.map(withoutStyles);
/** The first line with a text in it. */
export const lineWith = (lines: readonly string[], text: string): string =>
  lines.find((line) => line.includes(text)) ?? "";

/** A folder, and a page in one. */
export const folder = (title: string, depth: number, children: number, more: Row["cells"] = {}): Row => (
  { cells: { title, type: "folder", ...more }, depth, children }
);
export const page = (title: string, depth: number, more: Row["cells"] = {}): Row => (
  { cells: { title, url: `https://${title.toLowerCase()}.example/`, ...more }, depth }
);
/** Some bookmarks. */
export const TREE: readonly Row[] = [
  folder("Toolbar", 0, 3),
  page("Deno", 1, { tags: ["dev", "deno"] }),
  folder("Work", 1, 1234),
  { cells: { type: "separator" }, depth: 1 },
  folder("Menu", 0, 890),
];
