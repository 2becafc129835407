/** Lists to draw, filled with rows of any kind. */
import { KeptTable } from "../../../app/browse/kept_table.ts";
import type { Cell, Column } from "../../../app/columns.ts";
import { parseQuery } from "../../../app/query/query.ts";
import type { SearchSpec } from "../../../app/query/search.ts";
import { SHIPPED } from "../../../tui/keys/table.ts";
import { allRows, someRows } from "../../../tui/list/shown.ts";
import { type Place, type PlaceName, placeOf } from "../../../tui/places.ts";
import { initialState, type ListState, NEW_LIST, type Size, type State } from "../../../tui/state.ts";
import { fieldOf } from "../../../tui/text_field.ts";

/** 2026-11-22, a Sunday, at noon UTC. */
export const NOW_MS = Date.UTC(2026, 10, 22, 12);
export const DAY_MS = 86_400_000;

/** A row by its columns; `depth` and `children` say where it is in a tree. */
export interface Row {
  readonly cells: Readonly<Record<string, Cell>>;
  readonly depth?: number;
  readonly children?: number;
}

const KINDS: Readonly<Record<string, Column<Row>["kind"]>> = {
  changed: "time",
  lastUsed: "time",
  lastVisit: "time",
  url: "url",
  origin: "url",
  visits: "count",
};

/** A table of the place's own columns, and one of types. */
export function tableOf(
  place: Place,
  rows: readonly Row[],
  { malformed = 0, isComplete = true } = {},
): KeptTable<Row> {
  const names = [...place.columns.map(({ name }) => name), "type", "collection"];
  const columns = names.map((name): Column<Row> => ({
    name,
    value: ({ cells }) => cells[name] ?? null,
    ...(KINDS[name] === undefined ? {} : { kind: KINDS[name] }),
    ...(name === "value" ? { shape: "any" as const } : {}),
  }));
  const search: SearchSpec<Row> = {
    fields: ["title", "host", "after"],
    searchable: ({ cells }) => ({
      text: Object.values(cells).map(String),
      fields: { title: String(cells.title) },
    }),
  };
  const table = new KeptTable<Row>({
    shelf: place.name,
    columns,
    search,
    rows,
    malformed,
    keyOf: (row) => String(rows.indexOf(row)),
    sourceOf: () => null,
    ...(place.isTree
      ? { placeOf: (row) => ({ depth: row.depth ?? 0, children: row.children ?? null }) }
      : {}),
  });
  table.grow(rows.length);
  if (isComplete) table.finish();
  return table;
}

/** A list that shows all of its rows. */
export function listOfRows(name: PlaceName, rows: readonly Row[], over: Partial<ListState> = {}): ListState {
  const table = tableOf(placeOf(name), rows);
  return {
    ...NEW_LIST,
    load: { state: "ready" },
    table,
    size: rows.length,
    shown: allRows(rows.length),
    ...over,
  };
}

/** The list with a filter that was kept, or is typed, and the rows it finds. */
export function filtered(list: ListState, text: string, over: Partial<ListState["filter"]> = {}): ListState {
  if (!list.table) throw new Error("a list without a table cannot be filtered");
  const query = parseQuery(text, { ...list.table.fields, nowMs: NOW_MS });
  const rows = list.table.scan(query);
  return {
    ...list,
    filter: { field: fieldOf(text), isTyping: true, query, fault: null, from: null, ...over },
    shown: someRows(rows),
    arranging: { seq: 1, isComplete: true, examined: list.size, tookMs: 17.6 },
  };
}

export const stateOf = (size: Size, over: Partial<State> = {}): State => ({
  ...initialState(size, SHIPPED, NOW_MS),
  screen: "main",
  ...over,
});

/** Logins as the first mock screen has them, and more. */
export const LOGINS: readonly Row[] = Array.from({ length: 412 }, (_, at) => ({
  cells: {
    origin: at === 4 ? "https://github.com" : `https://host${at}.example.org`,
    username: at === 4 ? "annl" : `ann${at}@example.org`,
    changed: new Date(Date.UTC(2026, 2, 2, 12) - at * DAY_MS),
    lastUsed: new Date(NOW_MS - at * DAY_MS),
  },
}));
