/** The collection `meta`, in clear: `global` says how the account uses Sync, `syncids` is a copy some clients keep. */
import {
  type Codec,
  type Fields,
  type FieldTable,
  rawCodec,
  recordCodec,
  type Sourced,
  type SyncRecord,
  viewOf,
  writeFields,
} from "./codec.ts";
import { mapOf, mapOrNull, requiredWhole, textOrNull, texts, wholeOrNull } from "./fields.ts";

/** The record `meta/global`. */
export interface MetaGlobal extends SyncRecord {
  readonly id: "global";
  readonly syncId: string | null;
  /** 5 today, as text from very old clients; nothing may be read or written under another. */
  readonly storageVersion: number | null;
  /** The collections in use, by name; `null` while a first sync is under way, which says nothing. */
  readonly engines: ReadonlyMap<string, Engine> | null;
  /** The collections that were switched off on all devices. */
  readonly declined: readonly string[];
}

/** The record `meta/syncids`, which Firefox 153 asks for what `meta/global` lacks. */
export interface MetaSyncIds extends SyncRecord {
  readonly id: "syncids";
  readonly version: number | null;
  /** The `syncId` of the `meta/global` it belongs to; it counts for no other. */
  readonly globalSyncId: string | null;
  readonly engines: ReadonlyMap<string, Engine>;
}

/** How an account uses one collection. */
export interface Engine extends Sourced {
  readonly version: number;
  /** Changes when the collection starts afresh. */
  readonly syncId: string | null;
}

/** Any record of the collection `meta`; of other ids than those two nothing is known. */
export type MetaRecord = MetaGlobal | MetaSyncIds | SyncRecord;

/** Whether a record is `meta/global`. */
export const isMetaGlobal = (record: MetaRecord): record is MetaGlobal => record.id === "global";

/** Whether a record is `meta/syncids`. */
export const isMetaSyncIds = (record: MetaRecord): record is MetaSyncIds => record.id === "syncids";

/** One odd engine must not lock the others, so it is passed over. */
const engine = viewOf<Engine>({ version: requiredWhole("version"), syncId: textOrNull("syncID") });

/** Nothing is refused: what a record lacks is for the reader to judge. */
export const metaGlobalCodec: Codec<MetaGlobal> = plainCodec<MetaGlobal>({
  syncId: textOrNull("syncID"),
  storageVersion: wholeOrNull("storageVersion"),
  engines: mapOrNull("engines", engine),
  declined: texts("declined"),
});

const syncIdsCodec = plainCodec<MetaSyncIds>({
  version: wholeOrNull("version"),
  globalSyncId: textOrNull("globalSyncID"),
  engines: mapOf("engines", engine),
});

/** Picks the codec by id; nothing is refused. */
export const metaCodec: Codec<MetaRecord> = {
  decode: (cleartext, id) => {
    if (id === "global") return metaGlobalCodec.decode(cleartext, id);
    return (id === "syncids" ? syncIdsCodec : rawCodec).decode(cleartext, id);
  },
  encode: (record) => {
    if (isMetaGlobal(record)) return metaGlobalCodec.encode(record);
    return isMetaSyncIds(record) ? syncIdsCodec.encode(record) : record.source;
  },
};

/** These payloads are not encrypted and name no id, so an edit puts none into them. */
function plainCodec<T extends SyncRecord>(fields: Fields<Omit<T, "id">> & FieldTable): Codec<T> {
  return { ...recordCodec<T>(fields), encode: (record) => writeFields(fields, record, record.source) };
}
