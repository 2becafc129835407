import assert from "node:assert/strict";
import type { ErrorCode } from "../../../core/errors.ts";
import type { CollectionName } from "../../../core/ids.ts";
import {
  type BatchStep,
  type CollectionQuery,
  deleteBso,
  deleteFromCollection,
  postBsos,
  putBso,
  readBso,
  readCollection,
  readCollectionIds,
} from "../../../core/sync/storage.ts";
import type { StorageServer } from "../../../core/sync/transport.ts";
import type { ScriptedReply } from "../../support/scripted_server.ts";
import { failsWith } from "../../support/vectors.ts";
import { id, named, type ScriptedStorage, scriptedStorage, seconds } from "./storage_support.ts";

const BOOKMARKS = named("bookmarks");
const AT = seconds("1700000000.29");
const T = { "x-last-modified": "1700000000.29" };
const list: ScriptedReply = { headers: T, body: "[]" };
const item = (name: string, more = "") => `{"id":"${name}","modified":1700000000.10${more},"payload":"p"}`;

/** Runs `call` against one answer and gives back the request as text. */
async function sent(reply: ScriptedReply, call: (server: StorageServer) => Promise<unknown>) {
  await using storage = scriptedStorage([reply]);
  await call(storage.storage);
  const [request] = storage.scripted.requests;
  assert.equal(storage.scripted.requests.length, 1);
  return { line: storage.scripted.lines()[0] ?? "", body: request?.body, headers: request?.headers };
}

Deno.test("every member of a query is a parameter, in Firefox's order, and times have two decimals", async () => {
  const query: CollectionQuery = {
    offset: "17:3/+=",
    limit: 50,
    ids: [id("a"), id("{b}")],
    sort: "newest",
    newer: seconds("1700000000.10"),
    older: seconds("1700000001"),
  };
  const parameters = (full: string) =>
    `?older=1700000001.00&newer=1700000000.10${full}&sort=newest&ids=a%2C%7Bb%7D&limit=50&offset=17%3A3%2F%2B%3D`;
  const whole = await sent(list, (server) => readCollection(server, BOOKMARKS, query));
  assert.equal(whole.line, `GET /1.5/42/storage/bookmarks${parameters("&full=1")}`);
  const ids = await sent(list, (server) => readCollectionIds(server, BOOKMARKS, query));
  assert.equal(ids.line, `GET /1.5/42/storage/bookmarks${parameters("")}`);
  assert.equal(ids.headers?.get("accept"), "application/json");
});

Deno.test("a query without members asks for everything", async () => {
  const whole = await sent(list, (server) => readCollection(server, BOOKMARKS));
  assert.equal(whole.line, "GET /1.5/42/storage/bookmarks?full=1");
  const ids = await sent(list, (server) => readCollectionIds(server, BOOKMARKS));
  assert.equal(ids.line, "GET /1.5/42/storage/bookmarks");
  for (const name of ["x-if-modified-since", "x-if-unmodified-since"]) {
    assert.equal(ids.headers?.get(name), null);
  }
});

Deno.test("a page holds records as the server has them, its time, and where the next begins", async () => {
  const body = `[${item("a", ',"sortindex":-5')},${item("{b}", ',"sortindex":null,"later":1')}]`;
  await using storage = scriptedStorage([{ headers: { ...T, "x-weave-next-offset": "2" }, body }, list]);
  assert.deepEqual(await readCollection(storage.storage, BOOKMARKS), {
    items: [
      { id: "a", modified: 1_700_000_000_100, payload: "p", sortindex: -5 },
      { id: "{b}", modified: 1_700_000_000_100, payload: "p" },
    ],
    lastModified: AT,
    nextOffset: "2",
  });
  assert.deepEqual(await readCollection(storage.storage, BOOKMARKS), { items: [], lastModified: AT });
});

Deno.test("a page of ids holds nothing but ids", async () => {
  await using storage = scriptedStorage([{ headers: T, body: ["a", "{b}"] }]);
  const page = await readCollectionIds(storage.storage, BOOKMARKS);
  assert.deepEqual(page, { items: ["a", "{b}"], lastModified: AT });
});

Deno.test("an id is percent-encoded in a path", async () => {
  const cases = {
    "abcDEF-_0123": "abcDEF-_0123",
    "{c0ffee00-0000-4000-8000-000000000001}": "%7Bc0ffee00-0000-4000-8000-000000000001%7D",
    "a/b+c==": "a%2Fb%2Bc%3D%3D",
    "50% of? #1 &": "50%25%20of%3F%20%231%20%26",
    "../tabs/x": "..%2Ftabs%2Fx",
  };
  const bso = { body: item("x") };
  for (const [text, encoded] of Object.entries(cases)) {
    const path = `/1.5/42/storage/bookmarks/${encoded}`;
    const calls: [string, (server: StorageServer) => Promise<unknown>, ScriptedReply][] = [
      ["GET", (server) => readBso(server, BOOKMARKS, id(text)), bso],
      ["PUT", (server) => putBso(server, BOOKMARKS, { id: id(text), payload: "p" }, {}), { body: "1.00" }],
      ["DELETE", (server) => deleteBso(server, BOOKMARKS, id(text)), { body: {} }],
    ];
    for (const [method, call, reply] of calls) {
      assert.equal((await sent(reply, call)).line, `${method} ${path}`);
    }
  }
});

Deno.test("an id that an address would swallow is refused before anything is sent", async () => {
  for (const text of [".", ".."]) {
    const calls: ((server: StorageServer) => Promise<unknown>)[] = [
      (server) => readBso(server, BOOKMARKS, id(text)),
      (server) => putBso(server, BOOKMARKS, { id: id(text), payload: "p" }, {}),
      (server) => deleteBso(server, BOOKMARKS, id(text)),
    ];
    for (const call of calls) {
      await using storage = scriptedStorage(() => ({ body: item(text) }));
      await failsWith("usage.value", () => call(storage.storage));
      assert.deepEqual(storage.scripted.lines(), []);
    }
  }
});

Deno.test("an id that a list of ids cannot hold is refused there, since it would be taken for others", async () => {
  for (const text of ["a,b", " a", "a "]) {
    const calls: ((server: StorageServer) => Promise<unknown>)[] = [
      (server) => readCollection(server, BOOKMARKS, { ids: [id("x"), id(text)] }),
      (server) => readCollectionIds(server, BOOKMARKS, { ids: [id(text)] }),
      (server) => deleteFromCollection(server, BOOKMARKS, { ids: [id("x"), id(text)] }),
    ];
    for (const call of calls) {
      await using storage = scriptedStorage(() => list);
      await failsWith("usage.value", () => call(storage.storage));
      assert.deepEqual(storage.scripted.lines(), []);
    }
  }
});

Deno.test("a record is put under its id with the other members alone", async () => {
  const bso = { id: id("a"), payload: "stäple", sortindex: 0, ttl: 60 };
  const put = await sent(
    { body: "1700000000.29" },
    (server) => putBso(server, BOOKMARKS, bso, { ifUnmodifiedSince: seconds("0") }),
  );
  assert.equal(put.body, '{"payload":"stäple","sortindex":0,"ttl":60}');
  assert.equal(put.headers?.get("content-type"), "application/json");
  assert.equal(put.headers?.get("x-if-unmodified-since"), "0.00");
  await using storage = scriptedStorage([{ body: "1700000000.29" }]);
  assert.equal(await putBso(storage.storage, BOOKMARKS, bso, {}), AT);
});

Deno.test("the step of a batch decides the parameters of a POST, the batch's name escaped", async () => {
  const cases: [BatchStep | undefined, string][] = [
    [undefined, ""],
    ["alone", ""],
    ["begin", "?batch=true"],
    [{ append: "MTcw/+==" }, "?batch=MTcw%2F%2B%3D%3D"],
    [{ commit: "MTcw" }, "?batch=MTcw&commit=true"],
  ];
  const bsos = [{ id: id("a"), payload: "p" }, { id: id("b"), ttl: 5 }];
  const reply = { status: 202, body: '{"success":["a"],"failed":{"b":"no"},"batch":"MTcw"}' };
  for (const [step, query] of cases) {
    const options = { ifUnmodifiedSince: AT, ...(step === undefined ? {} : { step }) };
    const post = await sent(reply, (server) => postBsos(server, BOOKMARKS, bsos, options));
    assert.equal(post.line, `POST /1.5/42/storage/bookmarks${query}`);
    assert.equal(post.body, JSON.stringify(bsos));
    assert.equal(post.headers?.get("x-if-unmodified-since"), "1700000000.29");
  }
});

Deno.test("a POST tells what was taken, what was not and why, and when or in which batch", async () => {
  await using storage = scriptedStorage([
    { status: 202, body: '{"success":["a"],"failed":{"b":"retry bso"},"batch":"MTcw"}' },
    { body: '{"modified":1700000000.29,"success":[],"failed":{}}' },
  ]);
  const post = () => postBsos(storage.storage, BOOKMARKS, [{ id: id("a") }]);
  assert.deepEqual(await post(), { success: ["a"], failed: new Map([["b", "retry bso"]]), batch: "MTcw" });
  assert.deepEqual(await post(), { success: [], failed: new Map(), modified: AT });
});

Deno.test("records are removed by id, or all of them", async () => {
  const some = await sent(
    { body: "1.00" },
    (server) =>
      deleteFromCollection(server, BOOKMARKS, { ids: [id("a"), id("{b}")] }, { ifUnmodifiedSince: AT }),
  );
  assert.equal(some.line, "DELETE /1.5/42/storage/bookmarks?ids=a%2C%7Bb%7D");
  assert.equal(some.headers?.get("x-if-unmodified-since"), "1700000000.29");
  const all = await sent({ body: "1.00" }, (server) => deleteFromCollection(server, BOOKMARKS, "everything"));
  assert.equal(all.line, "DELETE /1.5/42/storage/bookmarks");
});

Deno.test("removing no records asks nothing of the server, which would take that for all of them", async () => {
  await using storage = scriptedStorage(() => ({ body: "1.00" }));
  await deleteFromCollection(storage.storage, BOOKMARKS, { ids: [] });
  assert.deepEqual(storage.scripted.lines(), []);
});

type Call = (storage: ScriptedStorage) => Promise<unknown>;
const reads: Record<string, Call> = {
  collection: ({ storage }) => readCollection(storage, BOOKMARKS, { ifModifiedSince: AT }),
  ids: ({ storage }) => readCollectionIds(storage, BOOKMARKS, { ifModifiedSince: AT }),
  bso: ({ storage }) => readBso(storage, BOOKMARKS, id("a"), { ifModifiedSince: AT }),
};
const writes: Record<string, Call> = {
  put: ({ storage }) => putBso(storage, BOOKMARKS, { id: id("a") }, { ifUnmodifiedSince: AT }),
  post: ({ storage }) => postBsos(storage, BOOKMARKS, [], { ifUnmodifiedSince: AT }),
  deleteBso: ({ storage }) => deleteBso(storage, BOOKMARKS, id("a"), { ifUnmodifiedSince: AT }),
  delete: ({ storage }) => deleteFromCollection(storage, BOOKMARKS, "everything", { ifUnmodifiedSince: AT }),
};

Deno.test("a read that finds nothing newer gives nothing", async () => {
  for (const [name, call] of Object.entries(reads)) {
    await using storage = scriptedStorage([{ status: 304, headers: T }]);
    assert.equal(await call(storage), undefined, name);
    assert.equal(storage.scripted.requests[0]?.headers.get("x-if-modified-since"), "1700000000.29");
  }
});

Deno.test("a record that is not there is no failure, neither to read nor to remove", async () => {
  await using storage = scriptedStorage(() => ({ status: 404, body: "0" }));
  assert.equal(await reads.bso?.(storage), undefined);
  assert.equal(await writes.deleteBso?.(storage), false);
  assert.equal(await writes.delete?.(storage), undefined);
  await failsWith("server.status", () => writes.put?.(storage));
  await failsWith("server.status", () => reads.collection?.(storage));
});

Deno.test("every refusal is the same failure for every read and write", async () => {
  const cases: [number, string, ErrorCode][] = [
    [412, "", "conflict.changed"],
    [409, "0", "conflict.changed"],
    [413, "17", "server.too-large"],
    [400, "17", "server.too-large"],
    [403, "14", "server.over-quota"],
    [400, "8", "server.status"],
    [503, "0", "server.busy"],
    [406, "<html>", "server.challenge"],
  ];
  for (const [name, call] of Object.entries({ ...reads, ...writes })) {
    for (const [status, body, code] of cases) {
      await using storage = scriptedStorage([{ status, body }]);
      const error = await failsWith(code, () => call(storage));
      assert.equal(error.code, code, `${name} ${status}`);
    }
  }
});

Deno.test("an answer of another shape is refused by the path to what is wrong", async () => {
  const cases: [string, ScriptedReply, string][] = [
    ["collection", { body: "[]" }, "/storage/bookmarks: X-Last-Modified"],
    ["collection", { headers: T, body: "{}" }, "/storage/bookmarks"],
    ["collection", { headers: T, body: `[${item("a")},{"id":"b"}]` }, "/storage/bookmarks[1].modified"],
    ["ids", { headers: T, body: "[1]" }, "/storage/bookmarks[0]"],
    ["bso", { body: '{"id":"a","modified":1}' }, "/storage/bookmarks/a.payload"],
    ["put", { body: '"now"' }, "/storage/bookmarks/a"],
    ["post", { body: '{"modified":1,"success":[]}' }, "/storage/bookmarks.failed"],
  ];
  for (const [name, reply, at] of cases) {
    await using storage = scriptedStorage([reply]);
    const call = { ...reads, ...writes }[name];
    assert.deepEqual((await failsWith("server.shape", () => call?.(storage))).details, { at });
  }
});

Deno.test("a collection that an address would swallow is refused before anything is sent", async () => {
  for (const text of [".", ".."]) {
    // Nothing makes such a name but a mistake of this program.
    const name = text as CollectionName;
    const calls: ((server: StorageServer) => Promise<unknown>)[] = [
      (server) => readCollection(server, name),
      (server) => readBso(server, name, id("a")),
      (server) => putBso(server, name, { id: id("a"), payload: "p" }, {}),
      (server) => postBsos(server, name, []),
      (server) => deleteFromCollection(server, name, "everything"),
    ];
    for (const call of calls) {
      await using storage = scriptedStorage(() => list);
      await failsWith("usage.value", () => call(storage.storage));
      assert.deepEqual(storage.scripted.lines(), []);
    }
  }
});
