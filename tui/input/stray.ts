/** "Was that typed for another window?": keys that come faster than anybody presses them on purpose. */
import type { InputEvent } from "./events.ts";

/** Keys within {@link WINDOW_MS} that are still nobody's mistake. */
const MOST_KEYS = 6;
/** The time within which keys are counted; also the quiet after which whoever typed has stopped. */
const WINDOW_MS = 300;

/** Keys that come when text is typed or pasted; arrows come fast from a mouse wheel too. */
const isTyped = (key: string): boolean =>
  [...key].length === 1 || key === "space" || key === "enter" || key === "tab";

/**
 * Watches the keys that would run as commands; keys typed into a text field are not shown to it. A bound key that is held
 * down is no mistake, however fast it repeats.
 */
export class StrayGuard {
  /** When the keys that count came. */
  #countedMs: readonly number[] = [];
  #lastKey = "";
  #lastMs = -Infinity;
  #isStray = false;

  /**
   * Judges one event at a time, on a clock of any start.
   *
   * @param isBound whether the key does anything where it was pressed
   * @returns `stray` for the first key too many and for all after it, until nothing came for 300 ms: it must not run
   */
  accept(event: InputEvent, atMs: number, isBound: boolean): "ok" | "stray" {
    if (event.type !== "key") return "ok";
    const isQuiet = atMs - this.#lastMs >= WINDOW_MS;
    const isRepeat = event.key === this.#lastKey;
    this.#lastMs = atMs;
    this.#lastKey = event.key;
    if (this.#isStray && !isQuiet) return "stray";
    this.#isStray = false;
    if (!isTyped(event.key) || (isBound && isRepeat)) return "ok";
    this.#countedMs = [...this.#countedMs.filter((ms) => atMs - ms < WINDOW_MS), atMs];
    if (this.#countedMs.length <= MOST_KEYS) return "ok";
    this.#countedMs = [];
    this.#isStray = true;
    return "stray";
  }
}
