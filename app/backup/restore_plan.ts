/** Decides what a restore writes: pure, on the records of one collection. */
import type { Guid } from "../../core/ids.ts";
import type { JsonObject } from "../../core/json.ts";
import { same } from "../../core/records/codec.ts";
import { collectionOf } from "../../core/records/registry.ts";

/** Whether a collection can be brought back: not what each device says of itself, and not what makes Sync work. */
export const isRestorable = (name: string): boolean =>
  name !== "clients" && name !== "tabs" && collectionOf(name).role !== "bootstrap";

/** What the server has under an id; `unreadable` does not open with the account's keys, or is no JSON object. */
export type OnServer = JsonObject | "tombstone" | "unreadable";

/** How much of a collection is to be as the backup has it. */
export interface RestoreWish {
  /** Whether only what is gone is brought back: then nothing is changed and nothing removed. */
  readonly missingOnly: boolean;
  /** Only these records; undefined: the collection as a whole. */
  readonly ids?: ReadonlySet<string> | undefined;
  /** Records that the backup holds and nobody can bring back: they stay as they are. */
  readonly held?: ReadonlySet<Guid> | undefined;
  /** Whether the backup lacks records that were there when it was made: then nothing is removed. */
  readonly isIncomplete?: boolean;
}

/** What is to be written. */
export interface RestorePlan {
  readonly puts: readonly { readonly id: Guid; readonly clear: JsonObject }[];
  /** Records that the backup does not have. */
  readonly removes: readonly Guid[];
  /** How many records are there and stay as they are. */
  readonly unchanged: number;
}

/**
 * Plans to make a collection, or some records of it, what a backup has. What does not open is written over where the
 * backup has it, and stays where it does not: nobody could bring it back.
 */
export function planRestore(
  backup: ReadonlyMap<Guid, JsonObject>,
  server: ReadonlyMap<Guid, OnServer>,
  { missingOnly, ids, held, isIncomplete = false }: RestoreWish,
): RestorePlan {
  const puts: { id: Guid; clear: JsonObject }[] = [];
  let unchanged = 0;
  for (const [id, clear] of backup) {
    if (ids && !ids.has(id)) continue;
    if (isAsWanted(id, server.get(id), clear, missingOnly)) unchanged++;
    else puts.push({ id, clear });
  }
  if (ids) return { puts, removes: [], unchanged };
  const others = [...server].filter(([id, there]) => there !== "tombstone" && !backup.has(id));
  const isUnknown = ([id, there]: (typeof others)[number]) => there !== "unreadable" && !held?.has(id);
  const removes = missingOnly || isIncomplete ? [] : others.filter(isUnknown).map(([id]) => id);
  return { puts, removes, unchanged: unchanged + others.length - removes.length };
}

function isAsWanted(id: Guid, there: OnServer | undefined, clear: JsonObject, missingOnly: boolean): boolean {
  if (there === undefined || there === "tombstone") return false;
  if (missingOnly || there === "unreadable") return missingOnly;
  // An object may lack the id that its envelope has.
  return same({ id, ...there }, { id, ...clear });
}
