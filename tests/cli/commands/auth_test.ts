import assert from "node:assert/strict";
import { MOZILLA_ROOT } from "../../../app/config/places.ts";
import { grantByRefreshToken } from "../../../core/accounts/oauth.ts";
import { addUser } from "../../../server/admin.ts";
import type { RunningServer } from "../../../server/serve.ts";
import { makeProfile, openPlace, openSignedIn, openSynced } from "../../app/app_support.ts";
import { EMAIL, PASSWORD } from "../../core/accounts/accounts_support.ts";
import { expectFailure, expectSuccess } from "../../stories/expect.ts";
import { scriptedServer } from "../../support/scripted_server.ts";
import { keepOnLoopback, runOn } from "./on_profile.ts";

const stdin = `${PASSWORD}\n`;
const byPassword = ["auth", "login", "--email", EMAIL, "--password-stdin"];

/** How many of these the server's accounts have. */
const countsOf = ({ database }: RunningServer, ...tables: readonly string[]) =>
  tables.map((table) => database.rows((row) => row, `SELECT 1 FROM ${table}`).length);

Deno.test("an address of a server that holds a secret is refused, and nothing of it is repeated", async () => {
  await using profile = await makeProfile();
  using network = keepOnLoopback();
  const addresses = [
    "https://ann:hunter2@sync.example/",
    "https://hunter2@sync.example",
    "https://sync.example/?key=hunter2",
    "https://sync.example/#hunter2",
    "ftp://ann:hunter2@sync.example",
    "hunter2.example:8000",
    "hunter2",
  ];
  const flags = ["--server", "--accounts-server", "--token-server"];
  const lines = addresses.flatMap((address) => flags.map((flag) => [flag, address]));
  for (const line of lines) {
    const words = ["auth", "login", "--server", "https://sync.example", ...line, "--json"];
    const run = await runOn(profile, words);
    const error = expectFailure(run, 2, "usage.value");
    assert.ok(error.message.startsWith(`${line[0]}: `), error.message);
    assert.doesNotMatch(run.stderr, /hunter2/);
  }
  const env = { FOXDEN_SERVER: addresses[0] ?? "" };
  assert.doesNotMatch((await runOn(profile, ["auth", "login"], { env })).stderr, /hunter2/);
  assert.deepEqual(network.asked, []);
});

Deno.test("a sign-in in the browser takes no password, and says so before anybody is asked", async () => {
  await using profile = await makeProfile();
  await using server = scriptedServer([]);
  const words = ["auth", "login", "--browser", "--no-open", "--server", server.url, "--json"];
  for (const more of [["--password-stdin"], ["--password-file", `${profile.home}/none`]]) {
    const error = expectFailure(await runOn(profile, [...words, ...more], { stdin }), 2, "usage.value");
    assert.match(error.message, /--browser/);
  }
  assert.deepEqual(server.lines(), []);
});

/** Mozilla's two documents, as far as foxden reads them. */
function mozilla({ href }: URL): Response | undefined {
  if (!href.startsWith(`${MOZILLA_ROOT}/.well-known/`)) return undefined;
  return Response.json({
    auth_server_base_url: "https://api.accounts.firefox.com",
    sync_tokenserver_base_url: "https://token.services.mozilla.com",
  });
}

Deno.test("at Mozilla one signs in with the browser, and with a password where that is handed over", async () => {
  await using profile = await makeProfile();
  using network = keepOnLoopback(mozilla);
  const bare = await runOn(profile, ["auth", "login", "--no-open"]);
  assert.equal(bare.code, 11, bare.stderr);
  assert.match(bare.stderr, /Sign in on this page:\n\n {2}https:\/\/accounts\.firefox\.com\/authorization\?/);
  for (const more of [["--password-stdin"], ["--password-file", `${profile.home}/none`]]) {
    const run = await runOn(profile, ["auth", "login", "--no-open", "--json", ...more], { stdin });
    const error = expectFailure(run, 11, "not-confirmed.no-terminal");
    assert.deepEqual(error.try, ["--email"], "the address is all that is missing");
  }
  assert.ok(network.asked.every((url) => url.includes("/.well-known/")), network.asked.join("\n"));
});

Deno.test("a profile that is signed in is signed in again where it is, unless another server is named", async () => {
  await using place = await openPlace();
  using network = keepOnLoopback();
  await addUser(place.server.database, { email: EMAIL, password: PASSWORD });
  expectSuccess(await runOn(place, [...byPassword, "--server", place.server.url], { stdin }));
  const first = await place.open().secrets();
  expectSuccess(await runOn(place, byPassword, { stdin }));
  const second = await place.open().secrets();
  assert.deepEqual(second.servers, first.servers);
  assert.notEqual(second.refreshToken, first.refreshToken);
  const elsewhere = [...byPassword, "--server", "https://sync.example", "--json"];
  expectFailure(await runOn(place, elsewhere, { stdin }), 7, "network.unreachable");
  assert.ok(
    network.asked.length > 0 && network.asked.every((url) => url.startsWith("https://sync.example/")),
  );
});

Deno.test("a sign-in whose secrets cannot be written fails, and the server has nothing left of it", async () => {
  await using place = await openPlace();
  await addUser(place.server.database, { email: EMAIL, password: PASSWORD });
  const file = `${place.home}/file`;
  await Deno.writeTextFile(file, "");
  const words = [...byPassword, "--server", place.server.url, "--json"];
  const run = await runOn(place, words, { stdin, env: { FOXDEN_DATA_DIR: `${file}/below` } });
  const error = expectFailure(run, 1, "failed.file");
  assert.ok(error.message.includes(`${file}/below`));
  const left = countsOf(place.server, "device", "refresh_token", "session");
  assert.deepEqual(left, [0, 0, 0]);
});

Deno.test("a passphrase that is forgotten keeps the secrets shut until whoever signs out says to forget them", async () => {
  await using account = await openSignedIn();
  const { home, vaultPath, app } = account;
  const { servers, clientId, refreshToken = "" } = await app.secrets();
  await app.keepSecrets(await app.secrets(), "a fox, a den & a moon");
  await Deno.writeTextFile(`${home}/passphrase`, "a fax, a den & a moon\n", { mode: 0o600 });
  const env = { FOXDEN_PASSPHRASE_FILE: `${home}/passphrase` };
  for (const words of [["auth", "status"], ["auth", "logout"]]) {
    const run = await runOn(account, [...words, "--json"], { env });
    const { try: advice } = expectFailure(run, 12, "crypto.wrong-passphrase");
    assert.ok(advice.includes("foxden auth logout --forget"), "the way out is named");
    assert.ok(await Deno.stat(vaultPath), "nothing is removed without a word");
  }
  const run = await runOn(account, ["auth", "logout", "--forget"], { env });
  assert.deepEqual([run.code, run.stdout], [9, ""]);
  assert.match(run.stderr, /server could not be told/);
  await assert.rejects(Deno.stat(vaultPath), Deno.errors.NotFound);
  await grantByRefreshToken(app.openAccounts(servers), { clientId, refreshToken, scope: "profile" });
});

Deno.test("who signs out hears that nothing can be undone any more, where something could be", async () => {
  for (const writes of [true, false]) {
    await using account = await openSynced();
    const stdin = JSON.stringify({ id: "a", name: "field", value: "v" });
    if (writes) expectSuccess(await runOn(account, ["records", "put", "forms"], { stdin }));
    const { stderr } = expectSuccess(await runOn(account, ["auth", "logout"]));
    assert.equal(/What foxden undo could have taken back went with it\.$/m.test(stderr), writes, stderr);
  }
  const help = await runOn({ home: "/nowhere" }, ["auth", "logout", "--help"], { columns: 1000 });
  assert.match(help.stdout, /can be undone after that/);
});

Deno.test("a part of a deployment that is reached in clear is warned of before anything is sent there", async () => {
  await using profile = await makeProfile();
  using network = keepOnLoopback();
  const body = {
    auth_server_base_url: "http://auth.example",
    profile_server_base_url: "http://auth.example/profile",
    sync_tokenserver_base_url: "https://token.example",
  };
  await using server = scriptedServer(({ target }) =>
    target.endsWith("fxa-client-configuration") ? { body } : { status: 404 }
  );
  const { code, stderr } = await runOn(profile, [...byPassword, "--server", server.url], { stdin });
  assert.equal(code, 7, stderr);
  const warnings = stderr.split("\n").filter((line) => line.startsWith("warning: "));
  assert.equal(warnings.length, 1, stderr);
  assert.match(warnings[0] ?? "", /^warning: http:\/\/auth\.example is not encrypted/);
  assert.ok(network.asked.every((url) => url.startsWith("http://auth.example/")));
});

Deno.test("a copy that was kept sealed is opened before a password is sent, or nothing is", async () => {
  await using account = await openSynced();
  const { home, vaultPath, server, app } = account;
  await app.keepSecrets(await app.secrets(), "a fox, a den & a moon");
  const file = `${home}/passphrase`;
  await Deno.writeTextFile(file, "a fox, a den & a moon\n", { mode: 0o600 });
  const env = { FOXDEN_PASSPHRASE_FILE: file };
  expectSuccess(await runOn(account, ["auth", "logout", "--keep-mirror"], { env }));
  const kept = await Deno.readFile(`${vaultPath}.kept`);
  const login = ["auth", "login", "--server", server.url, "--email", EMAIL, "--password-stdin", "--json"];
  const sessions = countsOf(server, "session");
  const refused = await runOn(account, login, { stdin: `${PASSWORD}\n` });
  const { try: advice } = expectFailure(refused, 11, "not-confirmed.no-terminal");
  assert.ok(advice.includes("foxden auth logout"), advice.join());
  assert.deepEqual(countsOf(server, "session"), sessions);
  assert.deepEqual(await Deno.readFile(`${vaultPath}.kept`), kept);
  assert.match((await runOn(account, ["auth", "logout"])).stderr, /The local copy that was kept is removed/);
});
