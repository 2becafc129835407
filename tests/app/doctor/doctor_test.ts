import assert from "node:assert/strict";
import { join } from "node:path";
import { refresh } from "../../../app/refresh.ts";
import { SUFFIXES } from "../../../app/sqlite/files.ts";
import { FoxdenError } from "../../../core/errors.ts";
import { importKeyBundle } from "../../../core/crypto/payload.ts";
import { newCryptoKeys } from "../../../core/sync/meta.ts";
import {
  challenge,
  deadUrl,
  FaultBox,
  openFixedServer,
  openRawServer,
  tokenRefusal,
} from "../../support/faults.ts";
import {
  makeProfile,
  openPlace,
  openSignedIn,
  openSynced,
  put,
  putPayloads,
  type TestAccount,
} from "../app_support.ts";
import { plan } from "../writing_support.ts";
import { look } from "./doctor_support.ts";

/** An account whose every record is here. */
async function openMirrored(...options: Parameters<typeof openSynced>): Promise<TestAccount> {
  const account = await openSynced(...options);
  await put(account.app, "forms", { id: "a", name: "q", value: "fox" }, { id: "b", name: "q", value: "den" });
  await refresh(account.app, { collections: "all" });
  return account;
}

/** Every file below a folder with what is in it, without what SQLite keeps for those who read. */
async function contentOf(folder: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = join(folder, name);
    if (isDirectory) (await contentOf(path)).forEach((content, each) => found.set(each, content));
    else if (!/-(wal|shm)$|\.lock$/.test(name)) found.set(path, (await Deno.readFile(path)).toHex());
  }
  return found;
}

Deno.test("where all is well nothing is a problem or a warning", async () => {
  await using account = await openMirrored();
  const { rows, of, in: ended } = await look(account, { deep: true });
  assert.deepEqual([ended("problem"), ended("warning")], [[], []], JSON.stringify(rows));
  assert.match(
    of("mirror").detail,
    /^sound, .* 2 records in 1 collection, brought up to date less than a minute/,
  );
  assert.match(of("records").detail, /^4 read, and all make sense$/);
  assert.match(
    of("storage").detail,
    /127\.0\.0\.1:\d+: name found in \d+ ms, answered in \d+ ms$/,
  );
  assert.ok(rows.every(({ advice, state }) => (advice === null) === (state === "ok") || state === "skipped"));
  assert.equal(new Set(rows.map(({ check }) => check)).size, rows.length);
});

Deno.test("signed out and offline it looks at what there is, and leaves no file behind", async () => {
  await using profile = await makeProfile();
  const { in: ended, of } = await look(profile, { app: { offline: true } });
  assert.deepEqual([ended("problem"), ended("warning")], [[], []]);
  assert.match(of("profile").detail, /nobody is signed in/);
  assert.deepEqual(await contentOf(profile.home), new Map());
});

Deno.test("signed out it asks the servers below the root it is given", async () => {
  await using place = await openPlace();
  const { of, in: ended } = await look(place, { root: new URL(place.server.url) });
  assert.deepEqual([of("accounts").state, of("token").state, of("clock").state], ["ok", "ok", "ok"]);
  assert.equal(of("storage").state, "skipped");
  assert.deepEqual(ended("problem"), []);
  await using other = openFixedServer(() => new Response("hello"));
  assert.match((await look(place, { root: new URL(other.url) })).of("accounts").detail, /no accounts server/);
});

Deno.test("offline the account's keys are looked at as the local copy has them", async () => {
  await using account = await openMirrored();
  const { of, in: ended } = await look(account, { app: { offline: true } });
  assert.deepEqual([of("setup").state, of("keys").state, of("storage").state], ["ok", "ok", "skipped"]);
  assert.deepEqual(ended("problem"), []);
});

Deno.test("a damaged local copy is a problem and stays as it is", async () => {
  await using account = await openMirrored();
  const path = account.app.config.mirrorPath;
  account.app[Symbol.dispose]();
  for (
    const turn of [
      (bytes: Uint8Array) => bytes.fill(7, 16_384),
      () => new TextEncoder().encode("no database"),
    ]
  ) {
    for (const suffix of SUFFIXES.slice(1)) await Deno.remove(path + suffix).catch(() => {});
    await Deno.writeFile(path, turn(await Deno.readFile(path)));
    const before = await contentOf(account.home);
    const { of, in: ended } = await look(account);
    assert.equal(of("mirror").state, "problem");
    assert.match(of("mirror").advice ?? "", /^foxden sync/);
    assert.deepEqual(ended("problem"), ["mirror"], "the keys are asked of the server");
    assert.deepEqual(await contentOf(account.home), before);
  }
});

Deno.test("a copy whose content was exchanged is a problem, even where the file is sound", async () => {
  await using account = await openMirrored();
  (await account.app.mirror()).db.run("UPDATE row SET modified = modified + 10 WHERE id = 'a'");
  const { of } = await look(account);
  assert.match(of("mirror").detail, /^damaged: \d fault/);
});

Deno.test("ages, sums and what is no terminal are said in plain words", async () => {
  await using account = await openMirrored();
  const mirror = await account.app.mirror();
  const told = async () => {
    const { detail } = (await look(account)).of("mirror");
    return / brought up to date (.*) ago$/.exec(detail)?.[1];
  };
  for (
    const [least, most, words] of [
      [0.1, 1.5, "0 to 1 min"],
      [3.5, 5.5, "3 to 5 min"],
      [3.5, 150, "3 min to 2 h"],
      [0.1, 150, "0 min to 2 h"],
    ] as const
  ) {
    const ordinary = mirror.copies().filter(({ name }) => name !== "meta" && name !== "crypto");
    assert.ok(ordinary.length >= 2);
    ordinary.forEach((copy, i) =>
      mirror.markChecked(copy, account.app.ctx.now() - (i === 0 ? most : least) * 60_000)
    );
    assert.equal(await told(), words);
  }
  const terminal = { isInput: false, columns: 100, hasColor: false };
  const said = async (isOutput: boolean) =>
    (await look(account, { terminal: { ...terminal, isOutput } })).of("terminal").detail;
  assert.equal(await said(false), "stdout is no terminal (xterm-256color)");
  assert.equal(await said(true), "xterm-256color, 100 columns, and stdin is no terminal");
  await account.app.journal();
  assert.equal((await look(account)).of("journal").detail, "no writes yet");
});

Deno.test("a missing local copy and a missing journal are nothing to worry about", async () => {
  await using account = await openSynced();
  const { mirrorPath } = account.app.config;
  account.app[Symbol.dispose]();
  for (const suffix of SUFFIXES) await Deno.remove(mirrorPath + suffix).catch(() => {});
  const { of, in: ended } = await look(account, { deep: true });
  assert.deepEqual([of("mirror").state, of("journal").state, of("records").state], [
    "skipped",
    "skipped",
    "skipped",
  ]);
  assert.deepEqual(ended("problem"), []);
  await assert.rejects(Deno.stat(mirrorPath), Deno.errors.NotFound);
});

Deno.test("a copy that another foxden is at work on is left for later", async () => {
  await using account = await openMirrored();
  using lock = await Deno.open(`${account.app.config.mirrorPath}.lock`, {
    create: true,
    write: true,
    read: true,
  });
  await lock.lock(true);
  const { of } = await look(account, { app: { timeoutMs: 100 } });
  assert.deepEqual([of("mirror").state, of("mirror").detail.startsWith("another foxden")], ["skipped", true]);
});

Deno.test("records that make no sense are counted for each collection", async () => {
  await using account = await openMirrored();
  await putPayloads(account.app, "forms", { bad: JSON.stringify({ IV: "x", hmac: "y", ciphertext: "z" }) });
  await put(account.app, "bookmarks", { id: "wrongbookmark", type: "bookmark", bmkUri: 7 });
  await refresh(account.app, { collections: "all" });
  const { of } = await look(account, { deep: true });
  assert.equal(of("records").state, "warning");
  assert.match(of("records").detail, /^6 read; 1 of bookmarks, 1 of forms are damaged/);
});

Deno.test("writes whose end nobody knows are warned of, and a damaged journal stays where it is", async () => {
  await using account = await openMirrored();
  const { app } = account;
  const pending = await plan(app, "forms", [{ id: "c", name: "q", value: "cub" }]);
  await pending.commit(() => {});
  assert.equal((await look(account)).of("journal").state, "ok");
  const journal = await app.journal();
  const entry = journal.entries()[0];
  assert.ok(entry);
  await journal.finish(entry.seq, { state: "unknown" });
  assert.match((await look(account)).of("journal").detail, /^1 write; of 1 nobody knows/);
  await journal.begin(
    { atMs: 1, title: "cut", collection: entry.collection },
    await journal.changes(entry.seq),
  );
  await journal.finish(entry.seq, { state: "done" });
  assert.match((await look(account)).of("journal").detail, /^2 writes; 1 were cut short/);
  const { journalPath } = app.config;
  await app.closeJournal();
  for (const suffix of SUFFIXES.slice(1)) await Deno.remove(journalPath + suffix).catch(() => {});
  await Deno.writeFile(journalPath, (await Deno.readFile(journalPath)).fill(9, 8192));
  const before = await contentOf(account.home);
  const { of, in: ended } = await look(account);
  assert.deepEqual([of("journal").state, ended("problem")], ["problem", ["journal"]]);
  assert.deepEqual(await contentOf(account.home), before);
});

Deno.test("secrets that are sealed are opened where somebody says the passphrase, and else passed over", async () => {
  await using account = await openMirrored();
  await account.app.keepSecrets(await account.app.secrets(), "open sesame");
  const opened = await look(account, { app: { passphrase: () => Promise.resolve("open sesame") } });
  assert.match(opened.of("secrets").detail, /sealed with a passphrase/);
  assert.deepEqual(opened.in("problem"), []);
  const wrong = await look(account, { app: { passphrase: () => Promise.resolve("sesame") } });
  assert.deepEqual([wrong.of("secrets").state, wrong.of("mirror").state], ["problem", "skipped"]);
  const nobody = () =>
    Promise.reject(new FoxdenError("not-confirmed.no-terminal", "nobody is there", { need: "x" }));
  const closed = await look(account, { app: { passphrase: nobody }, root: new URL(account.server.url) });
  assert.deepEqual([closed.of("secrets").state, closed.of("journal").state], ["skipped", "skipped"]);
  assert.deepEqual([closed.in("problem"), closed.of("accounts").state], [[], "ok"]);
  const unsaid = await look(account, { app: { passphrase: nobody }, root: undefined });
  assert.equal(unsaid.of("accounts").state, "skipped", "nobody else's servers are asked");
});

Deno.test("secrets that are damaged or too new are a problem, and the rest is looked at", async () => {
  await using account = await openMirrored();
  for (const vault of ["{", '{"version":99}']) {
    await Deno.writeTextFile(account.vaultPath, vault);
    const { of, in: ended } = await look(account, { root: new URL(account.server.url) });
    assert.deepEqual([ended("problem"), of("accounts").state], [["secrets"], "ok"], vault);
  }
});

Deno.test("files that others can read are warned of, and closed only where that is asked for", async () => {
  await using account = await openMirrored();
  const { mirrorPath } = account.app.config;
  const link = join(account.home, "default", "link");
  const elsewhere = await Deno.makeTempFile({ dir: account.home });
  await Deno.chmod(elsewhere, 0o644);
  await Deno.symlink(elsewhere, link);
  await Deno.chmod(mirrorPath, 0o640);
  const modeOf = async (path: string) => ((await Deno.stat(path)).mode ?? 0) & 0o777;
  const { of } = await look(account);
  assert.equal(of("modes").state, "warning");
  assert.match(of("modes").detail, /mirror\.db$/);
  assert.equal(await modeOf(mirrorPath), 0o640);
  assert.equal((await look(account, { fix: true })).of("modes").state, "ok");
  assert.equal(await modeOf(mirrorPath), 0o600);
  assert.equal(await modeOf(elsewhere), 0o644, "links are not followed");
  assert.match((await look(account)).of("modes").detail, /nobody else/);
});

Deno.test("a config folder that holds other things than foxden's is left alone with them", async () => {
  await using profile = await makeProfile();
  const folder = join(profile.home, "settings");
  await Deno.mkdir(folder, { mode: 0o755 });
  for (const name of ["config.toml", "other"]) {
    await Deno.writeTextFile(join(folder, name), "", { mode: 0o644 });
  }
  const env = { FOXDEN_CONFIG_DIR: folder };
  await look(profile, { env, fix: true, app: { offline: true } });
  const modes = await Promise.all(["", "config.toml", "other"].map((name) => Deno.stat(join(folder, name))));
  assert.deepEqual(modes.map(({ mode }) => (mode ?? 0) & 0o777), [0o755, 0o600, 0o644]);
});

Deno.test("a mistake in the config file is a problem that says where, and what to the person alone", async () => {
  await using profile = await makeProfile();
  const env = { FOXDEN_CONFIG_DIR: profile.home };
  await Deno.writeTextFile(join(profile.home, "config.toml"), 'offline = true\nhunter2 = "x"\n', {
    mode: 0o600,
  });
  const looked = (report: boolean) => look(profile, { env, app: { offline: true }, report });
  const { state, detail } = (await looked(false)).of("config");
  assert.equal(state, "problem");
  assert.match(detail, /config\.toml, line 2, column 1: .*hunter2/);
  const reported = (await looked(true)).of("config").detail;
  assert.match(reported, /config\.toml, line 2, column 1: \(what is wrong is left out\)$/);
  await Deno.writeTextFile(join(profile.home, "config.toml"), "offline = true\n");
  assert.match((await looked(false)).of("config").detail, /makes 1 setting$/);
});

Deno.test("an ended demo, a name that is none and a home that is missing are told as such", async () => {
  await using profile = await makeProfile();
  const env = { FOXDEN_DATA_DIR: "/tmp/foxden-demo-that-is-gone/data" };
  const ended = await look(profile, { env, app: { offline: true } });
  assert.deepEqual(ended.in("problem"), ["folders"]);
  assert.match(ended.of("folders").advice ?? "", /^unset FOXDEN_/);
  const refused = (over: Parameters<typeof profile.open>[0]) => {
    try {
      return profile.open(over);
    } catch (error) {
      assert.ok(error instanceof Error);
      return error;
    }
  };
  const named = await look(profile, { app: refused({ profile: "../x" }) });
  assert.deepEqual(named.in("problem"), ["profile"]);
  const homeless = await look(profile, { app: refused({ env: () => undefined }) });
  assert.deepEqual(homeless.in("problem"), ["folders"]);
});

Deno.test("servers that are not there are problems one by one, and their reason is named", async () => {
  await using account = await openMirrored();
  await account.server.close();
  const { of, in: ended } = await look(account);
  assert.deepEqual(ended("problem"), ["accounts", "token"]);
  assert.match(of("token").detail, /refuses the connection$/);
  assert.deepEqual([of("sign-in").state, of("keys").state], ["skipped", "ok"]);
});

Deno.test("each way in which a server cannot be reached has words of its own", async () => {
  await using profile = await makeProfile();
  const detailAt = async (url: string) => (await look(profile, { root: new URL(url) })).of("accounts").detail;
  assert.match(await detailAt(deadUrl()), /refuses the connection/);
  assert.match(await detailAt("http://a..b"), /has no address \(DNS\)/);
  await using mute = openRawServer("");
  assert.match(await detailAt(mute.url), /hangs up/);
  await using plain = openFixedServer(() => new Response());
  assert.match(await detailAt(plain.url.replace("http:", "https:")), /does not speak TLS/);
});

Deno.test("a page against robots is named, and so is a server that is down", async () => {
  const faults = new FaultBox();
  await using account = await openMirrored({ fault: faults.fault });
  {
    using _ = faults.answer(/\/token\//, challenge);
    const { of } = await look(account);
    assert.match(of("token").detail, /page against robots .* \(406\)$/);
    assert.match(of("token").advice ?? "", /--browser/);
    assert.equal(of("sign-in").state, "skipped");
  }
  using _ = faults.answer(/\/token\//, () => new Response("{}", { status: 503 }));
  assert.match((await look(account)).of("token").detail, /answers with 503/);
});

Deno.test("a sign-in that was ended is a problem, and so is a password that was reset", async () => {
  const faults = new FaultBox();
  await using account = await openMirrored({ fault: faults.fault });
  {
    using _ = faults.answer(/\/token\//, () => tokenRefusal("invalid-credentials"));
    assert.equal((await look(account)).of("sign-in").detail, "it was ended");
  }
  using _ = faults.answer(/\/token\//, () => tokenRefusal("invalid-client-state"));
  const { of } = await look(account);
  assert.deepEqual([of("sign-in").state, of("storage").state], ["problem", "skipped"]);
  assert.match(of("sign-in").detail, /password was reset/);
});

Deno.test("an account that has never synced is warned of", async () => {
  await using account = await openSignedIn();
  const { of } = await look(account);
  assert.deepEqual([of("setup").state, of("keys").state], ["warning", "skipped"]);
  assert.match(of("setup").advice ?? "", /foxden sync --init$/);
});

Deno.test("keys that another key was used for are a problem", async () => {
  await using account = await openMirrored();
  const { ctx } = (await account.app.syncBeforeSetup()).server;
  const foreign = await newCryptoKeys(await importKeyBundle(new Uint8Array(64).fill(1)), ctx.random);
  await putPayloads(account.app, "crypto", { keys: foreign });
  assert.equal((await look(account)).of("keys").state, "problem");
  const { of } = await look(account, { app: { offline: true } });
  assert.match(of("keys").detail, /opens the account's keys, as the local copy has them$/);
});

Deno.test("a clock that is off is told with how far, whoever is ahead", async () => {
  const clockAt = async (clockOffsetSeconds: number) => {
    await using account = await openSynced({ clockOffsetSeconds });
    return (await look(account)).of("clock");
  };
  assert.deepEqual(await clockAt(5).then(({ state }) => state), "ok");
  const behind = await clockAt(600);
  assert.deepEqual([behind.state, behind.detail], ["warning", "10 min behind the server's"]);
  const ahead = await clockAt(-3 * 86_400);
  assert.deepEqual([ahead.state, ahead.detail], ["problem", "3 d ahead of the server's"]);
});

Deno.test("a proxy is named without the password in its address", async () => {
  await using profile = await makeProfile();
  const env = { HTTPS_PROXY: "http://ann:hunter2@proxy.example:3128", no_proxy: "intern.example" };
  const { of } = await look(profile, { env, app: { offline: true } });
  assert.equal(of("proxy").detail, "set: HTTPS_PROXY (proxy.example:3128), no_proxy");
});

Deno.test("a terminal that lacks something is warned of, and what is no terminal is not", async () => {
  await using profile = await makeProfile();
  const of = async (
    env: Record<string, string>,
    terminal = { isInput: true, isOutput: true, columns: 100, hasColor: true },
  ) => await look(profile, { env, terminal, app: { offline: true } });
  assert.deepEqual((await of({ TERM: "dumb" })).in("warning"), ["terminal"]);
  assert.deepEqual((await of({ LANG: "C" })).in("warning"), ["locale"]);
  assert.deepEqual((await of({ LC_ALL: "POSIX" })).in("warning"), ["locale"]);
  assert.deepEqual((await of({ EDITOR: "no-such-program --wait" })).in("warning"), ["editor"]);
  const narrow = { isInput: true, isOutput: true, columns: 30, hasColor: false };
  assert.deepEqual((await of({}, narrow)).in("warning"), ["terminal"]);
  const piped = { isInput: false, isOutput: false, columns: 0, hasColor: false };
  assert.equal((await of({ TERM: "dumb" }, piped)).of("terminal").state, "skipped");
  assert.equal((await of({ NO_COLOR: "1" }, piped)).of("colour").detail, "off (NO_COLOR set)");
});

Deno.test("backups that foxden has made by itself are counted", async () => {
  await using account = await openMirrored();
  const { backupFolder } = account.app.config;
  await Deno.mkdir(backupFolder, { mode: 0o700 });
  for (const name of ["a.fxbackup", "b.fxbackup", "notes"]) {
    await Deno.writeTextFile(join(backupFolder, name), "x", { mode: 0o600 });
  }
  assert.match(
    (await look(account)).of("backups").detail,
    /^2 made by foxden itself, .*newest less than a minute ago$/,
  );
});
