/**
 * Use-case: delete the records that a query means, or that are named by their ids. Every `rm` that takes a query is
 * this one, with the rows and the words of its own list.
 */
import { FoxdenError } from "../core/errors.ts";
import type { CollectionName, Guid } from "../core/ids.ts";
import type { SyncRecord } from "../core/records/codec.ts";
import { tombstoneOf } from "../core/records/writing.ts";
import { backedUp } from "./backup/automatic.ts";
import { freshen } from "./freshen.ts";
import type { App } from "./open.ts";
import { isWritableId } from "./put_input.ts";
import { isEmptyQuery, isOnlyNegated } from "./query/query.ts";
import { narrowing, queryOn, type SearchSpec } from "./query/search.ts";
import type { Term } from "./query/terms.ts";
import { noSuchRecord } from "./raw_rows.ts";
import { JUST_READ, lookUp, mapReading, type Reading, type ReadOptions, type Stored } from "./read.ts";
import { type PendingRemoval, removableId } from "./remove.ts";
import { type PlannedChange, removeChange } from "./write/plan.ts";
import type { View } from "./write/view.ts";
import { prepareWrite, refuseWriting } from "./write/write.ts";

/** Which records are to go, and how. */
export interface MatchingRemovalInput<Row extends Stored<SyncRecord>> {
  readonly name: CollectionName;
  /** What the journal calls it, such as `forms rm`. */
  readonly title: string;
  /** The rows of the list that shows these records, all of them. Read once, or twice where it finds nothing at first. */
  readonly read: (options: ReadOptions) => Reading<Row>;
  readonly search: SearchSpec<Row>;
  /** As they were typed: words of the query language, or whole ids and nothing else. */
  readonly words: readonly string[];
  /** More terms of the query, such as what `--host` comes to. They narrow ids, too. */
  readonly terms?: readonly Term[];
  /** A condition that no term can say; it narrows like one. */
  readonly only?: ((row: Row) => boolean) | undefined;
  /** Whole ids, as programs give them. An empty list means no record; only leaving it out leaves all to the query. */
  readonly wholeIds?: readonly string[] | undefined;
  /** Whether all that the list shows is meant. Nothing else may be given then. */
  readonly all?: boolean;
  /** Whether more may be removed than becomes visible at once. */
  readonly inParts: boolean;
  /** Whether records go that others changed meanwhile. */
  readonly force?: boolean;
}

/** A removal that waits for a word. `changes` is empty where nothing matches, which is no failure. */
export interface PendingMatchingRemoval extends PendingRemoval {
  /**
   * Whether the list will be empty after it: then the name of the collection is to be typed, and `commit` makes a backup
   * first. Of few records that is only so where all were asked for.
   */
  readonly isAll: boolean;
  /** Whether what was typed looks like an id, is none, and was looked for as text. */
  readonly isLikeId: boolean;
}

/**
 * Finds the records in what a list would show just now and plans their tombstones; nothing is sent before `commit`.
 * Where nothing is found, or not all of the ids, the server is asked and they are looked for once more. Records that
 * cannot be read match no query and stay; a warning tells how many.
 *
 * @throws {FoxdenError} `usage.value` for a query that cannot be used or asks for nothing, and for ids among words;
 *   `not-found.record` where ids are given and none is there; `conflict.fields` for records that have changed since a
 *   list would have shown them; and as `app/write/write.ts` says
 */
export async function prepareMatchingRemoval<Row extends Stored<SyncRecord>>(
  app: App,
  input: MatchingRemovalInput<Row>,
): Promise<PendingMatchingRemoval> {
  const { name, title, inParts, force = false } = input;
  refuseUnclear(app, input);
  refuseWriting(app);
  const { ids, claims, missing, isAll, isLikeId, unread } = await findMeant(app, input);
  const pending = await prepareWrite(app, {
    name,
    title,
    scope: ids,
    begin: () => (view) => ids.map((id) => planned(name, id, view)),
    ...(claims ? { claims } : {}),
    whole: !inParts,
    force,
  });
  const warnings = [...pending.warnings, ...leftAlone(name, unread)];
  const commit = isAll ? backedUp(app, [name], title, pending) : pending.commit;
  return { ...pending, warnings, commit, missing, isAll, isLikeId };
}

/** What is gone by now needs no tombstone. */
function planned(collection: CollectionName, id: Guid, view: View): PlannedChange {
  if (view.has(id)) return removeChange({ collection, id }, view);
  return { collection, id, action: "skip", reason: "is not there", members: [], guard: "whole" };
}

/** What is to be said of records that cannot be read: nothing of none. */
export function leftAlone(name: CollectionName, unread: number): string[] {
  if (unread === 0) return [];
  const [what, stay] = unread === 1 ? ["1 record", "stays"] : [`${unread} records`, "stay"];
  return [`warning: ${what} of ${name} cannot be read and ${stay}; records rm removes by id`];
}

/** Which records are looked for. */
export type Asked<Row extends Stored<SyncRecord>> = Omit<
  MatchingRemovalInput<Row>,
  "title" | "inParts" | "force"
>;

/** Whoever asks for nothing must not get everything. @throws {FoxdenError} `usage.value` */
function refuseUnclear<Row extends Stored<SyncRecord>>(app: App, input: Asked<Row>): void {
  const { words, wholeIds, all = false, name } = input;
  const tells = wholeIds === undefined ? told(app, input, words) : "wanted";
  if (all && tells === "wanted") {
    const message = `--all means everything in ${name}, and goes with nothing but negated words`;
    throw new FoxdenError("usage.value", message, { name: "--all" });
  }
  if (all || tells === "wanted") return;
  if (tells === "nothing") {
    const message = `Say which records of ${name} are meant; all of them is --all`;
    throw new FoxdenError("usage.value", message, { name: "Q" });
  }
  // One that begins with a minus may be an id.
  if (!words.every(isLikeId)) throw onlyUnwanted(name);
}

const onlyUnwanted = (name: string) =>
  new FoxdenError(
    "usage.value",
    `This says only which records of ${name} are not meant; all the others are meant by --all with it`,
    { name: "Q" },
  );

/** What a request says of the records: nothing, only which are not meant, or which are. */
function told<Row extends Stored<SyncRecord>>(
  app: App,
  { search, terms = [], only }: Asked<Row>,
  words: readonly string[],
): "nothing" | "unwanted" | "wanted" {
  const query = queryOn(app, search, { query: words.join(" "), terms });
  if (only) return "wanted";
  return isEmptyQuery(query) ? "nothing" : isOnlyNegated(query) ? "unwanted" : "wanted";
}

/** Whether a word has the form of the ids that Firefox makes. */
const isLikeId = (word: string): boolean => /^[A-Za-z0-9_-]{12}$/.test(word);

/** What was found. */
export interface Found {
  readonly ids: readonly Guid[];
  /** Ids that are not there. */
  readonly missing: readonly string[];
  /** Whether some of the given ids are. */
  readonly isAnyThere: boolean;
  /** What must hold still, where that was read already. */
  readonly claims?: readonly PlannedChange[];
  readonly isAll: boolean;
  readonly isLikeId: boolean;
  /** How many the list shows; 0 where it was not read. */
  readonly live: number;
  /** Records that could not be looked at. */
  readonly unread: number;
}

/**
 * Finds what is meant in what a list would show just now; where that is nothing, or not all of the ids, the server is
 * asked first and it is looked for once more.
 *
 * @throws {FoxdenError} `usage.value`, and `not-found.record` where ids are given and none is there
 */
export async function findMeant<Row extends Stored<SyncRecord>>(app: App, input: Asked<Row>): Promise<Found> {
  const seen = await findHere(app, input);
  if (seen.ids.length > 0 && seen.missing.length === 0) return seen;
  // What is here may be too old to know them.
  await freshen(app, [input.name], { mode: "pull" });
  const now = await findHere(app, input, JUST_READ);
  const [first] = now.missing;
  if (first === undefined || now.isAnyThere) return now;
  throw noSuchRecord(input.name, first, "; nothing was removed");
}

async function findHere<Row extends Stored<SyncRecord>>(
  app: App,
  input: Asked<Row>,
  options: ReadOptions = {},
): Promise<Found> {
  const { words, wholeIds, all = false, name } = input;
  const there = await idsThere(app, input);
  const areIds = wordsAreIds(input, there);
  const query = areIds ? [] : words;
  const given = areIds || wholeIds
    ? [...(areIds ? words : []), ...wholeIds ?? []].map(removableId)
    : undefined;
  if (given === undefined) {
    if (!all && told(app, input, query) === "unwanted") {
      if (options === JUST_READ) throw onlyUnwanted(name);
      return NOTHING_FOUND;
    }
    const found = await matching(app, input, query, undefined, options);
    return { ...found, isLikeId: words.length === 1 && words.every(isLikeId) };
  }
  const missing = [...new Set(given)].filter((id) => !there.has(id));
  const about = { missing, isAnyThere: there.size > 0 };
  if (told(app, input, query) !== "nothing") {
    return { ...await matching(app, input, query, there, JUST_READ), ...about };
  }
  const ids = [...there];
  if (ids.length < MANY) return { ...NOTHING_FOUND, ids, ...about };
  const { isAll, live } = await matching(app, input, [], there, JUST_READ);
  return { ...NOTHING_FOUND, ids, ...about, isAll, live };
}

const NOTHING_FOUND: Found = {
  ids: [],
  missing: [],
  isAnyThere: false,
  isAll: false,
  isLikeId: false,
  live: 0,
  unread: 0,
};

/** The given ids that are there, in the order given. */
async function idsThere<Row extends Stored<SyncRecord>>(
  app: App,
  { name, words, wholeIds = [] }: Asked<Row>,
): Promise<ReadonlySet<Guid>> {
  const ids = [...new Set([...words.filter(isWritableId), ...wholeIds.map(removableId)])];
  if (ids.length === 0) return new Set();
  return await lookUp(app, name, async (snapshot, copy) => {
    const records = await snapshot.byId(copy, ids);
    return new Set(ids.filter((id) => records.has(id)));
  });
}

/** A word that is an id by chance, beside others that are none, could mean two things. @throws {FoxdenError} `usage.value` */
function wordsAreIds<Row extends Stored<SyncRecord>>(
  { words, name }: Asked<Row>,
  there: ReadonlySet<string>,
): boolean {
  const ids = words.filter((word) => there.has(word));
  const other = words.find((word) => !there.has(word));
  if (ids.length === 0 || other === undefined) return ids.length > 0;
  const message = `"${
    ids[0]
  }" is a record of ${name} and "${other}" is none: give ids alone, or a query alone`;
  throw new FoxdenError("usage.value", message, { name: "Q" });
}

/** From so many records on, all there are is more than the sum of them. */
export const MANY = 25;

/** Reads the list and picks what the query means. @param among only these ids, where given */
async function matching<Row extends Stored<SyncRecord>>(
  app: App,
  { name, read, search, terms, only, all = false }: Asked<Row>,
  query: readonly string[],
  among: ReadonlySet<Guid> | undefined,
  options: ReadOptions,
): Promise<Found> {
  let rows = 0;
  const counted = mapReading(read(options), (row) => {
    rows++;
    return among === undefined || among.has(row.id) ? row : undefined;
  });
  const { pages, malformed } = narrowing(app, search, { query: query.join(" "), terms })(counted);
  const claims: PlannedChange[] = [];
  for await (const page of pages) {
    for (const row of page) if (!only || only(row)) claims.push(claimOf(name, row));
  }
  const isAll = claims.length > 0 && claims.length === rows && (all || rows >= MANY);
  return {
    ids: claims.map(({ id }) => id),
    missing: [],
    isAnyThere: false,
    claims,
    isAll,
    isLikeId: false,
    live: rows,
    unread: malformed().count,
  };
}

/** The removal of a record just as the list shows it. */
function claimOf(collection: CollectionName, { id, record: { source } }: Stored<SyncRecord>): PlannedChange {
  const after = tombstoneOf(collection, id, source);
  return {
    collection,
    id,
    action: "remove",
    reason: "",
    members: [],
    before: { id, ...source },
    after,
    guard: "whole",
  };
}
