/** Tables that contradict each other, or what is sealed: found out by whoever reads, and by the check. */
import assert from "node:assert/strict";
import { checkMirror } from "../../../app/mirror/check.ts";
import { isMirrorFault } from "../../../app/mirror/open.ts";
import { entry, filled, HISTORY, idsOf, listed, makeMirror, some } from "./support/mirrors.ts";

/** Changes to the tables that no program of ours makes. */
const TAMPERING: readonly (readonly [what: string, sql: string])[] = [
  ["a row lost", "DELETE FROM row WHERE id = 'record-7'"],
  ["a row of another id", "UPDATE row SET id = 'record-x' WHERE id = 'record-7'"],
  ["a row elsewhere", "UPDATE row SET place = place + 100 WHERE id = 'record-7'"],
  ["a row on no page", "UPDATE row SET place = place + 102400 WHERE id = 'record-7'"],
  ["a row of another copy", "UPDATE row SET copy = 99 WHERE id = 'record-7'"],
  [
    "a row too many",
    "INSERT INTO row SELECT place + 500, copy, 'record-y', modified, sort_key FROM row WHERE id = 'record-7'",
  ],
  ["another order", "UPDATE row SET sort_key = 1000 - sort_key"],
  ["one out of order", "UPDATE row SET sort_key = sort_key + 5 WHERE id = 'record-7'"],
  ["one in no order", "UPDATE row SET sort_key = NULL WHERE id = 'record-7'"],
  ["a page lost", "DELETE FROM page WHERE no = (SELECT min(no) FROM page)"],
  ["a page of another copy", "UPDATE page SET copy = 99 WHERE no = (SELECT min(no) FROM page)"],
  ["boxes exchanged", "UPDATE page SET box = (SELECT box FROM page AS other WHERE other.no <> page.no)"],
  ["a box cut short", "UPDATE page SET box = substr(box, 1, length(box) - 1)"],
  ["a box that is text", "UPDATE page SET box = 'text'"],
];

for (const [what, sql] of TAMPERING) {
  Deno.test(`a mirror that was tampered with is found out when it is read, and by the check: ${what}`, async () => {
    await using test = await makeMirror();
    const { mirror } = test;
    const copy = await filled(mirror, HISTORY, some(600, (n) => entry(`record-${n}`, n + 1, { sortKey: n })));
    const readings = async () => {
      using snapshot = mirror.snapshot();
      return [
        idsOf(await listed(snapshot.pages(copy))),
        idsOf(await listed(snapshot.newestFirst(copy))),
      ];
    };
    const before = await readings();
    assert.deepEqual(await checkMirror(mirror), []);
    mirror.db.run(sql);
    assert.notDeepEqual(await checkMirror(mirror), []);
    let found = 0;
    using snapshot = mirror.snapshot();
    for (const [i, pages] of [snapshot.pages(copy), snapshot.newestFirst(copy)].entries()) {
      await listed(pages).then((records) => assert.deepEqual(idsOf(records), before[i]), (error) => {
        assert.ok(isMirrorFault(error, "damaged"), String(error));
        found++;
      });
    }
    assert.ok(found > 0, "nobody noticed");
  });
}
