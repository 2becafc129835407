import assert from "node:assert/strict";
import { BOTH_DECIMALS, type Declare, json, put } from "./contract.ts";

/** Single records: read, write, delete. */
export function recordsContract(test: Declare): void {
  test("a record comes back as it was put, with the server's time in two decimals", async (send) => {
    const answer = await send("PUT", "/storage/col/one", {
      body: { payload: "x", sortindex: -3, ttl: 1000 },
    });
    assert.equal(answer.status, 200);
    assert.match(answer.text, BOTH_DECIMALS);
    assert.equal(answer.headers.get("x-last-modified"), answer.text);
    assert.match(answer.headers.get("content-type") ?? "", /^application\/json/);
    const read = await send("GET", "/storage/col/one");
    assert.ok(read.text.includes(`"modified":${answer.text}`), read.text);
    const { modified: _, ...rest } = JSON.parse(read.text);
    assert.deepEqual(rest, { id: "one", payload: "x", sortindex: -3 });
    assert.equal(read.headers.get("x-last-modified"), answer.text);
  });

  test("what a second write does not give keeps its value", async (send) => {
    await put(send, "/storage/col/one", { payload: "x", sortindex: 7 });
    await put(send, "/storage/col/one", { sortindex: 8 });
    await put(send, "/storage/col/one", { payload: null, sortindex: null });
    assert.partialDeepStrictEqual(json(await send("GET", "/storage/col/one")), {
      payload: "x",
      sortindex: 8,
    });
  });

  test("a new record has an empty payload and no sortindex", async (send) => {
    await put(send, "/storage/col/one", {});
    const record = JSON.parse((await send("GET", "/storage/col/one")).text);
    assert.deepEqual(Object.keys(record).sort(), ["id", "modified", "payload"]);
    assert.equal(record.payload, "");
  });

  test("writing only a ttl leaves the record's time and moves the collection's", async (send) => {
    const before = await put(send, "/storage/col/one", { payload: "x" });
    const after = await put(send, "/storage/col/one", { ttl: 3600 });
    assert.notEqual(after, before);
    const record = await send("GET", "/storage/col/one");
    assert.ok(record.text.includes(`"modified":${before}`), record.text);
    assert.equal((await send("GET", "/storage/col")).headers.get("x-last-modified"), after);
  });

  test("a record whose ttl has run out is absent, and nothing of it comes back", async (send) => {
    await put(send, "/storage/col/one", { payload: "old", sortindex: 5, ttl: 0 });
    assert.equal((await send("GET", "/storage/col/one")).status, 404);
    assert.equal((await send("GET", "/storage/col")).text, "[]");
    assert.equal((await send("DELETE", "/storage/col/one")).status, 404);
    assert.equal((await send("GET", "/info/collection_counts")).text, "{}");
    await put(send, "/storage/col/one", { ttl: 1000 });
    const record = JSON.parse((await send("GET", "/storage/col/one")).text);
    assert.equal(record.payload, "");
    assert.equal("sortindex" in record, false);
  });

  test("ids of any printable ASCII work in a path", async (send) => {
    const ids = [
      "{726f473e-0ab1-4fb7-8f24-1c3a1f5c4a5b}",
      "a/b+c==",
      "with space",
      "~!@#$%^&*()",
      "x".repeat(64),
    ];
    for (const id of ids) {
      await put(send, `/storage/col/${encodeURIComponent(id)}`, { payload: id });
      const record = JSON.parse((await send("GET", `/storage/col/${encodeURIComponent(id)}`)).text);
      assert.equal(record.id, id);
      assert.equal(record.payload, id);
    }
  });

  test("a payload keeps every character", async (send) => {
    const payload = 'quote " backslash \\ newline \n tab \t é 🦊 \u2028 \u0000';
    await put(send, "/storage/col/one", { payload });
    assert.equal(JSON.parse((await send("GET", "/storage/col/one")).text).payload, payload);
  });

  test("fields only the server sets are accepted and ignored", async (send) => {
    const time = await put(send, "/storage/col/one", {
      id: "other",
      modified: 1,
      collection: "x",
      payload: "y",
    });
    const text = (await send("GET", "/storage/col/one")).text;
    assert.equal(text, `{"id":"one","modified":${time},"payload":"y"}`);
  });

  test("keys encrypted with an IV of zeroes are refused in crypto and nowhere else", async (send) => {
    const payload = JSON.stringify({ ciphertext: "x", IV: "AAAAAAAAAAAAAAAAAAAAAA==", hmac: "y" });
    const refused = await send("PUT", "/storage/crypto/keys", { body: { payload } });
    assert.deepEqual([refused.status, refused.text], [400, "8"]);
    const posted = await send("POST", "/storage/crypto", { body: [{ id: "keys", payload }] });
    assert.deepEqual([posted.status, posted.text], [400, "8"]);
    assert.equal((await send("PUT", "/storage/col/keys", { body: { payload } })).status, 200);
  });

  test("deleting a record tells the time, and deleting it again finds nothing", async (send) => {
    const first = await put(send, "/storage/col/one", { payload: "x" });
    const answer = await send("DELETE", "/storage/col/one");
    assert.equal(answer.status, 200);
    const modified = /^\{"modified":(\d+\.\d\d)\}$/.exec(answer.text)?.[1] ?? "";
    assert.ok(Number(modified) > Number(first));
    assert.equal((await send("GET", "/storage/col")).headers.get("x-last-modified"), modified);
    assert.equal((await send("DELETE", "/storage/col/one")).status, 404);
    assert.equal((await send("GET", "/storage/col/one")).text, "0");
  });
}
