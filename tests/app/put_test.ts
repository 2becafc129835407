import assert from "node:assert/strict";
import { isFoxdenError } from "../../core/errors.ts";
import { failsWith } from "../support/vectors.ts";
import { openSignedIn, put } from "./app_support.ts";
import { loseAnswer, openWriting, plan, setMeta, stored, write } from "./writing_support.ts";

const form = (name: string, value = "v") => ({ id: name, name: "field", value });

Deno.test("records are planned without a word to the server that would change anything, and then written", async () => {
  await using account = await openWriting();
  const pending = await plan(account.app, "forms", [form("a"), form("b")]);
  assert.deepEqual(pending.changes.map(({ id, action }) => [id, action]), [["a", "add"], ["b", "add"]]);
  assert.equal(account.writes.length, 0);
  await pending.commit();
  assert.deepEqual(await stored(account.app, "forms", "a", "b"), { a: form("a"), b: form("b") });
});

Deno.test("what is written is on condition of the collection's time, 0 for a new one, with Firefox's lifetime", async () => {
  await using account = await openWriting();
  await write(account.app, "forms", [form("a"), { id: "b", deleted: true }]);
  const time = await put(account.app, "bookmarks", { id: "abcdefghijkl", type: "separator" });
  account.writes.splice(1);
  await write(account.app, "bookmarks", [
    { id: "toolbar", type: "folder", children: [] },
    { id: "abcdefghijkl", type: "separator", pos: 1 },
  ]);
  const [forms, bookmarks] = account.writes;
  assert.deepEqual([forms?.condition, forms?.bsos.map(({ ttl }) => ttl)], ["0.00", [94_608_000, 94_608_000]]);
  assert.equal(bookmarks?.condition, (time / 1000).toFixed(2));
  assert.deepEqual(bookmarks?.bsos.map(({ sortindex }) => sortindex), [1_000_000, undefined]);
  assert.deepEqual(bookmarks?.bsos.map(({ ttl }) => ttl), [undefined, undefined]);
});

Deno.test("what is so already is not sent again", async () => {
  await using account = await openWriting();
  await write(account.app, "forms", [form("a"), form("b")]);
  account.writes.length = 0;
  const changes = await write(account.app, "forms", [form("a"), form("b", "w")]);
  assert.deepEqual(changes.map(({ action }) => action), ["skip", "change"]);
  assert.deepEqual(account.writes.map(({ bsos }) => bsos.map((each) => each.id)), [["b"]]);
  await write(account.app, "forms", [form("a")]);
  assert.equal(account.writes.length, 1);
});

Deno.test("more records than one request holds become visible together", async () => {
  await using account = await openWriting({ limits: { max_post_records: 2 } });
  const records = [..."abcde"].map((name) => form(name));
  const seen: string[][] = [];
  using _ = account.faults.use(async (request) => {
    if (request.method !== "POST") return undefined;
    seen.push(Object.keys(await stored(account.app, "forms", ..."abcde")));
    return undefined;
  });
  await write(account.app, "forms", records);
  assert.deepEqual(seen, Array(3).fill([]), "nothing is visible before the last request");
  assert.deepEqual(account.writes.map(({ bsos }) => bsos.length), [2, 2, 1]);
  assert.deepEqual(account.writes.map(({ condition }) => condition), Array(3).fill("0.00"));
  assert.equal(Object.keys(await stored(account.app, "forms", ..."abcde")).length, 5);
});

Deno.test("more than becomes visible at once is refused, unless it may go in parts; bookmarks never may", async () => {
  await using account = await openWriting({ limits: { max_total_records: 3 } });
  const records = [..."abcdefg"].map((name) => form(name));
  await failsWith("server.too-large", () => plan(account.app, "forms", records));
  assert.equal(account.writes.length, 0);
  await write(account.app, "forms", records, { inParts: true });
  assert.equal(Object.keys(await stored(account.app, "forms", ..."abcdefg")).length, 7);
  const folders = records.map((_, i) => ({ id: `folder00000${i}`, type: "folder", children: [] }));
  await failsWith("server.too-large", () => plan(account.app, "bookmarks", folders, { inParts: true }));
});

Deno.test("a record too large for the server is named, and nothing is sent", async () => {
  await using account = await openWriting({ limits: { max_record_payload_bytes: 1000 } });
  const error = await failsWith(
    "server.too-large",
    () => plan(account.app, "forms", [form("a"), form("big", "x".repeat(1000))]),
  );
  assert.match(error.message, /: big$/);
  assert.equal(account.writes.length, 0);
});

Deno.test("an answer lost on its way does not make a write fail that was done", async () => {
  await using account = await openWriting();
  const unmodifiedSince = ((await put(account.app, "forms", form("b"))) / 1000).toFixed(2);
  for (const over of [{ unmodifiedSince }, {}]) {
    using trap = loseAnswer(account, "POST");
    const value = JSON.stringify(over);
    await write(account.app, "forms", [form("a", value)], over);
    assert.deepEqual([trap.hits, await stored(account.app, "forms", "a")], [1, { a: form("a", value) }]);
  }
});

Deno.test("an answer lost together with the request is a failure", async () => {
  await using account = await openWriting();
  using _ = account.faults.answer(
    /\/storage\/forms$/,
    (request) => request.method === "POST" ? new Response('{"modi') : undefined,
  );
  await failsWith("server.shape", () => write(account.app, "forms", [form("a")]));
});

Deno.test("a time given as a condition is that of the collection, in seconds or as an instant", async () => {
  await using account = await openWriting();
  const time = await put(account.app, "forms", form("a"));
  const seconds = (ms: number) => (ms / 1000).toFixed(2);
  const given = (unmodifiedSince: string) => plan(account.app, "forms", [form("b")], { unmodifiedSince });
  for (const good of [seconds(time), seconds(time + 10), new Date(time).toISOString()]) await given(good);
  for (const old of [seconds(time - 10), "0", new Date(time - 10).toISOString()]) {
    await failsWith("conflict.changed", () => given(old));
  }
  for (const bad of ["", "yesterday", "7d", "-1", "2026-01-05", "1e9"]) {
    await failsWith("usage.value", () => given(bad));
  }
});

Deno.test("bad records refuse everything before the server is asked, and no value is told", async () => {
  await using account = await openWriting();
  account.traces.length = 0;
  const text = [
    '{"id":"l","hostname":"https://secret.example","password":"hunter2"}',
    '{"id":"m","masked":["password"]}',
  ];
  const error = await failsWith("usage.records", () => plan(account.app, "passwords", text.join("\n")));
  assert.match(error.message, /^Nothing was written to passwords because of line 2: masked: /);
  assert.equal(account.traces.length, 0);
  const shape = await failsWith(
    "usage.records",
    () => plan(account.app, "passwords", `${text[0]}\n{"id":"m","password":"hunter2"}`),
  );
  assert.match(shape.message, /line 2: hostname: missing or not usable$/);
  for (const { message, stack } of [error, shape]) assert.ok(!`${message}${stack}`.includes("hunter2"));
  assert.equal(account.writes.length, 0);
});

Deno.test("who insists may write what other devices cannot use, but never what Firefox keeps for itself", async () => {
  await using account = await openWriting();
  const bad = { id: "m", password: "x" };
  await failsWith("usage.records", () => plan(account.app, "passwords", [bad]));
  await write(account.app, "passwords", [bad], { forceShape: true });
  assert.deepEqual(await stored(account.app, "passwords", "m"), { m: "hostname: missing or not usable" });
  for (const record of [{ id: "places", type: "folder", children: [] }, { id: "toolbar", deleted: true }]) {
    const error = await failsWith(
      "usage.records",
      () => plan(account.app, "bookmarks", [record], { forceShape: true }),
    );
    assert.ok(isFoxdenError(error) && error.code === "usage.records" && !error.details.forceable);
  }
});

Deno.test("merging into what is not there is told, and nothing else of it is written", async () => {
  await using account = await openWriting();
  await put(account.app, "forms", form("a"));
  account.writes.length = 0;
  const error = await failsWith(
    "not-found.record",
    () => plan(account.app, "forms", [form("a", "w"), form("b"), form("c")], { merge: true }),
  );
  assert.match(error.message, /"b" in forms to merge into, nor 1 more/);
  assert.equal(account.writes.length, 0);
});

Deno.test("what makes Sync work, and other devices' own records, are not written to", async () => {
  await using account = await openWriting();
  for (const name of ["meta", "crypto"]) {
    await failsWith("usage.value", () => plan(account.app, name, [{ id: "global" }]));
  }
  await failsWith("usage.value", () => plan(account.app, "clients", [{ id: "theirs", name: "Pixel" }]));
  const { deviceId = "" } = await account.app.secrets();
  await write(account.app, "clients", [{ id: deviceId, name: "den" }]);
  assert.deepEqual(Object.keys(await stored(account.app, "clients", deviceId)), [deviceId]);
});

Deno.test("an account in a version that foxden does not know is not written to", async () => {
  await using account = await openWriting();
  await setMeta(account.app, { engines: { bookmarks: { version: 3, syncID: "x" } } });
  const fresh = () => account.open();
  const error = await failsWith("failed.engine-version", () => plan(fresh(), "bookmarks", []));
  assert.deepEqual(error.details, { collection: "bookmarks", version: 3, known: 2 });
  await plan(fresh(), "forms", [form("a")]);
  await setMeta(account.app, { storageVersion: 6 });
  await failsWith("failed.storage-version", () => plan(fresh(), "forms", [form("a")]));
});

Deno.test("an account that was never set up is not written to", async () => {
  await using account = await openSignedIn();
  await failsWith("not-found.setup", () => plan(account.app, "forms", [form("a")]));
});

Deno.test("a collection that no Firefox of the account syncs is written to with a warning", async () => {
  await using account = await openWriting();
  const warningsFor = async (collection: string) => {
    const { warnings } = await plan(account.open(), collection, []);
    return warnings.join();
  };
  assert.match(await warningsFor("forms"), /no Firefox of this account syncs forms; .*will delete/);
  assert.equal(await warningsFor("future.things"), "");
  await setMeta(account.app, { engines: { forms: { version: 1, syncID: "x" } }, declined: ["history"] });
  assert.equal(await warningsFor("forms"), "");
  assert.match(await warningsFor("history"), /switched off on all devices/);
});
