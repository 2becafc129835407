import assert from "node:assert/strict";
import fc from "fast-check";
import { fromUtf8 } from "../../../core/bytes.ts";
import { collectionName } from "../../../core/ids.ts";
import type { Mirror } from "../../../app/mirror/mirror.ts";
import { failsWith } from "../../support/vectors.ts";
import { listed } from "../mirror/support/mirrors.ts";
import { live, mirrorOf, type TestEntry } from "./backup_support.ts";

const FORMS = collectionName("forms");

/** What the mirror gives as lines, parsed here, and what it gives as records. */
async function bothWays(mirror: Mirror) {
  using snapshot = mirror.snapshot();
  const copy = snapshot.copyOf(FORMS) ?? assert.fail();
  const lines: unknown[] = [];
  for await (const { bytes, lines: places } of snapshot.lines(copy)) {
    for (const { id, modified, from, to, clearAt } of places) {
      const line: unknown[] = JSON.parse(fromUtf8(bytes.subarray(from, to)));
      assert.deepEqual([line[0], line[1]], [id, modified]);
      assert.deepEqual(JSON.parse(fromUtf8(bytes.subarray(clearAt, to - 1))), line[4]);
      lines.push(line);
    }
  }
  const records = (await listed(snapshot.pages(copy))).map((
    { id, modified, sortindex = null, bytes, clear },
  ) => [
    id,
    modified,
    sortindex,
    bytes,
    clear,
  ]);
  return { lines, records };
}

const id = fc.oneof(
  fc.string({ minLength: 1, maxLength: 20 }),
  fc.string({ unit: "binary", minLength: 1, maxLength: 8 }),
  fc.constantFrom('a"b', "a\\", "{1}", "null", "é", "\ud83e\udd8a,1", "1,2,3"),
  // No server takes this, and a database's text ends there.
).filter((text) => !text.includes("\0"));
const clear = fc.option(fc.oneof(fc.string(), fc.json()), { nil: undefined });
const entry: fc.Arbitrary<TestEntry> = fc.record(
  { id, clear, modified: fc.nat(2 ** 45), sortindex: fc.integer() },
  { requiredKeys: ["id", "clear"] },
);

Deno.test("the lines of a copy are its records, where each of them says it stands", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(entry, { selector: ({ id }) => id }), async (entries) => {
      const mirror = await mirrorOf({ forms: entries });
      const { lines, records } = await bothWays(mirror);
      assert.equal(lines.length, entries.length);
      assert.deepEqual(lines, records);
      mirror.close();
    }),
  );
});

Deno.test("records that were replaced are passed over, on their pages too", async () => {
  const mirror = await mirrorOf({ forms: Array.from({ length: 1200 }, (_, i) => live(`r${i}`)) });
  mirror.drop(
    mirror.copyOf(FORMS) ?? assert.fail(),
    mirror.ids(mirror.copyOf(FORMS) ?? assert.fail()).slice(500, 600),
    0,
  );
  const { lines, records } = await bothWays(mirror);
  assert.equal(lines.length, 1100);
  assert.deepEqual(lines, records);
  mirror.close();
});

Deno.test("a row that does not point to its own record is damage, however it came to be", async () => {
  const harm = [
    "UPDATE row SET place = place + 1 WHERE id = 'r7'",
    "UPDATE row SET id = 'r77' WHERE id = 'r7'",
    "DELETE FROM row WHERE id = 'r7'",
    "UPDATE page SET box = zeroblob(length(box))",
    "DELETE FROM page",
    "UPDATE copy SET records = 3",
  ];
  for (const sql of harm) {
    const mirror = await mirrorOf({ forms: Array.from({ length: 8 }, (_, i) => live(`r${i}`)) });
    mirror.db.run(sql);
    await failsWith("failed.mirror", () => bothWays(mirror));
    mirror.close();
  }
});
