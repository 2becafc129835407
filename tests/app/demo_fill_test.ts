import assert from "node:assert/strict";
import { fillDemo } from "../../app/demo/fill.ts";
import { demoMetaGlobal, demoRecords } from "../../app/demo/records.ts";
import { isUid } from "../../core/ids.ts";
import { downloadCollection } from "../../core/sync/collection.ts";
import { infoCollectionCounts } from "../../core/sync/info.ts";
import { parseJson } from "../../core/json.ts";
import { readBso } from "../../core/sync/storage.ts";
import { storeBsos } from "../../server/admin.ts";
import { failsWith } from "../support/vectors.ts";
import { id, named } from "../core/sync/storage_support.ts";
import { openSignedIn, put, type TestAccount } from "./app_support.ts";

const SEED = 5;
const ROWS = 30;
const HOUR_MS = 3_600_000;

/** Every record of an account but the two that make it one, as cleartext under `collection/id`. */
async function contentsOf({ app }: TestAccount): Promise<Map<string, unknown>> {
  const session = await app.sync();
  const contents = new Map<string, unknown>();
  for (const name of (await infoCollectionCounts(session.server)).keys()) {
    if (name === "meta" || name === "crypto") continue;
    for await (const page of downloadCollection(session, name)) {
      for (const { bso, clear } of page) {
        const { sortindex = null } = bso;
        contents.set(`${name}/${bso.id}`, { sortindex, record: parseJson(clear ?? "null", name) });
      }
    }
  }
  return contents;
}

/** What the account should hold, had it been filled at this time. */
function expectedContents(nowMs: number): Map<string, unknown> {
  const contents = new Map<string, unknown>();
  for (const { collection, records } of demoRecords({ seed: SEED, rows: ROWS, nowMs })) {
    for (const { id, sortindex = null, cleartext } of records) {
      contents.set(`${collection}/${id}`, { sortindex, record: cleartext });
    }
  }
  return contents;
}

/** Fills an account within one hour of the clock, so that all its times are those of that hour. */
async function fill(how: "uploaded" | "bulk"): Promise<{ account: TestAccount; nowMs: number }> {
  for (;;) {
    const account = await openSignedIn();
    const { uid } = await account.app.secrets();
    assert.ok(isUid(uid));
    const bulk = (collection: string, bsos: Parameters<typeof storeBsos>[3]) => {
      storeBsos(account.server.database, uid, collection, bsos);
      return Promise.resolve();
    };
    const nowMs = Date.now();
    await fillDemo(account.app, { seed: SEED, rows: ROWS, ...(how === "bulk" ? { bulk } : {}) });
    if (Math.floor(nowMs / HOUR_MS) === Math.floor(Date.now() / HOUR_MS)) return { account, nowMs };
    await account[Symbol.asyncDispose]();
  }
}

for (const how of ["uploaded", "bulk"] as const) {
  Deno.test(`the sample account, ${how}, holds exactly the demo's records`, async () => {
    const { account, nowMs } = await fill(how);
    await using _ = account;
    const [found, expected] = [await contentsOf(account), expectedContents(nowMs)];
    assert.deepEqual([...found.keys()].sort(), [...expected.keys()].sort());
    for (const [key, content] of expected) assert.deepEqual(found.get(key), content, key);
  });
}

Deno.test("the sample account counts as one that was set up for Sync", async () => {
  const { account } = await fill("uploaded");
  await using _ = account;
  const { meta } = await (await account.open().sync()).setup();
  const expected = demoMetaGlobal(SEED);
  assert.equal(meta.syncID, expected.syncID);
  assert.deepEqual([...meta.engines?.keys() ?? []], Object.keys(expected.engines));
  assert.deepEqual(meta.declined, []);
});

Deno.test("records that time out on the server are written with their time", async () => {
  const clients = [...demoRecords({ seed: SEED, rows: 0, nowMs: 0 })].find(({ collection }) =>
    collection === "clients"
  );
  const ttl = clients?.records[0]?.ttl ?? 0;
  assert.ok(ttl > 0);
  const seen: unknown[] = [];
  await using account = await openSignedIn();
  const bulk = (collection: string, bsos: Parameters<typeof storeBsos>[3]) => {
    if (collection === "clients") seen.push(...bsos.map((bso) => bso.ttl));
    return Promise.resolve();
  };
  await fillDemo(account.app, { seed: SEED, rows: 0, bulk });
  assert.deepEqual(seen, Array(4).fill(ttl));
});

Deno.test("an account that holds something already is not filled", async () => {
  const { account } = await fill("uploaded");
  await using _ = account;
  const { server } = await account.app.sync();
  await put(account.app, "forms", { id: "mine", name: "n", value: "v" });
  const before = await readBso(server, named("crypto"), id("keys"));
  await failsWith("conflict.changed", () => fillDemo(account.app, { seed: 9, rows: 1 }));
  assert.deepEqual(await readBso(server, named("crypto"), id("keys")), before);
});
