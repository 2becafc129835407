import assert from "node:assert/strict";
import { revealSecret, type ShownRecord, showRecord } from "../../../app/browse/record.ts";
import { SHELVES } from "../../../app/browse/shelves.ts";
import { listCards } from "../../../app/autofill/cards.ts";
import { listPasswords } from "../../../app/passwords.ts";
import { readAll } from "../../../app/read.ts";
import { DESKTOP_RECORD } from "../../../app/browser/prefs.ts";
import { sync } from "../../../app/sync.ts";
import { isFoxdenError } from "../../../core/errors.ts";
import { put } from "../app_support.ts";
import { load, openFilled, rowsOf, TWIN_PASSWORD } from "./browse_support.ts";

const CACHED = { fresh: { mode: "cached" } } as const;

/** The value of a line. */
const valueOf = (shown: ShownRecord, label: string): unknown =>
  shown.tabs.flatMap(({ lines }) => lines).flatMap((line) =>
    line.kind === "field" && line.label === label ? [line.value] : []
  )[0];

const namesOf = ({ tabs }: ShownRecord): string[] => tabs.map(({ name }) => name);

const textOf = (shown: ShownRecord, tab: string): string =>
  shown.tabs.filter(({ name }) => name === tab).flatMap(({ lines }) => lines)
    .map((line) => "text" in line ? line.text : "").join("\n");

Deno.test("every row of every shelf can be shown, and no secret is in what is shown", async () => {
  await using account = await openFilled(30);
  const logins = await readAll(await listPasswords(account.app, CACHED));
  const cards = await readAll(await listCards(account.app, CACHED));
  const all = [...logins.map(({ record }) => record.password), ...cards.map(({ record }) => record.number)];
  // A short one may stand anywhere by chance.
  const secrets = all.filter(({ length }) => length > 5);
  assert.ok(secrets.length > 10);
  for (const shelf of SHELVES) {
    const table = await load(account.app, shelf);
    for (const row of rowsOf(table)) {
      const shown = await showRecord(account.app, shelf, table, row);
      const text = JSON.stringify(shown);
      assert.equal(
        secrets.find((secret) => text.includes(JSON.stringify(secret).slice(1, -1))),
        undefined,
        shelf,
      );
      assert.equal(shown.key, table.key(row));
      assert.notEqual(shown.title, "", shelf);
      assert.equal(shown.tabs[0]?.name, "Details");
      assert.ok(shown.tabs.every(({ lines }) => lines.length > 0), shelf);
    }
  }
});

Deno.test("a page shows its visits, newest first, and its record as it is", async () => {
  await using account = await openFilled(10);
  const table = await load(account.app, "history");
  const shown = await showRecord(account.app, "history", table, table.rowOf("other0000001"));
  assert.deepEqual(namesOf(shown), ["Details", "Raw", "Visits"]);
  assert.equal(shown.url, "https://Other.Example:80/A");
  assert.deepEqual(
    shown.tabs[2]?.lines.map((line) => line.kind === "field" && [line.label, line.value]),
    [["link", new Date("2026-01-05T03:00:00Z")], ["other", new Date("2026-01-01T07:00:00Z")]],
  );
  assert.match(textOf(shown, "Raw"), /^ {2}"histUri": "https:\/\/Other.Example:80\/A",$/m);
  assert.equal(valueOf(shown, "Id"), "other0000001");
});

Deno.test("logins say on how many others their password is used; secrets are masked and revealed when asked for", async () => {
  await using account = await openFilled(5);
  const table = await load(account.app, "passwords");
  const row = table.rowOf("twin00000001");
  const shown = await showRecord(account.app, "passwords", table, row);
  assert.match(String(valueOf(shown, "Health")), /^used on 1 other login \(!\) {3}age \d+ days$/);
  assert.match(textOf(shown, "Raw"), /"password": "\*{12}"/);
  assert.deepEqual(
    shown.tabs[0]?.lines.find(({ kind }) => kind === "secret"),
    { kind: "secret", label: "Password", field: "password", isEmpty: false },
  );
  assert.equal(await revealSecret(account.app, "passwords", table, row, "password"), TWIN_PASSWORD);
  const isRefusal = (error: unknown) => isFoxdenError(error) && error.code === "usage.value";
  await assert.rejects(revealSecret(account.app, "passwords", table, row, "username"), isRefusal);
  const [card] = await readAll(await listCards(account.app, CACHED));
  const cards = await load(account.app, "cards");
  assert.equal(
    await revealSecret(account.app, "cards", cards, cards.rowOf(card!.id), "number"),
    card!.record.number,
  );
});

Deno.test("records that cannot be used say why, and those that were deleted that they were", async () => {
  await using account = await openFilled(5);
  const table = await load(account.app, "records");
  const raw = async (key: string) => {
    const shown = await showRecord(account.app, "records", table, table.rowOf(key));
    return textOf(shown, "Raw");
  };
  assert.match(await raw("history/broken000001"), /This record cannot be used: histUri/);
  assert.match(await raw("history/gone00000001"), /This record was deleted/);
  const keys = await raw("crypto/keys");
  assert.match(keys, /"default": "\*{12}"/);
});

Deno.test("what a record does not have is left out of its details, but for a user name that is empty", async () => {
  await using account = await openFilled(5);
  await put(account.app, "passwords", {
    id: "bare00000001",
    hostname: "https://bare.example",
    formSubmitURL: null,
    httpRealm: null,
    username: "",
    password: "x",
  });
  await put(account.app, "forms", { id: "lines0000001", name: "note", value: "one\r\n  two" });
  await sync(account.app, { collections: [] });
  const bookmarks = await load(account.app, "bookmarks");
  const type = bookmarks.columns.findIndex(({ name }) => name === "type");
  const labelsOf = (shown: ShownRecord) =>
    shown.tabs[0]?.lines.flatMap((line) => "label" in line ? [line.label] : []) ?? [];
  for (const kind of ["folder", "separator"]) {
    const row = rowsOf(bookmarks).find((each) =>
      bookmarks.depth(each) > 0 && bookmarks.cell(each, type) === kind
    );
    const labels = labelsOf(await showRecord(account.app, "bookmarks", bookmarks, row ?? -1));
    for (const label of ["URL", "Tags", "Keyword"]) assert.ok(!labels.includes(label), `${kind} ${label}`);
    assert.ok(labels.includes("Type") && labels.includes("Folder"), kind);
  }
  const logins = await load(account.app, "passwords");
  const bare = await showRecord(account.app, "passwords", logins, logins.rowOf("bare00000001"));
  const labels = labelsOf(bare);
  assert.ok(labels.includes("Username") && !labels.includes("Realm"), labels.join());
  assert.equal(bare.title, "bare.example");
  const forms = await load(account.app, "forms");
  const form = await showRecord(account.app, "forms", forms, forms.rowOf("lines0000001"));
  assert.equal(form.title, "note / one two");
});

Deno.test("values of any type are shown as JSON has them, and a preference without one as its default", async () => {
  await using account = await openFilled(5);
  const value = { "a.on": true, "a.off": null, "a.text": "yes", "a.count": 2000 };
  await put(account.app, "prefs", { id: DESKTOP_RECORD, value });
  const data = JSON.stringify({ item: { name: "Work", color: "blue" }, none: null });
  await put(account.app, "extension-storage", { id: "ext000000001", extId: "a@b.example", data });
  await sync(account.app, { collections: [] });
  const valueIn = async (shelf: "prefs" | "extstorage", key: string) => {
    const table = await load(account.app, shelf);
    return valueOf(await showRecord(account.app, shelf, table, table.rowOf(key)), "Value");
  };
  const prefs = await Promise.all(
    Object.keys(value).map((name) => valueIn("prefs", `${DESKTOP_RECORD}/${name}`)),
  );
  assert.deepEqual(prefs, ["true", "(default)", "yes", "2000"]);
  assert.equal(await valueIn("extstorage", "ext000000001/item"), '{"name":"Work","color":"blue"}');
  assert.equal(await valueIn("extstorage", "ext000000001/none"), "null");
});
