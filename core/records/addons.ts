/** Add-ons, engine version 1: one record for each extension or theme from addons.mozilla.org. */
import { type Codec, recordCodec, type SyncRecord } from "./codec.ts";
import { flag, textOrEmpty, textOrNull } from "./fields.ts";

/** An installed add-on. */
export interface Addon extends SyncRecord {
  /** The add-on's own id, such as `uBlock0@raymondhill.net`; a record that has `""` is only good for removal. */
  readonly addonId: string;
  /** The application it is installed in; Firefox passes over those of others. */
  readonly applicationId: string | null;
  readonly enabled: boolean;
  /** The record's `source`: always `amo`, since Firefox installs nothing from elsewhere. */
  readonly installSource: string | null;
}

/** Nothing is refused: even a record that names no add-on holds the application its tombstone must name. */
export const addonCodec: Codec<Addon> = recordCodec<Addon>({
  addonId: textOrEmpty("addonID"),
  applicationId: textOrNull("applicationID"),
  enabled: flag("enabled"),
  installSource: textOrNull("source"),
});
