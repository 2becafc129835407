/** Use-cases on the synced preferences of Firefox, and of other programs that keep theirs in the account. */
import { base64url, utf8 } from "../../core/bytes.ts";
import { DESKTOP_APPLICATION_ID } from "../../core/edits/pref_names.ts";
import { isSynced, switchedBy, switchOf } from "../../core/edits/pref.ts";
import { FoxdenError } from "../../core/errors.ts";
import { type CollectionName, type Guid, guid } from "../../core/ids.ts";
import { isObject, type JsonObject } from "../../core/json.ts";
import { type Preferences, prefsCodec } from "../../core/records/prefs.ts";
import { type Cell, type Column, type Listing, NONE_MALFORMED } from "../columns.ts";
import type { App } from "../open.ts";
import { type ListInput, narrowing, type SearchSpec } from "../query/search.ts";
import { onePage, readAll, readLive, type Stored } from "../read.ts";
import { applicationName, applicationOfPrefs } from "./applications.ts";
import { compareTexts } from "../text_order.ts";

/** The name of the collection. */
export const PREFS = "prefs" as CollectionName;

const UNPADDED_ID = base64url(utf8(DESKTOP_APPLICATION_ID));

/** The record of Firefox on the desktop, by the id that Firefox itself gives it: base64url with its padding. */
export const DESKTOP_RECORD: Guid = guid(utf8(DESKTOP_APPLICATION_ID).toBase64({ alphabet: "base64url" }));

/** A preference of one program. */
export interface PrefRow {
  readonly name: string;
  /** Anything, since other programs may keep what they like; `null` is the default. */
  readonly value: unknown;
  /** Whether Firefox takes it from Sync; `null` where only that program knows. */
  readonly synced: boolean | null;
  readonly applicationId: string | null;
  readonly recordId: string;
}

export const prefColumns: readonly Column<PrefRow>[] = [
  { name: "name", value: (row) => row.name },
  { name: "value", value: (row) => asCell(row.value), shape: "any" },
  { name: "type", value: (row) => typeOf(row.value) },
  { name: "synced", value: (row) => row.synced, shape: "boolean" },
  { name: "application", value: (row) => applicationName(row.applicationId) ?? row.recordId, detail: true },
  { name: "id", value: (row) => row.name, detail: true },
  { name: "recordId", value: (row) => row.recordId, detail: true },
];

const mixedColumns = prefColumns.map(({ detail, ...column }) =>
  detail && column.name !== "application" ? { ...column, detail } : column
);

/** Where there are several programs, each row says whose it is. */
const columnsFor = (rows: readonly PrefRow[]): readonly Column<PrefRow>[] =>
  new Set(rows.map(({ recordId }) => recordId)).size > 1 ? mixedColumns : prefColumns;

/** What was parsed from JSON holds nothing but cells. */
const asCell = (value: unknown): Cell => value as Cell;

function typeOf(value: unknown): string {
  if (value === null) return "default";
  return Array.isArray(value) ? "list" : typeof value;
}

/** How preferences are searched. */
export const prefSearch: SearchSpec<PrefRow> = {
  fields: ["type", "is", "id"],
  choices: {
    type: ["string", "number", "boolean", "default", "list", "object"],
    is: ["synced", "unsynced", "default", "set"],
  },
  searchable: (row) => ({
    text: [row.name, textOf(row.value)],
    fields: {
      id: row.name,
      type: typeOf(row.value),
      is: [row.synced === true ? "synced" : "unsynced", row.value === null ? "default" : "set"],
    },
  }),
};

const textOf = (value: unknown): string =>
  value === null ? "" : typeof value === "object" ? JSON.stringify(value) : String(value);

export interface PrefListInput extends ListInput {
  /** Whether the switches `services.sync.prefs.sync.NAME` are listed too. */
  readonly switches: boolean;
}

/** Preferences by program, Firefox on the desktop first, and by name. */
export async function listPrefs(app: App, input: PrefListInput): Promise<Listing<PrefRow>> {
  const narrow = narrowing(app, prefSearch, input);
  const { rows, reading } = await readPrefs(app, input);
  const wanted = rows.filter(({ name }) => input.switches || switchedBy(name) === undefined);
  return { kind: PREFS, columns: columnsFor(rows), ...narrow({ ...reading, pages: onePage(wanted) }) };
}

/** A guess at what a mistyped word was meant to be, as a sentence to append, or nothing. */
export type Guess = (word: string, candidates: readonly string[]) => string;

/** Preferences that were asked for, in that order, and names that nothing has. */
export interface FoundPrefs extends Listing<PrefRow> {
  readonly rows: readonly PrefRow[];
  readonly missing: readonly string[];
  /** Names that are there, to guess from. */
  readonly known: readonly string[];
}

/**
 * Preferences by their whole names: those of Firefox on the desktop, where it has one of that name.
 *
 * @throws {FoxdenError} `ambiguous.match` where several other programs have one
 */
export async function getPrefs(app: App, names: readonly string[]): Promise<FoundPrefs> {
  const { rows: all, reading } = await readPrefs(app, {});
  const asked = [...new Set(names)].map((name) => [name, prefBy(all, name)] as const);
  const rows = asked.flatMap(([, row]) => row ?? []);
  const missing = asked.flatMap(([name, row]) => row ? [] : [name]);
  const known = [...new Set(all.map(({ name }) => name))];
  const listing = { ...reading, kind: PREFS, columns: columnsFor(rows), pages: onePage(rows) };
  // A name may be in what cannot be read.
  const malformed = missing.length > 0 ? reading.malformed : () => NONE_MALFORMED;
  return { ...listing, malformed, rows, missing, known };
}

function prefBy(all: readonly PrefRow[], name: string): PrefRow | undefined {
  const named = all.filter((row) => row.name === name);
  const [first, other] = named;
  if (!other || first?.applicationId === DESKTOP_APPLICATION_ID) return first;
  const candidates = named.map(({ recordId }) => recordId);
  const message = `${named.length} programs have a preference "${name}"`;
  throw new FoxdenError("ambiguous.match", message, { collection: PREFS, candidates });
}

/** The refusal of a name that nothing has. */
export function noSuchPref(
  name: string,
  known: readonly string[],
  guess: Guess,
  outcome = "",
): FoxdenError<"not-found.record"> {
  const message = `No preference "${name}" in the account${outcome}${guess(name, known)}`;
  return new FoxdenError("not-found.record", message, { collection: PREFS, id: name });
}

/** The preferences of a record; nothing where it holds no object of them. */
export const valueOf = ({ value }: JsonObject): JsonObject => isObject(value) ? value : {};

async function readPrefs(app: App, { fresh }: Pick<ListInput, "fresh">) {
  const reading = readLive(app, PREFS, prefsCodec, fresh === undefined ? {} : { fresh });
  const stored = await readAll(reading);
  const hasPadded = stored.some(({ id }) => id === DESKTOP_RECORD);
  // Firefox knows its record by the padded id; where there is none, the other form may be an old client's.
  const meant = stored.filter(({ id }) => !(hasPadded && id === UNPADDED_ID));
  const rows = meant.flatMap(rowsOf);
  const rank = ({ applicationId }: PrefRow) => applicationId === DESKTOP_APPLICATION_ID ? 0 : 1;
  rows.sort((a, b) =>
    rank(a) - rank(b) || compareTexts(a.recordId, b.recordId) || compareTexts(a.name, b.name)
  );
  return { rows, reading };
}

function rowsOf({ id, record: { source } }: Stored<Preferences>): PrefRow[] {
  const value = valueOf(source);
  const applicationId = applicationOfPrefs(id);
  const isDesktop = applicationId === DESKTOP_APPLICATION_ID;
  return Object.entries(value).map(([name, each]) => ({
    name,
    value: each,
    synced: isDesktop ? isSynced(switchedBy(name) ?? name, value) : saidOf(name, value),
    applicationId,
    recordId: id,
  }));
}

/** What a program that foxden does not know says itself. */
function saidOf(name: string, value: JsonObject): boolean | null {
  const said = value[switchOf(switchedBy(name) ?? name)];
  return typeof said === "boolean" ? said : null;
}
