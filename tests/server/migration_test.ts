/** A database of an earlier foxden becomes today's, with everything in it. */
import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { databasePath } from "../../server/data_dir.ts";
import { openDatabase } from "../../server/db.ts";
import { integer, object, string } from "../../core/json.ts";
import { MIGRATIONS } from "../../server/schema.ts";
import { withDir } from "./support/data_dir.ts";

const FIRST_VERSION = `
  INSERT INTO account VALUES ('u1', 'a@example.org', 'a@example.org', x'00', 1, 2, 3);
  INSERT INTO storage_user VALUES (7, 'u1', 1, 2, 'abcd', 3, NULL, 50);
  DELETE FROM storage_user;
  INSERT INTO storage_user VALUES (4, 'u1', 1, 2, 'abcd', 3, NULL, 50);
  INSERT INTO collection VALUES (1, 4, 'bookmarks', 50), (2, 4, 'tabs', 40);
  INSERT INTO bso VALUES (1, 'a', 50, NULL, 1, 'zwölf'), (1, 'b', 40, NULL, NULL, '');
  INSERT INTO batch VALUES (1, 4, 'bookmarks', 1, 3, 99);
  INSERT INTO batch_item VALUES (1, 'c', 'xyz', NULL, NULL);
`;

function makeFirstVersion(dir: string): void {
  const sqlite = new DatabaseSync(databasePath(dir));
  sqlite.exec(MIGRATIONS[0] ?? "");
  sqlite.exec("PRAGMA user_version = 1");
  sqlite.exec(FIRST_VERSION);
  sqlite.close();
}

const size = object({ name: string, bytes: integer });
const count = object({ n: integer });

Deno.test("a database of the first version keeps its storages, records and open batches", () =>
  withDir((dir) => {
    makeFirstVersion(dir);
    using database = openDatabase(dir);
    assert.deepEqual(database.rows(size, "SELECT name, bytes FROM collection ORDER BY name"), [
      { name: "bookmarks", bytes: 6 },
      { name: "tabs", bytes: 0 },
    ]);
    const items = "SELECT count(*) AS n FROM batch_item JOIN batch ON batch.id = batch_id";
    assert.deepEqual(database.row(count, items), { n: 1 });
    assert.deepEqual(database.rows(count, "SELECT count(*) AS n FROM pragma_foreign_key_check"), [{ n: 0 }]);
    return Promise.resolve();
  }));

Deno.test("a storage's number is never given out again, not even by a migrated database", () =>
  withDir((dir) => {
    makeFirstVersion(dir);
    using database = openDatabase(dir);
    database.run(
      `INSERT INTO storage_user (uid, generation, keys_changed_at_ms, client_state, created_at_ms)
       VALUES ('u1', 2, 3, 'ef', 4)`,
    );
    assert.deepEqual(database.row(count, "SELECT max(storage_uid) AS n FROM storage_user"), { n: 8 });
    return Promise.resolve();
  }));

Deno.test("an account that is deleted takes its storages along", () =>
  withDir((dir) => {
    makeFirstVersion(dir);
    using database = openDatabase(dir);
    database.run("DELETE FROM account");
    for (const table of ["storage_user", "collection", "bso", "batch", "batch_item"]) {
      assert.deepEqual(database.row(count, `SELECT count(*) AS n FROM ${table}`), { n: 0 }, table);
    }
    return Promise.resolve();
  }));

Deno.test("a collection's size follows every write to its records", () =>
  withDir((dir) => {
    makeFirstVersion(dir);
    using database = openDatabase(dir);
    const bytes = () => database.row(size, "SELECT name, bytes FROM collection WHERE id = 1")?.bytes;
    const upsert = `INSERT INTO bso VALUES (1, ?, 60, NULL, NULL, ?)
                    ON CONFLICT DO UPDATE SET payload = excluded.payload`;
    database.run(upsert, "n", "1234");
    assert.equal(bytes(), 10);
    database.run(upsert, "n", "ä");
    assert.equal(bytes(), 8);
    database.run("DELETE FROM bso WHERE id = 'a'");
    assert.equal(bytes(), 2);
    return Promise.resolve();
  }));
