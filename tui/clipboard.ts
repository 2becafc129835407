/** Copying, and taking back what must not stay in a clipboard. */
import { type Cleared, type ClipboardTools, type Copied, copyText } from "../app/clipboard/clipboard.ts";
import { clearedText, clipSeconds, copiedText } from "../app/clipboard/told.ts";
import type { Action } from "./actions.ts";
import { after } from "./clock.ts";
import type { Keymap } from "./keys/keymap.ts";
import { keyFor } from "./views/key_words.ts";

/** What copying needs of the terminal it is done in. */
export interface ClipboardOptions extends ClipboardTools {
  readonly now: () => number;
  /** The keys that are named in advice. */
  readonly keymap: Keymap;
  /** Takes what is for the terminal itself. */
  readonly write: (sequence: string) => void;
  readonly dispatch: (action: Action) => void;
}

/** A copy that is to be taken back. */
interface Live {
  readonly clear: () => Promise<Cleared>;
  readonly cancel: () => void;
}

/** What was copied in one terminal, in whatever world. One secret at a time is in the clipboard. */
export class Clipboard {
  #live: Live | undefined;
  #isEnding = false;
  /** One thing after the other: what is taken back late would be taken back from under the next copy. */
  #work: Promise<void> = Promise.resolve();

  constructor(private readonly options: ClipboardOptions) {}

  /**
   * Copies, unless the end has begun.
   *
   * @param what such as `Password` @param kind a secret is taken back after a while
   */
  copy(what: string, text: string, kind: "plain" | "secret" = "plain"): Promise<void> {
    return this.#queue(async () => {
      if (!this.#isEnding) await this.#copy(what, text, kind);
    });
  }

  /** Takes back what is still there; on the way out, too. */
  clear(): Promise<void> {
    return this.#queue(() => this.#clear());
  }

  /** Lets nothing more be copied, waits for the copy under way, and takes back what is there. */
  settle(): Promise<void> {
    this.#isEnding = true;
    return this.clear();
  }

  #queue(act: () => Promise<void>): Promise<void> {
    const done = this.#work.then(act);
    this.#work = done.catch(() => {});
    return done;
  }

  async #copy(what: string, text: string, kind: "plain" | "secret"): Promise<void> {
    const { env, now, dispatch } = this.options;
    const copied = await copyText(text, this.options);
    const seconds = kind === "secret" ? clipSeconds(env) : null;
    const said = copiedText(what, copied, seconds);
    const nowMs = now();
    if (copied.type === "none") {
      const advice = kind === "secret" ? otherWays(this.options.keymap) : "";
      return dispatch({ type: "told", kind: "error", text: said + advice, nowMs });
    }
    // Only now: what is still there from before has to be taken back where this copy fails.
    this.#forget();
    this.#send(copied.sequence);
    if (seconds !== null) this.#clearLater(copied, seconds);
    const clearsAtMs = seconds === null ? null : nowMs + seconds * 1000;
    dispatch({ type: "copied", text: said, clearsAtMs, nowMs });
  }

  async #clear(): Promise<void> {
    const live = this.#forget();
    if (!live) return;
    const cleared = await live.clear();
    if (cleared.type === "asked") this.#send(cleared.sequence);
    const text = clearedText(cleared);
    if (text === null || this.#isEnding) return;
    this.options.dispatch({ type: "told", kind: "note", text, nowMs: this.options.now() });
  }

  #clearLater({ clear }: Extract<Copied, { type: "copied" }>, seconds: number): void {
    const isThere = () => this.#live === live;
    const cancel = after(seconds * 1000, () => {
      void this.#queue(async () => {
        // A copy that was under way has taken its place.
        if (isThere()) await this.#clear();
      });
    });
    const live: Live = { clear, cancel };
    this.#live = live;
  }

  #forget(): Live | undefined {
    const live = this.#live;
    this.#live = undefined;
    live?.cancel();
    return live;
  }

  #send(sequence: string | null): void {
    if (sequence !== null) this.options.write(sequence);
  }
}

/** How else one comes to a secret, by the keys in use: a sentence with a space before it; empty where no key is there. */
function otherWays(keymap: Keymap): string {
  const [shows, copies] = [keyFor(keymap, "list", "secret.toggle"), keyFor(keymap, "list", "copy.open")];
  const ways = [
    ...shows === null ? [] : [`${shows} shows it`],
    ...copies === null ? [] : [`${copies} c gives the command`],
  ];
  return ways.length === 0 ? "" : ` ${ways.join("; ")}.`;
}
