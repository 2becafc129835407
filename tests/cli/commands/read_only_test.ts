/** Every command that changes an account, walked over in the tree, under `--read-only`. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { fillDemo } from "../../../app/demo/fill.ts";
import { TREE } from "../../../cli/tree.ts";
import { openSignedIn, type TestAccount } from "../../app/app_support.ts";
import { expectFailure, expectSuccess, linesOf } from "../../stories/expect.ts";
import type { Ran, Surroundings } from "../memory_io.ts";
import { runOn } from "./on_profile.ts";

interface Account extends TestAccount {
  /** Requests that asked the server to change something. */
  readonly changes: string[];
  readonly config: string;
  readonly run: (words: readonly string[], around?: Surroundings) => Promise<Ran>;
  /** The id of some record. */
  readonly id: (line: string) => Promise<string>;
}

/** An account with something of everything. */
async function openFull(): Promise<Account> {
  const changes: string[] = [];
  const account = await openSignedIn({
    fault: ({ method, url }) => {
      const { pathname } = new URL(url);
      const isReading = method === "GET" || method === "HEAD" || pathname.endsWith("/oauth/token");
      if (!isReading) changes.push(`${method} ${pathname}`);
      return undefined;
    },
  });
  await fillDemo(account.app, { seed: 1, rows: 20 });
  const run: Account["run"] = (words, around = {}) => {
    const env = { FOXDEN_CONFIG_DIR: account.home, FOXDEN_MAX_AGE: "1h", ...around.env };
    return runOn(account, words, { ...around, env });
  };
  const id = async (line: string) => {
    const { stdout } = expectSuccess(await run([...line.split(" "), "-f", "ids"]));
    return linesOf(stdout)[0] ?? "";
  };
  return { ...account, changes, config: join(account.home, "config.toml"), run, id };
}

type Sample = (account: Account) => Promise<readonly string[]> | readonly string[];

const FORM = JSON.stringify({ id: "zzzzzzzzzzzz", name: "q", value: "tides" });

const words = (...list: readonly string[]): Sample => () => list;
const onFirst =
  (list: string, ...more: readonly string[]): Sample => async ({ id }) => [await id(list), ...more];

/** What each command is given so that it would change something. A new one is asked for below. */
const SAMPLES: Readonly<Record<string, Sample>> = {
  "bookmarks add": words("https://new.example/"),
  "bookmarks edit": onFirst("bookmarks list --type bookmark", "--title", "new"),
  "bookmarks mv": onFirst("bookmarks list --type bookmark", "mobile"),
  "bookmarks rm": onFirst("bookmarks list --type bookmark"),
  "bookmarks tags rename": words("dev", "new"),
  "bookmarks tags rm": words("dev"),
  "bookmarks check": words("--fix"),
  "history add": words("https://new.example/"),
  "history rm": words("--all"),
  "addresses set": words("new", "name=Ann Example", "country=DE"),
  "addresses rm": onFirst("addresses list"),
  "cards set": onFirst("cards list", "name=Ann"),
  "cards rm": onFirst("cards list"),
  "forms add": words("q", "new words"),
  "forms rm": words("--all"),
  "addons set": onFirst("addons list", "enabled=false"),
  "addons rm": onFirst("addons list"),
  "prefs set": words("browser.startup.page=1"),
  "prefs rm": words("browser.startup.page"),
  "extstorage set": onFirst("extstorage list", "key", "1"),
  "extstorage rm": onFirst("extstorage list"),
  "collections wipe": words("forms"),
  "records put": words("forms", "-"),
  "records rm": async ({ id }) => ["forms", await id("records list forms --ids")],
  "undo": words(),
  "backup restore": ({ home }) => [join(home, "before.fxbackup")],
  "sync": words("--init"),
  "api": words("DELETE", "storage/forms/zzzzzzzzzzzz"),
};

/** The words of every command that says of itself, by `--dry-run`, that it changes an account. */
async function writers(): Promise<(readonly string[])[]> {
  const specs = await Promise.all(TREE.leaves.map((leaf) => leaf.load()));
  return specs.filter(({ options = {} }) => "dryRun" in options).map(({ path }) => path);
}

Deno.test("under --read-only every command that changes an account ends with 13, and asks no server for a change", async () => {
  await using account = await openFull();
  expectSuccess(await account.run(["records", "put", "forms", "-"], { stdin: FORM }));
  expectSuccess(
    await account.run(["backup", "create", join(account.home, "before.fxbackup"), "--plaintext", "--yes"]),
  );
  const paths = await writers();
  assert.ok(paths.length > 20, "the walk has found them");
  const samples = await Promise.all(paths.map(async (path) => {
    const sample = SAMPLES[path.join(" ")];
    assert.ok(sample, `"${path.join(" ")}" changes an account, and has no words in SAMPLES`);
    return [...path, ...await sample(account)];
  }));
  account.changes.length = 0;
  for (const line of samples) {
    const around = { stdin: FORM };
    for (const leave of [[], ["--yes"]]) {
      if (leave.length > 0 && !await takesYes(line)) continue;
      const run = await account.run([...line, ...leave, "--read-only", "--json"], around);
      const error = expectFailure(run, 13, "read-only.refused");
      assert.equal(error.why, "flag --read-only says that nothing is to be changed", line.join(" "));
    }
    const planned = await account.run([...line, "--dry-run", "--read-only"], around);
    // An account that is set up already is not set up once more.
    assert.equal(planned.code, line[0] === "sync" ? 3 : 0, `${line.join(" ")}: ${planned.stderr}`);
    assert.deepEqual(account.changes, [], line.join(" "));
  }
  assert.deepEqual(
    await namesIn(join(account.home, "default", "backups")),
    [],
    "nothing was backed up for nothing",
  );
});

async function takesYes(line: readonly string[]): Promise<boolean> {
  const leaf = TREE.leaves.filter(({ path }) => path.every((word, i) => word === line[i]))
    .toSorted((a, b) => b.path.length - a.path.length)[0];
  return "yes" in ((await leaf?.load())?.options ?? {});
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await Array.fromAsync(Deno.readDir(folder), ({ name }) => name);
  } catch {
    return [];
  }
}

Deno.test("the variable, the file and the profile's section say it too, and each is named", async () => {
  await using account = await openFull();
  const { config, run } = account;
  const add = ["bookmarks", "add", "https://new.example/", "--json"];
  const byEnv = expectFailure(await run(add, { env: { FOXDEN_READ_ONLY: "1" } }), 13, "read-only.refused");
  assert.match(byEnv.why ?? "", /^env FOXDEN_READ_ONLY says/);
  await Deno.writeTextFile(config, "read_only = true\n");
  const byFile = expectFailure(await run(add), 13, "read-only.refused");
  assert.match(byFile.why ?? "", /config\.toml:1 says/);
  assert.deepEqual(byFile.try, ["--dry-run", "FOXDEN_READ_ONLY=0"]);
  await Deno.writeTextFile(config, "[profiles.default]\nread_only = true\n");
  const bySection = expectFailure(await run(add), 13, "read-only.refused");
  assert.match(bySection.why ?? "", /config\.toml:2 \[profiles\.default\] says/);
  await Deno.writeTextFile(config, "[profiles.work]\nread_only = true\n");
  expectSuccess(await run(add));
});

Deno.test("reading, downloading, backing up and signing out go on", async () => {
  await using account = await openFull();
  await Deno.writeTextFile(account.config, "read_only = true\n");
  const file = join(account.home, "before.fxbackup");
  for (
    const line of [
      "sync",
      "bookmarks list",
      "bookmarks check",
      "undo --list",
      "collections list",
      "devices list",
      "auth status --check",
      `backup create ${file} --plaintext --yes`,
      "auth logout",
    ]
  ) {
    const { code, stderr } = await account.run(line.split(" "));
    assert.ok(code === 0 || code === 10, `${line}: ${stderr}`);
  }
});

Deno.test("-y and -n are understood before the command too", async () => {
  await using account = await openFull();
  const id = await account.id("bookmarks list --type bookmark");
  account.changes.length = 0;
  for (const first of [["-n"], ["--dry-run"], ["-ny"], ["--yes=5", "-n"], ["-p", "default", "-nq"]]) {
    expectSuccess(await account.run([...first, "bookmarks", "rm", id]));
  }
  assert.deepEqual(account.changes, []);
  expectSuccess(await account.run(["--yes", "bookmarks", "rm", id]));
  assert.ok(account.changes.length > 0);
  const spare = expectFailure(await account.run(["-n", "bookmarks", "list", "--json"]), 2, "usage.value");
  assert.equal(spare.message, 'unknown option "-n"');
  const guess = expectFailure(
    await account.run(["--dry-rn", "bookmarks", "rm", id, "--json"]),
    2,
    "usage.value",
  );
  assert.match(guess.message, /Did you mean "--dry-run"\?/);
});
