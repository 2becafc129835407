/**
 * A program for tests that want a journal's user to kill, to starve of room, or to get in the way of others: it reads
 * what to do from its first argument, does it, and prints how it went as a line of JSON.
 */
import type { JournalStep } from "../../../../app/journal/steps.ts";
import { Journal } from "../../../../app/journal/journal.ts";
import { isFoxdenError } from "../../../../core/errors.ts";
import { begin, OWNER, some } from "./journals.ts";

/** What to do. */
export interface ChildTask {
  readonly path: string;
  /** How many entries to begin and finish, each while it holds the lock. */
  readonly entries: number;
  /** How many changes each of them has. */
  readonly changes: number;
  /** Kills itself with `SIGKILL` when it comes to this step. */
  readonly killAt?: JournalStep;
  /** Prints `held` once it has the lock, and keeps it until its input ends. */
  readonly hold?: boolean;
}

/** How it went. */
export interface ChildReport {
  /** Numbers of the entries it has finished. */
  readonly seqs: readonly number[];
  /** How many entries there were when it began. */
  readonly found: number;
  readonly warnings: readonly string[];
  /** Code, fault and message of the error it ended with. */
  readonly error?: readonly [code: string, fault: string | undefined, message: string];
}

async function work({ path, entries, changes, killAt, hold }: ChildTask): Promise<ChildReport> {
  const warnings: string[] = [];
  const seqs: number[] = [];
  let found = 0;
  try {
    using journal = await Journal.open(path, { ...OWNER, random }, {
      warn: (sentence) => Promise.resolve(void warnings.push(sentence)),
      waiting: {
        now: Date.now,
        sleep: (ms) => new Promise((done) => setTimeout(done, ms)),
        timeoutMs: 20_000,
      },
      atStep: (step) => {
        while (step === killAt) Deno.kill(Deno.pid, "SIGKILL");
      },
    });
    found = journal.entries().length;
    if (hold) await journal.locked(untilInputEnds);
    for (let n = 0; n < entries; n++) {
      await journal.locked(async () => {
        const { seq } = await begin(journal, some(changes, n));
        await journal.finish(seq, { state: "done" });
        seqs.push(seq);
      });
    }
    return { seqs, found, warnings };
  } catch (error) {
    if (!isFoxdenError(error)) throw error;
    const fault = error.code === "failed.journal" ? error.details.fault : undefined;
    return { seqs, found, warnings, error: [error.code, fault, error.message] };
  }
}

/** Of all nonces none may come twice. */
const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));

async function untilInputEnds(): Promise<void> {
  await Deno.stdout.write(new TextEncoder().encode("held\n"));
  for await (const _ of Deno.stdin.readable);
}

if (import.meta.main) {
  const report = await work(JSON.parse(Deno.args[0] ?? ""));
  await Deno.stdout.write(new TextEncoder().encode(`${JSON.stringify(report)}\n`));
}
