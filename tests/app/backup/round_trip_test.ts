import assert from "node:assert/strict";
import { join } from "node:path";
import fc from "fast-check";
import { openBackup, readThrough } from "../../../app/backup/open.ts";
import { manifestLine, manifestText } from "../../../app/backup/text.ts";
import { backupKeys } from "../../../app/backup/keys.ts";
import { makeProfile } from "../app_support.ts";
import { failsWith } from "../../support/vectors.ts";
import {
  framesOf,
  HEADER,
  inFolder,
  KEYS,
  live,
  readBackup,
  type TestEntry,
  tombstone,
  withPassphrase,
  write,
} from "./backup_support.ts";

const hasModes = Deno.build.os !== "windows";

/** Texts with what is easily lost on the way: surrogates, line separators, controls, what only looks like JSON. */
const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 30 }),
  fc.constantFrom(
    "\u2028",
    "\u2029\n\r",
    '"deleted":true',
    "\\u0064eleted",
    "\0",
    "}\n[",
    "\ud83e\udd8a",
    "é",
  ),
);
const clear = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.dictionary(text, fc.oneof(text, fc.jsonValue())).map((value) => JSON.stringify(value)),
  },
  { weight: 2, arbitrary: fc.jsonValue().map((value) => JSON.stringify({ value }, null, 2)) },
  { weight: 1, arbitrary: text },
  { weight: 1, arbitrary: fc.constant(undefined) },
  { weight: 1, arbitrary: fc.constantFrom("deleted", "\\u0064eleted").map((key) => `{"${key}":true}`) },
);
const records: fc.Arbitrary<TestEntry[]> = fc.uniqueArray(
  fc.record({
    id: fc.oneof(
      fc.string({ minLength: 1, maxLength: 64 }),
      fc.constantFrom("\u00e9\u2028", '"\\', "{1b2c}", "\ud83e\udd8a"),
    ),
    clear,
    modified: fc.nat(2 ** 41),
    sortindex: fc.integer(),
  }, { requiredKeys: ["id", "clear", "modified"] }),
  { selector: ({ id }) => id, maxLength: 40 },
);
const collections = fc.dictionary(
  fc.constantFrom("bookmarks", "history", "forms", "a.b-c_d", "42", "__proto__"),
  records,
  { maxKeys: 4 },
);

/** What a backup has to hold of a mirror's record; undefined where it is left out. */
function kept({ clear, ...entry }: TestEntry) {
  if (clear === undefined) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(clear);
  } catch {
    value = clear;
  }
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  if (isObject && Reflect.get(value as object, "deleted") === true) {
    const inner = Reflect.get(value as object, "id") ?? entry.id;
    if (inner === entry.id) return undefined;
  }
  return { bytes: 7, ...entry, clear: isObject ? value : clear };
}

Deno.test("what is written is what is read, in a sealed backup as in a plain one", async () => {
  await inFolder(async (folder) => {
    let count = 0;
    await fc.assert(
      fc.asyncProperty(collections, fc.boolean(), async (held, isPlain) => {
        const path = join(folder, `${count++}`);
        const report = await write(path, held, isPlain ? { key: { kind: "plaintext" } } : {});
        const contents = await readBackup(path);
        assert.deepEqual(Object.keys(contents).sort(), Object.keys(held).sort());
        for (const [name, entries] of Object.entries(held)) {
          const wanted = entries.map(kept).filter((entry) => entry !== undefined);
          const byId = (a: { id: string }, b: { id: string }) => a.id < b.id ? -1 : 1;
          assert.deepEqual(contents[name]?.toSorted(byId), wanted.toSorted(byId));
          const told = report.collections.find((each) => each.name === name) ?? assert.fail();
          const unreadable = entries.filter((entry) => entry.clear === undefined).length;
          assert.deepEqual(
            [told.records, told.unreadable, told.tombstones],
            [wanted.length, unreadable, entries.length - wanted.length - unreadable],
          );
        }
        assert.equal((await Deno.stat(path)).size, report.fileBytes);
      }),
      { numRuns: 150 },
    );
  });
});

Deno.test("records of any length go through: some fill a chunk to its last byte, some need several", async () => {
  await inFolder(async (folder) => {
    const sizes = [(1 << 20) - 400, 2_000_000, 3, 5_000_000, 1 << 20, (1 << 20) - 60];
    // One by one, so that the end of a record comes to stand on all sides of the end of a chunk.
    for (let more = 0; more < 12; more++) sizes.push((1 << 20) - 70 + more);
    const entries = sizes.map((size, i) => live(`r${String(i).padStart(3, "0")}`, "€".repeat(size / 3)));
    for (const kind of ["profile", "plaintext"] as const) {
      const path = join(folder, kind);
      await write(path, { forms: entries }, kind === "profile" ? {} : { key: { kind } });
      const { forms = [] } = await readBackup(path);
      assert.deepEqual(forms.map(({ clear }) => JSON.stringify(clear)), entries.map(({ clear }) => clear));
    }
  });
});

Deno.test("a backup of any length ends in a last chunk that holds the whole manifest", async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "backup");
    for (let less = 0; less < 1000; less += 37) {
      const entries = [live("a", "x".repeat((1 << 20) - less))];
      const { collections } = await write(path, { forms: entries }, { overwrite: true });
      assert.equal((await readBackup(path))["forms"]?.length, 1);
      const last = framesOf(await Deno.readFile(path)).at(-1) ?? assert.fail();
      const manifest = manifestLine(manifestText(collections), "0".repeat(64));
      assert.ok(last.to - last.from > manifest.length + 5 + 16, `${less} less`);
    }
  });
});

Deno.test("a passphrase seals a backup, and only that one opens it", async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "backup");
    const key = { kind: "passphrase", passphrase: "cörrect horse" } as const;
    const report = await write(path, { forms: [live("a", "secret words")] }, { key });
    assert.equal(report.keyKind, "passphrase");
    const bytes = await Deno.readTextFile(path);
    for (const word of ["secret", "ada@", "forms", "horse"]) assert.ok(!bytes.includes(word), word);
    const backup = await openBackup(path, withPassphrase("cörrect horse"));
    assert.deepEqual([backup.keyKind, backup.header, backup.fileBytes], [
      "passphrase",
      HEADER,
      report.fileBytes,
    ]);
    assert.deepEqual(await readThrough(backup.pages(() => false)), report.collections);
    await failsWith("crypto.wrong-passphrase", () => openBackup(path, withPassphrase("correct horse")));
  });
});

Deno.test("a backup of the profile opens without a question, and not by another account or nobody", async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "backup");
    await write(path, { forms: [live("a")] });
    assert.equal((await openBackup(path, KEYS)).keyKind, "profile");
    for (const key of [new Uint8Array(32).fill(8), undefined]) {
      const keys = { ...KEYS, profileKey: () => Promise.resolve(key) };
      const error = await failsWith("crypto.wrong-passphrase", () => openBackup(path, keys));
      assert.match(error.message, /another account/);
    }
    await using profile = await makeProfile();
    using app = profile.open();
    await failsWith("crypto.wrong-passphrase", () => openBackup(path, backupKeys(app, KEYS.passphrase)));
  });
});

Deno.test("two backups of the same records with the same key have nothing in common", async () => {
  await inFolder(async (folder) => {
    const [one, other] = [join(folder, "one"), join(folder, "other")];
    const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));
    for (const path of [one, other]) await write(path, { forms: [live("a")] }, { random });
    const [left, right] = [await Deno.readFile(one), await Deno.readFile(other)];
    const alike = left.filter((byte, i) => i > 31 && byte === right[i]).length;
    assert.ok(alike < left.length / 8, `${alike} of ${left.length}`);
  });
});

Deno.test("an account without anything makes a backup of nothing", async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "backup");
    assert.deepEqual((await write(path, {})).collections, []);
    assert.deepEqual(await readBackup(path), {});
    const empty = join(folder, "empty");
    await write(empty, { forms: [], history: [tombstone("a")] });
    assert.deepEqual(await readBackup(empty), { forms: [], history: [] });
  });
});

Deno.test("a plain backup is lines of JSON that any tool can read", async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "backup");
    const entries = [{ ...live("a"), sortindex: 3 }, live("b"), tombstone("c")];
    await write(path, { forms: entries }, { key: { kind: "plaintext" } });
    const lines = (await Deno.readTextFile(path)).split("\n");
    assert.deepEqual(lines.slice(0, 4), [
      '{"foxden":"backup","version":1,"createdAt":"2030-01-02T03:04:05.000Z","account":{"email":"ada@example.org",' +
      '"uid":"0123456789abcdef0123456789abcdef"},"server":"http://127.0.0.1:1"}',
      '{"collection":"forms","modified":5.55}',
      '["a",1000,3,7,{"id":"a","title":"a"}]',
      '["b",1000,null,7,{"id":"b","title":"b"}]',
    ]);
    const recorded = new TextEncoder().encode(lines.slice(2, 4).join("\n") + "\n");
    const sha256 = new Uint8Array(await crypto.subtle.digest("SHA-256", recorded)).toHex();
    const { manifest } = JSON.parse(lines[4] ?? "");
    const bytes = recorded.length;
    assert.deepEqual(manifest, { forms: { records: 2, tombstones: 1, unreadable: 0, bytes, sha256 } });
    assert.deepEqual(lines.slice(5), [""]);
    assert.equal((await openBackup(path, KEYS)).keyKind, "plaintext");
  });
});

Deno.test("a backup is closed to others", { ignore: !hasModes }, async () => {
  await inFolder(async (folder) => {
    for (const key of [undefined, { kind: "plaintext" } as const]) {
      const path = join(folder, key?.kind ?? "sealed");
      await write(path, {}, key ? { key } : {});
      assert.equal(((await Deno.stat(path)).mode ?? 0) & 0o777, 0o600);
    }
  });
});
