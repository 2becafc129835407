import assert from "node:assert/strict";
import { join } from "node:path";
import fc from "fast-check";
import { createBackup } from "../../../app/backup/create.ts";
import { diffColumns } from "../../../app/backup/columns.ts";
import { diffBackup } from "../../../app/backup/diff.ts";
import { backupKeys } from "../../../app/backup/keys.ts";
import type { App } from "../../../app/open.ts";
import { cellsOfRow, makeProfile, openSynced, put } from "../app_support.ts";
import { failsWith } from "../../support/vectors.ts";
import { HEADER, inFolder, KEYS, live, type TestEntry, tombstone, write } from "./backup_support.ts";
import { collectionName } from "../../../core/ids.ts";

const form = (id: string, value = "x") => ({ id, name: "field", value });

async function rowsOf(app: App, path: string, other?: string) {
  const rows = await diffBackup(app, { path, other, keys: backupKeys(app, KEYS.passphrase) });
  return rows.map((row) => Object.values(cellsOfRow(diffColumns, row)));
}

Deno.test("a backup that was just made differs in nothing", async () => {
  await using account = await openSynced();
  const { app, home } = account;
  await put(app, "forms", form("a"), { id: "gone", deleted: true }, { id: "bad" });
  await put(app, "tabs", { id: "t", clientName: "den", tabs: [] });
  const path = join(home, "backup");
  await createBackup(app, { path, key: { kind: "profile" } });
  assert.deepEqual(await rowsOf(app, path), []);
});

Deno.test("what has changed since is told record by record, with the members that differ and no values", async () => {
  await using account = await openSynced();
  const { app, home } = account;
  await put(app, "forms", form("a"), form("b"), form("c"), { ...form("d"), extra: { x: 1, y: 2 } });
  const path = join(home, "backup");
  await createBackup(app, { path, key: { kind: "profile" } });
  await put(app, "forms", form("a", "y"), { id: "b", deleted: true }, form("e"));
  await put(app, "forms", { extra: { y: 2, x: 1 }, value: "x", name: "field", id: "d" });
  await put(app, "prefs", { id: "p", value: {} });
  assert.deepEqual(await rowsOf(app, path), [
    ["forms", "a", "changed", ["value"]],
    ["forms", "b", "only-in-backup", []],
    ["forms", "e", "only-here", []],
    ["prefs", "p", "only-here", []],
  ]);
});

Deno.test("a backup of some collections is held against these only", async () => {
  await using account = await openSynced();
  const { app, home } = account;
  await put(app, "forms", form("a"));
  const path = join(home, "backup");
  await createBackup(app, { path, key: { kind: "profile" }, only: ["forms", "addresses"] });
  await put(app, "prefs", { id: "p", value: {} });
  assert.deepEqual(await rowsOf(app, path), []);
  await put(app, "addresses", { id: "q", entry: {} });
  assert.deepEqual(await rowsOf(app, path), [["addresses", "q", "only-here", []]]);
});

/** Runs a test with an application that nobody is signed in on, and a folder. */
async function offAccount(run: (app: App, at: (name: string) => string) => Promise<void>): Promise<void> {
  await using profile = await makeProfile();
  using app = profile.open();
  await inFolder((folder) => run(app, (name) => join(folder, name)));
}

const diffFiles = (app: App, path: string, other: string) => diffBackup(app, { path, other, keys: KEYS });

Deno.test("two backups are compared without an account", async () => {
  await offAccount(async (app, at) => {
    await write(at("one"), { forms: [live("a"), live("b", "old"), { id: "t", clear: "text" }] });
    await write(at("other"), { forms: [live("b", "new"), { id: "t", clear: "texts" }], prefs: [live("p")] });
    assert.deepEqual(await diffFiles(app, at("one"), at("other")), [
      { collection: "forms", id: "a", action: "only-in-backup", members: [] },
      { collection: "forms", id: "b", action: "changed", members: ["title"] },
      { collection: "forms", id: "t", action: "changed", members: [] },
      { collection: "prefs", id: "p", action: "only-here", members: [] },
    ]);
    const header = { ...HEADER, only: [collectionName("forms")] };
    await write(at("part"), { forms: [live("a")] }, { header });
    assert.deepEqual((await diffFiles(app, at("other"), at("part"))).map(({ id }) => id), ["a", "b", "t"]);
  });
});

Deno.test("nothing is said of a backup that is damaged, whichever of the two it is", async () => {
  await offAccount(async (app, at) => {
    await write(at("one"), { forms: [live("a")] }, { key: { kind: "plaintext" } });
    await write(at("other"), { forms: [live("b")] }, { key: { kind: "plaintext" } });
    await Deno.writeTextFile(
      at("other"),
      (await Deno.readTextFile(at("other"))).replace('"title":"b"', '"title":"c"'),
    );
    await failsWith("findings.backup", () => diffFiles(app, at("one"), at("other")));
    await failsWith("findings.backup", () => diffFiles(app, at("other"), at("one")));
  });
});

Deno.test("the rows are just what differs, for any two sets of records", async () => {
  const object = fc.dictionary(fc.constantFrom("title", "url"), fc.constantFrom(1, [1], { a: 1 }, null));
  const records = fc.dictionary(fc.constantFrom(..."abcdef"), object);
  const side = fc.dictionary(fc.constantFrom("forms", "history"), records);
  const entriesOf = (held: Record<string, Record<string, object>>) =>
    Object.fromEntries(
      Object.entries(held).map(([name, some]): [string, TestEntry[]] => [
        name,
        [
          ...Object.entries(some).map(([id, value]) => ({ id, clear: JSON.stringify(value) })),
          tombstone("z"),
        ],
      ]),
    );
  await offAccount(async (app, at) => {
    await fc.assert(
      fc.asyncProperty(side, side, async (left, right) => {
        await write(at("one"), entriesOf(left), { overwrite: true });
        await write(at("other"), entriesOf(right), { overwrite: true, key: { kind: "plaintext" } });
        const rows = await diffFiles(app, at("one"), at("other"));
        const told = rows.map((
          { collection, id, action, members },
        ) => [collection, id, action, members.join()]);
        assert.deepEqual(told, expected(left, right));
      }),
      { numRuns: 60 },
    );
  });
});

type Held = Record<string, Record<string, Record<string, unknown>>>;

function expected(left: Held, right: Held): string[][] {
  const rows: string[][] = [];
  for (const name of ["forms", "history"]) {
    for (const id of "abcdef") {
      const [old, now] = [left[name]?.[id], right[name]?.[id]];
      if (!old && !now) continue;
      if (!old || !now) {
        rows.push([name, id, old ? "only-in-backup" : "only-here", ""]);
        continue;
      }
      const isOther = (key: string) => JSON.stringify(old[key]) !== JSON.stringify(now[key]);
      const members = ["title", "url"].filter(isOther);
      if (members.length > 0) rows.push([name, id, "changed", members.join()]);
    }
  }
  return rows;
}
