/** Columns that addresses and cards share. */
import type { AutofillEntry } from "../../core/records/autofill.ts";
import { type Column, instant } from "../columns.ts";
import type { Stored } from "../read.ts";

/** In the order in which people read names. */
export const collator = new Intl.Collator("en");

/** When an entry was made, changed and used. */
export const usageColumns: readonly Column<Stored<AutofillEntry>>[] = [
  { name: "created", value: ({ record }) => instant(record.timeCreatedMs), kind: "time", detail: true },
  { name: "changed", value: ({ record }) => instant(record.timeLastModifiedMs), kind: "time", detail: true },
  { name: "lastUsed", value: ({ record }) => instant(record.timeLastUsedMs), kind: "time", detail: true },
  { name: "timesUsed", value: ({ record }) => record.timesUsed, kind: "count", detail: true },
  { name: "modified", value: ({ modified }) => instant(modified), kind: "time", detail: true },
];

/** Members that say which record it is and how it was used, and that nobody sets. */
export const UNSET: readonly string[] = ["id", "masked", ...usageColumns.map(({ name }) => name)];
