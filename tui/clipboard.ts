/** Copying, and taking back what must not stay in a clipboard. */
import { type Cleared, type Copied, copyText } from "../app/clipboard/clipboard.ts";
import { clearedText, clipSeconds, copiedText } from "../app/clipboard/told.ts";
import { after } from "./clock.ts";
import type { Stage } from "./effects.ts";

/** A copy that is to be taken back. */
interface Live {
  readonly clear: () => Promise<Cleared>;
  readonly cancel: () => void;
}

/** What this browser has copied. One secret at a time is in the clipboard. */
export class Clipboard {
  #live: Live | undefined;

  constructor(private readonly stage: Pick<Stage, "world" | "terminal" | "dispatch">) {}

  /** @param what such as `Password` @param kind a secret is taken back after a while */
  async copy(what: string, text: string, kind: "plain" | "secret" = "plain"): Promise<void> {
    const { world, dispatch } = this.stage;
    const { env, os } = world;
    const copied = await copyText(text, { env, os });
    const seconds = kind === "secret" ? clipSeconds(env) : null;
    const said = copiedText(what, copied, seconds);
    const nowMs = world.now();
    if (copied.type === "none") return dispatch({ type: "told", kind: "error", text: said, nowMs });
    // Only now: what is still there from before has to be taken back where this copy fails.
    this.#forget();
    this.#send(copied.sequence);
    if (seconds !== null) this.#clearLater(copied, seconds);
    const clearsAtMs = seconds === null ? null : nowMs + seconds * 1000;
    dispatch({ type: "copied", text: said, clearsAtMs, nowMs });
  }

  /** Takes back what is still there; on the way out, too. */
  async clear(): Promise<void> {
    const live = this.#forget();
    if (!live) return;
    const cleared = await live.clear();
    if (cleared.type === "asked") this.#send(cleared.sequence);
    const text = clearedText(cleared);
    if (text !== null) {
      this.stage.dispatch({ type: "told", kind: "note", text, nowMs: this.stage.world.now() });
    }
  }

  #clearLater({ clear }: Extract<Copied, { type: "copied" }>, seconds: number): void {
    const cancel = after(seconds * 1000, () => void this.clear());
    this.#live = { clear, cancel };
  }

  #forget(): Live | undefined {
    const live = this.#live;
    this.#live = undefined;
    live?.cancel();
    return live;
  }

  #send(sequence: string | null): void {
    if (sequence !== null) this.stage.terminal.output.write(sequence);
  }
}
