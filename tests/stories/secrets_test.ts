/** Secrets stay where they belong: in the vault those that must, in memory the others, on the screen none. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { base64url, type Bytes, utf8, xor } from "../../core/bytes.ts";
import { decryptPayload, importKeyBundle } from "../../core/crypto/payload.ts";
import { stretchV1 } from "../../core/crypto/stretch.ts";
import { collectionName, guid } from "../../core/ids.ts";
import { array, object, parseJson, string } from "../../core/json.ts";
import { sealedPayload } from "../../core/sync/payload.ts";
import { readBso } from "../../core/sync/storage.ts";
import { load } from "../../server/admin.ts";
import { until } from "../interop/wait.ts";
import { openRelay } from "../support/faults.ts";
import { EMAIL, openWorld, PASSWORD, type World } from "../support/world.ts";
import { expectFailure, expectSuccess } from "./expect.ts";
import { appOf, demoCollection, fill, openFilledWorld } from "./filled.ts";

/** Every command that lists, and every format. */
const COLLECTIONS = [
  "bookmarks",
  "passwords",
  "history",
  "tabs",
  "clients",
  "prefs",
  "creditcards",
  "crypto",
];
const LISTS = [
  ...["bookmarks list", "passwords list", "history list", "tabs list", "devices list", "collections list"],
  ...COLLECTIONS.map((name) => `records list ${name}`),
  ...["bookmarks list --tree", "status", "quota", "auth status --check", "passwords get github.com --first"],
];
const FORMATS = ["table", "plain", "json", "ndjson", "csv", "tsv", "ids"];

/** The passwords of the demo's logins that could not stand in any text by chance. */
const loginPasswords = () =>
  demoCollection("passwords").map(({ password }) => String(password)).filter((text) => text.length >= 12);

/** A secret in every way it could be written down. */
function* spellings(secret: Bytes): Generator<string> {
  yield secret.toHex();
  yield secret.toBase64({ omitPadding: true });
  yield base64url(secret);
}

function assertHoldsNone(text: string, secrets: ReadonlyMap<string, string>, where: string): void {
  for (const [spelling, name] of secrets) {
    assert.ok(!text.toLowerCase().includes(spelling.toLowerCase()), `${where} holds ${name}`);
  }
}

class Secrets {
  readonly all = new Map<string, string>();

  add(name: string, secret: Bytes | string): void {
    for (const spelling of typeof secret === "string" ? [secret] : spellings(secret)) {
      assert.ok(spelling.length >= 12, `${name} is long enough to be looked for`);
      if (!this.all.has(spelling)) this.all.set(spelling, name);
    }
  }
}

/** What a sign-in must keep to itself, from what went over the wire. */
function tokensOnTheWire(wire: string, secrets: Secrets): void {
  const kinds = {
    sessionToken: 1,
    keyFetchToken: 1,
    access_token: 2,
    refresh_token: 1,
    bundle: 1,
  };
  for (const [kind, least] of Object.entries(kinds)) {
    const found = [...wire.matchAll(new RegExp(`"${kind}":"([^"]+)"`, "g"))];
    assert.ok(found.length >= least, `${kind} went by`);
    for (const [, value = ""] of found) secrets.add(kind, value);
  }
  for (const [, value = ""] of wire.matchAll(/Bearer (?:fx[a-z]_)?([0-9a-f]{64})/g)) {
    secrets.add("Bearer", value);
  }
  for (const [, id = "", key = ""] of wire.matchAll(/\{"id":"([^"]{60,})","key":"([^"]+)"/g)) {
    secrets.add("storage token", id);
    secrets.add("storage key", key);
  }
}

/** The account's bulk keys, as clear as they ever are. */
async function bulkKeys(world: World): Promise<Bytes[]> {
  const app = appOf(world);
  const { server } = await app.syncBeforeSetup();
  const bso = await readBso(server, collectionName("crypto"), guid("keys"));
  const { syncKey } = await app.secrets();
  const key = await importKeyBundle(syncKey.k);
  const clear = await decryptPayload(sealedPayload(bso?.payload ?? "", "keys"), key);
  const pair = object({ default: array(string) })(parseJson(clear, "keys"), "keys").default;
  return pair.map((text) => Uint8Array.fromBase64(text));
}

/** All files under a folder with what they hold. */
async function* filesUnder(folder: string): AsyncGenerator<[path: string, content: string]> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = join(folder, name);
    if (isDirectory) yield* filesUnder(path);
    else yield [path, new TextDecoder("latin1").decode(await Deno.readFile(path))];
  }
}

Deno.test("a sign-in and every list tell no secret, not even when asked to say more", async () => {
  await using world = await openWorld({ user: false });
  const wrapKB = crypto.getRandomValues(new Uint8Array(32));
  await load(world.server.database, {
    email: EMAIL,
    password: PASSWORD,
    wrapKB: wrapKB.toHex(),
    collections: {},
  });
  await using relay = openRelay(world.server.url);
  const words = ["auth", "login", "-v", "--server", relay.url, "--email", EMAIL, "--password-stdin"];
  const env = { TMPDIR: world.home };
  const login = expectSuccess(await world.foxden(words, { stdin: `${PASSWORD}\n`, env }));
  await fill(world);
  const told = [login.stdout, login.stderr];
  for (const list of LISTS) {
    const { code, stdout, stderr } = await world.foxden(`${list} -v`, { env });
    assert.equal(code, 0, `${list}: ${stderr}`);
    assert.match(stderr, /^GET http/m, "-v tells each request");
    told.push(stdout, stderr);
  }
  const secrets = new Secrets();
  const { authPW, unwrapBKey } = await stretchV1(PASSWORD, EMAIL);
  const { syncKey, mirrorKey } = await appOf(world).secrets();
  tokensOnTheWire(relay.seen(), secrets);
  secrets.add("the password", PASSWORD);
  secrets.add("kB", xor(wrapKB, unwrapBKey));
  secrets.add("authPW", authPW);
  secrets.add("unwrapBKey", unwrapBKey);
  secrets.add("the Sync key", syncKey.k);
  secrets.add("the key of the local copy", mirrorKey);
  for (const key of await bulkKeys(world)) secrets.add("a bulk key", key);
  for (const password of loginPasswords()) secrets.add("a listed password", password);
  assertHoldsNone(told.join("\n"), secrets.all, "the output");
  const kept = new Set(["refresh_token", "the Sync key", "the key of the local copy"]);
  const unkept = new Map([...secrets.all].filter(([, name]) => !kept.has(name)));
  using app = appOf(world);
  const copied = (await app.mirror()).copies().map(({ name }) => String(name));
  for (const name of COLLECTIONS) assert.ok(copied.includes(name), `${name} is kept here`);
  for await (const [path, content] of filesUnder(world.home)) {
    const isVault = path === world.vaultPath;
    assertHoldsNone(content, isVault ? unkept : secrets.all, path);
  }
});

Deno.test("a program that waits for a code shows no secret in the process list", async () => {
  await using world = await openWorld({ signIn: "code" });
  const words = ["auth", "login", "--server", world.server.url, "--email", EMAIL];
  await using child = world.start([...words, "--password-stdin", "--otp-stdin"]);
  const writer = child.stdin.getWriter();
  await writer.write(utf8(`${PASSWORD}\n`));
  await until(30_000, "the code to be mailed", () => world.mail[0]);
  for (const part of ["cmdline", "environ"]) {
    const text = await Deno.readTextFile(`/proc/${child.pid}/${part}`);
    assert.ok(text.includes(part === "cmdline" ? EMAIL : world.home), "this is the right process");
    for (const word of PASSWORD.split(" ")) assert.ok(!text.includes(word), part);
  }
  await writer.close();
  const { code } = await child.output();
  assert.equal(code, 2);
});

Deno.test("a password is taken from no flag, and the refusal does not repeat it", async () => {
  await using world = await openWorld({ user: false });
  for (const words of ["auth login --password hunter2hunter2", "auth login --password=hunter2hunter2"]) {
    const error = expectFailure(await world.foxden(`${words} --json`), 2, "usage.value");
    assert.match(String(error.why), /process list/);
    assert.ok(!JSON.stringify(error).includes("hunter2"));
    assert.ok(!(await world.foxden(words)).stderr.includes("hunter2"));
  }
});

Deno.test("a list of logins holds no password in any format, and says what it left out", async () => {
  await using world = await openFilledWorld();
  const secrets = new Map(loginPasswords().map((password) => [password, "a password"]));
  for (const format of FORMATS) {
    const run = expectSuccess(await world.foxden(`passwords list -f ${format}`));
    assert.ok(run.stdout.split("\n").length > 30);
    assertHoldsNone(run.stdout, secrets, format);
    if (format.includes("json")) assert.ok(run.stdout.includes('"masked":["password"]'));
    const asked = await world.foxden(`passwords list -f ${format} --fields password`);
    assert.deepEqual([asked.code, asked.stdout], format === "ids" ? [0, run.stdout] : [2, ""], asked.stderr);
  }
  const revealed = expectSuccess(await world.foxden("passwords list --reveal -f csv"));
  for (const password of loginPasswords().filter((text) => /^[\w:.-]+$/.test(text))) {
    assert.ok(revealed.stdout.includes(password));
  }
});

Deno.test("one password goes through a pipe bare, when it is asked for", async () => {
  await using world = await openFilledWorld();
  const login = demoCollection("passwords").find(({ username }) => username === "käthe");
  const get = ["passwords", "get", "xn--mnchen-3ya.example", "--field", "password"];
  assert.equal(expectSuccess(await world.foxden(get)).stdout, `${login?.["password"]}\n`);
  assert.equal(expectSuccess(await world.foxden([...get, "--no-newline"])).stdout, login?.["password"]);
  const path = join(world.home, "secret");
  expectSuccess(await world.foxden([...get, "-o", path]));
  assert.equal(await Deno.readTextFile(path), `${login?.["password"]}\n`);
  assert.equal(((await Deno.stat(path)).mode ?? 0) & 0o777, 0o600);
});

Deno.test("records as they are come without their secrets unless those are revealed", async () => {
  await using world = await openFilledWorld();
  const passwords = loginPasswords();
  const cards = demoCollection("creditcards").map(({ entry }) =>
    JSON.stringify(entry).match(/\d{14,16}/)?.[0] ?? ""
  );
  const keys = (await bulkKeys(world)).map((key) => key.toBase64());
  const hidden = { passwords, creditcards: cards, crypto: keys };
  for (const [collection, secrets] of Object.entries(hidden)) {
    assert.ok(secrets.length > 0 && secrets.every((secret) => secret.length >= 12));
    for (const format of ["json", "ndjson", "plain", "csv"]) {
      const list = ["records", "list", collection, "-f", format];
      const masked = expectSuccess(await world.foxden(list)).stdout;
      for (const secret of secrets) assert.ok(!masked.includes(secret), `${collection} as ${format}`);
    }
    const run = expectSuccess(await world.foxden(`records list ${collection} --ndjson --reveal`));
    for (const secret of secrets) assert.ok(run.stdout.includes(JSON.stringify(secret)), collection);
  }
});
