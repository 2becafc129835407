/** Processes that refresh a profile, and what came of them. */
import assert from "node:assert/strict";
import { programEnv } from "../../../support/world.ts";
import type { ChildReport, ChildTask } from "./child_refresh.ts";

const PROGRAM = new URL("child_refresh.ts", import.meta.url).pathname;

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
  const deno = [Deno.execPath(), "run", "--no-prompt", "--quiet", "--no-check", "--allow-all", PROGRAM];
  const [program = "", ...args] = [...wrapper, ...deno, JSON.stringify(task)];
  const { signal, stdout, stderr, code } = await new Deno.Command(program, {
    args,
    clearEnv: true,
    env: programEnv({ HOME: "/nonexistent" }),
  }).output();
  if (signal === "SIGKILL") return undefined;
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  assert.equal(code, 0, text(stderr));
  return JSON.parse(text(stdout));
}

/** The same for one that is expected to live. */
export async function runLivingChild(task: ChildTask, wrapper?: readonly string[]): Promise<ChildReport> {
  return await runChild(task, wrapper) ?? assert.fail("the child was killed");
}

/** A copy of a profile's home, which may be spoilt. */
export async function copyHome(home: string): Promise<string> {
  const copy = await Deno.makeTempDir({ prefix: "foxden-copy-" });
  await Deno.mkdir(`${copy}/default`, { mode: 0o700 });
  for await (const { name } of Deno.readDir(`${home}/default`)) {
    await Deno.copyFile(`${home}/default/${name}`, `${copy}/default/${name}`);
  }
  return copy;
}
