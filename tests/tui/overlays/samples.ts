/** States with rows of every place, for overlays to be opened on. */
import { KeptTable } from "../../../app/browse/kept_table.ts";
import type { RowTable } from "../../../app/browse/table.ts";
import type { Cell } from "../../../app/columns.ts";
import { parseQuery } from "../../../app/query/query.ts";
import type { InputEvent } from "../../../tui/input/events.ts";
import { SHIPPED } from "../../../tui/keys/table.ts";
import { allRows, someRows } from "../../../tui/list/shown.ts";
import { withoutStyles } from "../../../tui/lines/text.ts";
import { makeLook } from "../../../tui/look/theme.ts";
import type { MenuOverlay, Overlay } from "../../../tui/overlays/overlay.ts";
import { overlayLines, reduceOverlay } from "../../../tui/overlays/all.ts";
import { overlayRoom } from "../../../tui/overlays/room.ts";
import { type PlaceName, placeOf } from "../../../tui/places.ts";
import { initialState, NEW_LIST, NO_FILTER, type Size, type State } from "../../../tui/state.ts";
import { fieldOf } from "../../../tui/text_field.ts";

/** A row by the names of its columns. */
export type SampleRow = Readonly<Record<string, Cell>>;

export const NOW_MS = Date.UTC(2026, 10, 22, 12);

const TIMES: ReadonlySet<string> = new Set([
  "changed",
  "lastUsed",
  "lastVisit",
  "lastSeen",
  "modified",
  "added",
]);
const COUNTS: ReadonlySet<string> = new Set(["visits", "timesUsed"]);
const FIELDS = ["host", "url", "title", "tag", "folder", "type", "device", "user", "name", "on", "id", "key"];

/** A table of a place with these rows; `isBranch` says which of them others are below. */
export function tableOf(place: PlaceName, rows: readonly SampleRow[]): RowTable {
  const names = new Set([
    ...placeOf(place).columns.map(({ name }) => name),
    ...rows.flatMap((row) => Object.keys(row)),
  ]);
  const text = (row: SampleRow, name: string) => typeof row[name] === "string" ? row[name] : "";
  const table = new KeptTable<SampleRow>({
    shelf: place,
    columns: [...names].map((name) => ({
      name,
      value: (row: SampleRow) => row[name] ?? null,
      ...TIMES.has(name) ? { kind: "time" as const } : COUNTS.has(name) ? { kind: "count" as const } : {},
    })),
    search: {
      fields: FIELDS,
      searchable: (row) => ({
        text: Object.values(row).filter((cell) => typeof cell === "string"),
        fields: Object.fromEntries(FIELDS.map((field) => [field, text(row, field)])),
      }),
    },
    rows,
    malformed: 0,
    keyOf: (row) => text(row, "id"),
    sourceOf: (row) => row["isBranch"] === true ? null : { collection: place, id: text(row, "id") },
    placeOf: (row) => ({ depth: 0, children: row["isBranch"] === true ? 2 : null }),
  });
  table.grow(rows.length);
  table.finish();
  return table;
}

interface Wish {
  readonly place?: PlaceName;
  readonly rows?: readonly SampleRow[];
  readonly query?: string;
  readonly size?: Size;
  readonly profile?: string;
  readonly nowMs?: number;
}

const ROWS: Partial<Readonly<Record<PlaceName, SampleRow>>> = {
  bookmarks: { id: "bookmark0001", title: "Runbook", url: "https://wiki.example.org/run", type: "bookmark" },
  passwords: {
    id: "{a1b2c3d4}",
    origin: "https://github.com",
    username: "annl",
    host: "github.com",
    user: "annl",
  },
  history: { id: "-history00-1", title: "Deno docs", url: "https://docs.deno.com/", host: "docs.deno.com" },
  tabs: {
    id: "device000001",
    title: "RFC",
    url: "https://rfc.example/a?b='c d'",
    device: "Pixel 9",
    host: "rfc.example",
  },
  addresses: { id: "address00001", name: "Ann Lee" },
  cards: { id: "card00000001", name: "Ann Lee", network: "visa" },
  forms: { id: "form00000001", name: "search", value: "deno" },
  addons: { id: "addon0000001", addonId: "uBlock0@raymondhill.net" },
  prefs: { id: "browser.startup.page", name: "browser.startup.page", value: "3" },
  extstorage: { id: "ext000000001", addon: "addon@darkreader.org", key: "theme one", value: "x" },
  devices: { id: "device000001", name: "Pixel 9", type: "mobile" },
  records: { id: "record000001", collection: "history" },
};

/** A state with the cursor on a row of a place. */
export function sampleView(wish: Wish = {}): State {
  const { place = "history", query = "", size = { columns: 100, rows: 30 }, nowMs = NOW_MS } = wish;
  const own = ROWS[place];
  const table = tableOf(place, wish.rows ?? (own ? [own] : []));
  const parsed = query === "" ? null : parseQuery(query, { ...table.fields, nowMs });
  const shown = parsed ? someRows(Array.from({ length: table.size }, (_, i) => i)) : allRows(table.size);
  const list = {
    ...NEW_LIST,
    load: { state: "ready" } as const,
    table,
    size: table.size,
    shown,
    cursorKey: table.size === 0 ? null : table.key(0),
    filter: { ...NO_FILTER, field: fieldOf(query), query: parsed },
  };
  return {
    ...initialState(size, SHIPPED, nowMs),
    screen: "main",
    place,
    lists: new Map([[place, list]]),
    account: {
      email: "ann@example.org",
      profile: wish.profile ?? "default",
      marks: [],
      host: "a.example",
      isReadOnly: false,
    },
  };
}

export const key = (name: string): InputEvent => ({ type: "key", key: name });
export const press = (row: number, column = 4): InputEvent => ({
  type: "mouse",
  act: "press",
  button: 0,
  column,
  row,
});
export const wheel = (act: "wheel-down" | "wheel-up"): InputEvent => ({
  type: "mouse",
  act,
  button: 0,
  column: 4,
  row: 4,
});

/** What is seen of an overlay, without colours. */
export const seen = (overlay: Overlay, view: State): readonly string[] =>
  overlayLines(overlay, overlayRoom(view.size), ASCII, view).map(withoutStyles);

/** The keys that type a text. */
export const typing = (text: string): readonly InputEvent[] =>
  [...text].map((each) => key(each === " " ? "space" : each));

/** What becomes of an overlay by one event after the other, as long as it is there. */
export function after(overlay: Overlay, events: readonly InputEvent[], view: State) {
  let step: ReturnType<typeof reduceOverlay> = { overlay };
  for (const event of events) if (step.overlay) step = reduceOverlay(step.overlay, event, view);
  return step;
}

/** The overlay after events that do not close it. */
export function open<Kind extends Overlay["kind"]>(
  kind: Kind,
  overlay: Overlay,
  events: readonly InputEvent[],
  view: State,
): Extract<Overlay, { readonly kind: Kind }> {
  const { overlay: next } = after(overlay, events, view);
  if (!next || !isKind(next, kind)) throw new Error(`it is no ${kind} any more`);
  return next;
}

const isKind = <Kind extends Overlay["kind"]>(
  overlay: Overlay,
  kind: Kind,
): overlay is Extract<Overlay, { readonly kind: Kind }> => overlay.kind === kind;

export const { look: ASCII } = makeLook({ isAscii: true, colors: "none" });
export const { look: COLORED } = makeLook({ isAscii: false, colors: "16" });

/** A list to choose from. */
export const menuOf = (title: string, items: MenuOverlay["items"], cursor = 0): MenuOverlay => (
  { kind: "menu", title, items, cursor, top: 0 }
);
