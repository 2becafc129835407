import assert from "node:assert/strict";
import type { Io } from "../../cli/io.ts";
import { tour } from "../../cli/tour.ts";
import { makeProfile } from "../app/app_support.ts";
import { failsWith } from "../support/vectors.ts";
import { NOW_MS } from "./memory_io.ts";

Deno.test("a tour one of whose commands fails ends there, and says at which", async () => {
  await using profile = await makeProfile();
  const told: string[] = [];
  const nothing = () => Promise.resolve("");
  const output = { isTerminal: false, columns: 80, write: (text: string) => void told.push(text) };
  const io: Io = {
    argv: ["demo"],
    env: (name) => name === "FOXDEN_DATA_DIR" ? profile.home : undefined,
    stdin: { isTerminal: false, readLine: nothing, readAll: nothing },
    stdout: output,
    stderr: output,
    signal: new AbortController().signal,
    now: () => NOW_MS,
  };
  const lines: string[] = [];
  const error = await failsWith("failed.program", async () => {
    for await (const line of tour(io)) lines.push(line);
  });
  assert.deepEqual(lines, ["$ foxden status"], "nobody is signed in here");
  assert.match(error.message, /foxden status/);
  assert.match(told.join(""), /nobody is signed in/);
});
