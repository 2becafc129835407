/** How a write is told that changes items inside of a record: by the items, since nobody counts the records. */
import type { PlannedChange } from "../app/write/plan.ts";
import { onProfile } from "./advice.ts";
import type { Loss } from "./confirm.ts";
import type { Globals } from "./globals.ts";
import type { LossOf, Telling } from "./writing.ts";

/** What items are called, and what becomes of them. */
export interface ItemWords {
  /** Such as `prefs`. */
  readonly noun: string;
  readonly one: string;
  readonly many: string;
  /** Such as `changed`. */
  readonly done: string;
  /** Such as `to change`. */
  readonly toDo: string;
}

/** Items that a write changes. */
const itemsIn = (changes: readonly PlannedChange[]): number =>
  changes.reduce((sum, { members }) => sum + members.length, 0);

const counted = (count: number, { one, many }: Pick<ItemWords, "one" | "many">): string =>
  count === 1 ? `1 ${one}` : `${count.toLocaleString("en")} ${many}`;

/** The sentences before and after. */
export function tellItems(globals: Pick<Globals, "profile">, words: ItemWords): Telling {
  const none = `${words.noun}: nothing to change.`;
  const sentence = (changes: readonly PlannedChange[], verb: string) =>
    itemsIn(changes) === 0 ? none : `${words.noun}: ${itemsIn(changes).toLocaleString("en")} ${verb}.`;
  return {
    toDo: (changes) => sentence(changes, words.toDo),
    done: (made) => {
      const undo = itemsIn(made) === 0 ? "" : `\n${onProfile("foxden undo", globals)} takes it back`;
      return sentence(made, words.done) + undo;
    },
    nothing: none,
  };
}

/** A loss of items, asked for by their number. @param act with their number in place of `%` */
export const itemLoss = (act: string, words: Pick<ItemWords, "one" | "many">): LossOf => (changes): Loss => {
  const count = itemsIn(changes);
  return { act: act.replace("%", counted(count, words)), count, hit: count };
};
