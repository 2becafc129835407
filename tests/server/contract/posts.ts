import assert from "node:assert/strict";
import { type Declare, idsOf, json, post, put, type Send } from "./contract.ts";

const SIZES = { max_post_bytes: 2_621_440, max_post_records: 100, max_request_bytes: 2_625_536 };

async function batch(send: Send, query: string, bsos: unknown[], headers: Record<string, string> = {}) {
  const answer = await send("POST", `/storage/col?${query}`, { body: bsos, headers });
  return { ...answer, body: JSON.parse(answer.text) };
}

/** Many records in one request. */
export function postsContract(test: Declare): void {
  test("a POST gives all its records one time and reports each", async (send) => {
    const answer = await send("POST", "/storage/col", { body: [{ id: "a", payload: "1" }, { id: "b" }] });
    assert.equal(answer.status, 200);
    const time = answer.headers.get("x-last-modified");
    assert.ok(answer.text.includes(`"modified":${time}`), answer.text);
    const { modified: _, ...rest } = JSON.parse(answer.text);
    assert.deepEqual(rest, { success: ["a", "b"], failed: {} });
    const listed = await send("GET", "/storage/col?full=1");
    assert.equal(listed.text.split(`"modified":${time}`).length, 3);
  });

  test("bad records fail one by one and the others are stored", async (send) => {
    const bad = {
      "a b\u0001": { payload: "x" },
      ["y".repeat(65)]: {},
      sort: { sortindex: "2.6" },
      ttl: { ttl: -1 },
      payload: { payload: 42 },
      field: { payload: "x", foo: "bar" },
    };
    const body = Object.entries(bad).map(([id, rest]) => ({ id, ...rest }));
    const answer = JSON.parse((await send("POST", "/storage/col", { body: [...body, { id: "good" }] })).text);
    assert.deepEqual(answer.success, ["good"]);
    assert.deepEqual(Object.keys(answer.failed).sort(), Object.keys(bad).sort());
    assert.match(answer.failed.field, /foo/);
    assert.deepEqual(await idsOf(send, "/storage/col"), ["good"]);
  });

  test("records beyond the count are cut from the end and may be retried", async (send) => {
    const ids = Array.from({ length: SIZES.max_post_records + 2 }, (_, i) => `id${i}`);
    const answer = await send("POST", "/storage/col", { body: ids.map((id) => ({ id })) });
    const { success, failed } = JSON.parse(answer.text);
    assert.deepEqual(success, ids.slice(0, 100));
    assert.deepEqual(failed, { id100: "retry bso", id101: "retry bso" });
  });

  test("payloads are counted in bytes up to the limit, which is inclusive", async (send) => {
    const half = "x".repeat(SIZES.max_post_bytes / 2);
    const exact = [{ id: "a", payload: half }, { id: "b", payload: half }];
    assert.deepEqual(JSON.parse((await send("POST", "/storage/col", { body: exact })).text).failed, {});
    const over = [{ id: "a", payload: half }, { id: "b", payload: half.slice(2) + "é" }, {
      id: "c",
      payload: "x",
    }];
    const answer = JSON.parse((await send("POST", "/storage/col", { body: over })).text);
    assert.deepEqual(answer.success, ["a", "b"]);
    assert.deepEqual(answer.failed, { c: "retry bytes" });
  });

  test("a body beyond the request limit is 413 with the number 17", async (send) => {
    const body = `[{"id":"a","payload":"${"x".repeat(SIZES.max_request_bytes)}"}]`;
    for (const [method, path] of [["POST", "/storage/col"], ["PUT", "/storage/col/one"]] as const) {
      const answer = await send(method, path, { body });
      assert.deepEqual([answer.status, answer.text], [413, "17"], method);
    }
  });
}

/** Many requests committed as one. */
export function batchesContract(test: Declare): void {
  test("nothing of a batch is seen before its commit, and all of it after, at one time", async (send) => {
    const before = await put(send, "/storage/col/first", { payload: "0" });
    const started = await batch(send, "batch=true", [{ id: "a", payload: "1" }]);
    assert.equal(started.status, 202);
    assert.equal(started.headers.get("x-last-modified"), before);
    assert.deepEqual([started.body.success, started.body.failed], [["a"], {}]);
    const name = encodeURIComponent(started.body.batch);
    const appended = await batch(send, `batch=${name}`, [{ id: "b", payload: "2" }]);
    assert.equal(appended.status, 202);
    assert.deepEqual(await idsOf(send, "/storage/col"), ["first"]);
    assert.deepEqual(json(await send("GET", "/info/collection_counts")), { col: 1 });
    const done = await batch(send, `batch=${name}&commit=true`, [{ id: "c", payload: "3" }]);
    assert.equal(done.status, 200);
    assert.deepEqual([done.body.success, done.body.failed], [["c"], {}]);
    assert.equal("batch" in done.body, false);
    const time = done.headers.get("x-last-modified") ?? "";
    assert.ok(Number(time) > Number(before));
    const listed = await send("GET", `/storage/col?full=1&newer=${before}`);
    assert.equal(listed.text.split(`"modified":${time}`).length, 4);
    assert.equal((await batch(send, `batch=${name}&commit=true`, [])).status, 400);
  });

  test("a batch of a new collection has the time zero until it is committed", async (send) => {
    const started = await batch(send, "batch=true", [{ id: "a" }]);
    assert.equal(started.headers.get("x-last-modified"), "0.00");
    assert.equal((await send("GET", "/info/collections")).text, "{}");
  });

  test("later records override earlier ones field by field, and keep what is stored", async (send) => {
    await post(send, "col", [{ id: "a", payload: "stored", sortindex: 1 }, { id: "b", payload: "stays" }]);
    const { body } = await batch(send, "batch=true", [{ id: "a", payload: "one" }, {
      id: "b",
      sortindex: 2,
    }]);
    const name = encodeURIComponent(body.batch);
    await batch(send, `batch=${name}`, [{ id: "a", payload: "two" }]);
    await batch(send, `batch=${name}&commit=true`, [{ id: "a", sortindex: 9 }]);
    assert.partialDeepStrictEqual(json(await send("GET", "/storage/col/a")), {
      payload: "two",
      sortindex: 9,
    });
    assert.partialDeepStrictEqual(json(await send("GET", "/storage/col/b")), {
      payload: "stays",
      sortindex: 2,
    });
  });

  test("repeating an id in a batch changes that record only", async (send) => {
    const { body } = await batch(send, "batch=true", [{ id: "a", payload: "1" }, { id: "b", payload: "2" }]);
    const name = encodeURIComponent(body.batch);
    await batch(send, `batch=${name}&commit=true`, [{ id: "a", payload: "3" }]);
    assert.partialDeepStrictEqual(json(await send("GET", "/storage/col/b")), { payload: "2" });
  });

  test("starting and committing at once is a plain POST", async (send) => {
    for (
      const start of [
        "batch=true&commit=true",
        "batch=TRUE&commit=TRUE",
        "batch&commit=true",
        "batch=&commit=true",
      ]
    ) {
      const answer = await batch(send, start, [{ id: "a", payload: start }]);
      assert.equal(answer.status, 200, start);
      assert.equal("batch" in answer.body, false);
      assert.partialDeepStrictEqual(json(await send("GET", "/storage/col/a")), { payload: start });
    }
  });

  test("an empty commit is fine as an empty list and as no lines, and as nothing else", async (send) => {
    const newlines = "application/newlines";
    const cases = [
      ["[]", "application/json", 200],
      ["", newlines, 200],
      ["{}", "application/json", 400],
      ["", "application/json", 400],
      ["\n", newlines, 400],
      ["{}", newlines, 400],
      ["[]", newlines, 400],
    ] as const;
    for (const [body, type, status] of cases) {
      const started = await batch(send, "batch=true", [{ id: "a" }]);
      const path = `/storage/col?batch=${encodeURIComponent(started.body.batch)}&commit=true`;
      const answer = await send("POST", path, { body, headers: { "content-type": type } });
      assert.equal(answer.status, status, `${JSON.stringify(body)} ${type}`);
    }
  });

  test("an unknown batch, another collection's batch, and a bad commit are refused", async (send) => {
    const { body } = await batch(send, "batch=true", [{ id: "a" }]);
    const name = encodeURIComponent(body.batch);
    const paths = [
      "/storage/col?batch=sammich",
      "/storage/col?batch=OTk5OTk5OTk5",
      `/storage/other?batch=${name}`,
      `/storage/other?batch=${name}&commit=true`,
      `/storage/col?batch=${name}&commit=yes`,
      "/storage/col?commit=true",
    ];
    for (const path of paths) assert.equal((await send("POST", path, { body: [] })).status, 400, path);
    assert.equal((await batch(send, `batch=${name}&commit=true`, [])).status, 200);
  });

  test("a batch is checked against X-If-Unmodified-Since at every step", async (send) => {
    const time = await put(send, "/storage/col/x", {});
    const guard = { "x-if-unmodified-since": time };
    const started = await batch(send, "batch=true", [{ id: "a" }], guard);
    assert.equal(started.status, 202);
    const name = encodeURIComponent(started.body.batch);
    await put(send, "/storage/col/y", {});
    for (const query of [`batch=${name}`, `batch=${name}&commit=true`]) {
      const answer = await send("POST", `/storage/col?${query}`, { body: [], headers: guard });
      assert.deepEqual([answer.status, answer.text], [412, ""]);
    }
  });

  test("the ttl of a batched record counts from the commit, and expired ones stay away", async (send) => {
    const { body } = await batch(send, "batch=true", [{ id: "gone", ttl: 0 }, { id: "stays", ttl: 1000 }]);
    await batch(send, `batch=${encodeURIComponent(body.batch)}&commit=true`, []);
    assert.deepEqual(await idsOf(send, "/storage/col"), ["stays"]);
  });
}
