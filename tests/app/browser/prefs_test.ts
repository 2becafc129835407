import assert from "node:assert/strict";
import { DESKTOP_RECORD, getPrefs, listPrefs } from "../../../app/browser/prefs.ts";
import { failsWith } from "../../support/vectors.ts";
import { cellsOf, openSynced, put, type TestRecord } from "../app_support.ts";

const SWITCH = "services.sync.prefs.sync.";
const UNPADDED = DESKTOP_RECORD.replace(/=+$/, "");
/** The record of a program with the id `{other}`. */
const OTHER = new TextEncoder().encode("{other}").toBase64({ alphabet: "base64url" });

const record = (value: unknown, id: string = DESKTOP_RECORD): TestRecord => ({ id, value });

/** The account with these records of preferences, listed. */
async function listed(records: readonly TestRecord[], query?: string, switches = false) {
  await using account = await openSynced();
  await put(account.app, "prefs", ...records);
  const listing = await listPrefs(account.app, { query, switches });
  const shown = listing.columns.filter(({ detail }) => !detail).map(({ name }) => name);
  return { rows: await cellsOf(listing), shown, kind: listing.kind };
}

Deno.test("the desktop's record has the id that Firefox gives it, with its padding", () => {
  assert.equal(DESKTOP_RECORD, "e2VjODAzMGY3LWMyMGEtNDY0Zi05YjBlLTEzYTNhOWU5NzM4NH0=");
});

Deno.test("preferences are listed by name with value, type and whether they are synced", async () => {
  const { rows, shown, kind } = await listed([record({
    "browser.startup.page": 3,
    "browser.startup.homepage": "https://a.example/",
    [`${SWITCH}browser.startup.homepage`]: null,
    "general.autoScroll": true,
    [`${SWITCH}general.autoScroll`]: false,
    "my.own": null,
    [`${SWITCH}my.own`]: true,
    "not.synced": "x",
  })]);
  assert.deepEqual([kind, shown], ["prefs", ["name", "value", "type", "synced"]]);
  assert.deepEqual(rows.map(({ name, value, type, synced }) => [name, value, type, synced]), [
    ["browser.startup.homepage", "https://a.example/", "string", true],
    ["browser.startup.page", 3, "number", true],
    ["general.autoScroll", true, "boolean", false],
    ["my.own", null, "default", true],
    ["not.synced", "x", "string", false],
  ]);
  assert.deepEqual(rows[0], {
    name: "browser.startup.homepage",
    value: "https://a.example/",
    type: "string",
    synced: true,
    application: "Firefox",
    id: "browser.startup.homepage",
    recordId: DESKTOP_RECORD,
  });
});

Deno.test("switches are listed where they are asked for, each with what it says", async () => {
  const { rows } = await listed(
    [record({ [`${SWITCH}a`]: false, a: 1, [`${SWITCH}browser.startup.page`]: null })],
    "",
    true,
  );
  assert.deepEqual(rows.map(({ name, value, synced }) => [name, value, synced]), [
    ["a", 1, false],
    [`${SWITCH}a`, false, false],
    [`${SWITCH}browser.startup.page`, null, true],
  ]);
});

Deno.test("a query knows the fields of preferences, and finds values too", async () => {
  const value = {
    "a.text": "Needle",
    "a.number": 3,
    "browser.startup.page": true,
    "a.list": ["needle"],
    none: null,
  };
  const cases: Record<string, string[]> = {
    needle: ["a.list", "a.text"],
    "type:number": ["a.number"],
    "is:synced": ["browser.startup.page"],
    "is:default": ["none"],
    "is:unsynced is:set": ["a.list", "a.number", "a.text"],
    "id:a.t": ["a.text"],
    startup: ["browser.startup.page"],
  };
  for (const [query, names] of Object.entries(cases)) {
    assert.deepEqual((await listed([record(value)], query)).rows.map(({ name }) => name), names, query);
  }
});

Deno.test("other programs' preferences are listed after those of Firefox, and then a column says whose they are", async () => {
  const { rows, shown } = await listed([
    record({ b: 1, [`${SWITCH}b`]: true, c: 1 }, OTHER),
    record({ z: 1 }),
    record({ "odd id": 1 }, "!!"),
  ]);
  assert.deepEqual(shown, ["name", "value", "type", "synced", "application"]);
  assert.deepEqual(rows.map(({ name, synced, application }) => [name, synced, application]), [
    ["z", false, "Firefox"],
    ["odd id", null, "!!"],
    ["b", true, "{other}"],
    ["c", null, "{other}"],
  ]);
});

Deno.test("a record without its padding is read where there is none with it", async () => {
  const names = async (...records: TestRecord[]) =>
    (await listed(records)).rows.map(({ name, application }) => [name, application]);
  assert.deepEqual(await names(record({ a: 1 }, UNPADDED)), [["a", "Firefox"]]);
  assert.deepEqual(await names(record({ a: 1 }, UNPADDED), record({ b: 1 })), [["b", "Firefox"]]);
});

Deno.test("records that no program would write are listed as far as they can be", async () => {
  const { rows } = await listed([
    record({
      "a.list": [1, { x: "\u001b" }],
      "an.object": { y: 1 },
      __proto__x: "p",
      "": "",
      big: "漢".repeat(100_000),
    }),
    record("text", "a"),
    record(null, "b"),
    record([1], "c"),
    { id: "d" },
  ]);
  assert.deepEqual(rows.map(({ name, type }) => [name, type]), [
    ["", "string"],
    ["__proto__x", "string"],
    ["a.list", "list"],
    ["an.object", "object"],
    ["big", "string"],
  ]);
  assert.deepEqual(rows[2]?.value, [1, { x: "\u001b" }]);
});

Deno.test("preferences are got by their whole names, that of Firefox first", async () => {
  await using account = await openSynced();
  const { app } = account;
  const { id: third } = record({ b: 1 }, "third");
  await put(
    app,
    "prefs",
    record({ a: 1, b: 2 }),
    record({ a: 3, c: 4, d: 5 }, OTHER),
    record({ d: 6 }, third),
  );
  const { rows, missing, known } = await getPrefs(app, ["a", "c", "nosuch", "a"]);
  assert.deepEqual(rows.map(({ name, value }) => [name, value]), [["a", 1], ["c", 4]]);
  assert.deepEqual([missing, known.toSorted()], [["nosuch"], ["a", "b", "c", "d"]]);
  await failsWith("ambiguous.match", () => getPrefs(app, ["d"]));
});
