/** Keeping count of what has been read, to see that it is all there is. */
import { addTimes, type Copy } from "./copies.ts";
import type { MirrorRecord } from "./page.ts";

/** What has been read of a copy. */
export class Tally {
  #records = 0;
  #timeSum = 0;

  add(records: readonly Pick<MirrorRecord, "modified">[]): void {
    this.#records += records.length;
    this.#timeSum = addTimes(this.#timeSum, records.map(({ modified }) => modified));
  }

  isAllOf({ records, timeSum }: Copy): boolean {
    return this.#records === records && this.#timeSum === timeSum;
  }
}
