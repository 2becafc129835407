import assert from "node:assert/strict";
import { isObject } from "../../../core/json.ts";
import { put, putPayloads } from "../../app/app_support.ts";
import { openWriting, stored, type WritingAccount } from "../../app/writing_support.ts";
import { expectFailure, expectSuccess, itemsOf } from "../../stories/expect.ts";
import type { Surroundings } from "../memory_io.ts";
import { runOn } from "./on_profile.ts";

const PASSPHRASE = "correct horse battery";
const form = (id: string, value = "v") => ({ id, name: "field", value });
const sealed: Surroundings = { stdin: `${PASSPHRASE}\n` };

/** An account that holds something, and the path of a file that is not there yet. */
async function openFilled() {
  const account = await openWriting();
  await put(account.app, "forms", form("a"), form("b"));
  await put(account.app, "prefs", { id: "p", value: { "browser.startup.page": 3 } });
  account.writes.length = 0;
  return { ...account, file: `${account.home}/b.fxbackup` };
}

const backup = (account: Pick<WritingAccount, "home">, words: readonly string[], around = sealed) =>
  runOn(account, ["backup", ...words], around);

const create = (account: Pick<WritingAccount, "home">, file: string, ...words: string[]) =>
  backup(account, ["create", file, "--passphrase-stdin", ...words]);

Deno.test("create writes a sealed file for its owner alone, and says where, how much and how large", async () => {
  await using account = await openFilled();
  const { file } = account;
  const { stdout, stderr } = expectSuccess(await create(account, file));
  assert.match(stderr, /b\.fxbackup: 3 records in 2 collections, [\d.]+ K?B, sealed with a passphrase\n$/);
  assert.match(stdout, /^forms\t2\t0\t\d+\t.+\nprefs\t1\t0\t/);
  assert.equal(((await Deno.stat(file)).mode ?? 0) & 0o777, 0o600);
  assert.doesNotMatch(new TextDecoder().decode(await Deno.readFile(file)), /browser|field|ann@/);
  const [item] = itemsOf(await create(account, file, "--overwrite", "--json"));
  const { path, fileBytes, sealedWith, collection, records } = item ?? {};
  assert.deepEqual([path, fileBytes, sealedWith], [file, (await Deno.stat(file)).size, "passphrase"]);
  assert.deepEqual([collection, records], ["forms", 2]);
});

Deno.test("inspect and verify read a backup with nobody signed in", async () => {
  await using account = await openFilled();
  const { file } = account;
  expectSuccess(await create(account, file, "--only", "forms"));
  await Deno.remove(`${account.home}/default`, { recursive: true });
  await account.server.close();
  const inspected = expectSuccess(await backup(account, ["inspect", file, "--passphrase-stdin"]));
  assert.match(inspected.stdout, /^forms\t2\t0\t\d+\t[^\n]+\n$/);
  assert.match(inspected.stderr, /^\S+@\S+ at http:\/\/127.+\n2 records in 1 collection, /);
  const { stderr, stdout } = expectSuccess(await backup(account, ["verify", file, "--passphrase-stdin"]));
  assert.deepEqual([stdout, stderr], ["", "2 records in 1 collection, all good\n"]);
  const [item] = itemsOf(await backup(account, ["verify", file, "--passphrase-stdin", "--json"]));
  assert.deepEqual([item?.["records"], item?.["malformed"]], [2, 0]);
});

Deno.test("verify is exit 10 for a damaged file, 12 for another passphrase, 3 for no file, 1 for another file", async () => {
  await using account = await openFilled();
  const { file } = account;
  expectSuccess(await create(account, file));
  const run = (path: string, stdin = `${PASSPHRASE}\n`) =>
    backup(account, ["verify", path, "--passphrase-stdin", "--json"], { stdin });
  const wrong = expectFailure(await run(file, "another\n"), 12, "crypto.wrong-passphrase");
  assert.doesNotMatch(wrong.try.join("\n"), /--forget/);
  assert.match(wrong.try[0] ?? "", /first line of stdin/);
  expectFailure(await run(`${file}.nosuch`), 3, "not-found.file");
  const bytes = await Deno.readFile(file);
  const at = bytes.length >> 1;
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  await Deno.writeFile(`${file}.bad`, bytes);
  expectFailure(await run(`${file}.bad`), 10, "findings.backup");
  await Deno.writeTextFile(`${file}.txt`, "no backup at all, but long enough to be one ".repeat(9));
  expectFailure(await run(`${file}.txt`), 1, "failed.backup-version");
});

Deno.test("a passphrase comes from stdin or a person, and from nowhere else", async () => {
  await using account = await openFilled();
  const { file } = account;
  const nobody = await backup(account, ["create", file, "--json"], {
    env: { FOXDEN_BACKUP_PASSPHRASE: "x", FOXDEN_PASSPHRASE: "x" },
  });
  assert.deepEqual(expectFailure(nobody, 11, "not-confirmed.no-terminal").try, ["--passphrase-stdin"]);
  expectFailure(await backup(account, ["create", file, "--passphrase", "x", "--json"]), 2, "usage.value");
  expectFailure(
    await backup(account, ["create", file, "--passphrase-stdin", "--json"], { stdin: "\n" }),
    2,
    "usage.value",
  );
  for (const stdin of ["abc\n", "1234567\n", "\u{1f98a}\u{1f98a}\u{1f98a}\u{1f98a}\n"]) {
    const short = await backup(account, ["create", file, "--passphrase-stdin", "--json"], { stdin });
    assert.match(expectFailure(short, 2, "usage.value").message, /8 characters or more/);
  }
  await assert.rejects(Deno.stat(file));
  expectSuccess(await create(account, file));
  const asked = await backup(account, ["inspect", file, "--json"], {});
  expectFailure(asked, 11, "not-confirmed.no-terminal");
  const told = await backup(account, ["diff", file, "--passphrase-stdin", "-v"], { stdin: "not the one\n" });
  assert.doesNotMatch(told.stdout + told.stderr, /not the one/);
});

Deno.test("a file that is there is kept unless it may be overwritten, and is noticed before anything is asked", async () => {
  await using account = await openFilled();
  const { file } = account;
  await Deno.writeTextFile(file, "precious");
  const refused = await backup(account, ["create", file, "--json"], {});
  assert.ok(expectFailure(refused, 1, "failed.file-exists").try.includes("--overwrite"));
  assert.equal(await Deno.readTextFile(file), "precious");
  expectSuccess(await create(account, file, "--overwrite"));
  expectFailure(
    await backup(account, ["create", `${account.home}/no/b`, "--plaintext", "--yes", "--json"]),
    1,
    "failed.file",
  );
});

Deno.test("a backup that is not sealed has to be agreed to, and is text", async () => {
  await using account = await openFilled();
  const { file } = account;
  const words = ["create", file, "--plaintext"];
  expectFailure(await backup(account, [...words, "--json"], {}), 11, "not-confirmed.no-terminal");
  expectFailure(await backup(account, [...words, "--passphrase-stdin", "--json"]), 2, "usage.value");
  const { stderr } = expectSuccess(await backup(account, [...words, "--yes"], {}));
  assert.match(stderr, /not sealed\n$/);
  assert.match(await Deno.readTextFile(file), /"browser\.startup\.page":3/);
  assert.match(
    expectSuccess(await backup(account, ["verify", file], {})).stderr,
    /^3 records in 2 .+all good/,
  );
});

Deno.test("what create cannot back up is refused", async () => {
  await using account = await openFilled();
  const { file } = account;
  expectFailure(await create(account, file, "--only", "nosuch", "--json"), 3, "not-found.match");
  expectFailure(await create(account, file, "--only", "forms,meta", "--json"), 2, "usage.value");
  expectFailure(await create(account, "-", "--json"), 2, "usage.value");
  expectFailure(await create(account, file, "-o", `${account.home}/list`, "--json"), 2, "usage.value");
  await assert.rejects(Deno.stat(file));
});

Deno.test("diff has a row for each difference and exit 10, and none with exit 0", async () => {
  await using account = await openFilled();
  const { file } = account;
  expectSuccess(await create(account, file));
  const diff = (...words: string[]) => backup(account, ["diff", file, "--passphrase-stdin", ...words]);
  const same = expectSuccess(await diff());
  assert.deepEqual([same.stdout, same.stderr], ["", "no differences\n"]);
  assert.deepEqual(itemsOf(expectSuccess(await diff("--json"))), []);
  await put(account.app, "forms", form("a", "w"), form("c"), { id: "b", deleted: true });
  const changed = await diff("--json");
  assert.equal(changed.code, 10);
  assert.deepEqual(itemsOf(changed), [
    { collection: "forms", id: "a", action: "changed", members: ["value"] },
    { collection: "forms", id: "b", action: "only-in-backup", members: [] },
    { collection: "forms", id: "c", action: "only-here", members: [] },
  ]);
  const other = `${account.home}/other.fxbackup`;
  expectSuccess(await backup(account, ["create", other, "--passphrase-stdin"], { stdin: "another one\n" }));
  const both = await backup(account, ["diff", file, other, "--passphrase-stdin", "--json"], {
    stdin: `${PASSPHRASE}\nanother one\n`,
  });
  assert.deepEqual([both.code, itemsOf(both).length], [10, 3]);
  expectFailure(await diff(other, "--json"), 12, "crypto.wrong-passphrase");
});

Deno.test("restoring what is untouched does nothing, and says so in zeros", async () => {
  await using account = await openFilled();
  const { file } = account;
  expectSuccess(await create(account, file));
  const restore = (...words: string[]) => backup(account, ["restore", file, "--passphrase-stdin", ...words]);
  assert.match(expectSuccess(await restore("-n")).stderr, /0 add, 0 change, 0 remove\. Nothing was written/);
  const { stderr } = expectSuccess(await restore());
  assert.match(stderr, /Nothing to restore: all of it is there\.\n$/);
  assert.doesNotMatch(stderr, /backup:|undo/);
  assert.deepEqual(account.writes, []);
});

Deno.test("restore makes the account what the backup holds, after a backup, and undo takes it back", async () => {
  await using account = await openFilled();
  const { file } = account;
  expectSuccess(await create(account, file));
  await put(account.app, "forms", form("a", "w"), form("c"), { id: "b", deleted: true });
  account.writes.length = 0;
  const restore = (...words: string[]) =>
    backup(account, ["restore", file, "--passphrase-stdin", "--only", "forms", ...words]);
  const dry = JSON.parse(expectSuccess(await restore("--json", "-n")).stdout);
  assert.equal(dry.dryRun, true);
  assert.deepEqual(
    new Set(dry.items.map(({ action, id }: Record<string, string>) => `${action} ${id}`)),
    new Set(["change a", "add b", "remove c"]),
  );
  assert.match(expectSuccess(await restore("-n")).stderr, /forms: 1 add, 1 change, 1 remove\. Nothing/);
  expectFailure(await restore("--json"), 11, "not-confirmed.no-terminal");
  expectFailure(await restore("--json", "--yes=2"), 11, "not-confirmed.count");
  expectFailure(await restore("--json", "--confirm", "prefs"), 11, "not-confirmed.declined");
  assert.deepEqual(account.writes, []);
  const { stderr } = expectSuccess(await restore("--confirm", "forms"));
  const [, path = ""] = /^backup: (.+)\n/m.exec(stderr) ?? [];
  assert.match(stderr, /^forms: 1 added, 1 changed, 1 removed\.\nfoxden undo takes it back$/m);
  const values = async () => {
    const all = await stored(account.app, "forms", "a", "b", "c");
    return Object.fromEntries(
      Object.entries(all).map(([id, each]) => [id, isObject(each) ? each["value"] : each]),
    );
  };
  assert.deepEqual(await values(), { a: "v", b: "v", c: "deleted" });
  assert.match(expectSuccess(await backup(account, ["verify", path], {})).stderr, /all good/);
  expectSuccess(await runOn(account, ["undo", "--yes"]));
  assert.deepEqual(await values(), { a: "w", b: "deleted", c: "v" });
});

Deno.test("several collections are restored against the account's address, single records by their ids", async () => {
  await using account = await openFilled();
  const { file } = account;
  const { email } = await account.app.secrets();
  expectSuccess(await create(account, file));
  await put(account.app, "forms", form("a", "w"), { id: "b", deleted: true });
  await put(account.app, "prefs", { id: "p", value: {} });
  const restore = (...words: string[]) => backup(account, ["restore", file, "--passphrase-stdin", ...words]);
  expectFailure(await restore("--json", "--confirm", "forms"), 11, "not-confirmed.declined");
  const noId = expectFailure(await restore("--json", "--ids", "b,nosuch", "--yes"), 3, "not-found.match");
  assert.deepEqual(noId.try, ["foxden backup inspect FILE", "foxden backup diff FILE"]);
  const noName = expectFailure(await restore("--json", "--only", "history", "--yes"), 3, "not-found.match");
  assert.deepEqual(noName.try, ["foxden backup inspect FILE"]);
  assert.doesNotMatch(`${noId.why} ${noName.why}`, /server/);
  expectSuccess(await restore("--ids", "a,b", "--missing-only", "--yes=1"));
  assert.deepEqual(Object.keys(await stored(account.app, "forms", "a", "b")).sort(), ["a", "b"]);
  assert.equal((await stored(account.app, "forms", "a"))["a"]?.["value"], "w");
  const plain = expectSuccess(await restore("-n")).stdout;
  assert.match(plain, /^change\tforms\ta\t.*\tvalue$/m);
  const { stdin = "" } = sealed;
  const words = ["restore", file, "--passphrase-stdin", "-n"];
  const table =
    expectSuccess(await backup(account, words, { stdin, onTerminal: true, env: { NO_COLOR: "1" } })).stdout;
  assert.match(table, /^ACTION +COLLECTION +ID .+$/m);
  assert.match(table, /^change +forms +a\b/m);
  assert.match(table, /^change +prefs +p\b/m);
  expectSuccess(await restore("--confirm", email));
  assert.equal((await stored(account.app, "forms", "a"))["a"]?.["value"], "v");
  expectFailure(await restore("--offline", "--json"), 7, "network.offline");
});

Deno.test("what a backup leaves out, and what nobody can make sense of, is told", async () => {
  await using account = await openFilled();
  const { file } = account;
  await putPayloads(account.app, "forms", { damaged: "{}" });
  await put(account.app, "forms", { id: "odd", name: 1 });
  const { stderr } = expectSuccess(await create(account, file));
  assert.match(
    stderr,
    /^note: 1 record of forms could not be read with the account's keys, and is left out$/m,
  );
  const verified = expectSuccess(await backup(account, ["verify", file, "--passphrase-stdin"]));
  assert.match(
    verified.stderr,
    /^note: 1 record of forms made no sense .+: odd\n4 records in 2 .+, all good$/m,
  );
});
