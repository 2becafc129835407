import assert from "node:assert/strict";
import { createCryptoKeys } from "../../core/sync/setup.ts";
import { deleteBso } from "../../core/sync/storage.ts";
import { id, named } from "../core/sync/storage_support.ts";
import { failsWith } from "../support/vectors.ts";
import { put } from "./app_support.ts";
import { meanwhile, openWriting, plan, stored, write } from "./writing_support.ts";

const form = (name: string, value = "v") => ({ id: name, name: "field", value });

Deno.test("another device that writes other records meanwhile loses nothing, and neither do we", async () => {
  await using account = await openWriting();
  await put(account.app, "forms", form("a"));
  using _ = meanwhile(account, () => put(account.app, "forms", form("theirs")));
  await write(account.app, "forms", [form("a", "mine")]);
  assert.deepEqual(await stored(account.app, "forms", "a", "theirs"), {
    a: form("a", "mine"),
    theirs: form("theirs"),
  });
});

Deno.test("another device that writes the same record meanwhile is not overwritten", async () => {
  await using account = await openWriting();
  await put(account.app, "forms", form("a"), form("b"));
  using _ = meanwhile(account, () => put(account.app, "forms", form("a", "theirs")));
  const error = await failsWith(
    "conflict.fields",
    () => write(account.app, "forms", [form("a", "mine"), form("b", "w")]),
  );
  const field = { id: "a", field: "value", before: "v", mine: "mine", theirs: "theirs" };
  assert.deepEqual(error.details, { collection: "forms", fields: [field] });
  assert.deepEqual(await stored(account.app, "forms", "a", "b"), { a: form("a", "theirs"), b: form("b") });
});

Deno.test("another device that uploads the same record anew, as it was, is in nobody's way", async () => {
  await using account = await openWriting();
  await put(account.app, "forms", form("a"));
  using _ = meanwhile(account, () => put(account.app, "forms", form("a")));
  await write(account.app, "forms", [form("a", "mine")]);
  assert.deepEqual(await stored(account.app, "forms", "a"), { a: form("a", "mine") });
});

Deno.test("another device that changes the keys meanwhile can read what is written then", async () => {
  await using account = await openWriting();
  const { syncKey } = await account.app.secrets();
  using _ = meanwhile(account, async () => {
    const { server } = await account.app.sync();
    await deleteBso(server, named("crypto"), id("keys"));
    await createCryptoKeys(server, syncKey.k);
    await put(account.open(), "forms", form("theirs"));
  });
  await write(account.app, "forms", [form("a")]);
  assert.deepEqual(await stored(account.open(), "forms", "a", "theirs"), {
    a: form("a"),
    theirs: form("theirs"),
  });
});

Deno.test("a merge keeps what another device sets meanwhile in other members, also in one object", async () => {
  await using account = await openWriting();
  const record = { id: "p", value: { x: 1, y: 1 } };
  await put(account.app, "prefs", record);
  using _ = meanwhile(
    account,
    () => put(account.app, "prefs", { id: "p", value: { x: 1, y: 2 }, new: true }),
  );
  await write(account.app, "prefs", [{ id: "p", value: { x: 5 } }], { merge: true });
  assert.deepEqual(await stored(account.app, "prefs", "p"), {
    p: { id: "p", value: { x: 5, y: 2 }, new: true },
  });
});

Deno.test("a merge into a member that another device sets meanwhile is a conflict", async () => {
  await using account = await openWriting();
  await put(account.app, "prefs", { id: "p", value: { x: 1 } });
  using _ = meanwhile(account, () => put(account.app, "prefs", { id: "p", value: { x: 2 } }));
  const merging = () => write(account.app, "prefs", [{ id: "p", value: { x: 5 } }], { merge: true });
  await failsWith("conflict.fields", merging);
  assert.deepEqual(await stored(account.app, "prefs", "p"), { p: { id: "p", value: { x: 2 } } });
});

Deno.test("a collection that is never left alone is given up after three attempts", async () => {
  await using account = await openWriting();
  let count = 0;
  const trap = meanwhile(account, () => put(account.app, "forms", form(`theirs${count++}`)), Infinity);
  const error = await failsWith("conflict.changed", () => write(account.app, "forms", [form("a")]));
  assert.match(error.message, /all 3 attempts/);
  assert.equal(count, 3);
  trap[Symbol.dispose]();
  assert.deepEqual(await stored(account.app, "forms", "a"), {});
});

Deno.test("a change after the time given ends the write, whatever was changed", async () => {
  await using account = await openWriting();
  const time = await put(account.app, "forms", form("a"));
  using _ = meanwhile(account, () => put(account.app, "forms", form("theirs")));
  const unmodifiedSince = (time / 1000).toFixed(2);
  await failsWith("conflict.changed", () => write(account.app, "forms", [form("b")], { unmodifiedSince }));
  assert.equal(account.writes.filter(({ bsos }) => bsos[0]?.id === "b").length, 1);
});

Deno.test("a record that another device removed meanwhile is a conflict, and stays away", async () => {
  await using account = await openWriting();
  await put(account.app, "forms", form("a"));
  const { server } = await account.app.sync();
  using _ = meanwhile(account, () => deleteBso(server, named("forms"), id("a")));
  await failsWith("conflict.fields", () => write(account.app, "forms", [form("a", "mine")]));
  assert.deepEqual(await stored(account.app, "forms", "a"), {});
});

Deno.test("what was done is told as it was planned when it was sent, not as before another device wrote", async () => {
  await using account = await openWriting();
  await put(account.app, "forms", form("a"), form("b"));
  using _ = meanwhile(account, () => put(account.app, "forms", form("a", "mine")));
  const pending = await plan(account.app, "forms", [form("a", "mine"), form("b", "mine")]);
  assert.deepEqual(pending.changes.map(({ action }) => action), ["change", "change"]);
  assert.deepEqual((await pending.commit()).map(({ action }) => action), ["skip", "change"]);
});

/** Each record is a part of its own; the server fails at the third. */
const IN_PARTS = { limits: { max_total_records: 1 } };

Deno.test("a write in parts that is cut short says how much of it is written, and goes on when run again", async () => {
  await using account = await openWriting(IN_PARTS);
  const records = ["a", "b", "c", "d"].map((name) => form(name));
  {
    let posts = 0;
    using _ = account.faults.use(({ method }) =>
      method === "POST" && ++posts === 3 ? new Response("0", { status: 503 }) : undefined
    );
    const error = await failsWith(
      "partial.written",
      () => write(account.app, "forms", records, { inParts: true }),
    );
    assert.deepEqual(error.details, { collection: "forms", written: 2, of: 4 });
    assert.match(error.message, /^forms: 2 of 4 records are written, the rest is not: /);
  }
  const again = account.open();
  const pending = await plan(again, "forms", records, { inParts: true });
  const actions = (await pending.commit()).map(({ action }) => action);
  assert.deepEqual(actions, ["skip", "skip", "add", "add"]);
});

Deno.test("a part that was written before another device came between is told as written", async () => {
  await using account = await openWriting(IN_PARTS);
  let posts = 0;
  using _ = account.faults.use(async ({ method, url }) => {
    if (method === "POST" && url.includes("/storage/") && ++posts === 2) {
      await put(account.open(), "forms", form("theirs"));
    }
    return undefined;
  });
  const pending = await plan(account.app, "forms", [form("a"), form("b")], { inParts: true });
  assert.deepEqual((await pending.commit()).map(({ action }) => action), ["add", "add"]);
  assert.ok(posts > 2, "the second part was sent once more");
});
