/** Addresses as they are written: beside other devices, back again, and where records are absurd. */
import assert from "node:assert/strict";
import {
  getAddresses,
  listAddresses,
  openAddressSheet,
  prepareAddressAdd,
  prepareAddressRemoval,
  prepareAddressSet,
} from "../../../app/autofill/addresses.ts";
import type { App } from "../../../app/open.ts";
import type { JsonObject } from "../../../core/json.ts";
import { failsWith } from "../../support/vectors.ts";
import { cellsOf, put, type TestRecord } from "../app_support.ts";
import { meanwhile, setMeta, stored } from "../writing_support.ts";
import { address, ENTRY, entry, given, ID, onAccount, setting, typed, undone } from "./entries_support.ts";

Deno.test("fields are set in several records at once, all else stays, and undo brings back what was there", () =>
  onAccount(
    async ({ app, writes }) => {
      const before = await stored(app, "addresses", ID, "c0ffee123456");
      const pending = await prepareAddressSet(app, setting({ country: "ch", tel: "+41 31" }, [ID, "c0ffee"]));
      assert.deepEqual(pending.changes.map(({ action, members }) => [action, members]), [
        ["change", ["entry.country", "entry.tel"]],
        ["change", ["entry.country", "entry.tel"]],
      ]);
      assert.deepEqual(writes, []);
      await pending.commit();
      const { timeLastModified, ...after } = await entry(app);
      const { timeLastModified: _, ...wanted } = { ...ENTRY, country: "CH", tel: "+41 31" };
      assert.deepEqual(after, wanted);
      assert.ok(Number(timeLastModified) > 2000);
      assert.equal((await entry(app, "addresses", "c0ffee123456"))["country"], "CH");
      await undone(app);
      assert.deepEqual(await stored(app, "addresses", ID, "c0ffee123456"), before);
    },
    "addresses",
    address(),
    address({ name: "Bo" }, "c0ffee123456"),
  ));

Deno.test("what holds already is not written, and time does not move for it", () =>
  onAccount(
    async ({ app, writes }) => {
      const pending = await prepareAddressSet(app, setting({ city: "Ulm", organization: "" }));
      assert.deepEqual(pending.changes.map(({ action, reason }) => [action, reason]), [[
        "skip",
        "is so already",
      ]]);
      await pending.commit();
      assert.deepEqual(writes, []);
    },
    "addresses",
    address(),
  ));

Deno.test("fields that another device sets meanwhile are kept, and the very same ones are a conflict", () =>
  onAccount(
    async (account) => {
      const { app } = account;
      const theirs = (more: JsonObject) => put(app, "addresses", address(more));
      const beside = await prepareAddressSet(app, setting({ tel: "+4930123456" }));
      {
        using _other = meanwhile(account, () => theirs({ email: "ann@example.org" }));
        await beside.commit();
      }
      const { email, tel } = await entry(app);
      assert.deepEqual([email, tel], ["ann@example.org", "+4930123456"]);

      const against = await prepareAddressSet(app, setting({ city: "Bern" }));
      using _other = meanwhile(account, () => theirs({ "address-level2": "Basel" }));
      const { details } = await failsWith("conflict.fields", () => against.commit());
      assert.ok("fields" in details);
      assert.deepEqual(details.fields, [
        { id: ID, field: "entry.address-level2", before: "Ulm", mine: "Bern", theirs: "Basel" },
      ]);
      await (await prepareAddressSet(app, setting({ city: "Bern" }, [ID], true))).commit();
      assert.equal((await entry(app))["address-level2"], "Bern");
    },
    "addresses",
    address(),
  ));

Deno.test("what another device has deleted meanwhile stays deleted, by force too", () =>
  onAccount(async (account) => {
    const { app } = account;
    for (const force of [false, true]) {
      await put(app, "addresses", address());
      const pending = await prepareAddressSet(app, setting({ city: "Bern" }, [ID], force));
      using _other = meanwhile(account, () => put(app, "addresses", { id: ID, deleted: true }));
      await failsWith(force ? "not-found.record" : "conflict.fields", () => pending.commit());
      assert.deepEqual(await stored(app, "addresses", ID), { [ID]: "deleted" });
    }
  }));

Deno.test("an address that another device makes meanwhile is not made twice", () =>
  onAccount(async (account) => {
    const { app } = account;
    const pending = await prepareAddressAdd(app, [given({ name: "Bo Fox", city: "Ulm" })]);
    const id = pending.changes[0]?.id ?? "";
    assert.match(id, /^[0-9a-f]{12}$/);
    const twin = { version: 1, name: "Bo Fox", "address-level2": "Ulm", timesUsed: 9 };
    using _other = meanwhile(account, () => put(app, "addresses", { id: "c0ffee123456", entry: twin }));
    const made = await pending.commit();
    assert.deepEqual(made.map(({ id, action, reason }) => [id, action, reason]), [
      ["c0ffee123456", "skip", "is there already"],
    ]);
    assert.deepEqual(await stored(app, "addresses", id), {});
  }));

Deno.test("several are made at once, each once, and undo takes all of them back", () =>
  onAccount(async ({ app }) => {
    const bo = given({ name: "Bo Fox", city: "Ulm" });
    const pending = await prepareAddressAdd(app, [bo, given({ city: "Bern" }), bo]);
    const made = await pending.commit();
    assert.deepEqual(made.map(({ action }) => action), ["add", "add"]);
    assert.deepEqual(await cellsOf(await listAddresses(app, {}), "name", "city"), [
      { name: null, city: "Bern" },
      { name: "Bo Fox", city: "Ulm" },
    ]);
    await undone(app);
    assert.deepEqual(await cellsOf(await listAddresses(app, {})), []);
  }));

Deno.test("an edit by hand takes its time: what others changed since it was opened is a conflict", () =>
  onAccount(
    async ({ app }) => {
      const sheet = await openAddressSheet(app, ID);
      assert.equal(sheet.prepare(sheet.text, false), undefined);
      await put(app, "addresses", address({ "address-level2": "Basel" }));
      const bern = sheet.text.replace("city=Ulm", "city=Bern");
      await failsWith("conflict.fields", () => sheet.prepare(bern, false));
      const other = sheet.text.replace("tel=", "tel=+4930123456");
      await (await sheet.prepare(other, false))?.commit();
      const { tel, "address-level2": city } = await entry(app);
      assert.deepEqual([tel, city], ["+4930123456", "Basel"]);
      const empty = await openAddressSheet(app, undefined);
      await (await empty.prepare(empty.text.replace("name=", "name=Bo"), false))?.commit();
      assert.equal((await cellsOf(await listAddresses(app, { query: "name:bo" }))).length, 1);
    },
    "addresses",
    address(),
  ));

Deno.test("an edit by hand begins with what the server has, however fresh a list need be", () =>
  onAccount(
    async ({ app, open }) => {
      using later = open({ fresh: { mode: "max-age", maxAgeMs: 3_600_000, lenient: true } });
      await cellsOf(await listAddresses(later, {}));
      await put(app, "addresses", address({ "address-level2": "Basel" }));
      const { text } = await openAddressSheet(later, ID);
      assert.match(text, /^city=Basel$/m);
    },
    "addresses",
    address(),
  ));

Deno.test("what others have changed of an address since stays when an edit of it is undone", () =>
  onAccount(
    async ({ app }) => {
      await (await prepareAddressSet(app, setting({ city: "Bern" }))).commit();
      const used = { timesUsed: 9, timeLastUsed: 9000, timeLastModified: 9000 };
      await put(app, "addresses", { ...address(), entry: { ...await entry(app), tel: "+41311", ...used } });
      await undone(app);
      const { "address-level2": city, tel, timesUsed } = await entry(app);
      assert.deepEqual([city, tel, timesUsed], ["Ulm", "+41311", 9]);
    },
    "addresses",
    address(),
  ));

Deno.test("a deletion that another device's change stands against is told by the members of the entry", () =>
  onAccount(
    async (account) => {
      const { app } = account;
      const pending = await prepareAddressRemoval(app, { sought: typed(ID), force: false });
      const theirs = address({ email: "ann@example.org", timesUsed: 9, timeLastModified: 9000 });
      using _other = meanwhile(account, () => put(app, "addresses", theirs));
      const { details } = await failsWith("conflict.fields", () => pending.commit());
      assert.ok("fields" in details);
      assert.deepEqual(details.fields, [
        { id: ID, field: "entry.email", before: undefined, mine: undefined, theirs: "ann@example.org" },
      ]);
    },
    "addresses",
    address(),
  ));

Deno.test("parts of a name make the name of a new address, where there is no other", () =>
  onAccount(
    async ({ app }) => {
      const names = async (fields: Record<string, string>) => {
        const [made] = (await prepareAddressAdd(app, [given({ city: "Bonn", ...fields })])).changes;
        const { name, "given-name": first, "family-name": family } = Object(made?.after?.["entry"]);
        return [name, first, family];
      };
      assert.deepEqual(await names({ givenName: "Bob", familyName: "Ray" }), ["Bob Ray", "Bob", "Ray"]);
      assert.deepEqual(await names({ name: "", "given-name": "安", "family-name": "李" }), [
        "李安",
        "安",
        "李",
      ]);
      await failsWith("usage.value", () => names({ name: "Bob Ray", givenName: "Bob" }));
      await failsWith("usage.value", () => prepareAddressSet(app, setting({ givenName: "Bob" })));
    },
    "addresses",
    address(),
  ));

Deno.test("whole ids from a program mean no longer ones that begin so", () =>
  onAccount(
    async ({ app }) => {
      const sought = { words: [], whole: ["4be31f"] };
      await failsWith("not-found.record", () => prepareAddressRemoval(app, { sought, force: false }));
      await failsWith("not-found.record", () =>
        prepareAddressSet(app, { sought, fields: given({ city: "Bern" }), force: false }));
      const found = await getAddresses(app, { words: [ID, "4be31f"], whole: ["4be31f", ID] });
      assert.deepEqual([
        found.rows.map(({ id }) =>
          id
        ),
        found.missing,
      ], [[ID], ["4be31f"]]);
    },
    "addresses",
    address(),
  ));

Deno.test("records that make no sense are passed over by lists, refused by edits, and can be deleted", () => {
  const absurd: readonly TestRecord[] = [
    { id: "aaaaaaaaaaa1" },
    { id: "aaaaaaaaaaa2", entry: null },
    { id: "aaaaaaaaaaa3", entry: { version: 9, name: "Later" } },
    { id: "aaaaaaaaaaa4", entry: [1] },
  ];
  const odd = address(
    { name: 7, country: ["DE"], tel: null, timesUsed: "4", timeCreated: -1 },
    "bbbbbbbbbbb1",
  );
  return onAccount(
    async ({ app }) => {
      const listing = await listAddresses(app, {});
      const rows = await cellsOf(listing, "id", "name", "city", "country", "timesUsed", "created");
      assert.deepEqual(rows, [
        { id: "bbbbbbbbbbb1", name: "Ann Lee", city: "Ulm", country: null, timesUsed: 4, created: null },
      ]);
      assert.equal(listing.malformed().count, absurd.length);
      for (const { id } of absurd) {
        const error = await failsWith(
          "usage.records",
          () => prepareAddressSet(app, setting({ city: "x" }, [id])),
        );
        assert.match(error.message, new RegExp(`${id}, which cannot be read: `));
      }
      const before = await stored(app, "addresses", odd.id);
      await (await prepareAddressSet(app, setting({ city: "Bern" }, [odd.id]))).commit();
      const { name, country, timesUsed, "address-level2": city } = await entry(app, "addresses", odd.id);
      assert.deepEqual([name, country, timesUsed, city], [7, ["DE"], "4", "Bern"]);
      await undone(app);
      assert.deepEqual(await stored(app, "addresses", odd.id), before);
      const ids = absurd.map(({ id }) => id);
      await (await prepareAddressRemoval(app, { sought: typed(...ids), force: false })).commit();
      assert.deepEqual(new Set(Object.values(await stored(app, "addresses", ...ids))), new Set(["deleted"]));
      await undone(app);
      assert.equal((await listed(app)).count, absurd.length);
    },
    "addresses",
    ...absurd,
    odd,
  );

  async function listed(app: App) {
    const listing = await listAddresses(app, {});
    await cellsOf(listing);
    return listing.malformed();
  }
});

Deno.test("a name as long as a book and one of escapes are listed and changed like any other", () => {
  const long = "x".repeat(1_000_000);
  return onAccount(
    async ({ app }) => {
      const names = async () => (await cellsOf(await listAddresses(app, {}), "name")).map(({ name }) => name);
      assert.deepEqual(await names(), ["\u202e\x1b[2J", long]);
      await (await prepareAddressSet(app, setting({ city: "Bern" }, [ID]))).commit();
      assert.equal((await entry(app))["name"], long);
      await (await prepareAddressSet(app, setting({ name: "Ann" }, [ID, "bbbbbbbbbbb1"]))).commit();
      assert.deepEqual(await names(), ["Ann", "Ann"]);
    },
    "addresses",
    address({ name: long }),
    address({ name: "\u202e\x1b[2J" }, "bbbbbbbbbbb1"),
  );
});

Deno.test("writing where no Firefox of the account syncs is told beforehand", () =>
  onAccount(async ({ app }) => {
    const warnings = async () => (await prepareAddressAdd(app, [given({ city: "Ulm" })])).warnings;
    assert.match((await warnings()).join(), /no Firefox of this account syncs addresses/);
    await setMeta(app, { engines: { addresses: { version: 1, syncID: "abcdefghijkl" } } });
    assert.deepEqual(await warnings(), []);
    await setMeta(app, { engines: { addresses: { version: 2, syncID: "abcdefghijkl" } } });
    await failsWith("failed.engine-version", warnings);
  }));
