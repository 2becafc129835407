import assert from "node:assert/strict";
import { BOTH_DECIMALS, type Declare, post, put } from "./contract.ts";

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
