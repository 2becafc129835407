import assert from "node:assert/strict";
import type { Stale } from "../../app/freshness.ts";
import type { CollectionName } from "../../core/ids.ts";
import { staleNote } from "../../cli/freshness.ts";
import type { Globals } from "../../cli/globals.ts";
import { done } from "../../cli/outcome.ts";
import { command } from "../../cli/spec.ts";
import type { Tree } from "../../cli/tree.ts";
import { foxden } from "./memory_io.ts";

/** A tree with one command, `read`, that gives away what it was told of freshness. */
function reading(told: (globals: Globals) => void): Tree {
  const read = command({
    path: ["read"],
    summary: "Read",
    output: "none",
    source: "mirror",
    examples: [{ line: "read" }],
    run({ globals }) {
      told(globals);
      return Promise.resolve(done());
    },
  });
  const leaf = { path: ["read"], summary: read.summary, load: () => Promise.resolve(read) };
  return { groups: [], leaves: [leaf], hiddenVerbs: {}, examples: [{ line: "read" }] };
}

async function told(argv: string, env: Record<string, string> = {}) {
  let seen: Pick<Globals, "offline" | "fresh"> | undefined;
  const tree = reading(({ offline, fresh }) => seen = { offline, fresh });
  const { code, stderr } = await foxden(["read", ...argv.split(" ").filter(Boolean)], { env, tree });
  return code === 0 ? seen : stderr.split("\n")[0];
}

const atMost = (maxAgeMs: number) => ({ mode: "max-age", maxAgeMs, lenient: false });
const CACHED = { mode: "cached" };
/** What holds when nothing is said. */
const USUAL = { mode: "max-age", maxAgeMs: 300_000, lenient: true };

Deno.test("flags and variables about freshness come to one wish", async () => {
  const cases: [argv: string, env: Record<string, string>, offline: boolean, fresh: object][] = [
    ["", {}, false, USUAL],
    ["--fresh", {}, false, { mode: "pull" }],
    ["--offline", {}, true, CACHED],
    ["--max-age 10m", {}, false, atMost(600_000)],
    ["--max-age 0s", {}, false, atMost(0)],
    ["", { FOXDEN_OFFLINE: "1" }, true, CACHED],
    ["", { FOXDEN_MAX_AGE: "1h" }, false, atMost(3_600_000)],
    ["", { FOXDEN_MAX_AGE: "0s" }, false, atMost(0)],
    // Empty is not set, and no is no.
    ["", { FOXDEN_MAX_AGE: "", FOXDEN_OFFLINE: "" }, false, USUAL],
    ["", { FOXDEN_OFFLINE: "0" }, false, USUAL],
    // A flag stands over the environment.
    ["--max-age 2m", { FOXDEN_MAX_AGE: "1h" }, false, atMost(120_000)],
    ["--fresh", { FOXDEN_MAX_AGE: "1h" }, false, { mode: "pull" }],
    ["--fresh", { FOXDEN_OFFLINE: "1" }, false, { mode: "pull" }],
    ["--offline", { FOXDEN_MAX_AGE: "0s" }, true, CACHED],
    ["", { FOXDEN_OFFLINE: "1", FOXDEN_MAX_AGE: "0s" }, true, CACHED],
    // Both can be meant: no server, and no copy older than this.
    ["--offline --max-age 1h", {}, true, atMost(3_600_000)],
    ["--max-age 1h", { FOXDEN_OFFLINE: "1" }, true, atMost(3_600_000)],
  ];
  for (const [argv, env, offline, fresh] of cases) {
    assert.deepEqual(await told(argv, env), { offline, fresh }, `${argv} ${JSON.stringify(env)}`);
  }
});

Deno.test("flags of which one makes the other meaningless are refused, and so is what is no time", async () => {
  const refusals = {
    "--fresh --offline": /--fresh asks the server first, and --offline asks none/,
    "--fresh --max-age 1h": /--max-age means nothing beside it/,
    "--max-age soon": /--max-age "soon": expected a time such as/,
  };
  for (const [argv, expected] of Object.entries(refusals)) {
    assert.match(String(await told(argv)), expected);
  }
  assert.match(String(await told("", { FOXDEN_MAX_AGE: "soon" })), /FOXDEN_MAX_AGE "soon": expected a time/);
});

const NOW = new Date(2026, 10, 22, 16, 30).getTime();

function noteOf(why: Stale["why"], asOf: Date | null): string {
  const stale = { collection: "history" as CollectionName, asOfMs: asOf && asOf.getTime(), why };
  return staleNote(stale, NOW, "foxden sync");
}

Deno.test("an old answer says from when it is by the clock on the wall, and why", () => {
  assert.equal(noteOf("offline", new Date(2026, 10, 22, 14, 2)), "note: data from 14:02 (offline)");
  assert.equal(
    noteOf("offline", new Date(2026, 10, 20, 14, 2)),
    "note: data from 2026-11-20 14:02 (offline)",
  );
  assert.equal(
    noteOf("unreachable", new Date(2026, 10, 22, 0, 5)),
    "note: data from 00:05 (the server cannot be reached)",
  );
  const reasons: [Stale["why"], string][] = [
    ["overloaded", "the server is busy"],
    ["busy", "another foxden is at work on the local copy"],
    ["unwritable", "the local copy cannot be written"],
  ];
  for (const [why, reason] of reasons) {
    assert.equal(noteOf(why, new Date(2026, 10, 22, 14, 2)), `note: data from 14:02 (${reason})`);
  }
  assert.equal(noteOf("offline", null), "note: data from an unknown time (offline)");
});

Deno.test("a copy whose refresh was cut short names the command that completes it", () => {
  assert.equal(
    noteOf("cut-short", new Date(2026, 10, 22, 14, 2)),
    "note: the last refresh of history was cut short; foxden sync history completes it",
  );
});
