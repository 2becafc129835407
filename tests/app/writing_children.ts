/** Processes that write, and what came of them. */
import assert from "node:assert/strict";
import { programEnv } from "../support/world.ts";
import type { WritingReport, WritingTask } from "./writing_child.ts";

const PROGRAM = new URL("writing_child.ts", import.meta.url).pathname;

/** Starts a command in a process of its own. */
export function spawn(task: WritingTask): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", "--quiet", "--no-check", "--allow-all", PROGRAM, JSON.stringify(task)],
    clearEnv: true,
    env: programEnv({ HOME: "/nonexistent" }),
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** Runs a command in a process of its own. @returns what it reports; undefined when it was killed */
export async function runChild(task: WritingTask): Promise<WritingReport | undefined> {
  const { signal, stdout, stderr, code } = await spawn(task).output();
  if (signal === "SIGKILL") return undefined;
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  assert.equal(code, 0, text(stderr));
  return JSON.parse(text(stdout));
}
