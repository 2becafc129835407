/** What the tests of the browser share: a filled account whose records are all on this machine. */
import { fillDemo } from "../../../app/demo/fill.ts";
import { loadTable } from "../../../app/browse/load.ts";
import type { ShelfName } from "../../../app/browse/shelves.ts";
import type { RowTable } from "../../../app/browse/table.ts";
import type { App } from "../../../app/open.ts";
import { sync } from "../../../app/sync.ts";
import { openSignedIn, put, type TestAccount } from "../app_support.ts";

/** An account like that of the demo, with so many pages of history and a few records that nobody would expect. */
export async function openFilled(rows = 700): Promise<TestAccount> {
  const account = await openSignedIn();
  await fillDemo(account.app, { seed: 3, rows });
  await put(account.app, "history", ...ODD_PAGES);
  await put(account.app, "passwords", ...TWINS);
  await sync(account.app, { collections: [] });
  return account;
}

/** Pages as other clients may write them. */
const ODD_PAGES = [
  { id: "gone00000001", deleted: true },
  { id: "broken000001", title: "no address", visits: [] },
  { id: "never0000001", histUri: "https://never.example/", title: null, visits: [] },
  {
    id: "escaped00001",
    histUri: "https://escaped.example/",
    title: 'a "b"\u0000 \ud800',
    visits: [visit(5, 3)],
  },
  {
    id: "other0000001",
    title: "İstanbul ﬁn",
    histUri: "https://Other.Example:80/A",
    visits: [visit(0, 7), visit(1, 99)],
  },
  {
    id: "same00000001",
    histUri: "https://same.example/",
    title: "https://same.example/",
    visits: [visit(2, 8)],
  },
];

function visit(type: number, hours: number) {
  return { date: 1000 * (Date.UTC(2026, 0, 1) + 3_600_000 * hours), type };
}

/** The password of {@link TWINS}. */
export const TWIN_PASSWORD = "one for both of them";

const TWINS = ["twin00000001", "twin00000002"].map((id) => ({
  id,
  hostname: `https://${id}.example`,
  formSubmitURL: `https://${id}.example`,
  httpRealm: null,
  username: "twin",
  password: TWIN_PASSWORD,
  usernameField: "",
  passwordField: "",
  timeCreated: Date.UTC(2026, 0, 1),
  timePasswordChanged: Date.UTC(2026, 0, 1),
}));

/** A whole table. */
export const load = (app: App, shelf: ShelfName): Promise<RowTable> =>
  loadTable(app, shelf, { signal: new AbortController().signal, onRows: () => {} });

/** The number of a column. */
export const columnOf = ({ columns }: RowTable, name: string): number =>
  columns.findIndex((column) => column.name === name);

/** The numbers of all rows. */
export const rowsOf = ({ size }: RowTable): number[] => [...Array(size).keys()];

/** Everything that columns give of a table, as text. */
export const allCells = (table: RowTable): string =>
  JSON.stringify(rowsOf(table).map((row) => table.columns.map((_, column) => table.cell(row, column))));
