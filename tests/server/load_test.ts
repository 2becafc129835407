/** Many people at once: everyone gets the right answers, in a bounded amount of memory. */
import assert from "node:assert/strict";
import { call } from "./support/accounts.ts";
import { type Child, startChild } from "./support/child.ts";
import { withDir } from "./support/data_dir.ts";
import { send } from "./support/storage.ts";
import { foreignStorage, SECRET } from "./support/storages.ts";

const PEOPLE = 50;
const ROUNDS = 6;
const BIG = "x".repeat(100_000);

/** Largest memory a process has held so far. */
async function peakMib({ pid }: Child): Promise<number> {
  const status = await Deno.readTextFile(`/proc/${pid}/status`);
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024;
}

/** One person's devices at work; everything read must be what this person wrote. */
async function work(url: string, uid: number): Promise<void> {
  const user = await foreignStorage(url, uid);
  const json = async (path: string) => JSON.parse((await send(user, "GET", path)).text);
  for (let round = 0; round < ROUNDS; round++) {
    const mark = `person ${uid}, round ${round}`;
    const bsos = Array.from({ length: 20 }, (_, i) => ({ id: `r${i}`, payload: `${mark}, ${i}` }));
    const [put, posted, beat] = await Promise.all([
      send(user, "PUT", "/storage/tabs/mine", { body: { payload: `${mark} ${BIG}` } }),
      send(user, "POST", "/storage/history", { body: bsos }),
      call("GET", `${url}/__heartbeat__`),
    ]);
    assert.deepEqual([put.status, posted.status, beat.status], [200, 200, 200]);
    const times = [put, posted].map(({ headers }) => headers.get("x-last-modified"));
    assert.notEqual(times[0], times[1], "no two writes of one storage have the same time");

    const [tab, history, info] = await Promise.all([
      json("/storage/tabs/mine"),
      json("/storage/history?full=1&sort=oldest"),
      json("/info/collections"),
    ]);
    assert.ok(tab.payload.startsWith(`${mark} `));
    const payloads = history.map(({ payload }: { readonly payload: string }) => payload);
    assert.deepEqual(payloads.toSorted(), bsos.map(({ payload }) => payload).toSorted());
    assert.deepEqual([info.tabs, info.history], times.map(Number));

    const stale = await send(user, "PUT", "/storage/tabs/mine", {
      body: { payload: "" },
      headers: { "x-if-unmodified-since": "1.00" },
    });
    assert.equal(stale.status, 412);
    const wrong = await call("POST", `${url}/v1/account/status`, { email: `nobody${uid}@example.org` });
    assert.deepEqual([wrong.status, wrong.body.exists], [200, false]);
  }
  assert.equal((await send(user, "DELETE", "/storage/history")).status, 200);
  assert.deepEqual(Object.keys(await json("/info/collections")), ["tabs"]);
}

Deno.test(`${PEOPLE} people at work at the same time see their own data, and the server stays small`, () =>
  withDir(async (dataDir) => {
    await using child = await startChild({ dataDir, masterSecret: SECRET });
    await Promise.all(Array.from({ length: PEOPLE }, (_, i) => work(child.url, i + 1)));
    assert.ok(await peakMib(child) < 400, `${Math.round(await peakMib(child))} MiB`);
    assert.deepEqual(child.faults, []);
  }));

Deno.test("bodies from people who may not write are not held in memory", () =>
  withDir(async (dataDir) => {
    await using child = await startChild({ dataDir, masterSecret: SECRET });
    const body = "x".repeat(2_600_000);
    const unsigned = Array.from({ length: 150 }, async () => {
      const response = await fetch(`${child.url}/1.5/1/storage/col/a`, { method: "PUT", body });
      await response.body?.cancel();
      return response.status;
    });
    assert.deepEqual(new Set(await Promise.all(unsigned)), new Set([401]));
    assert.ok(await peakMib(child) < 320, `${Math.round(await peakMib(child))} MiB`);
  }));
