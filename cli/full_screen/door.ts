/** The door from the command line to the full-screen browser: who is let in, and what its end means for the run. */
import type { ErrorKind } from "../../core/errors.ts";
import type { BrowserWorld, RunBrowser } from "../../tui/world.ts";
import { hasScreen, Interruption, type InterruptionCode, ToldDefect } from "../io.ts";
import { done, failing, type Outcome } from "../outcome.ts";
import { CRASH_EXIT, EXITS } from "../report.ts";
import type { Call } from "../spec.ts";

/** Whether there is a terminal that can be drawn on, with somebody at it who may be asked. */
export const isForBrowser = ({ io, globals }: Pick<Call, "io" | "globals">): boolean =>
  globals.input && hasScreen(io);

/** Opens the browser and stays until it is left. @throws {Interruption} where it was ended from outside */
export async function openBrowser({ signal }: Pick<Call, "signal">, world: BrowserWorld): Promise<Outcome> {
  const runBrowser = await loadBrowser();
  signal.throwIfAborted();
  const exit = await runBrowser(world);
  signal.throwIfAborted();
  return outcomeOf(exit);
}

/** Loads the browser with what it draws with, which comes in two builds and chooses when it is loaded. */
export async function loadBrowser(): Promise<RunBrowser> {
  const former = Deno.env.get("NODE_ENV");
  Deno.env.set("NODE_ENV", "production");
  try {
    const { runBrowser } = await import("../../tui/main.tsx");
    return runBrowser;
  } finally {
    // Programs that are started from here are not to find it.
    if (former === undefined) Deno.env.delete("NODE_ENV");
    else Deno.env.set("NODE_ENV", former);
  }
}

const INTERRUPTIONS: readonly InterruptionCode[] = [129, 130, 141, 143];

/** What an exit code says of the run. @throws {Interruption} for that of a signal, {@link ToldDefect} for that of a defect */
export function outcomeOf(exit: number): Outcome {
  if (exit === 0) return done();
  const interruption = INTERRUPTIONS.find((code) => code === exit);
  if (interruption !== undefined) throw new Interruption(interruption);
  if (exit === CRASH_EXIT) throw new ToldDefect();
  const kinds = Object.keys(EXITS) as readonly ErrorKind[];
  const kind = kinds.find((each) => EXITS[each].exit === exit);
  if (kind === undefined) throw new Error(`the browser ended with ${exit}`);
  return failing(done(), kind);
}
