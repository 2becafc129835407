import assert from "node:assert/strict";
import {
  prepareItemRemoval,
  prepareItemSet,
  prepareStorageRemoval,
} from "../../../app/browser/extstorage_edits.ts";
import type { App } from "../../../app/open.ts";
import { prepareUndo } from "../../../app/undo/undo.ts";
import { failsWith } from "../../support/vectors.ts";
import { put, type TestRecord } from "../app_support.ts";
import { meanwhile, openWriting, stored, type WritingAccount } from "../writing_support.ts";

const DARK = "dark________";

const storage = (id: string, extId: string, data: unknown, more: object = {}): TestRecord => (
  { id, extId, data, ...more }
);

async function withStorage(
  data: unknown,
  run: (account: WritingAccount) => Promise<void>,
): Promise<void> {
  await using account = await openWriting();
  await put(
    account.app,
    "extension-storage",
    storage(DARK, "addon@darkreader.org", data, { kept: { x: 1 } }),
  );
  await put(account.app, "addons", {
    id: "block_______",
    addonID: "uBlock0@raymondhill.net",
    applicationID: "{app}",
    enabled: true,
    source: "amo",
  });
  account.writes.length = 0;
  await run(account);
}

const set = (app: App, addon: string, items: Record<string, string>, force = false) =>
  prepareItemSet(app, { addon, items: new Map(Object.entries(items)), force });
const remove = (app: App, addon: string, ...keys: string[]) => prepareItemRemoval(app, { addon, keys });
const dataOf = async (app: App, id = DARK) => (await stored(app, "extension-storage", id))[id]?.["data"];

Deno.test("an item is set in its extension's text, all else stays as it was written, and undo takes it back", () => {
  const data = '{"id":12345678901234567890, "half": 1.50, "on":true}';
  return withStorage(data, async ({ app, writes }) => {
    const pending = await set(app, "darkreader", { on: "false", new: '{"a":[1]}' });
    assert.deepEqual(writes, []);
    assert.deepEqual(pending.changes.map(({ action, members }) => [action, members]), [
      ["change", ["data.on", "data.new"]],
    ]);
    await pending.commit();
    const after = '{"id":12345678901234567890,"half":1.50,"on":false,"new":{"a":[1]}}';
    assert.deepEqual((await stored(app, "extension-storage", DARK))[DARK], {
      ...storage(DARK, "addon@darkreader.org", after, { kept: { x: 1 } }),
    });
    assert.deepEqual((await set(app, DARK, { on: "false" })).changes.map(({ action }) => action), ["skip"]);
    await (await prepareUndo(app, { count: 1, force: false })).commit();
    assert.equal(await dataOf(app), data);
  });
});

Deno.test("blanks alone are no change", () =>
  withStorage('{ "a" : [ 1, 2 ] }', async ({ app }) => {
    const { changes: [change] } = await set(app, DARK, { a: "[1,2]" });
    assert.deepEqual([change?.action, change?.members], ["skip", []]);
  }));

Deno.test("an item that is removed leaves all others; if one of them is not there, all stay", () =>
  withStorage('{"a":1,"b":2,"c":3}', async ({ app, writes }) => {
    await failsWith("not-found.record", () => remove(app, "dark", "a", "nosuch"));
    await failsWith("not-found.record", () => remove(app, "nosuch", "a"));
    assert.deepEqual(writes, []);
    await (await remove(app, "dark", "a", "c")).commit();
    assert.equal(await dataOf(app), '{"b":2}');
    await (await remove(app, "dark", "b")).commit();
    assert.equal(await dataOf(app), "{}");
  }));

Deno.test("what another device does to other items meanwhile stays", () =>
  withStorage('{"a":1,"b":2}', async (account) => {
    const { app } = account;
    const theirs = (data: string) => () =>
      put(app, "extension-storage", storage(DARK, "addon@darkreader.org", data, { kept: 2 }));
    {
      const pending = await set(app, "dark", { a: "10" });
      using _trap = meanwhile(account, theirs('{"a":1,"b":20,"c":3}'));
      const made = await pending.commit();
      assert.deepEqual(made.map(({ members }) => members), [["data.a"]]);
    }
    assert.equal(await dataOf(app), '{"a":10,"b":20,"c":3}');
    const pending = await remove(app, "dark", "b");
    using _trap = meanwhile(account, theirs('{"a":11,"b":20}'));
    await pending.commit();
    assert.equal(await dataOf(app), '{"a":11}');
  }));

Deno.test("the same item changed elsewhere is a conflict that tells no value, unless forced", () =>
  withStorage('{"a":"old secret"}', async (account) => {
    const { app } = account;
    const theirs = (data: string) => () =>
      put(app, "extension-storage", storage(DARK, "addon@darkreader.org", data));
    const refused = async (data: string, prepare: () => ReturnType<typeof set>) => {
      const pending = await prepare();
      using _trap = meanwhile(account, theirs(data));
      const error = await failsWith("conflict.fields", () => pending.commit());
      assert.ok(error.code === "conflict.fields");
      assert.doesNotMatch(JSON.stringify(error.details) + error.message, /secret/);
      return error.details.fields.map(({ field }) => field);
    };
    assert.deepEqual(await refused('{"a":"their secret 1"}', () => set(app, "dark", { a: '"my secret"' })), [
      "data.a",
    ]);
    assert.deepEqual(await refused('{"a":"their secret 2"}', () => remove(app, "dark", "a")), ["data.a"]);
    const all = { words: ["dark"], whole: [] };
    assert.deepEqual(await refused('{"a":"their secret 3"}', () => prepareStorageRemoval(app, all)), [
      "data",
    ]);
    const forced = await set(app, "dark", { a: '"mine"' }, true);
    using _trap = meanwhile(account, theirs('{"a":"their secret 4","b":1}'));
    await forced.commit();
    assert.equal(await dataOf(app), '{"a":"mine","b":1}');
  }));

Deno.test("the same value set elsewhere is no conflict", () =>
  withStorage('{"a":1}', async (account) => {
    const pending = await set(account.app, "dark", { a: "2" });
    using _trap = meanwhile(
      account,
      () => put(account.app, "extension-storage", storage(DARK, "addon@darkreader.org", '{"a":2}')),
    );
    assert.deepEqual((await pending.commit()).map(({ action }) => action), ["skip"]);
  }));

Deno.test("an extension that keeps nothing yet gets a record, by the name it has among the add-ons", () =>
  withStorage("{}", async (account) => {
    const { app } = account;
    const pending = await set(app, "ublock", { a: "1" });
    const [change] = pending.changes;
    assert.deepEqual([change?.action, change?.members], ["add", ["data.a"]]);
    assert.doesNotMatch(pending.warnings.join(), /add-ons/);
    const id = change?.id ?? "";
    assert.match(id, /^[\w-]{12}$/);
    await pending.commit();
    assert.deepEqual(
      (await stored(app, "extension-storage", id))[id],
      storage(id, "uBlock0@raymondhill.net", '{"a":1}'),
    );
    const unknown = await set(app, "{446900e4-71c2-419f-a6a7-df9c091e268b}", { a: "1" });
    assert.match(unknown.warnings.join(), /is not among the account's add-ons/);
    for (const word of ["nosuch", "{not-a-uuid}", "a b@c", ""]) {
      await failsWith("not-found.record", () => set(app, word, { a: "1" }));
    }
  }));

Deno.test("a record that another device makes for the same extension meanwhile is the one that is changed", () =>
  withStorage("{}", async (account) => {
    const { app } = account;
    const pending = await set(app, "ublock", { a: "1" });
    const theirs = storage("theirs______", "uBlock0@raymondhill.net", '{"b":2}');
    using _trap = meanwhile(account, () => put(app, "extension-storage", theirs));
    const made = await pending.commit();
    assert.deepEqual(made.map(({ id, action }) => [id, action]), [["theirs______", "change"]]);
    assert.equal(await dataOf(app, "theirs______"), '{"b":2,"a":1}');
  }));

Deno.test("more than an extension may keep is refused, and no value is quoted", () =>
  withStorage('{"a":1}', async ({ app, writes }) => {
    const { message } = await failsWith(
      "usage.value",
      () => set(app, "dark", { a: `"${"hunter2".repeat(2000)}"` }),
    );
    assert.match(message, /"a" would take 14,003 bytes/);
    assert.doesNotMatch(message, /hunter2/);
    assert.deepEqual(writes, []);
  }));

Deno.test("a text that is no JSON is not written over, but can be removed with its record", async () => {
  for (const data of ["secret text", "[1]", "null"]) {
    await withStorage(data, async ({ app, writes }) => {
      for (const prepare of [() => set(app, "dark", { a: "1" }), () => remove(app, "dark", "a")]) {
        const { message } = await failsWith("failed.record", prepare);
        assert.doesNotMatch(message, /secret/);
      }
      assert.deepEqual(writes, []);
      await (await prepareStorageRemoval(app, { words: ["dark"], whole: [] })).commit();
      assert.deepEqual(await stored(app, "extension-storage", DARK), { [DARK]: "deleted" });
    });
  }
});

Deno.test("a record that cannot be read is found: no second one is made beside it, and it can be removed", () =>
  withStorage({ a: "secret" }, async ({ app, writes }) => {
    for (const word of ["addon@darkreader.org", DARK]) {
      const { message } = await failsWith("failed.record", () => set(app, word, { a: "1" }));
      assert.doesNotMatch(message, /secret/);
    }
    await failsWith("failed.record", () => remove(app, DARK, "a"));
    assert.deepEqual(writes, []);
    await (await prepareStorageRemoval(app, { words: ["darkreader"], whole: [] })).commit();
    assert.deepEqual(await stored(app, "extension-storage", DARK), { [DARK]: "deleted" });
  }));

Deno.test("an add-on that was installed since the last look is known all the same", () =>
  withStorage("{}", async (account) => {
    const { app } = account;
    const HOUR_MS = 3_600_000;
    const open = () => account.open({ fresh: { mode: "max-age", maxAgeMs: HOUR_MS, lenient: false } });
    await failsWith("not-found.record", () => set(open(), "dict", { a: "1" }));
    const dict = { id: "dict________", addonID: "dict@x.example", applicationID: "{app}", enabled: true };
    await put(app, "addons", { ...dict, source: "amo" });
    for (const word of ["dict", "dict@x.example"]) {
      const { changes: [change], warnings } = await set(open(), word, { a: "1" });
      assert.equal(change?.after?.["extId"], "dict@x.example");
      assert.doesNotMatch(warnings.join(), /add-ons/);
    }
  }));

Deno.test("an undo takes its own items back, and leaves those that other devices have set since", async () => {
  const theirs = (data: string) => storage(DARK, "addon@darkreader.org", data, { kept: { x: 1 } });
  const cases: readonly (readonly [string, string, string | undefined])[] = [
    ['{"a":2,"b":3}', '{"a":1,"b":3}', undefined],
    ['{"a":9,"b":3}', '{"a":1,"b":3}', "data.a"],
    ['{"b":3}', '{"b":3,"a":1}', "data.a"],
  ];
  for (const [data, expected, field] of cases) {
    await withStorage('{"a":1}', async ({ app }) => {
      await (await set(app, DARK, { a: "2" })).commit();
      await put(app, "extension-storage", theirs(data));
      if (field !== undefined) {
        const error = await failsWith("conflict.fields", () => prepareUndo(app, { count: 1, force: false }));
        assert.ok(error.code === "conflict.fields");
        assert.deepEqual(error.details.fields.map((each) => each.field), [field]);
        assert.deepEqual(error.details.fields.map((each) => each.mine), ["(not shown)"]);
      }
      await (await prepareUndo(app, { count: 1, force: field !== undefined })).commit();
      assert.equal(await dataOf(app), expected);
    });
  }
});

Deno.test("everything of extensions goes by tombstones, and undo brings it back", () =>
  withStorage('{"a":1}', async ({ app }) => {
    await put(app, "extension-storage", storage("twin________", "addon@darkreader.org", '{"b":1}'));
    await failsWith(
      "ambiguous.match",
      () => prepareStorageRemoval(app, { words: ["darkreader"], whole: [] }),
    );
    await failsWith("ambiguous.match", () => set(app, "darkreader", { a: "1" }));
    await (await prepareStorageRemoval(app, { words: [], whole: [DARK, "twin________"] })).commit();
    assert.deepEqual(Object.values(await stored(app, "extension-storage", DARK, "twin________")), [
      "deleted",
      "deleted",
    ]);
    await (await prepareUndo(app, { count: 1, force: false })).commit();
    assert.equal(await dataOf(app), '{"a":1}');
  }));
