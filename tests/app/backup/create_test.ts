import assert from "node:assert/strict";
import { join } from "node:path";
import { createBackup } from "../../../app/backup/create.ts";
import { backupKeys } from "../../../app/backup/keys.ts";
import { openBackup } from "../../../app/backup/open.ts";
import { named } from "../../core/sync/storage_support.ts";
import type { Progress } from "../../../app/pull.ts";
import { callStorage } from "../../../core/sync/transport.ts";
import { openSynced, put, putPayloads } from "../app_support.ts";
import { openScene } from "../refresh_support.ts";
import { failsWith } from "../../support/vectors.ts";
import { contentsOf, inFolder, KEYS, readBackup, withPassphrase } from "./backup_support.ts";

const form = (id: string) => ({ id, name: "field", value: `value of ${id}` });

Deno.test("everything the account has is backed up, but for its keys and what is deleted or does not open", async () => {
  await using account = await openSynced();
  const { app, home } = account;
  const modified = await put(app, "forms", form("a"), { id: "gone", deleted: true }, form("b"));
  await put(app, "tabs", { id: "t", clientName: "den", tabs: [] });
  await put(app, "unheard-of", { id: "u", anything: ["at", "all"] });
  await putPayloads(app, "forms", { sealed: "with no key" });
  const path = join(home, "backup");
  const progress: Progress[] = [];
  const report = await createBackup(app, {
    path,
    key: { kind: "passphrase", passphrase: "words" },
    onProgress: (now) => progress.push(now),
  });
  const backup = await openBackup(path, withPassphrase("words"));
  const { email, uid, servers } = await app.secrets();
  assert.deepEqual(backup.header.account, { email, uid });
  assert.deepEqual([backup.header.server, backup.header.only], [servers.content, undefined]);
  const contents = await contentsOf(backup);
  assert.deepEqual(Object.keys(contents), ["forms", "tabs", "unheard-of"]);
  assert.deepEqual(
    contents["forms"]?.map(({ id, modified, clear }) => [id, modified, clear]),
    [["a", modified, form("a")], ["b", modified, form("b")]],
  );
  const [forms] = report.collections;
  assert.deepEqual([forms?.records, forms?.tombstones, forms?.unreadable], [2, 1, 1]);
  assert.deepEqual(progress.filter(({ collection }) => collection === "forms"), [
    { collection: "forms", act: "backup", done: 4, total: 4 },
  ]);
});

Deno.test("an account that holds nothing makes a backup of nothing", async () => {
  await using account = await openSynced();
  const path = join(account.home, "backup");
  const { collections } = await createBackup(account.app, { path, key: { kind: "plaintext" } });
  assert.deepEqual(collections, []);
  assert.deepEqual(await readBackup(path), {});
});

Deno.test("chosen collections are backed up alone, and a backup says that it is of these only", async () => {
  await using account = await openSynced();
  const { app, home } = account;
  await put(app, "forms", form("a"));
  await put(app, "prefs", { id: "p", value: {} });
  const path = join(home, "backup");
  const key = { kind: "profile" } as const;
  await createBackup(app, { path, key, only: ["forms", "addresses", "forms"] });
  const backup = await openBackup(path, backupKeys(app, KEYS.passphrase));
  assert.deepEqual(backup.header.only, ["forms", "addresses"]);
  assert.deepEqual(Object.keys(await contentsOf(backup)), ["forms"], "there are no addresses");
  const overwrite = { path, key, overwrite: true };
  for (const only of [["meta"], ["crypto"], ["no/name"]]) {
    await failsWith("usage.value", () => createBackup(app, { ...overwrite, only }));
  }
  await failsWith("not-found.match", () => createBackup(app, { ...overwrite, only: ["nobody-knows"] }));
  assert.deepEqual(Object.keys(await contentsOf(backup)), ["forms"], "it is still there");
});

Deno.test("a file that is there ends it before anything is asked of the server", async () => {
  await using account = await openSynced();
  const path = join(account.home, "backup");
  await Deno.writeTextFile(path, "");
  account.traces.length = 0;
  await failsWith(
    "failed.file-exists",
    () => createBackup(account.app, { path, key: { kind: "plaintext" } }),
  );
  assert.deepEqual(account.traces, []);
});

Deno.test("a backup is of now, however short ago the account was read", async () => {
  await using account = await openSynced();
  const { home } = account;
  using app = account.open({ fresh: { mode: "max-age", maxAgeMs: 3_600_000, lenient: true } });
  const idsIn = async (only?: readonly string[]) => {
    const path = join(home, "backup");
    await createBackup(app, { path, key: { kind: "plaintext" }, only, overwrite: true });
    return Object.values(await readBackup(path)).flat().map(({ id }) => id);
  };
  await put(account.app, "forms", form("a"));
  assert.deepEqual(await idsIn(), ["a"]);
  await put(account.app, "forms", form("b"));
  assert.deepEqual(await idsIn(), ["a", "b"]);
  await put(account.app, "forms", form("c"));
  assert.deepEqual(await idsIn(["forms"]), ["a", "b", "c"]);
  await callStorage((await account.app.sync()).server, { method: "DELETE", path: "/storage/forms" });
  assert.deepEqual(await idsIn(), []);
});

Deno.test("without the server there is no backup, unless what is here is asked for, and what it may lack is named", async () => {
  await using account = await openSynced();
  const { home } = account;
  await put(account.app, "forms", form("a"));
  const path = join(home, "backup");
  const input = { path, key: { kind: "plaintext" }, overwrite: true } as const;
  {
    using app = account.open({ fresh: { mode: "cached" } });
    await failsWith("network.offline", () => createBackup(app, input));
  }
  await createBackup(account.app, input);
  await account.app.expire(named("forms"));
  await account.server.close();
  for (const mode of ["pull", "max-age"] as const) {
    using app = account.open({
      fresh: mode === "pull" ? { mode } : { mode, maxAgeMs: 3_600_000, lenient: true },
    });
    await failsWith("network.unreachable", () => createBackup(app, input));
  }
  assert.equal((await readBackup(path))["forms"]?.length, 1, "the old one is still there");
  account.warnings.length = 0;
  using offline = account.open({ fresh: { mode: "cached" }, offline: true });
  const { collections } = await createBackup(offline, input);
  assert.deepEqual(collections.map(({ name, records }) => [name, records]), [["forms", 1]]);
  assert.match(account.warnings.join(), /changed on the server since it was read, .*: forms/);
});

Deno.test("a mirror that turns out to be damaged is made anew, and the backup with it", async () => {
  await using scene = await openScene();
  await scene.device.writeMany("forms", 40, 10);
  await scene.run();
  using app = scene.open();
  const mirror = await app.mirror();
  mirror.db.run(
    "UPDATE page SET box = zeroblob(length(box)) WHERE copy = (SELECT id FROM copy WHERE name = 'forms')",
  );
  await inFolder(async (folder) => {
    const path = join(folder, "backup");
    await createBackup(app, { path, key: { kind: "plaintext" } });
    assert.equal((await readBackup(path))["forms"]?.length, 40);
    assert.match(scene.account.warnings.join(), /damaged/);
  });
});
