import assert from "node:assert/strict";
import fc from "fast-check";
import { type OpenSheet, openSheet, tagWords } from "../../app/bookmarks/sheet.ts";
import { put, type TestRecord } from "./app_support.ts";
import { openWriting, stored, type WritingAccount } from "./writing_support.ts";
import { failsWith } from "../support/vectors.ts";

const ID = "bookmark____";

const bookmark = (more: object = {}): TestRecord => (
  { id: ID, type: "bookmark", parentid: "unfiled", title: "T", bmkUri: "https://a.example/", ...more }
);

const UNFILED = { id: "unfiled", type: "folder", parentid: "places", title: "unfiled", children: [ID] };

async function onBookmark(more: object, run: (account: WritingAccount) => Promise<void>): Promise<void> {
  await using account = await openWriting();
  await put(account.app, "bookmarks", UNFILED, bookmark(more));
  await run(account);
}

async function commit(sheet: OpenSheet, text: string, force = false): Promise<void> {
  await (await sheet.prepare(text, force))?.commit();
}

const storedItem = async ({ app }: WritingAccount) => (await stored(app, "bookmarks", ID))[ID];

Deno.test("whatever a title holds, it stands on one line, and comes back as it was", async () => {
  const texts = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom('"', '"x"', " x ", "#", "a\nb", "\u202ex", "\ud800"),
  );
  await using account = await openWriting();
  await fc.assert(
    fc.asyncProperty(texts, async (title) => {
      await put(account.app, "bookmarks", UNFILED, bookmark({ title }));
      const sheet = await openSheet(account.app, ID);
      assert.equal(sheet.text.split("\n").filter((line) => line.startsWith("title:")).length, 1);
      assert.doesNotMatch(sheet.text.replaceAll("\n", ""), /[\p{Cc}\p{Cs}\u202a-\u202e]/u);
      assert.equal(sheet.prepare(sheet.text, false), undefined);
      await commit(sheet, sheet.text.replace("https://a.example/", "https://b.example/"));
      const item = await storedItem(account);
      assert.ok(typeof item === "object");
      assert.deepEqual([item["title"], item["bmkUri"]], [title, "https://b.example/"]);
    }),
    { numRuns: 20 },
  );
});

Deno.test("line ends of another system, empty lines and remarks make no difference", () =>
  onBookmark({}, async (account) => {
    const sheet = await openSheet(account.app, ID);
    assert.equal(
      sheet.prepare(`\ufeff${sheet.text.replaceAll("\n", "\r\n")}\r\n# more\r\n\r\n`, false),
      undefined,
    );
    await commit(sheet, sheet.text.replace("title: T", "TITLE :  Ü 漢 ").replaceAll("\n", "\r\n"));
    const item = await storedItem(account);
    assert.ok(typeof item === "object" && item["title"] === "Ü 漢");
  }));

Deno.test("a tag that came or went is one, and a tag with a comma in it is not torn by it", () =>
  onBookmark({ tags: ["one, two", "Three"] }, async (account) => {
    const sheet = await openSheet(account.app, ID);
    await commit(sheet, sheet.text.replace("Three", "three, four"));
    const item = await storedItem(account);
    assert.ok(typeof item === "object");
    assert.deepEqual(item["tags"], ["one, two", "three", "four"]);
  }));

Deno.test("only what was changed may not have changed meanwhile, and force writes over that too", () =>
  onBookmark({}, async (account) => {
    const sheet = await openSheet(account.app, ID);
    const text = sheet.text.replace("title: T", "title: Mine");
    await put(account.app, "bookmarks", bookmark({ bmkUri: "https://theirs.example/" }));
    await commit(sheet, text);
    await put(account.app, "bookmarks", bookmark({ title: "Theirs" }));
    const error = await failsWith("conflict.fields", () => commit(sheet, text));
    assert.deepEqual(error.details, {
      collection: "bookmarks",
      fields: [{ id: ID, field: "title", before: "T", mine: "Mine", theirs: "Theirs" }],
    });
    await commit(sheet, text, true);
    const item = await storedItem(account);
    assert.ok(typeof item === "object" && item["title"] === "Mine");
  }));

Deno.test("what was deleted meanwhile is not brought back", () =>
  onBookmark({}, async (account) => {
    const sheet = await openSheet(account.app, ID);
    await put(account.app, "bookmarks", { ...UNFILED, children: [] }, { id: ID, deleted: true });
    await failsWith("conflict.fields", () => commit(sheet, sheet.text.replace("title: T", "title: Mine")));
  }));

Deno.test("tags are words with commas between them", () => {
  assert.deepEqual(tagWords([" a ,b b,, ", "c"]), ["a", "b b", "c"]);
  assert.deepEqual(tagWords([]), []);
});
