/** How far long work is, as use-cases tell it while they go on. */
import type { CollectionName } from "../core/ids.ts";

/**
 * What is done with a collection: `download` and `upload` move it, `read` goes through the local copy, `backup` writes
 * it to a file.
 */
export type Act = "download" | "upload" | "read" | "backup";

/** How far it is. */
export interface Progress {
  readonly collection: CollectionName;
  /** A download when left out. */
  readonly act?: Act;
  readonly done: number;
  /** Null where nobody knows. */
  readonly total: number | null;
}
