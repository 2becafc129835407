/** What addresses and payment cards share: everything sits in `entry`, with the same four counters. */
import type { SyncRecord } from "./codec.ts";
import { timeOrNull, wholeOrZero } from "./fields.ts";

/** When and how often an autofill entry was used. */
export interface AutofillEntry extends SyncRecord {
  readonly timeCreatedMs: number | null;
  readonly timeLastModifiedMs: number | null;
  /** `null` when it was never used. */
  readonly timeLastUsedMs: number | null;
  readonly timesUsed: number;
}

/** The fields of {@link AutofillEntry}. */
export const autofillFields = {
  timeCreatedMs: timeOrNull("timeCreated", "ms"),
  timeLastModifiedMs: timeOrNull("timeLastModified", "ms"),
  timeLastUsedMs: timeOrNull("timeLastUsed", "ms"),
  timesUsed: wholeOrZero("timesUsed"),
};
