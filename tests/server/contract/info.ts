import assert from "node:assert/strict";
import { BOTH_DECIMALS, type Declare, idsOf, json, post, put, shift } from "./contract.ts";

/** The info views, deletion of whole collections, other origins. */
export function infoContract(test: Declare): void {
  test("info/collections lists each collection with its own time, in two decimals", async (send) => {
    const first = await put(send, "/storage/one/x", {});
    const second = await post(send, "two", [{ id: "x" }]);
    const answer = await send("GET", "/info/collections?v=1.155.0");
    assert.equal(answer.text, `{"one":${first},"two":${second}}`);
    assert.equal(answer.headers.get("x-last-modified"), second);
    assert.equal(answer.headers.get("x-weave-records"), "2");
  });

  test("counts leave empty collections out, usage is in units of 1024 bytes", async (send) => {
    await post(send, "one", [{ id: "a", payload: "x".repeat(1024) }, { id: "b", payload: "é".repeat(256) }]);
    await post(send, "two", [{ id: "a", ttl: 0, payload: "gone" }]);
    assert.deepEqual(json(await send("GET", "/info/collection_counts")), { one: 2 });
    assert.partialDeepStrictEqual(json(await send("GET", "/info/collection_usage")), { one: 1.5 });
    assert.deepEqual(json(await send("GET", "/info/quota")), [1.5, null]);
  });

  test("info/configuration shows the limits to anybody", async (send) => {
    const answer = await send("GET", "/info/configuration", { authorization: "" });
    assert.equal(answer.status, 200);
    assert.partialDeepStrictEqual(json(answer), {
      max_post_bytes: 2621440,
      max_post_records: 100,
      max_record_payload_bytes: 2621440,
      max_request_bytes: 2625536,
      max_total_records: 10000,
    });
    assert.ok(JSON.parse(answer.text).max_total_bytes >= 100_000_000);
  });

  test("deleting by ids keeps the collection and moves its time", async (send) => {
    const before = await post(send, "col", [{ id: "a" }, { id: "b" }, { id: "{c}" }]);
    const answer = await send("DELETE", "/storage/col?ids=a,{c},unknown");
    assert.equal(answer.status, 200);
    assert.match(answer.text, BOTH_DECIMALS);
    assert.ok(Number(answer.text) > Number(before));
    assert.deepEqual(await idsOf(send, "/storage/col"), ["b"]);
    await send("DELETE", "/storage/col?ids=b");
    assert.deepEqual(Object.keys(JSON.parse((await send("GET", "/info/collections")).text)), ["col"]);
    assert.equal((await send("DELETE", `/storage/col?ids=${"x,".repeat(101)}`)).status, 400);
  });

  test("deleting by no ids at all deletes nothing", async (send) => {
    await post(send, "col", [{ id: "a" }]);
    assert.equal((await send("DELETE", "/storage/col?ids=")).status, 200);
    assert.deepEqual(await idsOf(send, "/storage/col"), ["a"]);
  });

  test("a deleted collection is gone, but its deletion has a time", async (send) => {
    await put(send, "/storage/keep/x", {});
    await put(send, "/storage/col/x", {});
    const answer = await send("DELETE", "/storage/col");
    assert.equal(answer.status, 200);
    assert.match(answer.text, BOTH_DECIMALS);
    const info = await send("GET", "/info/collections");
    assert.deepEqual(Object.keys(JSON.parse(info.text)), ["keep"]);
    assert.equal(info.headers.get("x-last-modified"), answer.text);
    const since = { "x-if-modified-since": shift(answer.text, -0.01) };
    assert.equal((await send("GET", "/info/collections", { headers: since })).status, 200);
    const gone = await send("GET", "/storage/col");
    assert.deepEqual([gone.text, gone.headers.get("x-last-modified")], ["[]", "0.00"]);
    assert.ok(Number(await put(send, "/storage/col/x", {})) > Number(answer.text));
  });

  test("deleting a collection that is not there is no error", async (send) => {
    await put(send, "/storage/keep/x", {});
    const before = (await send("GET", "/info/collections")).text;
    for (const path of ["/storage/none", "/storage/none?ids=a"]) {
      assert.equal((await send("DELETE", path)).status, 200);
    }
    assert.equal((await send("GET", "/info/collections")).text, before);
  });

  for (const path of ["/storage", "", "/"]) {
    test(`DELETE of "${path}" below the base empties the storage, open batches too`, async (send) => {
      await put(send, "/storage/col/x", {});
      const started = await send("POST", "/storage/col?batch=true", { body: [{ id: "y" }] });
      const answer = await send("DELETE", path, { headers: { "x-confirm-delete": "1" } });
      assert.equal(answer.status, 200);
      assert.doesNotThrow(() => JSON.parse(answer.text));
      assert.equal((await send("GET", "/info/collections")).text, "{}");
      assert.equal((await send("GET", "/storage/col/x")).status, 404);
      const name = encodeURIComponent(JSON.parse(started.text).batch);
      assert.equal((await send("POST", `/storage/col?batch=${name}&commit=true`, { body: [] })).status, 400);
    });
  }
}
