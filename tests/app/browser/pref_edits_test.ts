import assert from "node:assert/strict";
import { type PrefSetInput, preparePrefReset, preparePrefSet } from "../../../app/browser/pref_edits.ts";
import { DESKTOP_RECORD } from "../../../app/browser/prefs.ts";
import type { App } from "../../../app/open.ts";
import { prepareUndo } from "../../../app/undo/undo.ts";
import { failsWith } from "../../support/vectors.ts";
import { put, putPayloads, type TestRecord } from "../app_support.ts";
import { meanwhile, openWriting, stored, type WritingAccount } from "../writing_support.ts";

const SWITCH = "services.sync.prefs.sync.";
const PAGE = "browser.startup.page";
const HOME = "browser.startup.homepage";
const UNPADDED = DESKTOP_RECORD.replace(/=+$/, "");

const record = (value: unknown, more: object = {}): TestRecord => ({ id: DESKTOP_RECORD, value, ...more });

/** What stands in for the guess of a face. */
const guess = (word: string, known: readonly string[]) => ` guess ${word} of ${known.includes(PAGE)}`;

const set = (app: App, settings: Record<string, string>, over: Partial<PrefSetInput> = {}) => {
  const pairs = Object.entries(settings).map(([name, text]) => ({ name, text }));
  return preparePrefSet(app, { settings: pairs, unsynced: false, guess, ...over });
};
const reset = (app: App, ...names: readonly string[]) => preparePrefReset(app, { names, guess });

const valueNow = async (app: App) => (await stored(app, "prefs", DESKTOP_RECORD))[DESKTOP_RECORD];

/** Runs a test on an account whose desktop record is this. */
async function withPrefs(value: unknown, run: (account: WritingAccount) => Promise<void>): Promise<void> {
  await using account = await openWriting();
  await put(account.app, "prefs", record(value, { extra: { kept: [1] } }));
  account.writes.length = 0;
  await run(account);
}

Deno.test("what is set is set, all else of the record stays, and undo takes it back", () =>
  withPrefs({ [PAGE]: 1, [HOME]: "x", "an.object": { a: 1 } }, async ({ app, writes }) => {
    const before = await valueNow(app);
    const pending = await set(app, { [PAGE]: "3", "general.autoScroll": "true", [HOME]: "x" });
    assert.deepEqual(writes, []);
    assert.deepEqual(pending.changes.map(({ action, members }) => [action, members]), [
      ["change", [`value.${PAGE}`, "value.general.autoScroll"]],
    ]);
    await pending.commit();
    assert.deepEqual(await valueNow(app), {
      ...record({ [PAGE]: 3, [HOME]: "x", "an.object": { a: 1 }, "general.autoScroll": true }),
      extra: { kept: [1] },
    });
    assert.equal(writes.length, 1);
    assert.deepEqual((await set(app, { [PAGE]: "3" })).changes.map(({ action }) => action), ["skip"]);
    await (await prepareUndo(app, { count: 1, force: false })).commit();
    assert.deepEqual(await valueNow(app), before);
  }));

Deno.test("what another device changes in other preferences meanwhile stays, before and after an undo", () =>
  withPrefs({ [PAGE]: 1, [HOME]: "x" }, async (account) => {
    const { app } = account;
    const pending = await set(app, { [PAGE]: "3" });
    using _trap = meanwhile(
      account,
      () => put(app, "prefs", record({ [PAGE]: 1, [HOME]: "theirs", new: 1 })),
    );
    await pending.commit();
    assert.deepEqual((await valueNow(app))?.["value"], { [PAGE]: 3, [HOME]: "theirs", new: 1 });
    await (await prepareUndo(app, { count: 1, force: false })).commit();
    assert.deepEqual((await valueNow(app))?.["value"], { [PAGE]: 1, [HOME]: "theirs", new: 1 });
  }));

Deno.test("the same preference changed elsewhere is a conflict that tells no value, unless forced", () =>
  withPrefs({ [HOME]: "old secret" }, async (account) => {
    const { app } = account;
    const theirs = () => put(app, "prefs", record({ [HOME]: "their secret" }));
    const pending = await set(app, { [HOME]: "my secret" });
    {
      using _trap = meanwhile(account, theirs);
      const error = await failsWith("conflict.fields", () => pending.commit());
      assert.ok(error.code === "conflict.fields");
      assert.deepEqual(error.details.fields.map(({ field }) => field), [`value.${HOME}`]);
      assert.doesNotMatch(JSON.stringify(error.details) + error.message, /secret/);
    }
    const forced = await set(app, { [HOME]: "mine" }, { force: true });
    using _trap = meanwhile(account, theirs);
    await forced.commit();
    assert.deepEqual((await valueNow(app))?.["value"], { [HOME]: "mine" });
  }));

Deno.test("where there is no record, one is made with the preference alone", async () => {
  await using account = await openWriting();
  const { app } = account;
  await put(app, "prefs", { id: UNPADDED, value: { other: 1 } }, { id: "other", value: { other: 1 } });
  account.writes.length = 0;
  const pending = await set(app, { [PAGE]: "3" });
  assert.deepEqual(pending.changes.map(({ id, action, members }) => [id, action, members]), [
    [DESKTOP_RECORD, "add", [`value.${PAGE}`]],
  ]);
  await pending.commit();
  assert.deepEqual(await stored(app, "prefs", DESKTOP_RECORD, UNPADDED, "other"), {
    [DESKTOP_RECORD]: record({ [PAGE]: 3 }),
    [UNPADDED]: { id: UNPADDED, value: { other: 1 } },
    other: { id: "other", value: { other: 1 } },
  });
  assert.deepEqual(account.writes.flatMap(({ bsos }) => bsos.map(({ id }) => id)), [DESKTOP_RECORD]);
});

Deno.test("a name that no Firefox takes is refused with a guess, unless that is allowed", () =>
  withPrefs({ [PAGE]: 1, [`${SWITCH}off`]: false, off: 1 }, async ({ app, writes }) => {
    const told = async (settings: Record<string, string>, over: Partial<PrefSetInput> = {}) =>
      (await failsWith("usage.value", () => set(app, settings, over))).message;
    assert.match(
      await told({ "browser.startup.pgae": "1" }),
      /^browser\.startup\.pgae is not among the preferences that Firefox syncs; nothing was changed guess .* of true$/,
    );
    assert.match(
      await told({ off: "2" }),
      /off is switched off in Sync: services\.sync\.prefs\.sync\.off=true/,
    );
    assert.match(await told({ [`${SWITCH}new`]: "true" }), /^new is not among/);
    assert.match(await told({ nosuch: "1", other: "2" }), /\(and 1 more\)/);
    const never = "services.sync.prefs.dangerously_allow_arbitrary";
    assert.match(await told({ [never]: "true" }, { unsynced: true }), /never taken from Sync/);
    assert.deepEqual(writes, []);
    await (await set(app, { nosuch: "1", off: "2", [`${SWITCH}new`]: "true" }, { unsynced: true })).commit();
    assert.deepEqual((await valueNow(app))?.["value"], {
      [PAGE]: 1,
      [`${SWITCH}off`]: false,
      off: 2,
      nosuch: 1,
      [`${SWITCH}new`]: true,
    });
  }));

Deno.test("a preference may be set together with its switch", () =>
  withPrefs({ [`${SWITCH}off`]: false, off: 1 }, async ({ app }) => {
    await (await set(app, { [`${SWITCH}off`]: "true", off: "2" })).commit();
    assert.deepEqual((await valueNow(app))?.["value"], { [`${SWITCH}off`]: true, off: 2 });
  }));

Deno.test("values that Firefox does not keep are refused, and never quoted", () =>
  withPrefs({ [PAGE]: 1, [HOME]: "x" }, async ({ app, writes }) => {
    const cases: Record<string, string> = {
      [PAGE]: "hunter2",
      "browser.urlbar.maxRichResults": "99999999999",
      [HOME]: "file:///hunter2",
      "browser.tabs.warnOnOpen": "hunter2",
    };
    for (const [name, text] of Object.entries(cases)) {
      const { message } = await failsWith("usage.value", () => set(app, { [name]: text }));
      assert.ok(message.startsWith(`${name}: `), message);
      assert.doesNotMatch(message, /hunter2|99999/);
    }
    await failsWith("usage.value", () =>
      preparePrefSet(app, {
        settings: [{ name: PAGE, text: "1" }, { name: PAGE, text: "2" }],
        unsynced: false,
        guess,
      }));
    assert.deepEqual(writes, []);
  }));

Deno.test("set back, the name stays with null in it, as Firefox leaves it", () =>
  withPrefs({ [PAGE]: 1, [HOME]: null, off: 1 }, async ({ app, writes }) => {
    await failsWith("not-found.record", () => reset(app, PAGE, "nosuch"));
    assert.deepEqual(writes, []);
    const pending = await reset(app, PAGE, HOME, "off", "general.autoScroll");
    assert.deepEqual(pending.changes[0]?.members, [`value.${PAGE}`, "value.off", "value.general.autoScroll"]);
    await pending.commit();
    assert.deepEqual((await valueNow(app))?.["value"], {
      [PAGE]: null,
      [HOME]: null,
      off: null,
      "general.autoScroll": null,
    });
    assert.deepEqual((await reset(app, PAGE)).changes.map(({ action }) => action), ["skip"]);
  }));

Deno.test("a record that is not in order is not written over", async () => {
  for (const value of ["text", [1], 5, true]) {
    await withPrefs(value, async ({ app, writes }) => {
      const { message } = await failsWith("failed.record", () => set(app, { [PAGE]: "3" }));
      assert.match(message, /value: not an object/);
      await failsWith("failed.record", () => reset(app, PAGE));
      assert.deepEqual(writes, []);
    });
  }
  await using account = await openWriting();
  await putPayloads(account.app, "prefs", { [DESKTOP_RECORD]: "sealed by nobody" });
  const { message } = await failsWith("failed.record", () => set(account.app, { [PAGE]: "3" }));
  assert.match(message, /does not open/);
});

Deno.test("a record without preferences gets them", async () => {
  for (const value of [null, undefined, {}]) {
    await withPrefs(value, async ({ app }) => {
      await (await set(app, { [PAGE]: "3" })).commit();
      assert.deepEqual((await valueNow(app))?.["value"], { [PAGE]: 3 });
    });
  }
});

Deno.test("names like those of every object's own parts stay what they are", () =>
  withPrefs(JSON.parse('{"__proto__":"p","constructor":"c"}'), async ({ app }) => {
    await (await set(app, { ["__proto__"]: "q", toString: "t" }, { unsynced: true })).commit();
    const value = (await valueNow(app))?.["value"];
    assert.equal(JSON.stringify(value), '{"__proto__":"q","constructor":"c","toString":"t"}');
  }));
