/** Reading a mirror without parsing what nobody wants: nothing is left out, and damage is found as ever. */
import assert from "node:assert/strict";
import fc from "fast-check";
import {
  entryText,
  type MirrorRecord,
  Page,
  pageText,
  type UnparsedRecord,
} from "../../../app/mirror/page.ts";
import { utf8 } from "../../../core/bytes.ts";
import type { Guid } from "../../../core/ids.ts";
import { entry, filled, HISTORY, listed, makeMirror, some, time } from "./support/mirrors.ts";

const entries = some(
  1200,
  (n) => entry(`record-${n}`, n + 1, { sortKey: (n * 7) % 100, title: n % 3 ? "x" : "é" }),
);

/** All of a reading. */
async function all<T>(pages: AsyncIterable<readonly T[]>): Promise<T[]> {
  const items: T[] = [];
  for await (const page of pages) items.push(...page);
  return items;
}

Deno.test("what is worth parsing is parsed, and the rest is there with its text", async () => {
  await using test = await makeMirror();
  const copy = await filled(test.mirror, HISTORY, entries);
  using snapshot = test.mirror.snapshot();
  const isWorthParsing = ({ id, isAscii }: UnparsedRecord) => isAscii && id.endsWith("1");
  for (const isNewestFirst of [true, false]) {
    const whole = await listed(isNewestFirst ? snapshot.newestFirst(copy) : snapshot.pages(copy));
    const sifted = await all<MirrorRecord | UnparsedRecord>(
      snapshot.sifted(copy, isNewestFirst, isWorthParsing),
    );
    assert.deepEqual(
      sifted.map(({ id, modified }) => [id, modified]),
      whole.map(({ id, modified }) => [id, modified]),
    );
    let parsed = 0;
    for (const [i, record] of sifted.entries()) {
      if ("clear" in record) {
        assert.deepEqual(record, whole[i]);
        parsed++;
        continue;
      }
      const { id, modified, clear, bytes } = whole[i] ?? assert.fail();
      assert.deepEqual(JSON.parse(record.text), [id, modified, null, bytes, clear]);
      assert.equal(record.isAscii, !record.text.includes("é"));
    }
    assert.equal(parsed, entries.filter(({ id, text }) => id.endsWith("1") && !text.includes("é")).length);
  }
});

const DAMAGE: readonly string[] = [
  "UPDATE row SET sort_key = sort_key + 1 WHERE id = 'record-7'",
  "UPDATE row SET id = 'another' WHERE id = 'record-7'",
  "UPDATE row SET place = place + 500000 WHERE id = 'record-7'",
  "DELETE FROM row WHERE id = 'record-7'",
  "UPDATE row SET sort_key = NULL WHERE id = 'record-7'",
  "DELETE FROM page WHERE no = (SELECT min(no) FROM page)",
  "UPDATE page SET box = (SELECT box FROM page AS other WHERE other.no <> page.no)",
  "UPDATE page SET box = substr(box, 1, length(box) - 1)",
];

for (const sql of DAMAGE) {
  Deno.test(`damage is found where nothing is parsed, too: ${sql}`, async () => {
    await using test = await makeMirror();
    const copy = await filled(test.mirror, HISTORY, entries);
    test.mirror.db.run(sql);
    using snapshot = test.mirror.snapshot();
    const ends = (pages: AsyncIterable<readonly unknown[]>) =>
      all(pages).then(() => "read", (error) => error.code);
    for (const isNewestFirst of [true, false]) {
      const expected = await ends(isNewestFirst ? snapshot.newestFirst(copy) : snapshot.pages(copy));
      assert.equal(await ends(snapshot.sifted(copy, isNewestFirst, () => false)), expected);
      if (isNewestFirst) assert.equal(expected, "failed.mirror");
    }
  });
}

Deno.test("the head of any record is read without parsing it, and of no other", () => {
  const record = fc.record({
    id: fc.string({ unit: "binary", minLength: 1 }).filter((text) => text.isWellFormed()),
    modified: fc.nat(),
    sortindex: fc.option(fc.integer(), { nil: undefined }),
    clear: fc.option(fc.oneof(fc.string(), fc.json()), { nil: undefined }),
  });
  fc.assert(
    fc.property(fc.array(record, { minLength: 1, maxLength: 40 }), (records) => {
      const texts = records.map(({ id, modified, sortindex, clear }) => ({
        id: id as Guid,
        modified: time(modified),
        sortKey: null,
        text: entryText({
          id: id as Guid,
          modified: time(modified),
          bytes: 1,
          clear,
          ...(sortindex === undefined ? {} : { sortindex }),
        }).text,
      }));
      const page = new Page(utf8(pageText(texts)));
      for (const [slot, { id, modified, text }] of texts.entries()) {
        const isAscii = utf8(text).length === text.length;
        // What is no text of Unicode does not come out of a page as it went in.
        const expected = { id, modified, text: text.toWellFormed(), isAscii };
        assert.deepEqual(page.unparsed(slot, id), expected);
        assert.equal(page.unparsed(slot, `${id}x` as Guid), undefined);
      }
      assert.equal(page.unparsed(texts.length, "x" as Guid), undefined);
    }),
  );
});
