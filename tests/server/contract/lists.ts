import assert from "node:assert/strict";
import { type Declare, idsOf, json, post, put, type Send } from "./contract.ts";

/** Three writes, so three times: "old", then "mid1" and "mid2" together, then "new". */
async function fill(send: Send): Promise<readonly [string, string, string]> {
  return [
    await post(send, "col", [{ id: "old", payload: "1", sortindex: 2 }]),
    await post(send, "col", [{ id: "mid1", payload: "2", sortindex: 9 }, { id: "mid2", payload: "3" }]),
    await post(send, "col", [{ id: "new", payload: "4", sortindex: -1 }]),
  ];
}

/** Listing a collection: filters, order, pages, forms. */
export function listsContract(test: Declare): void {
  test("a collection nobody has written to is an empty list of time zero", async (send) => {
    const answer = await send("GET", "/storage/nothing");
    assert.deepEqual([answer.status, answer.text], [200, "[]"]);
    assert.equal(answer.headers.get("x-last-modified"), "0.00");
    assert.equal(answer.headers.get("x-weave-records"), "0");
  });

  test("a list holds ids, and with full, whatever its value, whole records", async (send) => {
    const [, , time] = await fill(send);
    assert.deepEqual((await idsOf(send, "/storage/col")).sort(), ["mid1", "mid2", "new", "old"]);
    for (const full of ["full", "full=", "full=1", "full=false"]) {
      const answer = await send("GET", `/storage/col?${full}&ids=new`);
      assert.ok(answer.text.includes(`"modified":${time}`), answer.text);
      const expected = [{ id: "new", modified: Number(time), sortindex: -1, payload: "4" }];
      assert.deepEqual(json(answer), expected);
    }
  });

  test("sort is newest, oldest, or by sortindex with the unset ones last", async (send) => {
    await fill(send);
    const ranks = { old: 0, mid1: 1, mid2: 1, new: 2 } as const;
    const inOrder = async (query: string) =>
      (await idsOf(send, `/storage/col?${query}`)).map((id) => ranks[id as keyof typeof ranks]);
    assert.deepEqual(await inOrder("sort=newest"), [2, 1, 1, 0]);
    assert.deepEqual(await inOrder("sort=oldest"), [0, 1, 1, 2]);
    assert.deepEqual(await idsOf(send, "/storage/col?sort=index"), ["mid1", "old", "new", "mid2"]);
  });

  test("ids picks records, however the commas are written, and ignores unknown ones", async (send) => {
    await fill(send);
    for (const query of ["ids=old,mid1,none", "ids=old%2Cmid1", "ids=%20old%20,,mid1,"]) {
      assert.deepEqual((await idsOf(send, `/storage/col?${query}`)).sort(), ["mid1", "old"], query);
    }
  });

  test("listing by ids reads a bare plus as itself and as a space, and an encoded one as itself", async (send) => {
    await post(send, "col", [{ id: "a+b==" }, { id: "a b==" }, { id: "c+d" }, { id: "c d" }, { id: "e" }]);
    const listed = await idsOf(send, "/storage/col?ids=a+b==,c%2Bd");
    assert.deepEqual(listed.sort(), ["a b==", "a+b==", "c+d"]);
  });

  test("deleting by ids reads a bare plus as itself and as a space, and an encoded one as itself", async (send) => {
    await post(send, "col", [{ id: "a+b==" }, { id: "a b==" }, { id: "c+d" }, { id: "c d" }, { id: "e" }]);
    assert.equal((await send("DELETE", "/storage/col?ids=a+b==,c%2Bd")).status, 200);
    assert.deepEqual((await idsOf(send, "/storage/col")).sort(), ["c d", "e"]);
  });

  for (const order of ["", "&sort=newest", "&sort=oldest", "&sort=index"]) {
    for (const full of ["", "&full=1"]) {
      test(`pages of two hold every record once (${order}${full})`, async (send) => {
        // Many records of one time, so that a page ends between two that sort alike.
        await post(send, "col", [1, 2, 3, 4, 5].map((n) => ({ id: `a${n}`, sortindex: n % 2 })));
        await post(send, "col", [1, 2].map((n) => ({ id: `b${n}` })));
        const seen: string[] = [];
        for (let offset = "";;) {
          const answer = await send("GET", `/storage/col?limit=2${order}${full}${offset}`);
          assert.equal(answer.status, 200);
          const page = JSON.parse(answer.text) as (string | { id: string })[];
          assert.equal(answer.headers.get("x-weave-records"), String(page.length));
          seen.push(...page.map((item) => typeof item === "string" ? item : item.id));
          const next = answer.headers.get("x-weave-next-offset");
          if (next === null) break;
          assert.equal(page.length, 2);
          offset = `&offset=${encodeURIComponent(next)}`;
        }
        assert.deepEqual(seen, await idsOf(send, `/storage/col?limit=10${order}`));
        assert.equal(new Set(seen).size, 7);
      });
    }
  }

  test("a limit that just fits gives no next offset", async (send) => {
    await fill(send);
    const answer = await send("GET", "/storage/col?limit=4");
    assert.equal(answer.headers.get("x-weave-next-offset"), null);
    assert.equal(answer.headers.get("x-weave-records"), "4");
  });

  test("an offset outside the asked range is refused", async (send) => {
    const [old, mid] = await fill(send);
    const next = (await send("GET", "/storage/col?full=1&sort=oldest&limit=1")).headers.get(
      "x-weave-next-offset",
    );
    const offset = `offset=${encodeURIComponent(next ?? "")}`;
    assert.equal((await send("GET", `/storage/col?full=1&sort=oldest&newer=${mid}&${offset}`)).status, 400);
    assert.equal((await send("GET", `/storage/col?full=1&sort=oldest&${offset}`)).status, 200);
    assert.notEqual(old, mid);
  });

  test("in a list of lines a record is one line, whatever its payload holds", async (send) => {
    await put(send, "/storage/col/one", { payload: "a\nb\u2028" });
    const answer = await send("GET", "/storage/col?full=1", { headers: { accept: "application/newlines" } });
    assert.equal(answer.text.split("\n").length, 2);
    assert.equal(JSON.parse(answer.text).payload, "a\nb\u2028");
  });
}
