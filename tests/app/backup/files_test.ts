import assert from "node:assert/strict";
import { join } from "node:path";
import { openBackup } from "../../../app/backup/open.ts";
import { writeBackup } from "../../../app/backup/write.ts";
import { failsWith } from "../../support/vectors.ts";
import { inFolder, KEYS, live, mirrorOf, namesIn, readBackup, write } from "./backup_support.ts";

const LARGE = Array.from({ length: 40 }, (_, i) => live(`r${i}`, "x".repeat(200_000)));

Deno.test("a file that is there is not written over, unless it is asked for", async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "backup");
    await Deno.writeTextFile(path, "mine");
    const error = await failsWith("failed.file-exists", () => write(path, { forms: [live("a")] }));
    assert.deepEqual(error.details, { path });
    assert.equal(await Deno.readTextFile(path), "mine");
    assert.deepEqual(namesIn(folder), ["backup"]);
    await write(path, { forms: [live("a")] }, { overwrite: true });
    assert.equal((await readBackup(path))["forms"]?.length, 1);
    assert.deepEqual(namesIn(folder), ["backup"]);
  });
});

Deno.test("a file that comes to be there while a backup is being written is left alone", async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "backup");
    const onProgress = () => Deno.writeTextFileSync(path, "faster");
    await failsWith("failed.file-exists", () => write(path, { forms: [live("a")] }, { onProgress }));
    assert.equal(await Deno.readTextFile(path), "faster");
    assert.deepEqual(namesIn(folder), ["backup"]);
  });
});

/** Puts something in place of a function of the runtime's. */
function inPlaceOf<Name extends "link" | "rename">(name: Name, act: (typeof Deno)[Name]): Disposable {
  const own = Deno[name];
  Deno[name] = act;
  return { [Symbol.dispose]: () => void (Deno[name] = own) };
}

Deno.test("a backup is never there under its name before it is whole", async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "backup");
    const { link } = Deno;
    using _ = inPlaceOf("link", async (from, to) => {
      assert.equal(namesIn(folder).length, 1, "nothing keeps its place");
      await link(from, to);
      assert.equal((await readBackup(path))["forms"]?.length, 1);
    });
    using _no = inPlaceOf("rename", () => Promise.reject(new Error("nobody moves it")));
    await write(path, { forms: [live("a")] });
    assert.deepEqual(namesIn(folder), ["backup"]);
  });
});

Deno.test("where a file can have one name only, a backup gets it all the same, and takes it from nobody", async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "backup");
    using _ = inPlaceOf("link", () => Promise.reject(new Deno.errors.NotSupported("not here")));
    const onProgress = () => Deno.writeTextFileSync(path, "faster");
    await failsWith("failed.file-exists", () => write(path, { forms: [live("a")] }, { onProgress }));
    assert.equal(await Deno.readTextFile(path), "faster");
    await Deno.remove(path);
    await write(path, { forms: [live("a")] });
    assert.equal((await readBackup(path))["forms"]?.length, 1);
    assert.deepEqual(namesIn(folder), ["backup"]);
    using _no = inPlaceOf("rename", () => Promise.reject(new Deno.errors.PermissionDenied("not now")));
    await failsWith("failed.file", () => write(join(folder, "other"), { forms: [live("a")] }));
    assert.deepEqual(namesIn(folder), ["backup"], "nothing keeps a place for what does not come");
  });
});

Deno.test("what is no file is not written over either", async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "folder");
    await Deno.mkdir(path);
    await failsWith("failed.file-exists", () => write(path, {}));
    await failsWith("failed.file", () => write(path, {}, { overwrite: true }));
    assert.deepEqual(namesIn(folder), ["folder"]);
  });
});

Deno.test("a place where no file can be is told", async () => {
  await inFolder(async (folder) => {
    const missing = join(folder, "no", "backup");
    const error = await failsWith("failed.file", () => write(missing, {}));
    assert.deepEqual(error.details, { path: missing, fault: "no-folder" });
    await Deno.writeTextFile(join(folder, "file"), "");
    const below = join(folder, "file", "backup");
    assert.deepEqual((await failsWith("failed.file", () => write(below, {}))).details, {
      path: below,
      fault: "below-a-file",
    });
    assert.deepEqual(namesIn(folder), ["file"]);
  });
});

Deno.test("a backup that is interrupted leaves nothing behind, and what was there as it was", async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "backup");
    for (const old of [undefined, "old"]) {
      if (old !== undefined) await Deno.writeTextFile(path, old);
      const before = namesIn(folder);
      const abort = new AbortController();
      const seen: string[][] = [];
      const onProgress = () => {
        seen.push(namesIn(folder));
        if (seen.length === 2) abort.abort(new Error("enough"));
      };
      const writing = write(path, { forms: LARGE }, { onProgress, signal: abort.signal, overwrite: true });
      await assert.rejects(writing, /enough/);
      assert.equal(seen.length, 2, "nothing more was read");
      assert.equal(seen[0]?.length, before.length + 1, "it was written beside its place");
      assert.deepEqual(namesIn(folder), before);
      if (old !== undefined) assert.equal(await Deno.readTextFile(path), old);
    }
  });
});

Deno.test("a backup that fails in the middle leaves nothing behind", async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "backup");
    const mirror = await mirrorOf({ forms: LARGE });
    mirror.db.run("UPDATE page SET box = zeroblob(100) WHERE no = (SELECT max(no) FROM page)");
    using snapshot = mirror.snapshot();
    const copies = snapshot.copies();

    const job = {
      path,
      overwrite: false,
      key: { kind: "plaintext" },
      header: { createdAtMs: 0, account: { email: "", uid: "00".repeat(16) }, server: "", only: undefined },
      copies,
      random: (length: number) => new Uint8Array(length),
      signal: new AbortController().signal,
      onProgress: () => {},
    } as const;
    await failsWith("failed.mirror", () => writeBackup(snapshot, job));
    assert.deepEqual(namesIn(folder), []);
    mirror.close();
  });
});

Deno.test("what is not there, or cannot be read, is told", async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "none");
    assert.deepEqual((await failsWith("not-found.file", () => openBackup(path, KEYS))).details, { path });
    await failsWith("failed.file", () => openBackup(folder, KEYS));
  });
});

Deno.test("a backup that is replaced while it is open is not mixed with the new one", async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "backup");
    await write(path, { forms: [live("a")] });
    const backup = await openBackup(path, KEYS);
    const random = (length: number) => new Uint8Array(length).fill(3);
    await write(path, { forms: [live("b")] }, { overwrite: true, random });
    await failsWith("findings.backup", () => backup.pages().next());
  });
});

Deno.test("a plain backup that changes between two readings is noticed, by its size or by its time", async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "backup");
    const time = new Date(Date.UTC(2030, 0, 1));
    const changes: (() => Promise<void>)[] = [
      () => Deno.utime(path, time, new Date(time.getTime() + 1000)),
      () => Deno.writeTextFile(path, "x", { append: true }).then(() => Deno.utime(path, time, time)),
      async () => {
        await write(`${path}2`, { forms: [live("b")] }, { key: { kind: "plaintext" } });
        await Deno.utime(`${path}2`, time, time);
        await Deno.rename(`${path}2`, path);
      },
    ];
    for (const change of changes) {
      await write(path, { forms: [live("a")] }, { key: { kind: "plaintext" }, overwrite: true });
      await Deno.utime(path, time, time);
      const backup = await openBackup(path, KEYS);
      await backup.pages().next();
      await change();
      const error = await failsWith("findings.backup", () => backup.pages().next());
      assert.match(error.message, /changes while it is read/);
    }
  });
});
