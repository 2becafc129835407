import assert from "node:assert/strict";
import { titleOfChanges } from "../../app/undo/titles.ts";
import type { JsonObject } from "../../core/json.ts";
import { id } from "../core/sync/storage_support.ts";

const change = (after: JsonObject, before: JsonObject | null = null) => ({ id: id("a"), before, after });

Deno.test("a write is told by the title of a record, as it is or as it was", () => {
  const gone = { id: "a", deleted: true };
  const cases: readonly (readonly [string, JsonObject, JsonObject | null, string | null])[] = [
    ["bookmarks", { title: "now" }, { title: "then" }, "now"],
    ["bookmarks", gone, { title: "", bmkUri: "https://a.example/" }, "https://a.example/"],
    ["addresses", { entry: { name: "Ann Lee" } }, null, "Ann Lee"],
    ["extension-storage", { extId: "a@b" }, null, "a@b"],
    ["bookmarks", gone, null, null],
    ["nosuch", { title: "x" }, null, null],
  ];
  for (const [collection, after, before, title] of cases) {
    assert.equal(titleOfChanges(collection, [change(after, before)]), title);
  }
  assert.equal(titleOfChanges("addons", [change({}), change({ addonID: "a@b" })]), "a@b");
});

Deno.test("no title holds what is secret, or what was typed into forms", () => {
  const secret = "hunter2";
  const records: Readonly<Record<string, JsonObject>> = {
    passwords: { password: secret, username: secret, hostname: "https://a.example" },
    creditcards: { entry: { "cc-number": secret, "cc-name": "Ann" } },
    forms: { name: "email", value: secret },
    prefs: { value: { a: secret } },
    "extension-storage": { extId: "a@b", data: secret },
    crypto: { default: [secret] },
  };
  for (const [collection, record] of Object.entries(records)) {
    assert.doesNotMatch(titleOfChanges(collection, [change(record)]) ?? "", /hunter2/);
  }
});
