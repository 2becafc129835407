/**
 * A program for tests that want a refresh to kill, or to get in each other's way: it reads what to do from its first
 * argument, does it, and prints how it went as a line of JSON.
 */
import { App } from "../../../../app/open.ts";
import type { Freshness } from "../../../../app/freshness.ts";
import { readAll, readAs } from "../../../../app/read.ts";
import { refresh, type Refreshed } from "../../../../app/refresh.ts";
import { MIRROR_STEPS, type MirrorStep } from "../../../../app/mirror/steps.ts";
import { collectionName } from "../../../../core/ids.ts";
import { isFoxdenError } from "../../../../core/errors.ts";

/** What to do. */
export interface ChildTask {
  readonly home: string;
  readonly collections: readonly string[];
  /** Kills itself with `SIGKILL` when it comes to this step for this time; the first is 1. */
  readonly kill?: { readonly step: MirrorStep; readonly time: number };
  /** Reads all of these collections with this freshness, instead of a refresh. */
  readonly read?: Freshness;
  /** How long other processes are waited for; 20 seconds when left out. */
  readonly timeoutMs?: number;
}

/** How it went. */
export interface ChildReport {
  readonly steps: readonly MirrorStep[];
  readonly refreshed: readonly Refreshed[];
  /** How many records it read of each collection. */
  readonly read: Readonly<Record<string, number>>;
  readonly warnings: readonly string[];
  /** Code, fault and message of the error it ended with. */
  readonly error?: readonly [code: string, fault: string | undefined, message: string];
}

function openApp(
  { home, kill, timeoutMs = 20_000 }: ChildTask,
  steps: MirrorStep[],
  warnings: string[],
): App {
  return new App({
    profile: "default",
    env: (name) => name === "FOXDEN_DATA_DIR" ? home : undefined,
    timeoutMs,
    signal: new AbortController().signal,
    passphrase: () => Promise.reject(new Error("nobody is there to be asked")),
    warn: (sentence) => {
      warnings.push(sentence);
      return Promise.resolve();
    },
    atStep: (step) => {
      if (!isMirrorStep(step)) return;
      steps.push(step);
      if (step !== kill?.step || steps.filter((each) => each === step).length < kill.time) return;
      for (;;) Deno.kill(Deno.pid, "SIGKILL");
    },
  });
}

const isMirrorStep = (step: string): step is MirrorStep => MIRROR_STEPS.some((each) => each === step);

async function work(task: ChildTask): Promise<ChildReport> {
  const steps: MirrorStep[] = [];
  const warnings: string[] = [];
  const read: Record<string, number> = {};
  using app = openApp(task, steps, warnings);
  const collections = task.collections.map(collectionName);
  try {
    const refreshed = task.read ? [] : await refresh(app, { collections });
    for (const name of task.read ? collections : []) {
      read[name] = (await readAll(readAs(app, name, { fresh: task.read }, (record) => record))).length;
    }
    return { steps, refreshed, read, warnings };
  } catch (error) {
    if (!isFoxdenError(error)) throw error;
    const fault = error.code === "failed.mirror" ? error.details.fault : undefined;
    return { steps, refreshed: [], read, warnings, error: [error.code, fault, error.message] };
  }
}

if (import.meta.main) {
  const report = await work(JSON.parse(Deno.args[0] ?? ""));
  await Deno.stdout.write(new TextEncoder().encode(JSON.stringify(report)));
}
