import assert from "node:assert/strict";
import { prepareAddonRemoval, prepareAddonSet } from "../../../app/browser/addon_edits.ts";
import { getAddons, knownAddonIds, listAddons } from "../../../app/browser/addons.ts";
import { prepareUndo } from "../../../app/undo/undo.ts";
import { failsWith } from "../../support/vectors.ts";
import { cellsOf, put, putPayloads, type TestRecord } from "../app_support.ts";
import { meanwhile, openWriting, stored, type WritingAccount } from "../writing_support.ts";

const DESKTOP = "{ec8030f7-c20a-464f-9b0e-13a3a9e97384}";

const addon = (id: string, addonID: unknown, more: object = {}): TestRecord => (
  { id, addonID, applicationID: DESKTOP, enabled: true, source: "amo", ...more }
);

/** Runs a test on an account with add-ons of two programs. */
async function withAddons(run: (account: WritingAccount) => Promise<void>): Promise<void> {
  await using account = await openWriting();
  await put(
    account.app,
    "addons",
    addon("dark________", "addon@darkreader.org", { colour: { of: ["tomorrow"] } }),
    addon("block_______", "uBlock0@raymondhill.net", { enabled: false }),
    addon("phone_______", "addon@phone.example", { applicationID: "{other}" }),
  );
  account.writes.length = 0;
  await run(account);
}

const one = (word: string) => ({ words: [word], whole: [] });

Deno.test("add-ons are listed by their ids, with their state and their program", () =>
  withAddons(async ({ app }) => {
    const listing = await listAddons(app, {});
    assert.equal(listing.kind, "addons");
    assert.deepEqual(await cellsOf(listing), [
      {
        addonId: "addon@darkreader.org",
        enabled: true,
        application: "Firefox",
        source: "amo",
        id: "dark________",
        applicationId: DESKTOP,
      },
      {
        addonId: "addon@phone.example",
        enabled: true,
        application: "{other}",
        source: "amo",
        id: "phone_______",
        applicationId: "{other}",
      },
      {
        addonId: "uBlock0@raymondhill.net",
        enabled: false,
        application: "Firefox",
        source: "amo",
        id: "block_______",
        applicationId: DESKTOP,
      },
    ]);
  }));

Deno.test("a query knows the fields of add-ons", () =>
  withAddons(async ({ app }) => {
    const cases: Record<string, string[]> = {
      "is:enabled": ["dark________", "phone_______"],
      "is:disabled": ["block_______"],
      ublock: ["block_______"],
      "id:dark": ["dark________"],
      "-is:enabled": ["block_______"],
    };
    for (const [query, ids] of Object.entries(cases)) {
      assert.deepEqual(
        (await cellsOf(await listAddons(app, { query }), "id")).map(({ id }) => id),
        ids,
        query,
      );
    }
    for (const query of ["host:x", "is:on"]) await failsWith("usage.value", () => listAddons(app, { query }));
  }));

Deno.test("add-ons that no Firefox would write are listed as far as they can be, and stop nothing", async () => {
  await using account = await openWriting();
  await put(
    account.app,
    "addons",
    { id: "empty" },
    addon("number", 5, { enabled: "yes", source: null, applicationID: ["x"] }),
    addon("hostile", "\u001b[2J\u202e@x", { enabled: 1 }),
  );
  await putPayloads(account.app, "addons", { broken: "not JSON" });
  const listing = await listAddons(account.app, {});
  const rows = await cellsOf(listing, "id", "addonId", "enabled", "application");
  assert.deepEqual(rows, [
    { id: "empty", addonId: "", enabled: false, application: null },
    { id: "number", addonId: "", enabled: false, application: null },
    {
      id: "hostile",
      addonId: "\u001b[2J\u202e@x",
      enabled: false,
      application: "Firefox",
    },
  ]);
  assert.equal(listing.malformed().count, 1);
  assert.deepEqual(await knownAddonIds(account.app), ["\u001b[2J\u202e@x"]);
  await (await prepareAddonSet(account.app, { ...one("hostile"), enabled: true })).commit();
  assert.equal((await stored(account.app, "addons", "hostile"))["hostile"]?.["enabled"], true);
});

Deno.test("an add-on is got by its record's id, its own, or a part of it", () =>
  withAddons(async ({ app }) => {
    for (const word of ["dark________", "dark____", "addon@darkreader.org", "darkreader"]) {
      const { rows, missing } = await getAddons(app, one(word));
      assert.deepEqual([rows.map(({ id }) => id), missing], [["dark________"], []], word);
    }
    assert.deepEqual((await getAddons(app, one("nothing"))).missing, ["nothing"]);
    await failsWith("ambiguous.match", () => getAddons(app, one("addon@")));
  }));

Deno.test("of an add-on only its state is written, and undo takes it back", () =>
  withAddons(async ({ app, writes }) => {
    const pending = await prepareAddonSet(app, {
      words: ["darkreader", "dark________"],
      whole: [],
      enabled: false,
    });
    assert.deepEqual(pending.changes.map(({ id, action, members }) => [id, action, members]), [
      ["dark________", "change", ["enabled"]],
    ]);
    assert.deepEqual(writes, []);
    await pending.commit();
    const before = addon("dark________", "addon@darkreader.org", { colour: { of: ["tomorrow"] } });
    assert.deepEqual(await stored(app, "addons", "dark________"), {
      dark________: { ...before, enabled: false },
    });
    const again = await prepareAddonSet(app, { ...one("darkreader"), enabled: false });
    assert.deepEqual(again.changes.map(({ action }) => action), ["skip"]);
    await (await prepareUndo(app, { count: 1, force: false })).commit();
    assert.deepEqual(await stored(app, "addons", "dark________"), { dark________: before });
  }));

Deno.test("an add-on that goes leaves a tombstone with its program, and undo brings it back", () =>
  withAddons(async ({ app }) => {
    const sought = { words: ["darkreader"], whole: ["phone_______"] };
    await (await prepareAddonRemoval(app, sought)).commit();
    const rows = await stored(app, "addons", "dark________", "phone_______", "block_______");
    assert.deepEqual([rows["dark________"], rows["phone_______"]], ["deleted", "deleted"]);
    assert.equal(rows["block_______"]?.["enabled"], false);
    assert.deepEqual((await prepareUndo(app, { count: 1, force: false })).changes.length, 2);
  }));

Deno.test("if one of them is not there, none is changed", () =>
  withAddons(async ({ app, writes }) => {
    const sought = { words: ["darkreader", "nosuch"], whole: [] };
    await failsWith("not-found.record", () => prepareAddonSet(app, { ...sought, enabled: false }));
    await failsWith("not-found.record", () => prepareAddonRemoval(app, { words: [], whole: ["darkreader"] }));
    assert.deepEqual(writes, []);
  }));

Deno.test("an add-on that another device switched meanwhile is a conflict, and what else it changed stays", () =>
  withAddons(async (account) => {
    const theirs = addon("dark________", "addon@darkreader.org", { more: 1 });
    {
      using _trap = meanwhile(account, () => put(account.app, "addons", theirs));
      await (await prepareAddonSet(account.app, { ...one("darkreader"), enabled: false })).commit();
      assert.deepEqual(await stored(account.app, "addons", "dark________"), {
        dark________: { ...theirs, enabled: false },
      });
    }
    const gone = { id: "dark________", deleted: true };
    using _trap = meanwhile(account, () => put(account.app, "addons", gone));
    const pending = await prepareAddonSet(account.app, { ...one("darkreader"), enabled: true });
    await failsWith("conflict.fields", () => pending.commit());
  }));
