import assert from "node:assert/strict";
import { getHistory } from "../../../app/history/get.ts";
import { failsWith } from "../../support/vectors.ts";
import { openSynced, put, putPayloads, type TestAccount, type TestRecord } from "../app_support.ts";

const page = (id: string, histUri: string): TestRecord => ({
  id,
  histUri,
  title: id,
  visits: [{ date: 1_700_000_000_000_000, type: 1 }],
});

async function withHistory(run: (account: TestAccount) => Promise<void>): Promise<void> {
  await using account = await openSynced();
  await put(
    account.app,
    "history",
    page("aaaaaaaaaaaa", "https://a.example/"),
    page("aaaaaabbbbbb", "https://a.example/b"),
    page("cccccccccccc", "https://a.example/b"),
    page("dddddddddddd", "http://not normal"),
    { id: "eeeeeeeeeeee", deleted: true },
  );
  await run(account);
}

const find = async ({ app }: TestAccount, ...texts: readonly string[]) => {
  const { rows, missing } = await getHistory(app, { words: texts, whole: [] });
  return [rows.map(({ id }) => id), missing];
};

Deno.test("pages are found by id, by its beginning and by address, in the order asked for", () =>
  withHistory(async (account) => {
    assert.deepEqual(await find(account, "cccccccccccc", "aaaaaaaaaaaa"), [
      ["cccccccccccc", "aaaaaaaaaaaa"],
      [],
    ]);
    assert.deepEqual(await find(account, "cccccc"), [["cccccccccccc"], []]);
    assert.deepEqual(await find(account, "https://A.example"), [["aaaaaaaaaaaa"], []]);
    assert.deepEqual(await find(account, "http://not normal"), [["dddddddddddd"], []]);
    await failsWith("ambiguous.match", () => find(account, "aaaaaa"));
  }));

Deno.test("an address of several records means all of them, and none twice", () =>
  withHistory(async (account) => {
    const [ids, missing] = await find(account, "cccccccccccc", "https://a.example/b", "https://a.example/b");
    assert.deepEqual([[...ids ?? []].sort(), missing], [["aaaaaabbbbbb", "cccccccccccc"], []]);
  }));

Deno.test("what is not there, was forgotten or only begins so is told", () =>
  withHistory(async (account) => {
    const texts = ["eeeeeeeeeeee", "https://a.example/bc", "ccc", "a,b", "nosuchpage12"];
    assert.deepEqual(await find(account, ...texts, "aaaaaaaaaaaa"), [["aaaaaaaaaaaa"], texts]);
  }));

Deno.test("a page that is there and cannot be read is counted, and not told as missing", () =>
  withHistory(async ({ app }) => {
    await putPayloads(app, "history", { ffffffffffff: "{}" });
    await put(app, "history", { id: "gggggggggggg", title: "without an address" });
    const words = ["ffffffffffff", "gggggggggggg", "nosuchpage12", "aaaaaaaaaaaa"];
    const { rows, missing, malformed } = await getHistory(app, { words, whole: [] });
    assert.deepEqual(rows.map(({ id }) => id), ["aaaaaaaaaaaa"]);
    assert.deepEqual(missing, ["nosuchpage12"]);
    assert.deepEqual(malformed(), { count: 2, ids: ["ffffffffffff", "gggggggggggg"] });
  }));

Deno.test("what comes from a program is a whole id, and stands for no other that begins so", () =>
  withHistory(async ({ app }) => {
    const { rows, missing } = await getHistory(app, { words: [], whole: ["cccccc", "dddddddddddd"] });
    assert.deepEqual([rows.map(({ id }) => id), missing], [["dddddddddddd"], ["cccccc"]]);
  }));
