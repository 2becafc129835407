/** Opening a journal in whatever state it is: set aside with a word, refused in words, and never done without. */
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { DatabaseSync } from "node:sqlite";
import { journalKey } from "../../../app/journal/journal.ts";
import { isJournalFault, openFile, removeJournal } from "../../../app/journal/open.ts";
import { fault } from "../../../app/journal/schema.ts";
import { setAside } from "../../../app/sqlite/files.ts";
import { filesIn } from "../mirror/support/mirrors.ts";
import { begin, contentsOf, makeJournal, openJournal, OWNER, some, waiting } from "./support/journals.ts";

/** Works on the file as SQLite alone would. */
function inFile(path: string, sql: string): void {
  using sqlite = new DatabaseSync(path);
  sqlite.exec(sql);
}

const ASIDE = /^journal\.db\.damaged-20300101T000\d\d\dZ(-\d+)?$/;

/** Names of files that were set aside. */
const asideIn = (folder: string): string[] =>
  [...Deno.readDirSync(folder)].map(({ name }) => name).filter((name) => ASIDE.test(name)).sort();

/** The one thing that is said, about the one file that was set aside. */
function assertSetAside(folder: string, warnings: readonly string[]): string {
  const [name = "none", ...others] = asideIn(folder);
  assert.deepEqual(others, []);
  assert.deepEqual(warnings, [
    `warning: the journal was damaged or another sign-in's; it was set aside as ${folder}/${name}, ` +
    "and what was changed before can no longer be undone",
  ]);
  return `${folder}/${name}`;
}

Deno.test("a journal and what SQLite keeps beside it are for their owner's eyes only", async () => {
  await using test = await makeJournal();
  const path = `${test.folder}/below/journal.db`;
  using journal = await openJournal(path);
  await begin(journal);
  const modes = new Map(
    [...Deno.readDirSync(`${test.folder}/below`)].map((
      { name },
    ) => [name, (Deno.statSync(`${test.folder}/below/${name}`).mode ?? 0) & 0o777]),
  );
  for (const name of ["journal.db", "journal.db-wal", "journal.db-shm"]) {
    assert.equal(modes.get(name), 0o600, name);
  }
  assert.ok([...modes.values()].every((mode) => mode === 0o600), String([...modes]));
  assert.equal((Deno.statSync(`${test.folder}/below`).mode ?? 0) & 0o777, 0o700);
});

Deno.test("a commit waits for the disk", async () => {
  await using test = await makeJournal();
  test.journal[Symbol.dispose]();
  for (const path of [test.path, `${test.folder}/new.db`]) {
    const options = { warn: () => Promise.resolve(), waiting: waiting() };
    const { db } = await openFile(path, OWNER, options);
    assert.deepEqual([db.rows("PRAGMA synchronous"), db.rows("PRAGMA journal_mode")], [[[2]], [["wal"]]]);
    db.close();
  }
});

Deno.test("nothing of a record stands in the files in clear, whatever was done", async () => {
  await using test = await makeJournal();
  const { journal } = test;
  for (let n = 0; n < 6; n++) await begin(journal, some(40, n));
  await journal.finish(1, { state: "done", only: new Set(["record-3", "record-7"]) });
  await journal.finish(2, { state: "undone" });
  journal.drop(3);
  const during = await filesIn(test.folder);
  journal[Symbol.dispose]();
  const files = [...during, ...await filesIn(test.folder)];
  assert.ok(files.some(([name, { length }]) => name === "journal.db-wal" && length > 0));
  const texts = ["sécret", "record-", "cret before", "cret after"];
  const patterns = texts.flatMap((text) => [Buffer.from(text, "utf8"), Buffer.from(text, "utf16le")]);
  const beside = Buffer.from("bookmarks add");
  assert.ok(files.some(([, bytes]) => Buffer.from(bytes).includes(beside)), "what is in clear is found");
  for (const [name, bytes] of files) {
    for (const pattern of patterns) assert.ok(!Buffer.from(bytes).includes(pattern), `${name}: ${pattern}`);
  }
});

const strangers: Readonly<Record<string, (path: string) => void | Promise<void>>> = {
  "of another format": (path) => inFile(path, "PRAGMA user_version = 0"),
  "that is no journal": (path) => inFile(path, "PRAGMA application_id = 7; PRAGMA user_version = 9"),
  "that is no database": (path) => Deno.writeTextFile(path, "no database at all\n".repeat(4000)),
  "without one of its tables": (path) => inFile(path, "DROP TABLE ledger"),
  "whose key check is gone bad": (path) => inFile(path, "UPDATE key SET box = zeroblob(40)"),
  "whose key check is gone": (path) => inFile(path, "DELETE FROM key"),
  "with two key checks": (path) => inFile(path, "INSERT INTO key SELECT box FROM key"),
  "with a number too large": (path) => inFile(path, "UPDATE entry SET at_ms = 9223372036854775807"),
  "with another state": (path) => inFile(path, "UPDATE entry SET state = 'done' WHERE seq = 1"),
  "with another collection": (path) => inFile(path, "UPDATE entry SET collection = 'history' WHERE seq = 1"),
  "that has lost an entry": (path) => inFile(path, "DELETE FROM entry WHERE seq = 1"),
  "that has lost all entries": (path) => inFile(path, "DELETE FROM entry"),
  "with an entry of another number": (path) => inFile(path, "UPDATE entry SET seq = 9 WHERE seq = 2"),
  "that gives out numbers again": (path) => inFile(path, "UPDATE ledger SET next_seq = 2"),
  "with two ledgers": (path) => inFile(path, "INSERT INTO ledger SELECT * FROM ledger"),
};

for (const [what, spoil] of Object.entries(strangers)) {
  Deno.test(`a journal ${what} is set aside, and a new one begun`, async () => {
    await using test = await makeJournal();
    for (let n = 0; n < 2; n++) await begin(test.journal);
    test.journal[Symbol.dispose]();
    await spoil(test.path);
    const former = await Deno.readFile(test.path);
    const journal = await test.open();
    assert.deepEqual(journal.entries(), []);
    const aside = assertSetAside(test.folder, test.warnings);
    assert.deepEqual(await Deno.readFile(aside), former);
    assert.equal(((await Deno.stat(aside)).mode ?? 0) & 0o777, 0o600);
    await begin(journal, some(3));
    assert.deepEqual((await contentsOf(await test.open())).map(([, changes]) => changes), [some(3)]);
    assert.equal(test.warnings.length, 1);
  });
}

Deno.test("a journal sealed with another key is set aside, and one of another account, each under its own name", async () => {
  await using test = await makeJournal();
  await begin(test.journal);
  test.journal[Symbol.dispose]();
  const owners = [{ ...OWNER, key: new Uint8Array(32).fill(9) }, { ...OWNER, uid: "somebody else" }];
  for (const owner of owners) {
    const journal = await test.open(owner);
    assert.deepEqual(journal.entries(), []);
    await begin(journal);
    journal[Symbol.dispose]();
  }
  assert.equal(test.warnings.length, 2);
  const [first = "", second = ""] = asideIn(test.folder);
  assert.equal(second, `${first}-2`, "at the same second by this test's clock");
  using former = await openJournal(`${test.folder}/${first}`);
  assert.deepEqual(
    (await contentsOf(former)).map(([, changes]) => changes),
    [some(2)],
    "nothing of it is lost",
  );
});

Deno.test("an empty file becomes a journal without a word", async () => {
  await using test = await makeJournal();
  await Deno.writeTextFile(`${test.folder}/empty.db`, "");
  const warnings: string[] = [];
  using journal = await openJournal(`${test.folder}/empty.db`, OWNER, warnings);
  assert.deepEqual([journal.entries(), warnings], [[], []]);
});

Deno.test("a journal from a newer version is refused in words, and its file is left as it is", async () => {
  await using test = await makeJournal();
  await begin(test.journal);
  test.journal[Symbol.dispose]();
  inFile(test.path, "PRAGMA journal_mode = DELETE; PRAGMA user_version = 99; DROP TABLE entry");
  const before = await Deno.readFile(test.path);
  await assert.rejects(test.open(), (error) => {
    assert.match(String(error), /The journal of your changes was written by a newer foxden: .*journal\.db/);
    return isJournalFault(error, "newer");
  });
  assert.deepEqual([await Deno.readFile(test.path), asideIn(test.folder)], [before, []]);
});

Deno.test("where its file is a folder there is no journal, and no other place for it", async () => {
  await using test = await makeJournal();
  await Deno.mkdir(`${test.folder}/folder.db`);
  await assert.rejects(openJournal(`${test.folder}/folder.db`), (error) => {
    assert.match(String(error), /The journal of your changes may not be written to: .*folder\.db/);
    return isJournalFault(error, "read-only");
  });
});

Deno.test("many who open a damaged journal at once set it aside once, and all end with the same new one", async () => {
  await using test = await makeJournal();
  test.journal[Symbol.dispose]();
  await Deno.writeTextFile(test.path, "damaged".repeat(9000));
  const opened = await Promise.all(Array.from({ length: 6 }, () => test.open()));
  assertSetAside(test.folder, test.warnings);
  for (const journal of opened) await begin(journal);
  for (const journal of opened) assert.equal(journal.entries().length, 6);
});

Deno.test("a journal is not set aside under somebody who is writing", async () => {
  await using test = await makeJournal();
  const { journal } = test;
  await journal.locked(async () => {
    const { seq } = await begin(journal);
    await assert.rejects(
      test.open({ ...OWNER, uid: "somebody else" }, 100),
      (error) => isJournalFault(error, "busy"),
    );
    await journal.finish(seq, { state: "done" });
  });
  assert.deepEqual([asideIn(test.folder), test.warnings], [[], []]);
  const other = await test.open({ ...OWNER, uid: "somebody else" });
  assertSetAside(test.folder, test.warnings);
  await assert.rejects(begin(journal), (error) => isJournalFault(error, "damaged"), "nobody would find that");
  assert.deepEqual((await contentsOf(journal)).map(([{ state }]) => state), ["done"]);
  assert.deepEqual(other.entries(), []);
});

Deno.test("a journal that turns out to be damaged as it is written to is set aside by the next to open it", async () => {
  await using test = await makeJournal();
  const { journal } = test;
  await begin(journal);
  inFile(test.path, "UPDATE entry SET count = 99");
  for (let i = 0; i < 2; i++) {
    await assert.rejects(begin(journal), (error) => isJournalFault(error, "damaged"));
  }
  journal[Symbol.dispose]();
  // Put right as a disk may do by itself, it still is not trusted.
  inFile(test.path, "UPDATE entry SET count = 2");
  assert.deepEqual((await test.open()).entries(), []);
  assertSetAside(test.folder, test.warnings);
});

Deno.test("a journal whose changes turn out to be damaged takes no new entry, and is set aside by the next to open it", async () => {
  for (const finishing of [false, true]) {
    await using test = await makeJournal();
    const { journal } = test;
    const other = await test.open();
    for (let n = 0; n < 2; n++) await begin(journal);
    inFile(
      test.path,
      "UPDATE box SET box = zeroblob(length(box)) WHERE place = (SELECT max(place) FROM box)",
    );
    const read = () =>
      finishing ? journal.finish(2, { state: "done", only: new Set(["record-1"]) }) : journal.changes(2);
    for (const act of [read, () => begin(journal), () => begin(other)]) {
      await assert.rejects(act(), (error) => isJournalFault(error, "damaged"));
    }
    assert.deepEqual(await journal.changes(1), some(2), "the rest can still be read");
    await other.finish(1, { state: "done" });
    for (const each of [journal, other]) each[Symbol.dispose]();
    assert.deepEqual((await test.open()).entries(), []);
    assertSetAside(test.folder, test.warnings);
  }
});

Deno.test("a journal is set aside after its log, which would be taken for that of the next one", async () => {
  await using test = await makeJournal();
  for (const suffix of ["", "-wal", "-shm"]) await Deno.writeTextFile(`${test.folder}/x.db${suffix}`, suffix);
  await Deno.writeTextFile(`${test.folder}/aside-wal`, "of one that was cut short");
  const { rename } = Deno;
  const order: string[] = [];
  Deno.rename = (from, to) => {
    order.push(String(from).slice(-3));
    return rename(from, to);
  };
  try {
    const aside = await setAside(`${test.folder}/x.db`, `${test.folder}/aside`, fault);
    assert.equal(aside, `${test.folder}/aside-2`, "no name whose log would be written over");
    for (const suffix of ["", "-wal", "-shm"]) {
      assert.equal(await Deno.readTextFile(aside + suffix), suffix);
    }
  } finally {
    Deno.rename = rename;
  }
  assert.equal(order.at(-1), ".db");
  assert.equal(order.length, 3);
});

Deno.test("who has signed out leaves no journal that was set aside either, and nothing else is removed", async () => {
  await using test = await makeJournal();
  for (let n = 0; n < 2; n++) {
    test.journal[Symbol.dispose]();
    await Deno.writeTextFile(test.path, "damaged".repeat(9000));
    (await test.open())[Symbol.dispose]();
  }
  const [first = assert.fail(), ...more] = asideIn(test.folder);
  assert.equal(more.length, 1);
  for (const name of [`${first}-wal`, `${first}-shm`, "mirror.db", "journal.db.mine"]) {
    await Deno.writeTextFile(`${test.folder}/${name}`, "");
  }
  await removeJournal(test.path, waiting());
  assert.deepEqual([...Deno.readDirSync(test.folder)].map(({ name }) => name).toSorted(), [
    "journal.db.mine",
    "mirror.db",
  ]);
});

Deno.test("who has signed out leaves no journal, and whoever still has it open cannot write any more", async () => {
  await using test = await makeJournal();
  await begin(test.journal);
  await removeJournal(test.path, waiting());
  assert.deepEqual([...Deno.readDirSync(test.folder)], []);
  await assert.rejects(begin(test.journal), (error) => isJournalFault(error, "damaged"));
  assert.deepEqual((await test.open()).entries(), []);
  assert.deepEqual(test.warnings, []);
  await removeJournal(`${test.folder}/never there.db`, waiting());
});

Deno.test("the key of a journal follows from the mirror's, and is another", async () => {
  const key = new Uint8Array(32).fill(7);
  assert.notDeepEqual(await journalKey(key), key);
  assert.deepEqual(await journalKey(key), await journalKey(key));
  assert.notDeepEqual(await journalKey(key), await journalKey(new Uint8Array(32).fill(8)));
  assert.equal((await journalKey(key)).length, 32);
});
