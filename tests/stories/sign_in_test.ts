/** Signing in with e-mail and password: every way a server may ask for more, and what is kept afterwards. */
import assert from "node:assert/strict";
import { type Bytes, xor } from "../../core/bytes.ts";
import { deriveSyncKey } from "../../core/crypto/scoped_key.ts";
import { stretchV1, stretchV2 } from "../../core/crypto/stretch.ts";
import { BEARER_PREFIX } from "../../core/crypto/token_keys.ts";
import { type Fault, FaultBox } from "../support/faults.ts";
import { EMAIL, openWorld, PASSWORD, type Run, type World } from "../support/world.ts";
import { expectFailure, expectSuccess } from "./expect.ts";
import { appOf, fill } from "./filled.ts";

const loginWords = (
  world: World,
  email = EMAIL,
) => ["auth", "login", "--server", world.server.url, "--email", email, "--password-stdin"];

/** Signs in on a server that sends a code, which is typed when it has come. */
async function signInWithCode(world: World, turn = (code: string) => code): Promise<Run> {
  await using child = world.start([...loginWords(world), "--otp-stdin", "--json"]);
  const writer = child.stdin.getWriter();
  const type = (line: string) => writer.write(new TextEncoder().encode(`${line}\n`));
  await type(PASSWORD);
  await until(() => world.mail.length > 0);
  await type(turn(world.mail[0]?.code ?? ""));
  await writer.close();
  const { code, stdout, stderr } = await child.output();
  return { code, stdout: new TextDecoder().decode(stdout), stderr: new TextDecoder().decode(stderr) };
}

async function until(isDone: () => boolean): Promise<void> {
  for (const deadline = Date.now() + 20_000; !isDone();) {
    assert.ok(Date.now() < deadline, "it has not come");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

Deno.test("a password sign-in leaves a refresh token, a named device and no session", async () => {
  await using world = await openWorld();
  const run = await world.foxden([...loginWords(world), "--device-name", "den"], { stdin: `${PASSWORD}\n` });
  expectSuccess(run);
  assert.equal(run.stdout, "");
  assert.ok(run.stderr.includes(EMAIL) && run.stderr.includes("den"), run.stderr);
  const secrets = await appOf(world).secrets();
  assert.notEqual(secrets.refreshToken, undefined);
  assert.equal(secrets.sessionToken, undefined);
  assert.equal(countOf(world, "session"), 0);
  const status = JSON.parse((await world.foxden("auth status --json")).stdout);
  assert.deepEqual([status.account, status.server], [EMAIL, world.server.url]);
});

Deno.test("a fresh sign-in passes a check, although the account has never synced", async () => {
  await using world = await openWorld();
  await world.signIn();
  const run = expectSuccess(await world.foxden("auth status --check --json"));
  assert.equal(JSON.parse(run.stdout).account, EMAIL);
});

const countOf = (world: World, table: string): number =>
  world.server.database.rows((row) => row, `SELECT 1 FROM ${table}`).length;

const kinds = { code: "session-code", totp: "totp", blocked: "unblock-code" } as const;
for (const [signIn, purpose] of Object.entries(kinds)) {
  Deno.test(`a sign-in that wants ${purpose} takes it from the second line of stdin`, async () => {
    await using world = await openWorld({ signIn: signIn as keyof typeof kinds });
    expectSuccess(await signInWithCode(world));
    assert.deepEqual(world.mail.map((message) => [message.to, message.purpose]), [[EMAIL, purpose]]);
    expectSuccess(await world.foxden("auth status"));
  });
}

Deno.test("a wrong code is refused, and nobody is signed in", async () => {
  await using world = await openWorld({ signIn: "code" });
  const other = (code: string) => code.replace(/\d$/, (digit) => String((Number(digit) + 1) % 10));
  expectFailure(await signInWithCode(world, other), 4, "auth.wrong-code");
  expectFailure(await world.foxden("auth status --json"), 4, "auth.signed-out");
});

Deno.test("an account with version 2 stretching gives the same key as it was made with", async () => {
  await using world = await openWorld({ user: false, signUp: true });
  const kB = crypto.getRandomValues(new Uint8Array(32));
  await createVersionTwo(world, kB);
  await world.signIn();
  const { syncKey } = await appOf(world).secrets();
  const expected = await deriveSyncKey(kB, Number(syncKey.kid.split("-")[0]));
  assert.deepEqual([syncKey.kid, syncKey.k], [expected.kid, expected.k]);
});

async function createVersionTwo(world: World, kB: Bytes): Promise<void> {
  const clientSalt = `identity.mozilla.com/picl/v1/quickStretchV2:${"5a".repeat(16)}`;
  const [one, two] = [await stretchV1(PASSWORD, EMAIL), await stretchV2(PASSWORD, clientSalt)];
  // Only the second password opens this account.
  const body = {
    email: EMAIL,
    authPW: "00".repeat(32),
    wrapKb: xor(kB, one.unwrapBKey).toHex(),
    authPWVersion2: two.authPW.toHex(),
    wrapKbVersion2: xor(kB, two.unwrapBKey).toHex(),
    clientSalt,
  };
  const response = await fetch(`${world.server.url}/v1/account/create`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  assert.equal(response.status, 200, await response.text());
}

Deno.test("an address typed in other letters signs in, and is kept as the account has it", async () => {
  await using world = await openWorld();
  const words = loginWords(world, EMAIL.toUpperCase());
  expectSuccess(await world.foxden(words, { stdin: `${PASSWORD}\n` }));
  assert.equal((await appOf(world).secrets()).email, EMAIL);
  expectSuccess(await world.foxden(words, { stdin: `${PASSWORD}\n` }));
});

Deno.test("the password may come from a file that an environment variable names", async () => {
  await using world = await openWorld();
  const path = `${world.home}/password`;
  await Deno.writeTextFile(path, `${PASSWORD}\n`, { mode: 0o600 });
  const env = { FOXDEN_PASSWORD_FILE: path, FOXDEN_EMAIL: EMAIL, FOXDEN_SERVER: world.server.url };
  expectSuccess(await world.foxden("auth login", { env }));
  const missing = { ...env, FOXDEN_PASSWORD_FILE: `${path}.no` };
  assert.notEqual((await world.foxden("auth login", { env: missing })).code, 0);
});

Deno.test("a sign-in without anybody to ask names the flag that answers", async () => {
  await using world = await openWorld();
  const run = await world.foxden(["auth", "login", "--server", world.server.url, "--email", EMAIL, "--json"]);
  const error = expectFailure(run, 11, "not-confirmed.no-terminal");
  assert.ok(error.try.some((line) => line.includes("--password-stdin")));
});

/** Answers as servers did before they took the id of a token as Bearer. */
const hawkOnly: Fault = (request) => {
  const shown = request.headers.get("authorization") ?? "";
  const isDerived = [BEARER_PREFIX.sessionToken, BEARER_PREFIX.keyFetchToken].some((prefix) =>
    shown.startsWith(`Bearer ${prefix}_`)
  );
  if (!isDerived) return undefined;
  return Response.json({ code: 401, errno: 110, error: "Unauthorized" }, { status: 401 });
};

for (const clockOffsetSeconds of [0, 86_400]) {
  const clock = clockOffsetSeconds === 0 ? "" : " even when its clock is a day ahead";
  Deno.test(`a server that knows only Hawk is signed in to${clock}`, async () => {
    const faults = new FaultBox();
    using trap = faults.use(hawkOnly);
    await using world = await openWorld({ fault: faults.fault, clockOffsetSeconds, maxSkewSeconds: 60 });
    await world.signIn();
    assert.ok(trap.hits > 0, "Bearer was tried first");
    await fill(world, 3);
    expectSuccess(await world.foxden("history list"));
    expectSuccess(await world.foxden("auth logout"));
  });
}
