/** What a person means by a word: a record by its id, the beginning of one, a name, or a part of a name. Pure. */
import { FoxdenError } from "../core/errors.ts";
import type { MalformedCount } from "./columns.ts";
import { noSuchRecord, nounOf, SHORTEST_PREFIX } from "./raw_rows.ts";

/** Something that can be meant. */
export interface Findable {
  /** Its record's id, and others that it has. */
  readonly ids: readonly string[];
  /** What people call it; empty for what has no name. */
  readonly names: readonly string[];
}

/** What is looked through, and how closely. */
export interface Search<T extends Findable> {
  /** For messages. */
  readonly collection: string;
  readonly items: readonly T[];
  /** Whole ids, as programs give them: what is gone by now must not stand for another that begins so. */
  readonly whole?: boolean;
}

/**
 * The one item that a word means: by a whole id or name, by the first six characters or more of an id, by a part of a
 * name that no other has.
 *
 * @throws {FoxdenError} `ambiguous.match`
 */
export function findOne<T extends Findable>(search: Search<T>, word: string): T | undefined {
  const lower = word.toLowerCase();
  const steps: ((item: T) => boolean)[] = [
    ({ ids }) => ids.includes(word),
    ({ names }) => names.includes(word),
    ({ names }) => names.some((name) => name.toLowerCase() === lower),
  ];
  if (!search.whole && word !== "") {
    steps.push(
      ({ ids }) => word.length >= SHORTEST_PREFIX && ids.some((id) => id.startsWith(word)),
      ({ names }) => names.some((name) => name.toLowerCase().includes(lower)),
    );
  }
  for (const step of steps) {
    const fits = search.items.filter(step);
    if (fits.length > 1) throw ambiguous(search, word, fits);
    if (fits[0]) return fits[0];
  }
  return undefined;
}

/** Words that a person typed, and whole ids or names from a pipe. */
export interface Sought {
  readonly words: readonly string[];
  readonly whole: readonly string[];
}

/** Every item that is meant, once each. @throws {FoxdenError} `not-found.record` when one is not there */
export function findEach<T extends Findable>(
  search: Search<T>,
  { words, whole }: Sought,
  outcome = "",
): T[] {
  const find = (word: string, isWhole: boolean): T => {
    const found = findOne({ ...search, whole: isWhole }, word);
    if (found) return found;
    throw noSuchRecord(search.collection, word, outcome);
  };
  return [...new Set([...words.map((word) => find(word, false)), ...whole.map((word) => find(word, true))])];
}

/** Items in the order asked for, and the words that mean none. @throws {FoxdenError} `ambiguous.match` */
export function findThose<T extends Findable>(
  search: Search<T>,
  { words, whole }: Sought,
): { readonly found: readonly T[]; readonly missing: readonly string[] } {
  const pairs = [
    ...words.map((word) => [word, findOne(search, word)] as const),
    ...whole.map((word) => [word, findOne({ ...search, whole: true }, word)] as const),
  ];
  return {
    found: [...new Set(pairs.flatMap(([, item]) => item ?? []))],
    missing: pairs.flatMap(([word, item]) => item ? [] : [word]),
  };
}

/** What was not found, told apart. */
export interface NotFound {
  readonly missing: readonly string[];
  readonly malformed: () => MalformedCount;
}

/** What nothing was found by, less the ids of records that are there and cannot be read: those are counted. */
export function apartFromUnread(missing: readonly string[], { ids: unread }: MalformedCount): NotFound {
  const ids = missing.filter((word) => unread.includes(word));
  return {
    missing: missing.filter((word) => !unread.includes(word)),
    malformed: () => ({ count: ids.length, ids }),
  };
}

const MOST_CANDIDATES = 10;

function ambiguous<T extends Findable>(
  { collection }: Search<T>,
  word: string,
  fits: readonly T[],
): FoxdenError<"ambiguous.match"> {
  const names = fits.map(({ ids, names }) => names[0] ?? ids[0] ?? "");
  // Names that do not tell them apart are of no use.
  const candidates = new Set(names).size === fits.length && !names.includes(word)
    ? names
    : fits.map(({ ids }) => ids[0] ?? "");
  const message = `${fits.length} of ${nounOf(collection)} match "${word}"`;
  return new FoxdenError("ambiguous.match", message, {
    collection,
    candidates: candidates.slice(0, MOST_CANDIDATES),
  });
}
