/** Copying, and taking back what must not stay in a clipboard. */
import type { Stage } from "./effects.ts";

/** What was copied last by this browser. */
export class Clipboard {
  constructor(private readonly stage: Pick<Stage, "world" | "terminal" | "dispatch">) {}

  async copy(what: string, _text: string, _kind: "plain" | "secret" = "plain"): Promise<void> {
    await Promise.resolve();
    this.stage.dispatch({
      type: "told",
      kind: "error",
      text: `${what}: no clipboard here`,
      nowMs: this.stage.world.now(),
    });
  }

  async clear(): Promise<void> {
    await Promise.resolve();
  }
}
