/** Use-case: one record of a shelf as a person reads it, and its secret where that is asked for. */
import { FoxdenError } from "../../core/errors.ts";
import { type CollectionName, guid } from "../../core/ids.ts";
import { cardCodec } from "../../core/records/creditcards.ts";
import { historyCodec, transitionName } from "../../core/records/history.ts";
import { loginCodec } from "../../core/records/passwords.ts";
import { type Cell, type ColumnHead, instant } from "../columns.ts";
import { jsonText } from "../display/cells.ts";
import type { MirrorRecord } from "../mirror/page.ts";
import type { App } from "../open.ts";
import { noSuchRecord } from "../raw_rows.ts";
import { decode } from "../read.ts";
import { DEFAULT, LABELS, TITLES } from "./labels.ts";
import { REUSED } from "./lists.ts";
import { rawLines } from "./raw.ts";
import type { ShelfName } from "./shelves.ts";
import type { RecordSource, RowTable } from "./table.ts";

/** A line of a tab. A secret is named and never held. */
export type ShownLine =
  | { readonly kind: "field"; readonly label: string; readonly column: ColumnHead; readonly value: Cell }
  | { readonly kind: "secret"; readonly label: string; readonly field: string; readonly isEmpty: boolean }
  | { readonly kind: "heading" | "text" | "code"; readonly text: string };

/** One view of a record. */
export interface ShownTab {
  readonly name: string;
  readonly lines: readonly ShownLine[];
}

/** A record in its views: "Details" first, then "Raw" where there is a record, and "Visits" of a page. */
export interface ShownRecord {
  readonly shelf: ShelfName;
  readonly key: string;
  readonly title: string;
  readonly url: string | null;
  readonly tabs: readonly ShownTab[];
}

const SECRETS: Partial<Readonly<Record<ShelfName, string>>> = { passwords: "password", cards: "number" };

/** The field of a shelf's records that is secret: `password` of logins, `number` of cards; undefined where none is. */
export const secretFieldOf = (shelf: ShelfName): string | undefined => SECRETS[shelf];

/** Shows the record that a row is from, as the mirror has it now. @throws {FoxdenError} `failed.mirror` */
export async function showRecord(
  app: App,
  shelf: ShelfName,
  table: RowTable,
  row: number,
): Promise<ShownRecord> {
  const source = table.source(row);
  const record = source && await findRecord(app, source);
  const details: ShownTab = { name: "Details", lines: detailLines(app, table, row, record) };
  return {
    shelf,
    key: table.key(row),
    title: titleOf(table, row),
    url: urlOf(table, row),
    tabs: [
      details,
      ...source ? [rawTab(source, record)] : [],
      ...shelf === "history" ? visitsTabs(record) : [],
    ],
  };
}

/**
 * The secret of a record: `password` of a login, `number` of a card.
 *
 * @throws {FoxdenError} `not-found.record` where the record is no more, or cannot be read; `usage.value` for another field
 */
export async function revealSecret(
  app: App,
  shelf: ShelfName,
  table: RowTable,
  row: number,
  field: string,
): Promise<string> {
  if (SECRETS[shelf] !== field) {
    throw new FoxdenError("usage.value", `${shelf} have no secret "${field}"`, { name: "field" });
  }
  const source = table.source(row);
  const record = source && await findRecord(app, source);
  const secret = record ? secretOf(shelf, record) : undefined;
  if (secret === undefined) throw noSuchRecord(source?.collection ?? shelf, source?.id ?? table.key(row));
  return secret;
}

function secretOf(shelf: ShelfName, { id, clear }: MirrorRecord): string | undefined {
  if (shelf === "passwords") {
    const login = decode(loginCodec, id, clear);
    return login.kind === "live" ? login.record.password : undefined;
  }
  const card = decode(cardCodec, id, clear);
  return card.kind === "live" ? card.record.number : undefined;
}

/** Undefined where it is no more. */
function findRecord(app: App, { collection, id }: RecordSource): Promise<MirrorRecord | undefined> {
  return app.mending(async () => {
    using snapshot = (await app.mirror()).snapshot();
    const copy = snapshot.copyOf(collection as CollectionName);
    return copy && (await snapshot.byId(copy, [guid(id)])).get(guid(id));
  });
}

function detailLines(
  app: App,
  table: RowTable,
  row: number,
  record: MirrorRecord | null | undefined,
): readonly ShownLine[] {
  const { shelf, columns } = table;
  const lines = LABELS[shelf].flatMap(([label, name]): ShownLine[] => {
    if (name === SECRETS[shelf]) {
      return [{ kind: "secret", label, field: name, isEmpty: !record || !secretOf(shelf, record) }];
    }
    const column = columns.findIndex((each) => each.name === name);
    const head = columns[column];
    const value = head && shownValue(shelf, head, table.cell(row, column));
    if (!head || value === undefined || (isEmpty(value) && !TOLD_EMPTY.has(name))) return [];
    return [{ kind: "field", label, column: head, value }];
  });
  return shelf === "passwords" ? [...lines, healthLine(app, table, row)] : lines;
}

/** Columns of which it says something that they hold nothing. */
const TOLD_EMPTY: ReadonlySet<string> = new Set(["username"]);

const isEmpty = (cell: Cell): boolean =>
  cell === null || cell === "" || (Array.isArray(cell) && cell.length === 0);

/** What may be of any type is shown as JSON has it, but for texts; a preference that is nothing is its default. */
function shownValue(shelf: ShelfName, { shape }: ColumnHead, cell: Cell): Cell {
  if (shape !== "any" || typeof cell === "string") return cell;
  return cell === null && shelf === "prefs" ? DEFAULT : jsonText(cell);
}

const DAY_MS = 86_400_000;

function healthLine(app: App, table: RowTable, row: number): ShownLine {
  const others = cellNamed(table, row, REUSED);
  const changed = cellNamed(table, row, "changed");
  const shared = typeof others !== "number" || others === 0
    ? "used on no other site"
    : `used on ${others} other ${others === 1 ? "login" : "logins"} (!)`;
  const days = changed instanceof Date ? Math.floor((app.ctx.now() - changed.getTime()) / DAY_MS) : -1;
  const age = days < 0 ? "" : `   age ${days} ${days === 1 ? "day" : "days"}`;
  return { kind: "field", label: "Health", column: { name: "health" }, value: `${shared}${age}` };
}

function cellNamed(table: RowTable, row: number, name: string): Cell {
  return table.cell(row, table.columns.findIndex((column) => column.name === name));
}

function titleOf(table: RowTable, row: number): string {
  const parts = TITLES[table.shelf].map((names) =>
    names.map((name) => partOf(name, cellNamed(table, row, name))).find((text) => text !== "")
  );
  const text = parts.filter((part) => part !== undefined).join(" / ") || table.key(row);
  return text.slice(0, MOST_TITLE).replace(/[\ud800-\udbff]$/, "").replace(/\s*[\r\n]+\s*/g, " ");
}

/** A text of a title; a site is called by its name. */
function partOf(name: string, cell: Cell): string {
  if (typeof cell !== "string") return "";
  return name === "origin" ? cell.replace(/^https?:\/\//i, "") : cell;
}

/** Code units of a title: more of one is never seen. */
const MOST_TITLE = 1000;

/** The address that opening a record would open. */
function urlOf(table: RowTable, row: number): string | null {
  const url = cellNamed(table, row, table.shelf === "passwords" ? "origin" : "url");
  return typeof url === "string" && url !== "" ? url : null;
}

function rawTab({ collection }: RecordSource, record: MirrorRecord | null | undefined): ShownTab {
  const gone: ShownLine = { kind: "text", text: "This record is no longer on this machine." };
  return { name: "Raw", lines: record ? rawLines(collection as CollectionName, record) : [gone] };
}

function visitsTabs(record: MirrorRecord | null | undefined): readonly ShownTab[] {
  const page = record && decode(historyCodec, record.id, record.clear);
  const visits = page?.kind === "live" ? page.record.visits : [];
  const lines = visits.toSorted((a, b) => b.dateUs - a.dateUs).map(({ dateUs, transition }): ShownLine => ({
    kind: "field",
    label: transitionName(transition),
    column: { name: "at", kind: "time" },
    value: instant(Math.floor(dateUs / 1000)),
  }));
  return [{
    name: "Visits",
    lines: lines.length > 0 ? lines : [{ kind: "text", text: "No visits are known." }],
  }];
}
