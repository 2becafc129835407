import assert from "node:assert/strict";
import { join } from "node:path";
import { inspectBackup, verifyBackup } from "../../../app/backup/check.ts";
import { heldColumns, verifiedColumns } from "../../../app/backup/columns.ts";
import { cellsOfRow } from "../app_support.ts";
import { failsWith, flipBit } from "../../support/vectors.ts";
import { HEADER, inFolder, KEYS, live, tombstone, write } from "./backup_support.ts";

const form = (id: string) => ({ id, clear: JSON.stringify({ id, name: "field", value: "x" }) });
const HELD = {
  forms: [
    form("a"),
    form("b"),
    tombstone("c"),
    { id: "d", clear: undefined },
    { id: "e", clear: "no JSON" },
    { id: "f", clear: '{"id":"other","name":"n","value":"v"}' },
    live("g"),
  ],
  tabs: [],
};

Deno.test("what a backup holds is told without a look at its records", async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "backup");
    const { fileBytes } = await write(path, HELD);
    const { collections, ...summary } = await inspectBackup(path, KEYS);
    assert.deepEqual(summary, { path, keyKind: "profile", header: HEADER, fileBytes });
    const [forms, tabs] = collections.map((row) => cellsOfRow(heldColumns, row));
    const { sha256, bytes, ...told } = forms ?? assert.fail();
    assert.deepEqual(told, {
      collection: "forms",
      records: 5,
      unreadable: 1,
      tombstones: 1,
      modified: new Date(5550),
      id: "forms",
    });
    assert.ok(Number(bytes) > 100 && String(sha256).length === 64);
    assert.deepEqual([tabs?.["collection"], tabs?.["records"], tabs?.["bytes"]], ["tabs", 0, 0]);
  });
});

Deno.test("verifying names the records that nobody can make sense of, which are no damage", async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "backup");
    await write(path, HELD);
    const { collections } = await verifyBackup(path, KEYS);
    const rows = collections.map((row) => cellsOfRow(verifiedColumns, row));
    assert.deepEqual(
      rows.map((row) => [row["collection"], row["malformed"], row["malformedIds"]]),
      [["forms", 3, ["e", "f", "g"]], ["tabs", 0, []]],
    );
    const many = Array.from("abcdefgh", (id) => ({ id, clear: "no JSON" }));
    await write(path, { forms: many }, { overwrite: true });
    const [forms] = (await verifyBackup(path, KEYS)).collections;
    assert.deepEqual(forms?.malformed, { count: 8, ids: [..."abcde"] });
  });
});

Deno.test("damage is found by both", async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "backup");
    await write(path, HELD);
    await Deno.writeFile(path, flipBit(await Deno.readFile(path), -1));
    for (const look of [inspectBackup, verifyBackup]) {
      const error = await failsWith("findings.backup", () => look(path, KEYS));
      assert.deepEqual([error.details, error.kind], [{ path }, "findings"]);
    }
  });
});
