import assert from "node:assert/strict";
import { BOTH_DECIMALS, type Declare, json, post, put, shift } from "./contract.ts";

/** Times, preconditions and writers at once. */
export function timesContract(test: Declare): void {
  test("every write of a storage has a later time than the one before", async (send) => {
    const times: string[] = [];
    for (let i = 0; i < 8; i++) times.push(await put(send, `/storage/col${i % 2}/x`, { payload: String(i) }));
    const answers = await Promise.all([1, 2, 3, 4].map((n) => put(send, `/storage/col/${n}`, {})));
    times.push(...answers.sort());
    for (const [i, time] of times.entries()) {
      if (i > 0) assert.ok(Number(time) > Number(times[i - 1]), times.join(" "));
    }
  });

  test("every answer tells the server's time, never before what it speaks of", async (send) => {
    const answers = [
      await send("PUT", "/storage/col/x", { body: {} }),
      await send("GET", "/storage/col/x"),
      await send("GET", "/storage/col/none"),
      await send("GET", "/info/collections", { authorization: "" }),
    ];
    for (const { headers } of answers) {
      const time = headers.get("x-weave-timestamp") ?? "";
      assert.match(time, BOTH_DECIMALS);
      assert.ok(Number(time) >= Number(headers.get("x-last-modified") ?? 0));
    }
  });

  const resources = ["/storage/col", "/storage/col/x", "/info/collections", "/info/collection_counts"];
  for (const path of resources) {
    test(`${path} is 304 when unchanged since a time, and 412 when changed`, async (send) => {
      const time = await put(send, "/storage/col/x", { payload: "1" });
      const cases = [
        ["x-if-modified-since", time, 304],
        ["x-if-modified-since", shift(time, 1), 304],
        ["x-if-modified-since", shift(time, -0.01), 200],
        ["x-if-modified-since", "0", 200],
        ["x-if-unmodified-since", time, 200],
        ["x-if-unmodified-since", String(Number(time)), 200],
        ["x-if-unmodified-since", shift(time, -0.01), 412],
        ["x-if-unmodified-since", "0", 412],
        ["x-if-unmodified-since", "4102405200000", 200],
        ["x-if-unmodified-since", "-1", 400],
        ["x-if-unmodified-since", "yesterday", 400],
        ["x-if-modified-since", "", 400],
      ] as const;
      for (const [header, value, status] of cases) {
        const answer = await send("GET", path, { headers: { [header]: value } });
        assert.equal(answer.status, status, `${header}: ${value}`);
        if (status === 304 || status === 412) assert.equal(answer.text, "");
        if (status !== 400) assert.equal(answer.headers.get("x-last-modified"), time);
      }
      const both = { "x-if-modified-since": time, "x-if-unmodified-since": time };
      assert.equal((await send("GET", path, { headers: both })).status, 400);
    });
  }

  test("a write with an old X-If-Unmodified-Since changes nothing", async (send) => {
    const first = await put(send, "/storage/col/x", { payload: "1" });
    const second = await put(send, "/storage/col/y", { payload: "2" });
    const writes = [
      ["PUT", "/storage/col/x", shift(first, -0.01), { payload: "lost" }],
      ["DELETE", "/storage/col/x", shift(first, -0.01), undefined],
      ["POST", "/storage/col", first, [{ id: "x", payload: "lost" }]],
      ["DELETE", "/storage/col", first, undefined],
      // The whole collection counts, even when the named record has not changed.
      ["DELETE", "/storage/col?ids=x", first, undefined],
      ["DELETE", "/storage", first, undefined],
      ["DELETE", "", first, undefined],
    ] as const;
    for (const [method, path, time, body] of writes) {
      const headers = { "x-if-unmodified-since": time };
      const answer = await send(method, path, body === undefined ? { headers } : { headers, body });
      assert.deepEqual([answer.status, answer.text], [412, ""], `${method} ${path}`);
    }
    assert.equal((await send("GET", "/storage/col")).headers.get("x-last-modified"), second);
    assert.partialDeepStrictEqual(json(await send("GET", "/storage/col/x")), { payload: "1" });
  });

  test("X-If-Unmodified-Since 0 means: not there yet", async (send) => {
    const headers = { "x-if-unmodified-since": "0" };
    const create = () =>
      send("PUT", "/storage/meta/global", { body: { payload: "1", modified: 0 }, headers });
    assert.equal((await create()).status, 200);
    assert.equal((await create()).status, 412);
    assert.equal((await send("POST", "/storage/meta", { body: [], headers })).status, 412);
    await send("DELETE", "/storage/meta");
    assert.equal((await send("POST", "/storage/meta", { body: [{ id: "global" }], headers })).status, 200);
  });

  test("X-If-Modified-Since does not keep a write from happening", async (send) => {
    const time = await put(send, "/storage/col/x", {});
    const answer = await send("PUT", "/storage/col/x", {
      body: {},
      headers: { "x-if-modified-since": time },
    });
    assert.equal(answer.status, 200);
  });

  test("one record's precondition does not look at the others", async (send) => {
    const first = await put(send, "/storage/col/x", {});
    await put(send, "/storage/col/y", {});
    const headers = { "x-if-unmodified-since": first };
    assert.equal((await send("PUT", "/storage/col/x", { body: {}, headers })).status, 200);
  });

  test("of two writers that saw the same state only one wins", async (send) => {
    const time = await post(send, "col", [{ id: "x", payload: "0" }]);
    const headers = { "x-if-unmodified-since": time };
    const write = (payload: string) =>
      send("POST", "/storage/col", { body: [{ id: "x", payload }], headers });
    const answers = await Promise.all(["1", "2", "3", "4"].map(write));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 412, 412, 412]);
  });
}
