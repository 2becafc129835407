import assert from "node:assert/strict";
import { basename, join } from "node:path";
import { abandoned, backUp, KEPT_BACKUPS, KEPT_DAYS, outdated } from "../../../app/backup/automatic.ts";
import { backupKeys } from "../../../app/backup/keys.ts";
import { openSynced, put } from "../app_support.ts";
import { named } from "../../core/sync/storage_support.ts";
import { failsWith } from "../../support/vectors.ts";
import { KEYS, namesIn, readBackup } from "./backup_support.ts";

const NOW_MS = Date.UTC(2030, 5, 15, 12);
const DAY_MS = 86_400_000;

/** A name of a backup that is so many days old. */
const aged = (days: number, rest = "-restore.fxbackup"): string =>
  new Date(NOW_MS - days * DAY_MS).toISOString().slice(0, 19).replace(/[-:]/g, "") + "Z" + rest;

/** Digits that no clock would show. */
const NO_TIMES = [
  "20201301T000000",
  "20200230T000000",
  "20200101T240000",
  "20200101T006000",
  "00200101T000000",
];

const young = Array.from({ length: KEPT_BACKUPS }, (_, i) => aged(i / 24));

Deno.test("old backups go that are not among the newest ones", () => {
  const old = [aged(31), aged(400, "-wipe-2.fxbackup"), aged(35)];
  assert.deepEqual(outdated([...old, ...young], NOW_MS).sort(), old.toSorted());
  assert.deepEqual(outdated([...old, ...young.slice(3)], NOW_MS), [], "these are the newest twenty");
  const [oldest] = old.toSorted();
  assert.deepEqual(outdated([...old, ...young.slice(2)], NOW_MS), [oldest]);
});

Deno.test("a backup that is not old stays, however many there are", () => {
  const many = Array.from({ length: 200 }, (_, i) => aged(KEPT_DAYS * i / 200));
  assert.deepEqual(outdated(many, NOW_MS), []);
  const [just, past] = [aged(KEPT_DAYS), aged(KEPT_DAYS + 1 / 86_400)];
  assert.deepEqual(outdated([...young, just, past], NOW_MS), [past]);
  const future = Array.from({ length: 30 }, (_, i) => aged(-i));
  assert.deepEqual(outdated([...future, ...young], NOW_MS), [], "nor one of a clock that was put back");
});

Deno.test("nothing but automatic backups ever goes", () => {
  const others = [
    "20200101T000000Z-mine.fx",
    "20200101T000000Z.fxbackup",
    "20200101-restore.fxbackup",
    "mine.fxbackup",
    "20200101T000000Z-Restore.fxbackup",
    "20200101T000000Z-restore.fxbackup.x1.tmp",
    "x20200101T000000Z-restore.fxbackup",
    "vault",
    ...NO_TIMES.map((time) => `${time}Z-restore.fxbackup`),
  ];
  assert.deepEqual(outdated([...others, ...young], NOW_MS), []);
});

Deno.test("what is left of a backup that was never completed goes after a day", () => {
  const part = (days: number) => aged(days, "-restore.fxbackup.1f2e.tmp");
  const others = [
    ...young,
    aged(400),
    part(1),
    part(-400),
    "20200101T000000Z-mine.tmp",
    "20200101T000000Z-restore.fxbackup.a.b.tmp",
    "mine.fxbackup.1f2e.tmp",
    ...NO_TIMES.map((time) => `${time}Z-restore.fxbackup.1f2e.tmp`),
  ];
  const goes = [part(1 + 1 / 86_400), part(400)];
  assert.deepEqual(abandoned([...others, ...goes], NOW_MS), goes);
});

Deno.test("a backup before something destructive is sealed by the profile, and named after that", async () => {
  await using account = await openSynced();
  const { app } = account;
  const { backupFolder } = app.config;
  await put(app, "forms", { id: "a", name: "n", value: "v" });
  await put(app, "prefs", { id: "p", value: {} });
  const first = await backUp(app, [named("forms"), named("addresses")], "Wipe of forms!");
  assert.match(basename(first), /^\d{8}T\d{6}Z-wipe-of-forms\.fxbackup$/);
  assert.equal(join(backupFolder, basename(first)), first);
  if (Deno.build.os !== "windows") {
    assert.equal(((await Deno.stat(first)).mode ?? 0) & 0o777, 0o600);
    assert.equal(((await Deno.stat(backupFolder)).mode ?? 0) & 0o777, 0o700);
  }
  using later = account.open();
  assert.deepEqual(Object.keys(await readBackup(first, backupKeys(later, KEYS.passphrase))), ["forms"]);
});

Deno.test("several backups within one second have names of their own, and old ones are let go", async () => {
  await using account = await openSynced();
  const { app } = account;
  const { backupFolder } = app.config;
  await backUp(app, [], "restore");
  const stays = ["mine.fxbackup", "20200101T000000Z-mine.fx"];
  const goes = ["20200101T000000Z-restore.fxbackup", "20200102T000000Z-wipe-2.fxbackup"];
  // Under the name that a backup has while it is being written.
  goes.push(basename(await Deno.makeTempFile({ dir: backupFolder, prefix: `${goes[0]}.`, suffix: ".tmp" })));
  for (const name of [...stays, ...goes]) await Deno.writeTextFile(join(backupFolder, name), "old");
  const paths = new Set<string>();
  for (let i = 0; i < KEPT_BACKUPS; i++) paths.add(await backUp(app, [], "restore"));
  assert.equal(paths.size, KEPT_BACKUPS);
  const names = namesIn(backupFolder);
  assert.equal(names.length, stays.length + 1 + KEPT_BACKUPS);
  for (const name of stays) assert.ok(names.includes(name), name);
  for (const path of paths) assert.ok(names.includes(basename(path)), path);
});

Deno.test("an old backup that cannot be removed is told, and stops nothing", async () => {
  await using account = await openSynced();
  const { app } = account;
  const stuck = join(app.config.backupFolder, "20200101T000000Z-restore.fxbackup");
  await Deno.mkdir(join(stuck, "full"), { recursive: true });
  account.warnings.length = 0;
  for (let i = 0; i < KEPT_BACKUPS; i++) await backUp(app, [], "restore");
  assert.equal(account.warnings.length, 1);
  assert.match(account.warnings.join(), /Cannot remove .*20200101T000000Z/);
});

Deno.test("without the server there is no such backup, so that nothing destructive follows", async () => {
  await using account = await openSynced();
  const { app } = account;
  await put(app, "forms", { id: "a", name: "n", value: "v" });
  await backUp(app, [named("forms")], "restore");
  const before = namesIn(app.config.backupFolder);
  await account.server.close();
  using lenient = account.open({ fresh: { mode: "max-age", maxAgeMs: 3_600_000, lenient: true } });
  await failsWith("network.unreachable", () => backUp(lenient, [named("forms")], "restore"));
  assert.deepEqual(namesIn(app.config.backupFolder), before);
});
