import assert from "node:assert/strict";
import {
  type HistoryRemovalInput,
  prepareHistoryRemoval,
  prepareVisitRemoval,
  type VisitRemovalInput,
} from "../../../app/history/remove.ts";
import { failsWith } from "../../support/vectors.ts";
import { put, type TestRecord } from "../app_support.ts";
import { undo } from "../tree_support.ts";
import { meanwhile, openWriting, stored, type WritingAccount } from "../writing_support.ts";

const us = (text: string) => Date.parse(`${text}Z`) * 1000;

/** A page visited at noon of these days of March. */
const page = (id: string, histUri: string, ...days: readonly string[]): TestRecord => ({
  id,
  histUri,
  title: null,
  visits: days.map((day) => ({ date: us(`2026-03-${day}T12:00`), type: 1, x_from: day })),
});

const ADS = page("aaaaaaaaaaaa", "https://ads.example/click", "01", "05");
const SUB = page("bbbbbbbbbbbb", "https://www.ads.example/", "03");
const DOCS = page("cccccccccccc", "https://docs.example/?from=ads.example", "02", "03", "04");

async function withHistory(run: (account: WritingAccount) => Promise<void>): Promise<void> {
  await using account = await openWriting();
  await put(account.app, "history", ADS, SUB, DOCS);
  await run(account);
}

const find = async ({ app }: WritingAccount, input: Partial<HistoryRemovalInput>) =>
  (await prepareHistoryRemoval(app, { words: [], inParts: false, ...input })).changes.map(({ id }) => id);

const forget = ({ app }: WritingAccount, input: Partial<VisitRemovalInput>) =>
  prepareVisitRemoval(app, { words: [], inParts: false, ...input });

const told = ({ changes }: Awaited<ReturnType<typeof forget>>) =>
  changes.map(({ id, action, reason }) => `${id.slice(0, 1)} ${action} ${reason}`.trim());

Deno.test("pages are found by words, host, time of the last visit and address, all at once", () =>
  withHistory(async (account) => {
    assert.deepEqual(await find(account, { words: ["host:ads.example"] }), ["aaaaaaaaaaaa", "bbbbbbbbbbbb"]);
    assert.deepEqual(await find(account, { host: "ads.example" }), ["aaaaaaaaaaaa", "bbbbbbbbbbbb"]);
    assert.deepEqual(await find(account, { since: "2026-03-04" }), ["aaaaaaaaaaaa", "cccccccccccc"]);
    assert.deepEqual(await find(account, { until: "2026-03-05", words: ["ads"] }), [
      "cccccccccccc",
      "bbbbbbbbbbbb",
    ]);
    assert.deepEqual(await find(account, { url: "https://ADS.example/click" }), ["aaaaaaaaaaaa"]);
    assert.deepEqual(await find(account, { url: "https://ads.example/click", since: "2026-03-06" }), []);
    assert.deepEqual(await find(account, { url: "https://ads.example/" }), []);
    await failsWith("usage.value", () => find(account, {}));
    await failsWith("usage.value", () => find(account, { all: true, host: "ads.example" }));
  }));

Deno.test("visits of a time go, other visits and all members of them stay; a page without any goes", () =>
  withHistory(async (account) => {
    const pending = await forget(account, { since: "2026-03-03", until: "2026-03-05" });
    assert.deepEqual(told(pending), ["c change 2 of 3 visits go", "b remove"]);
    await pending.commit();
    assert.deepEqual(await stored(account.app, "history", "aaaaaaaaaaaa", "bbbbbbbbbbbb", "cccccccccccc"), {
      aaaaaaaaaaaa: ADS,
      bbbbbbbbbbbb: "deleted",
      cccccccccccc: page("cccccccccccc", "https://docs.example/?from=ads.example", "02"),
    });
    await undo(account.app);
    assert.deepEqual(await stored(account.app, "history", "bbbbbbbbbbbb", "cccccccccccc"), {
      bbbbbbbbbbbb: SUB,
      cccccccccccc: DOCS,
    });
  }));

Deno.test("words, a host and an address choose the pages that forget visits", () =>
  withHistory(async (account) => {
    const since = "2026-03-02";
    assert.deepEqual(told(await forget(account, { since, host: "ads.example" })), [
      "a change 1 of 2 visits go",
      "b remove",
    ]);
    assert.deepEqual(told(await forget(account, { since, words: ["docs"] })), ["c remove"]);
    assert.deepEqual(told(await forget(account, { since, url: "https://www.ads.example/" })), ["b remove"]);
    assert.deepEqual(told(await forget(account, { since: "2026-04" })), []);
    await failsWith("usage.value", () => forget(account, {}));
    await failsWith("usage.value", () => forget(account, { until: "soon" }));
  }));

Deno.test("a page that was to stay is not deleted because another device writes other visits of it", () =>
  withHistory(async (account) => {
    const pending = await forget(account, { since: "2026-03-03", until: "2026-03-05", words: ["docs"] });
    assert.deepEqual(told(pending), ["c change 2 of 3 visits go"]);
    const theirs = page("cccccccccccc", "https://docs.example/?from=ads.example", "03", "04");
    using _ = meanwhile(account, () => put(account.app, "history", theirs));
    await failsWith("conflict.fields", () => pending.commit());
    assert.deepEqual(await stored(account.app, "history", "cccccccccccc"), { cccccccccccc: theirs });
  }));

Deno.test("ids choose the pages that forget visits, and what is not here is asked of the server", () =>
  withHistory(async (account) => {
    const since = "2026-03-04";
    assert.deepEqual(told(await forget(account, { since, words: ["cccccccccccc"] })), [
      "c change 1 of 3 visits go",
    ]);
    const ids = await forget(account, { since, wholeIds: ["aaaaaaaaaaaa", "goneforgood_"] });
    assert.deepEqual([told(ids), ids.missing], [["a change 1 of 2 visits go"], ["goneforgood_"]]);
    await failsWith("not-found.record", () => forget(account, { since, wholeIds: ["goneforgood_"] }));
  }));

Deno.test("visits that another device has just added are forgotten where this one does not know them yet", () =>
  withHistory(async (account) => {
    const old = account.open({ fresh: { mode: "max-age", maxAgeMs: 300_000, lenient: true } });
    const behind = { ...account, app: old };
    const since = "2026-03-06";
    assert.deepEqual(await find(behind, { words: ["docs"] }), ["cccccccccccc"]);
    await put(account.app, "history", page("dddddddddddd", "https://d.example/", "07"));
    assert.deepEqual(told(await forget(behind, { since })), ["d remove"]);
    old[Symbol.dispose]();
  }));

Deno.test("words that only say no are refused before any server is asked", () =>
  withHistory(async (account) => {
    using app = account.open({ offline: true });
    await failsWith("usage.value", () => find({ ...account, app }, { words: ["-zqx"] }));
    await failsWith("network.offline", () => find({ ...account, app }, { words: ["zqx"] }));
  }));

Deno.test("what cannot be an address or a span is refused", () =>
  withHistory(async (account) => {
    for (const url of ["", "ads.example"]) {
      const error = await failsWith("usage.value", () => find(account, { url }));
      assert.deepEqual(error.details, { name: "--url" });
      await failsWith("usage.value", () => forget(account, { url, since: "2026" }));
    }
    for (const act of [find, forget]) {
      const error = await failsWith("usage.value", () =>
        act(account, { since: "2026-03-05", until: "2026-03" }));
      assert.deepEqual(error.details, { name: "--until" });
    }
  }));

Deno.test("words that only say what is not meant are refused, unless an address, a host or everything is meant", () =>
  withHistory(async (account) => {
    for (const words of [["-zqx"], ["-zqxzqxzqxzq"]]) {
      await failsWith("usage.value", () => find(account, { words }));
    }
    assert.deepEqual(await find(account, { words: ["-click"], host: "ads.example" }), ["bbbbbbbbbbbb"]);
    assert.deepEqual(await find(account, { words: ["-click"], all: true }), ["cccccccccccc", "bbbbbbbbbbbb"]);
    await put(account.app, "history", page("-dddddddddd-", "https://d.example/", "01"));
    assert.deepEqual(await find(account, { words: ["-dddddddddd-"] }), ["-dddddddddd-"]);
  }));

Deno.test("a visit of another device that comes in between is not forgotten with the others", () =>
  withHistory(async (account) => {
    const pending = await forget(account, { since: "2026-03-03", until: "2026-03-05", words: ["docs"] });
    const theirs = page("cccccccccccc", "https://docs.example/?from=ads.example", "02", "03", "04", "06");
    using _ = meanwhile(account, () => put(account.app, "history", theirs));
    await pending.commit();
    assert.deepEqual((await stored(account.app, "history", "cccccccccccc"))["cccccccccccc"], {
      ...page("cccccccccccc", "https://docs.example/?from=ads.example", "06", "02"),
      visits: [theirs["visits"]].flat().filter((_, i) => i === 0 || i === 3),
    });
  }));
