import assert from "node:assert/strict";
import { OLDSYNC_SCOPE } from "../../core/crypto/scoped_key.ts";
import { stretchV1 } from "../../core/crypto/stretch.ts";
import { call, FOXDEN_CLIENT, hawkSigner, login, tokenBearer } from "./support/accounts.ts";
import { sign } from "./support/hawk.ts";
import { makeWorld, PASSWORD, type World } from "./support/world.ts";

const ANN = "ann@example.org";
const BOB = "bob@example.org";
const MESSAGE = { to: "all", payload: { version: 1, command: "sync:collection_changed" } };

let world: World;
let url: string;
let sessionToken: string;
let session: { authorization: string };

Deno.test.beforeAll(async () => {
  world = await makeWorld([ANN, BOB]);
  url = world.url;
  sessionToken = (await login(url, ANN, PASSWORD)).body.sessionToken;
  session = await tokenBearer(sessionToken);
});

Deno.test.afterAll(() => world.server.close());

const post = (path: string, body: unknown, headers: Record<string, string> = session) =>
  call("POST", `${url}/v1/${path}`, body, headers);

const status = (headers: Record<string, string>) =>
  call("GET", `${url}/v1/session/status`, undefined, headers);

Deno.test("a session is known by Bearer and by Hawk, with and without a payload hash", async () => {
  assert.partialDeepStrictEqual((await status(session)).body, {
    state: "verified",
    details: { verified: true, sessionVerified: true, accountEmailVerified: true },
  });
  const signer = await hawkSigner(sessionToken);
  const get = await sign("GET", `${url}/v1/session/status`, signer);
  assert.equal((await status({ authorization: get })).status, 200);
  const target = `${url}/v1/account/devices/notify`;
  const body = JSON.stringify(MESSAGE);
  const headers = {
    authorization: await sign("POST", target, signer, { hashOf: body }),
    "content-type": "application/json; charset=utf-8",
  };
  assert.equal((await call("POST", target, body, headers)).status, 200);
  assert.equal((await call("POST", target, body.replace("all", "one"), headers)).body.errno, 109);
});

Deno.test("a signed write is taken once, and a signed read as often as it comes", async () => {
  const signer = await hawkSigner(sessionToken);
  const write = { authorization: await sign("POST", `${url}/v1/account/devices/notify`, signer) };
  assert.equal((await post("account/devices/notify", MESSAGE, write)).status, 200);
  const again = await post("account/devices/notify", MESSAGE, write);
  assert.deepEqual([again.status, again.body.errno], [401, 115]);
  const read = { authorization: await sign("GET", `${url}/v1/session/status`, signer) };
  assert.deepEqual([(await status(read)).status, (await status(read)).status], [200, 200]);
});

Deno.test("no session, a wrong signature and another kind of token are 401", async () => {
  const target = `${url}/v1/session/status`;
  const signer = await hawkSigner(sessionToken);
  const cases: readonly (readonly [Record<string, string>, number])[] = [
    [{}, 110],
    [{ authorization: "Bearer nonsense" }, 110],
    [{ authorization: `Bearer ${sessionToken}` }, 110],
    [{ authorization: `Bearer fxs_${sessionToken}` }, 110],
    [{ authorization: session.authorization.replace("fxs_", "fxk_") }, 110],
    [{ authorization: session.authorization.replace("fxs_", "") }, 110],
    [{ authorization: `Hawk id="${signer.id}"` }, 110],
    [{ authorization: await sign("GET", target, { ...signer, key: new Uint8Array(32) }) }, 109],
    [{ authorization: await sign("POST", target, signer) }, 109],
    [{ authorization: await sign("GET", `${target}?a=b`, signer) }, 109],
  ];
  for (const [headers, errno] of cases) {
    const answer = await status(headers);
    assert.deepEqual([answer.status, answer.body.errno], [401, errno], JSON.stringify(headers));
  }
});

Deno.test("a destroyed session is dead, and takes its keyFetchToken along", async () => {
  const { body } = await login(url, ANN, PASSWORD);
  const doomed = await tokenBearer(body.sessionToken);
  assert.deepEqual((await post("session/destroy?service=sync", {}, doomed)).body, {});
  assert.partialDeepStrictEqual((await status(doomed)).body, {
    code: 401,
    errno: 110,
    error: "Unauthorized",
  });
  const keys = await tokenBearer(body.keyFetchToken, "keyFetchToken");
  assert.equal((await call("GET", `${url}/v1/account/keys`, undefined, keys)).body.errno, 110);
  assert.equal((await status(session)).status, 200);
});

Deno.test("a duplicate is a session of its own", async () => {
  const copy = (await post("session/duplicate", { reason: "test" })).body;
  assert.notEqual(copy.sessionToken, sessionToken);
  const headers = await tokenBearer(copy.sessionToken);
  assert.equal((await status(headers)).body.state, "verified");
  await post("session/destroy", {}, headers);
  assert.equal((await status(session)).status, 200);
});

Deno.test("the password can be given again on a session, but only its own account's", async () => {
  const reauth = async (email: string, password: string) => {
    const { authPW } = await stretchV1(password, email);
    return await post("session/reauth?keys=true", { email, authPW: authPW.toHex() });
  };
  const { body } = await reauth(ANN, PASSWORD);
  assert.match(body.keyFetchToken, /^[0-9a-f]{64}$/);
  assert.equal((await reauth(ANN, "wrong")).body.errno, 103);
  assert.equal((await reauth(BOB, PASSWORD)).body.errno, 102);
});

/** A server of one sign-in kind, and a first sign-in to it. */
async function withKind(signIn: "code" | "totp" | "blocked"): Promise<World> {
  return await makeWorld([ANN], { signIn });
}

Deno.test("with mailed codes a session is unverified until the code is right", async () => {
  await using other = await withKind("code");
  const { body } = await login(other.url, ANN, PASSWORD, { verificationMethod: "email-otp" });
  assert.partialDeepStrictEqual(body, {
    verified: false,
    sessionVerified: false,
    emailVerified: true,
    verificationMethod: "email-otp",
    verificationReason: "login",
  });
  const headers = await tokenBearer(body.sessionToken);
  const ask = (path: string, request: unknown) => call("POST", `${other.url}/v1/${path}`, request, headers);
  const keys = async () =>
    await call(
      "GET",
      `${other.url}/v1/account/keys`,
      undefined,
      await tokenBearer(body.keyFetchToken, "keyFetchToken"),
    );
  assert.deepEqual([(await keys()).body.errno, (await keys()).body.errno], [104, 104]);
  const scoped = { client_id: FOXDEN_CLIENT, scope: OLDSYNC_SCOPE };
  assert.equal((await ask("account/scoped-key-data", scoped)).body.errno, 138);
  assert.equal((await ask("oauth/token", { ...scoped, grant_type: "fxa-credentials" })).body.errno, 138);

  const first = other.mail.at(-1);
  assert.deepEqual([first?.to, first?.purpose], [ANN, "session-code"]);
  assert.equal((await ask("session/verify_code", { code: "12" })).body.errno, 183);
  assert.deepEqual((await ask("session/resend_code", {})).body, {});
  const second = other.mail.at(-1)?.code ?? "";
  if (first?.code !== second) {
    assert.equal((await ask("session/verify_code", { code: first?.code })).body.errno, 183);
  }
  assert.deepEqual((await ask("session/verify_code", { code: second, service: "sync" })).body, {});
  assert.equal(
    (await call("GET", `${other.url}/v1/session/status`, undefined, headers)).body.state,
    "verified",
  );
  assert.equal((await keys()).status, 200);
});

Deno.test("guessing a code ends after ten tries, and neither a new code nor a new session gives more", async () => {
  await using other = await withKind("code");
  const { body } = await login(other.url, ANN, PASSWORD);
  const headers = await tokenBearer(body.sessionToken);
  const right = other.mail.at(-1)?.code ?? "";
  const wrong = right === "000000" ? "111111" : "000000";
  const verify = (code: string) => call("POST", `${other.url}/v1/session/verify_code`, { code }, headers);
  for (let i = 0; i < 10; i++) assert.equal((await verify(wrong)).body.errno, 183);
  const refused = await verify(right);
  assert.deepEqual([refused.status, refused.body.errno, refused.headers.get("retry-after")], [
    429,
    114,
    "900",
  ]);
  await call("POST", `${other.url}/v1/session/resend_code`, {}, headers);
  assert.equal((await verify(other.mail.at(-1)?.code ?? "")).body.errno, 114);
  const again = await tokenBearer((await login(other.url, ANN, PASSWORD)).body.sessionToken);
  const code = other.mail.at(-1)?.code;
  const fresh = await call("POST", `${other.url}/v1/session/verify_code`, { code }, again);
  assert.equal(fresh.body.errno, 114);
});

Deno.test("with an authenticator a wrong code is an answer and not an error", async () => {
  await using other = await withKind("totp");
  const { body } = await login(other.url, ANN, PASSWORD, { verificationMethod: "email-otp" });
  assert.equal(body.verificationMethod, "totp-2fa");
  const headers = await tokenBearer(body.sessionToken);
  const verify = (path: string, code: string) =>
    call("POST", `${other.url}/v1/session/${path}`, { code }, headers);
  const right = other.mail.at(-1);
  assert.equal(right?.purpose, "totp");
  assert.deepEqual((await verify("verify/totp", "0000000")).body, { success: false });
  assert.equal((await verify("verify_code", right?.code ?? "")).body.errno, 183);
  assert.deepEqual((await verify("verify/totp", right?.code ?? "")).body, { success: true });
});

Deno.test("an account without an authenticator refuses its codes and its wish", async () => {
  assert.equal((await post("session/verify/totp", { code: "123456" })).body.errno, 155);
  assert.equal((await post("session/verify/recoveryCode", { code: "abcd1234" })).body.errno, 156);
  for (const path of ["send_code", "confirm"]) {
    const refused = await post(`recovery_phone/signin/${path}`, {});
    assert.deepEqual([refused.status, refused.body.errno], [403, 202]);
  }
  assert.equal((await login(url, ANN, PASSWORD, { verificationMethod: "totp-2fa" })).body.errno, 160);
});

Deno.test("a blocked sign-in passes with the mailed code, once, and is verified then", async () => {
  await using other = await withKind("blocked");
  assert.partialDeepStrictEqual((await login(other.url, ANN, PASSWORD)).body, {
    errno: 125,
    verificationMethod: "email-captcha",
    verificationReason: "login",
  });
  const sent = await call("POST", `${other.url}/v1/account/login/send_unblock_code`, { email: ANN });
  assert.deepEqual(sent.body, {});
  const code = other.mail.at(-1)?.code ?? "";
  assert.match(code, /^[A-Z0-9]{8}$/);
  const wrong = await login(other.url, ANN, PASSWORD, { unblockCode: "00000000" });
  assert.equal(wrong.body.errno, 127);
  const passed = await login(other.url, ANN, PASSWORD, { unblockCode: code.toLowerCase() });
  assert.equal(passed.body.verified, true);
  assert.equal((await login(other.url, ANN, PASSWORD, { unblockCode: code })).body.errno, 127);
});
