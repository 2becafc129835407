/** Stored records of any collection, opened: fetched by id, or by the beginning of an id. */
import { FoxdenError } from "../core/errors.ts";
import type { CollectionName, Guid } from "../core/ids.ts";
import type { Incoming, SyncRecord } from "../core/records/codec.ts";
import { codecOf } from "../core/records/registry.ts";
import { downloadCollection, type DownloadedRecord, downloadIds } from "../core/sync/collection.ts";
import type { SyncSession } from "../core/sync/session.ts";
import type { Bso } from "../core/sync/storage.ts";
import type { Copy } from "./mirror/copies.ts";
import type { Snapshot } from "./mirror/snapshot.ts";
import { decode } from "./read.ts";

/** A stored record, opened. */
export interface RawRow {
  readonly bso: Bso;
  readonly incoming: Incoming<SyncRecord>;
}

/** Opens a downloaded record as its collection's codec reads it. */
export function openRow(name: string, { bso, clear }: DownloadedRecord): RawRow {
  return { bso, incoming: decode(codecOf(name), bso.id, clear) };
}

/** How many ids one request may name. */
const IDS_PER_REQUEST = 100;

/** Cuts a list of ids into pieces that one request may name. */
export function* idChunks(ids: readonly Guid[]): Generator<readonly Guid[], void> {
  for (let start = 0; start < ids.length; start += IDS_PER_REQUEST) {
    yield ids.slice(start, start + IDS_PER_REQUEST);
  }
}

/** The records of these ids that are there. */
export async function fetchRows(
  session: SyncSession,
  name: CollectionName,
  ids: readonly Guid[],
): Promise<Map<Guid, RawRow>> {
  const rows = new Map<Guid, RawRow>();
  for (const some of idChunks(ids)) {
    for await (const page of downloadCollection(session, name, { ids: some })) {
      for (const record of page) rows.set(record.bso.id, openRow(name, record));
    }
  }
  return rows;
}

/** Fewer characters stand for nothing but themselves. */
export const SHORTEST_PREFIX = 6;

/** Collections that commands call otherwise. */
const NOUNS: ReadonlyMap<string, string> = new Map([
  ["creditcards", "cards"],
  ["extension-storage", "extstorage"],
  ["clients", "devices"],
]);

/** What commands call a collection. */
export const nounOf = (collection: string): string => NOUNS.get(collection) ?? collection;

/**
 * The refusal where no record has that id, or begins so.
 *
 * @param outcome such as `; nothing was removed`
 * @param noun what was typed for the collection
 */
export function noSuchRecord(
  collection: string,
  id: string,
  outcome = "",
  noun = nounOf(collection),
): FoxdenError<"not-found.record"> {
  const isShort = id.length < SHORTEST_PREFIX;
  const hint = isShort ? `; of a longer id give at least ${SHORTEST_PREFIX} characters` : "";
  const message = `No record "${id}" in ${noun}${outcome}${hint}`;
  return new FoxdenError("not-found.record", message, { collection, id });
}

/** The brace before a login's id is nothing anyone wants to type. */
const idForms = (prefix: string): string[] => prefix.startsWith("{") ? [prefix] : [prefix, `{${prefix}`];

/** So many ids that begin alike are looked for; more would tell nobody anything. */
const MOST_CANDIDATES = 1000;

/**
 * The whole ids that begin as these do; what is shorter than six characters stands for nothing but itself.
 *
 * @param beginning finds the ids that begin so
 * @throws {FoxdenError} `ambiguous.match` when a beginning fits several
 */
function completed(
  name: CollectionName,
  prefixes: readonly string[],
  beginning: (prefix: string) => readonly Guid[],
): Map<string, Guid> {
  const full = new Map<string, Guid>();
  for (const prefix of prefixes.filter(({ length }) => length >= SHORTEST_PREFIX)) {
    const fits = beginning(prefix);
    if (fits.length > 1) {
      const message = `${fits.length} records of ${name} begin with "${prefix}"`;
      throw new FoxdenError("ambiguous.match", message, { collection: name, candidates: fits.slice(0, 10) });
    }
    if (fits[0]) full.set(prefix, fits[0]);
  }
  return full;
}

/** The same from the ids that are on this machine. */
export function completedHere(
  snapshot: Snapshot,
  copy: Copy,
  prefixes: readonly string[],
): Map<string, Guid> {
  return completed(
    copy.name,
    prefixes,
    (prefix) => idForms(prefix).flatMap((form) => snapshot.idsBeginning(copy, form, MOST_CANDIDATES)),
  );
}

/** The same from the ids the server has now. */
export async function completeIds(
  session: SyncSession,
  name: CollectionName,
  prefixes: readonly string[],
): Promise<Map<string, Guid>> {
  if (!prefixes.some(({ length }) => length >= SHORTEST_PREFIX)) return new Map();
  const ids = await downloadIds(session, name);
  return completed(name, prefixes, (prefix) => {
    const forms = idForms(prefix);
    return ids.filter((id) => forms.some((form) => id.startsWith(form)));
  });
}
