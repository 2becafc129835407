/** The list of collections. To add one: a file with its codec, and a line here. */
import { addressCodec } from "./addresses.ts";
import { bookmarkCodec } from "./bookmarks.ts";
import { clientCodec } from "./clients.ts";
import { type Codec, decodeText, type Incoming, rawCodec, type SyncRecord } from "./codec.ts";
import { cardCodec } from "./creditcards.ts";
import { formCodec } from "./forms.ts";
import { historyCodec } from "./history.ts";
import { loginCodec } from "./passwords.ts";
import { tabsCodec } from "./tabs.ts";

/** What foxden knows about a collection. */
export interface Collection<T extends SyncRecord = SyncRecord> {
  /** `typed` and `raw` hold ordinary records; `bootstrap` holds what makes Sync itself work. */
  readonly role: "typed" | "raw" | "bootstrap";
  readonly codec: Codec<T>;
  /** The version Firefox 153 writes to meta/global; `null` where it has none. */
  readonly engineVersion: number | null;
  /** How long Firefox 153 asks the server to keep a record; `null` is for ever. */
  readonly ttlSeconds: number | null;
  /** Whether a record is deleted by writing a tombstone; where not, it is removed from the server. */
  readonly tombstones: boolean;
}

const DAY_SECONDS = 86_400;

const table = {
  clients: typed(clientCodec, { ttlSeconds: 180 * DAY_SECONDS, tombstones: false }),
  passwords: typed(loginCodec),
  tabs: typed(tabsCodec, { tombstones: false }),
  bookmarks: typed(bookmarkCodec, { engineVersion: 2 }),
  addresses: typed(addressCodec),
  creditcards: typed(cardCodec),
  forms: typed(formCodec, { ttlSeconds: 1095 * DAY_SECONDS }),
  history: typed(historyCodec, { ttlSeconds: 60 * DAY_SECONDS }),
  prefs: raw({ engineVersion: 2, tombstones: false }),
  addons: raw(),
  "extension-storage": raw(),
  meta: bootstrap(),
  crypto: bootstrap(),
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
const unknownCollection: Collection = raw({ engineVersion: null });

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

type Traits = Partial<Omit<Collection, "role" | "codec">>;

function typed<T extends SyncRecord>(codec: Codec<T>, traits: Traits = {}): Collection<T> {
  return { role: "typed", codec, engineVersion: 1, ttlSeconds: null, tombstones: true, ...traits };
}

function raw(traits: Traits = {}): Collection {
  return { ...typed(rawCodec, traits), role: "raw" };
}

function bootstrap(): Collection {
  return { ...typed(rawCodec, { engineVersion: null, tombstones: false }), role: "bootstrap" };
}
