/** What is shown of backups. */
import type { Column } from "../columns.ts";
import type { Verified } from "./check.ts";
import type { DiffRow } from "./diff.ts";
import type { BackedUp } from "./text.ts";

/** A collection in a backup. */
export const heldColumns: readonly Column<BackedUp>[] = [
  { name: "collection", value: (row) => row.name },
  { name: "records", value: (row) => row.records, kind: "count" },
  { name: "unreadable", value: (row) => row.unreadable, kind: "count" },
  { name: "bytes", value: (row) => row.bytes, kind: "bytes" },
  { name: "modified", value: (row) => new Date(row.modified), kind: "time" },
  { name: "tombstones", value: (row) => row.tombstones, kind: "count", detail: true },
  { name: "sha256", value: (row) => row.sha256, detail: true },
  { name: "id", value: (row) => row.name, detail: true },
];

/** A collection in a backup that was verified. */
export const verifiedColumns: readonly Column<Verified>[] = [
  ...heldColumns,
  { name: "malformed", value: (row) => row.malformed.count, kind: "count" },
  { name: "malformedIds", value: (row) => row.malformed.ids, shape: "texts", detail: true },
];

/** A record that is not the same on both sides. */
export const diffColumns: readonly Column<DiffRow>[] = [
  { name: "collection", value: (row) => row.collection },
  { name: "id", value: (row) => row.id },
  { name: "action", value: (row) => row.action },
  { name: "members", value: (row) => row.members, shape: "texts" },
];
