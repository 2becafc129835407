/** Processes that write to a journal, and what came of them. */
import assert from "node:assert/strict";
import { linesOf, programEnv } from "../../../support/world.ts";
import type { ChildReport, ChildTask } from "./child_journal.ts";

const PROGRAM = new URL("child_journal.ts", import.meta.url).pathname;

function command(task: ChildTask, wrapper: readonly string[], stdin: "piped" | "null"): Deno.Command {
  const deno = [Deno.execPath(), "run", "--no-prompt", "--quiet", "--no-check", "--allow-all", PROGRAM];
  const [program = "", ...args] = [...wrapper, ...deno, JSON.stringify(task)];
  return new Deno.Command(program, {
    args,
    stdin,
    stdout: "piped",
    stderr: "piped",
    clearEnv: true,
    env: programEnv({ HOME: "/nonexistent" }),
  });
}

/**
 * Runs a process to its end.
 *
 * @param wrapper words of a program that starts the rest of its words
 * @returns what it reports; undefined when it was killed
 */
export async function runChild(
  task: ChildTask,
  wrapper: readonly string[] = [],
): Promise<ChildReport | undefined> {
  const { signal, stdout, stderr, code } = await command(task, wrapper, "null").output();
  if (signal === "SIGKILL") return undefined;
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  assert.equal(code, 0, text(stderr));
  return JSON.parse(text(stdout));
}

/** The same for one that is expected to live. */
export async function runLivingChild(task: ChildTask, wrapper?: readonly string[]): Promise<ChildReport> {
  return await runChild(task, wrapper) ?? assert.fail("the child was killed");
}

/** A process that holds the lock of a journal. */
export interface Holder {
  /** Lets it go on. @returns what it reports */
  readonly release: () => Promise<ChildReport>;
  readonly kill: () => Promise<void>;
}

/** Resolves once it has the lock. */
export async function startHolder(task: ChildTask): Promise<Holder> {
  const child = command({ ...task, hold: true }, [], "piped").spawn();
  const lines = linesOf(child.stdout);
  const ended = async () => {
    await child.stderr.cancel();
    return await child.status;
  };
  assert.equal((await lines.next()).value, "held");
  return {
    async release() {
      await child.stdin.close();
      const { value } = await lines.next();
      await ended();
      return JSON.parse(value ?? "");
    },
    async kill() {
      child.kill("SIGKILL");
      await lines.next();
      await child.stdin.close().catch(() => {});
      await ended();
    },
  };
}
