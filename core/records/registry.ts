/** The list of collections. To add one: a file with its codec, and a line here. */
import { addonCodec } from "./addons.ts";
import { addressCodec } from "./addresses.ts";
import { bookmarkCodec } from "./bookmarks.ts";
import { clientCodec } from "./clients.ts";
import { type Codec, decodeText, type Incoming, rawCodec, type SyncRecord } from "./codec.ts";
import { cardCodec } from "./creditcards.ts";
import { cryptoCodec } from "./crypto.ts";
import { extensionStorageCodec } from "./extension_storage.ts";
import { formCodec } from "./forms.ts";
import { historyCodec, newestVisitMs } from "./history.ts";
import { metaCodec } from "./meta.ts";
import { loginCodec } from "./passwords.ts";
import { prefsCodec } from "./prefs.ts";
import { tabsCodec } from "./tabs.ts";

/** What foxden knows about a collection. */
export interface Collection<T extends SyncRecord = SyncRecord> {
  /** `bootstrap` holds what makes Sync itself work. */
  readonly role: "ordinary" | "bootstrap";
  readonly codec: Codec<T>;
  /** The version Firefox 153 writes to meta/global; `null` where it has none. */
  readonly engineVersion: number | null;
  /** How long Firefox 153 asks the server to keep a record; `null` is for ever. */
  readonly ttlSeconds: number | null;
  /** Whether a record is deleted by writing a tombstone; where not, it is removed from the server. */
  readonly tombstones: boolean;
  /** Whether a pull replaces the collection as a whole. */
  readonly whole: boolean;
  /** What "newest first" goes by, ms since the epoch; `null` for a record that has no such time. */
  newestMs?(record: T): number | null;
}

const DAY_SECONDS = 86_400;

const table = {
  clients: ordinary(clientCodec, { ttlSeconds: 180 * DAY_SECONDS, tombstones: false, whole: true }),
  passwords: ordinary(loginCodec),
  tabs: ordinary(tabsCodec, { tombstones: false, whole: true }),
  bookmarks: ordinary(bookmarkCodec, { engineVersion: 2 }),
  addresses: ordinary(addressCodec),
  creditcards: ordinary(cardCodec),
  forms: ordinary(formCodec, { ttlSeconds: 1095 * DAY_SECONDS }),
  history: ordinary(historyCodec, { ttlSeconds: 60 * DAY_SECONDS, newestMs: newestVisitMs }),
  prefs: ordinary(prefsCodec, { engineVersion: 2, tombstones: false }),
  addons: ordinary(addonCodec),
  "extension-storage": ordinary(extensionStorageCodec),
  meta: bootstrap(metaCodec),
  crypto: bootstrap(cryptoCodec),
};

/** The record type of a collection; the bare object for a name that is not known before the program runs. */
export type RecordOf<N extends string> = N extends keyof typeof table
  ? (typeof table)[N] extends Collection<infer T> ? T : never
  : SyncRecord;

/** Every collection Firefox has, by name. */
export const collections: ReadonlyMap<string, Collection> = new Map<string, Collection>(
  Object.entries(table),
);

/** What is assumed of a collection nobody has heard of. */
const unknownCollection: Collection = ordinary(rawCodec, { engineVersion: null });

/** What foxden knows about the collection `name`, or assumes when it knows nothing. */
export function collectionOf(name: string): Collection {
  return collections.get(name) ?? unknownCollection;
}

/** The codec of the collection `name`; the bare one where foxden knows no better. */
export function codecOf<N extends string>(name: N): Codec<RecordOf<N>>;
export function codecOf(name: string): Codec<SyncRecord> {
  return collectionOf(name).codec;
}

/** Decodes the text of one decrypted payload of a collection; never throws. */
export function decodeRecord<N extends string>(
  collection: N,
  text: string,
  id: string,
): Incoming<RecordOf<N>> {
  return decodeText(codecOf(collection), text, id);
}

type Traits<T extends SyncRecord> = Partial<Omit<Collection<T>, "role" | "codec">>;

function ordinary<T extends SyncRecord>(codec: Codec<T>, traits: Traits<T> = {}): Collection<T> {
  const usual = { engineVersion: 1, ttlSeconds: null, tombstones: true, whole: false };
  return { role: "ordinary", codec, ...usual, ...traits };
}

function bootstrap<T extends SyncRecord>(codec: Codec<T>): Collection<T> {
  const traits = { engineVersion: null, ttlSeconds: null, tombstones: false, whole: true };
  return { role: "bootstrap", codec, ...traits };
}
