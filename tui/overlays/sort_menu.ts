/** The columns that the list at hand can be sorted by, both ways round. */
import type { ColumnHead } from "../../app/columns.ts";
import { columnWords } from "../palette/words.ts";
import { placeOf } from "../places.ts";
import { listOf, type State } from "../state.ts";
import { MENU_KEYS } from "./menu.ts";
import type { MenuItem, MenuOverlay } from "./overlay.ts";

/** A way to sort, in words. */
export interface Sorting {
  readonly column: string;
  readonly isDescending: boolean;
  /** Such as `last used`. */
  readonly name: string;
  /** Such as `newest first`. */
  readonly order: string;
  /** The way people mean mostly comes first. */
  readonly isUsual: boolean;
}

/** The ways to sort the place at hand, two for each column; none before its rows are here. */
export function sortings(view: State): readonly Sorting[] {
  const { table } = listOf(view, view.place);
  if (!table) return [];
  const shown = placeOf(view.place).columns.flatMap(({ name }) =>
    table.columns.find((each) => each.name === name) ?? []
  );
  const others = table.columns.filter((column) => isMeasure(column) && !shown.includes(column));
  return [...shown, ...others].flatMap((column) =>
    waysOf(column, columnWords(placeOf(view.place), column.name))
  );
}

const isMeasure = ({ kind }: ColumnHead): boolean => kind === "time" || kind === "count" || kind === "bytes";

function waysOf(column: ColumnHead, name: string): readonly Sorting[] {
  const { name: column_, kind, shape } = column;
  const isNumber = kind === "count" || kind === "bytes" || kind === "percent" || shape === "integer";
  const [rising, falling] = kind === "time"
    ? ["oldest first", "newest first"]
    : isNumber
    ? ["fewest first", "most first"]
    : ["A to Z", "Z to A"];
  const up = { column: column_, isDescending: false, name, order: rising };
  const down = { column: column_, isDescending: true, name, order: falling };
  return isMeasure(column)
    ? [{ ...down, isUsual: true }, { ...up, isUsual: false }]
    : [{ ...up, isUsual: true }, { ...down, isUsual: false }];
}

/** Beside what holds now. */
export const CURRENT = "current";

/** Null where there is nothing to sort. */
export function sortMenu(view: State): MenuOverlay | null {
  const ways = sortings(view);
  if (ways.length === 0) return null;
  const { sort } = listOf(view, view.place);
  const keys = lettersFor(ways.filter(({ isUsual }) => isUsual).map(({ name }) => name));
  const items = ways.map((way, i): MenuItem => {
    const letter = keys[Math.floor(i / 2)];
    const isNow = sort?.column === way.column && sort.isDescending === way.isDescending;
    return {
      ...letter === undefined ? {} : { key: way.isUsual ? letter : letter.toUpperCase() },
      label: `${way.name}, ${way.order}`,
      ...isNow ? { aside: CURRENT } : {},
      choice: { type: "sort", column: way.column, isDescending: way.isDescending },
    };
  });
  const first: MenuItem = {
    key: "0",
    label: `default (${placeOf(view.place).order})`,
    ...sort === null ? { aside: CURRENT } : {},
    choice: { type: "sort-default" },
  };
  const cursor = [first, ...items].findIndex(({ aside }) => aside === CURRENT);
  return { kind: "menu", title: "Sort by", items: [first, ...items], cursor: Math.max(0, cursor), top: 0 };
}

/** A small letter for each name, one of its own where none of the others has it, and none that moves in a menu. */
function lettersFor(names: readonly string[]): readonly (string | undefined)[] {
  const taken = new Set(MENU_KEYS);
  return names.map((name) => {
    const letters = [...name.toLowerCase().replace(/[^a-z]/g, ""), ..."abcdefghijklmnopqrstuvwxyz"];
    const letter = letters.find((each) => !taken.has(each));
    if (letter !== undefined) taken.add(letter);
    return letter;
  });
}
