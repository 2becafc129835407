/**
 * Secrets that were planted are looked for in whatever any command of the tree says, writes or passes on. A command that
 * is new is covered from its first day: it is run with no words, with words that fit nothing, and as the contract runs it.
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import { base64url, type Bytes } from "../../core/bytes.ts";
import { TREE } from "../../cli/tree.ts";
import { CARD, RUNS, type Trial } from "../contract/runs.ts";
import { runHere } from "../contract/in_process.ts";
import { firstOfEach, makeOwnServer } from "../contract/own_server.ts";
import { FaultBox, openRelay } from "../support/faults.ts";

import { needs, openPty } from "../support/pty.ts";
import { EMAIL, openWorld, PASSWORD, type RunOptions, type World } from "../support/world.ts";
import { expectSuccess } from "./expect.ts";
import { appOf, dropToken, fill, put } from "./filled.ts";

const PLANTED_PASSWORD = "planted-Login-Pw-93ksQ";
const PLANTED_CARD = "4929135246804321";
const PLANTED_VALUE = "planted-extension-value-5521";
/** What the runs of the contract give on stdin. */
const GIVEN = {
  "a passphrase": "a passphrase of some length",
  "a given password": "planted-password",
  "a given card": CARD,
};

/** The planted login. */
const ID = "{11111111-2222-4333-8444-555555555555}";

/** Every way in which each secret could be written down, with its name. */
type Secrets = Map<string, string>;

const faults = new FaultBox();
let world: World;
let relay: ReturnType<typeof openRelay>;
const names: Record<string, string> = {};

Deno.test.beforeAll(async () => {
  world = await openWorld({ fault: faults.fault });
  relay = openRelay(world.server.url);
  const words = ["auth", "login", "--server", relay.url, "--email", EMAIL, "--password-stdin"];
  expectSuccess(await world.foxden(words, { stdin: `${PASSWORD}\n` }));
  await fill(world);
  await plant();
  await makeOwnServer(world, `${world.home}/server`);
  await Deno.mkdir(join(world.home, "tmp"));
  const own = { account: EMAIL, home: world.home, serverData: `${world.home}/server`, login: ID };
  Object.assign(names, await firstOfEach(world), own);
});
Deno.test.afterAll(async () => {
  await relay[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
});

/** A login, a card and what an extension keeps, all of a value that stands nowhere else. */
async function plant(): Promise<void> {
  await put(world, "passwords", ID, {
    id: ID,
    hostname: "https://planted.example",
    formSubmitURL: "",
    httpRealm: null,
    username: "planted",
    password: PLANTED_PASSWORD,
    usernameField: "",
    passwordField: "",
  });
  const entry = {
    "cc-name": "Planted",
    "cc-number": PLANTED_CARD,
    "cc-exp-month": 1,
    "cc-exp-year": 2031,
    version: 3,
  };
  await put(world, "creditcards", "plantedcard1", { id: "plantedcard1", entry });
  const data = JSON.stringify({ token: PLANTED_VALUE });
  await put(world, "extension-storage", "plantedexten", {
    id: "plantedexten",
    extId: "planted@example",
    data,
  });
}

/** What is secret on every screen. */
async function secretsOf(): Promise<Secrets> {
  const { syncKey, mirrorKey, refreshToken = assert.fail() } = await appOf(world).secrets();
  const all: Secrets = new Map([
    [PASSWORD, "the account's password"],
    [PLANTED_PASSWORD, "a login's password"],
    [PLANTED_CARD, "a card's number"],
    [PLANTED_CARD.replace(/(.{4})(?!$)/g, "$1 "), "a card's number in groups"],
    [refreshToken, "the refresh token"],
    ...Object.entries(GIVEN).map(([name, secret]) => [secret, name] as const),
  ]);
  const bytes = { "the Sync key": syncKey.k, "the local copy's key": mirrorKey };
  for (const [name, secret] of Object.entries(bytes)) {
    for (const spelling of spellings(secret)) all.set(spelling, name);
  }
  for (const [, token = ""] of relay.seen().matchAll(/"access_token":"([^"]+)"/g)) {
    all.set(token, "an access token");
  }
  for (const [, id = "", key = ""] of relay.seen().matchAll(/\{"id":"([^"]{60,})","key":"([^"]+)"/g)) {
    all.set(id, "a storage token");
    all.set(key, "a storage key");
  }
  return all;
}

function* spellings(secret: Bytes): Generator<string> {
  yield secret.toHex();
  yield secret.toBase64({ omitPadding: true });
  yield base64url(secret);
}

/** Where secrets were found, in words. */
function found(text: string, secrets: Secrets, where: string): string[] {
  const lower = text.toLowerCase();
  return [...secrets].filter(([secret]) => lower.includes(secret.toLowerCase()))
    .map(([, name]) => `${where} holds ${name}`);
}

/** Commands that serve, or wait for a browser, until they are ended. */
const ENDLESS = new Set(["serve", "demo"]);

/** How each command of the tree is run. What was revealed on purpose is not looked at. */
function trialsOf(command: string): Trial[] {
  if (ENDLESS.has(command)) return [{ words: "--nosuchflag" }];
  const known = (RUNS[command] ?? []).filter(({ words }) => !words.includes("--reveal"));
  const fitting = command === "auth login" ? [] : ["", "nosuchthing", `${ID} nosuchthing`];
  return [...known, ...fitting.map((words) => ({ words, stdin: "" })), { words: "--fields nosuch" }];
}

/** Ways to run every trial: as people and as programs see it, with all that foxden may add. */
const WAYS: readonly { readonly flags: string; readonly env?: Record<string, string> }[] = [
  { flags: "-v" },
  { flags: "--json --debug" },
];

/** Commands after which the account is not as it was; they are run last, on what is left. */
const ENDING = ["auth logout"];

async function say(command: string, trial: Trial, way: typeof WAYS[number]): Promise<Said> {
  const words = `${command} ${trial.words} ${way.flags}`.replace(
    /\{([a-z]\w*)\}/g,
    (all, name) => names[name] ?? all,
  );
  const env = { TMPDIR: join(world.home, "tmp"), ...way.env };
  const options: RunOptions = { env, stdin: trial.stdin ?? "" };
  const { code, stdout, stderr } = await runHere(world, words, options);
  return { words, code, text: stdout + stderr };
}

/** What a run said, and how it ended. */
interface Said {
  readonly words: string;
  readonly code: number;
  readonly text: string;
}

/** All that every command says, by the words it was run with. */
async function* allSaid(): AsyncGenerator<Said> {
  const commands = TREE.leaves.map(({ path }) => path.join(" "));
  const order = (command: string) => ENDING.includes(command) ? 2 : Object.hasOwn(RUNS, command) ? 0 : 1;
  const listed = Object.keys(RUNS);
  commands.sort((a, b) => order(a) - order(b) || listed.indexOf(a) - listed.indexOf(b));
  for (const [i, way] of WAYS.entries()) {
    for (const command of commands.filter((each) => !ENDING.includes(each))) {
      for (const trial of trialsOf(command)) {
        const said = await say(command, trial, way);
        yield said;
        // The first time each does what it is there for; what it has changed then is changed already.
        const isKnown = i === 0 && RUNS[command]?.includes(trial);
        if (isKnown) assert.ok((trial.exits ?? [0]).includes(said.code), `${said.words}: ${said.text}`);
      }
    }
  }
}

Deno.test("no command says a secret: not in lists, plans, errors, with -v or in traces", async () => {
  const said: Said[] = [];
  for await (const each of allSaid()) said.push(each);
  const secrets = await secretsOf();
  assert.ok([...secrets.values()].includes("an access token"));
  assert.deepEqual(said.flatMap(({ words, text }) => found(text, secrets, words)), []);
  assert.ok(said.some(({ text }) => text.includes("planted.example")), "the planted login is listed");
});

Deno.test("no command says a secret when the server fails", async () => {
  using _ = faults.answer(/\/storage\//, () => new Response("out of order", { status: 500 }));
  await dropToken(world);
  const said: Said[] = [];
  for (const command of Object.keys(RUNS)) {
    for (const trial of trialsOf(command).slice(0, 2)) {
      said.push(await say(command, trial, { flags: "--json -v" }));
    }
  }
  const secrets = await secretsOf();
  assert.deepEqual(said.flatMap(({ words, text }) => found(text, secrets, words)), []);
  assert.ok(said.some(({ text }) => text.includes('"code":"server"')));
});

/** All files under a folder with what they hold. */
async function* filesUnder(folder: string): AsyncGenerator<[path: string, content: string]> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = join(folder, name);
    if (isDirectory) yield* filesUnder(path);
    else yield [path, new TextDecoder("latin1").decode(await Deno.readFile(path))];
  }
}

Deno.test("no file keeps a secret but the vault, and that only those it is for", async () => {
  const secrets = await secretsOf();
  const kept = new Set(["the refresh token", "the Sync key", "the local copy's key"]);
  const unkept = new Map([...secrets].filter(([, name]) => !kept.has(name)));
  const elsewhere = new Map([...secrets, [PLANTED_VALUE, "what an extension keeps"]]);
  const faulty: string[] = [];
  const names: string[] = [];
  for await (const [path, content] of filesUnder(world.home)) {
    names.push(path.slice(world.home.length));
    faulty.push(...found(content, path === world.vaultPath ? unkept : elsewhere, path));
  }
  assert.deepEqual(faulty, []);
  for (const name of ["vault", "mirror.db", "journal.db", "foxden.log"]) {
    assert.ok(names.some((each) => each.endsWith(`/${name}`)), `${name} is among ${names.join(", ")}`);
  }
  assert.deepEqual([...Deno.readDirSync(join(world.home, "tmp"))], [], "nothing is left in temporary files");
});

/** Secrets where they must not be: the shell has written them down already, and foxden does not do so again. */
const MISPLACED = [
  "auth login --password SECRET",
  "auth login --password=SECRET",
  "passwords get planted.example --password SECRET",
  "cards set new name=x number=SECRET expiry=2031-01",
  "cards set new --number SECRET",
  "backup create x.fxbackup --passphrase SECRET",
  "serve user add carl@example.org --password SECRET",
];

Deno.test("a secret among the words is refused, and not said again", async () => {
  for (const words of MISPLACED) {
    for (const flags of ["", "--json", "-v", "--debug"]) {
      const { code, stdout, stderr } = await runHere(
        world,
        `${words.replace("SECRET", PLANTED_CARD)} ${flags}`,
      );
      assert.deepEqual([words, code, stdout], [words, 2, ""], stderr);
      assert.ok(!stderr.includes(PLANTED_CARD), `${words} ${flags}: ${stderr}`);
    }
  }
});

Deno.test("what foxden has changed is listed without a secret", async () => {
  const login = { id: ID, username: "renamed", password: "another-Planted-Pw-77" };
  const stdin = JSON.stringify(login);
  expectSuccess(await world.foxden("records put passwords --merge", { stdin }));
  const secrets = new Map([...await secretsOf(), [login.password, "a written password"]]);
  for (const words of ["undo --list", "undo --list --json", "undo -n", "undo -n --json", "undo"]) {
    const { stdout, stderr } = expectSuccess(await world.foxden(words));
    assert.deepEqual(found(stdout + stderr, secrets, words), []);
  }
});

Deno.test(needs("tmux", {
  name: "programs that foxden starts are told no secret: not in words, not in their environment",
  async fn() {
    const seen = join(world.home, "seen");
    const editor = join(world.home, "editor");
    const everything = `for p in /proc/[0-9]*; do tr '\\0' ' ' <$p/cmdline; echo; done; env`;
    await Deno.writeTextFile(editor, `#!/bin/sh\n{ ${everything}; } >'${seen}' 2>/dev/null\n`);
    await Deno.chmod(editor, 0o700);
    await using pty = await openPty(["bookmarks", "edit", names["bookmark"] ?? ""], {
      env: { HOME: world.home, EDITOR: editor, NO_COLOR: "1" },
    });
    await pty.ended();
    const text = await Deno.readTextFile(seen);
    assert.ok(text.includes("bookmarks edit"), "the process list is a real one");
    assert.deepEqual(found(text, await secretsOf(), "the process list"), []);
  },
}));

Deno.test("a sign-out says no secret, and leaves none", async () => {
  const secrets = await secretsOf();
  const { stdout, stderr } = await runHere(world, "auth logout -v", { env: { FOXDEN_DEBUG: "1" } });
  assert.deepEqual(found(stdout + stderr, secrets, "auth logout"), []);
  const faulty: string[] = [];
  for await (const [path, content] of filesUnder(world.home)) faulty.push(...found(content, secrets, path));
  assert.deepEqual(faulty, []);
});
