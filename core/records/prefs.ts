/** Preferences, engine version 2: one record for each application, whose id is the application's in base64url. */
import { type Codec, type Kind, recordCodec, type SyncRecord } from "./codec.ts";
import { mapOf } from "./fields.ts";

/** The synced preferences of one application. */
export interface Preferences extends SyncRecord {
  /** By name; among them the switches `services.sync.prefs.sync.NAME`, which say what is synced. */
  readonly value: ReadonlyMap<string, PrefValue>;
}

/** What a preference is set to; `null` is its default. */
export type PrefValue = string | number | boolean | null;

const pref: Kind<PrefValue> = {
  read: (value) => value === null || isPrefValue(value) ? value : undefined,
  write: (value) => value,
};

const isPrefValue = (value: unknown): value is NonNullable<PrefValue> =>
  typeof value === "string" || typeof value === "number" || typeof value === "boolean";

/** Nothing is refused: the record of another application may hold whatever that likes. */
export const prefsCodec: Codec<Preferences> = recordCodec<Preferences>({ value: mapOf("value", pref) });
