import assert from "node:assert/strict";
import { sessionStatus } from "../../../core/accounts/api.ts";
import { fetchSyncKey } from "../../../core/accounts/keys.ts";
import {
  type PasswordSignIn,
  type Session,
  signIn,
  type SignInStep,
  submitCode,
  submitTotp,
} from "../../../core/accounts/login.ts";
import { callAccounts } from "../../../core/accounts/transport.ts";
import { xor } from "../../../core/bytes.ts";
import { NAMESPACE } from "../../../core/crypto/hkdf.ts";
import { keyFingerprint } from "../../../core/crypto/scoped_key.ts";
import { deriveTokenKeys } from "../../../core/crypto/token_keys.ts";
import { stretchV1, stretchV2 } from "../../../core/crypto/stretch.ts";
import { anyObject, parseJson } from "../../../core/json.ts";
import { addUser } from "../../../server/admin.ts";
import { type CodeMessage, serve, type SignInKind } from "../../../server/serve.ts";
import { recordingContext } from "../../support/context.ts";
import { type ScriptedReply, scriptedServer, type SeenRequest } from "../../support/scripted_server.ts";
import { failsWith } from "../../support/vectors.ts";
import { accountsAt, CLIENT_ID, EMAIL, errorBody, HEX32, PASSWORD } from "./accounts_support.ts";

const ann: PasswordSignIn = { email: EMAIL, password: PASSWORD };
const UID = "0123456789abcdef0123456789abcdef";
const v1: ScriptedReply = { body: { currentVersion: "v1", upgradeNeeded: true } };
const loggedIn = { uid: UID, sessionToken: HEX32, keyFetchToken: HEX32 };

function sessionOf(step: SignInStep, expected: SignInStep["step"] = "signed-in"): Session {
  assert.equal(step.step, expected);
  assert.ok(step.step !== "blocked");
  return step.session;
}

/** A server with Ann's account, and the codes it mails. */
async function serverFor(signIn: SignInKind) {
  const mail: CodeMessage[] = [];
  const server = await serve({ signIn, deliver: (message) => mail.push(message) });
  await addUser(server.database, ann);
  const code = (purpose: CodeMessage["purpose"]) => {
    assert.deepEqual(mail.map(({ to }) => to), [EMAIL]);
    assert.equal(mail[0]?.purpose, purpose);
    return mail[0]?.code ?? "";
  };
  return Object.assign(server, { code });
}

const logins = (requests: readonly { readonly url: string; readonly body: string }[]) =>
  requests.filter(({ url }) => url.includes("/account/login?")).map(({ body }) =>
    anyObject(parseJson(body, ""), "")
  );

Deno.test("e-mail and password open a session, and neither the password nor its other half leaves", async () => {
  await using server = await serve();
  await addUser(server.database, ann);
  const ctx = recordingContext();
  const accounts = accountsAt(server.url, ctx);
  const session = sessionOf(await signIn(accounts, ann));
  assert.deepEqual(await sessionStatus(accounts, session.token), { state: "verified", uid: session.uid });
  const { authPW, unwrapBKey } = await stretchV1(PASSWORD, EMAIL);
  assert.deepEqual(session.unwrapBKey, unwrapBKey);
  assert.equal(session.email, EMAIL);
  assert.deepEqual(logins(ctx.requests).map((body) => body.authPW), [authPW.toHex()]);
  const sent = ctx.requests.map(({ url, body }) => url + body).join("\n");
  for (const secret of [PASSWORD, unwrapBKey.toHex()]) assert.ok(!sent.includes(secret));
});

Deno.test("an account with the second version of stretching is signed in to with that one", async () => {
  await using server = await serve({ signUp: true });
  const accounts = accountsAt(server.url);
  const clientSalt = `${NAMESPACE}quickStretchV2:${"0a".repeat(16)}`;
  const [first, second] = [await stretchV1(PASSWORD, EMAIL), await stretchV2(PASSWORD, clientSalt)];
  const kB = new Uint8Array(32).fill(0x42);
  const body = {
    email: EMAIL,
    authPW: first.authPW.toHex(),
    wrapKb: xor(kB, first.unwrapBKey).toHex(),
    authPWVersion2: second.authPW.toHex(),
    wrapKbVersion2: xor(kB, second.unwrapBKey).toHex(),
    clientSalt,
  };
  await callAccounts(accounts, { method: "POST", path: "/account/create", body, decode: anyObject });
  const session = sessionOf(await signIn(accounts, ann));
  assert.deepEqual(session.unwrapBKey, second.unwrapBKey);
  const { kid } = await fetchSyncKey(accounts, session, CLIENT_ID);
  const fingerprint = (await keyFingerprint(kB)).toBase64({ alphabet: "base64url", omitPadding: true });
  assert.ok(kid.endsWith(`-${fingerprint}`), "the key follows from the account's kB");
});

Deno.test("an address spelt otherwise than at sign-up is salted again with the right one", async () => {
  await using server = await serve();
  const email = "Ann@Example.org";
  await addUser(server.database, { email, password: PASSWORD });
  const ctx = recordingContext();
  const accounts = accountsAt(server.url, ctx);
  const session = sessionOf(await signIn(accounts, ann));
  assert.equal(session.email, email);
  assert.deepEqual(session.unwrapBKey, (await stretchV1(PASSWORD, email)).unwrapBKey);
  const [first, second, ...more] = logins(ctx.requests);
  assert.deepEqual([first?.email, first?.originalLoginEmail], [EMAIL, undefined]);
  assert.deepEqual([second?.email, second?.originalLoginEmail], [email, EMAIL]);
  assert.deepEqual(more, []);
});

Deno.test("another spelling is tried once, not for ever", async () => {
  const otherSpelling = { status: 400, body: errorBody(120, { email: "ANN@example.org" }) };
  await using server = scriptedServer(({ target }) => target.includes("/login?") ? otherSpelling : v1);
  const error = await failsWith("auth.refused", () => signIn(accountsAt(server.url), ann));
  assert.deepEqual(error.details, { errno: 120 });
  assert.equal(server.lines().filter((line) => line.includes("/login?")).length, 2);
});

Deno.test("a wrong password and an unknown account are told apart", async () => {
  await using server = await serve();
  await addUser(server.database, ann);
  const accounts = accountsAt(server.url);
  await failsWith("auth.wrong-password", () => signIn(accounts, { ...ann, password: "other" }));
  await failsWith("auth.unknown-account", () => signIn(accounts, { ...ann, email: "bob@example.org" }));
});

Deno.test("a session that wants a mailed code gives no keys before it has it, and keeps them ready", async () => {
  await using server = await serverFor("code");
  const accounts = accountsAt(server.url);
  const session = sessionOf(await signIn(accounts, ann), "needs-code");
  await failsWith("auth.unverified", () => fetchSyncKey(accounts, session, CLIENT_ID));
  const code = server.code("session-code");
  const wrong = code === "000000" ? "000001" : "000000";
  await failsWith("auth.wrong-code", () => submitCode(accounts, session, wrong));
  const grouped = ` ${code.slice(0, 3)} ${code.slice(3)}\n`;
  assert.deepEqual(sessionOf(await submitCode(accounts, session, grouped)), session);
  assert.match((await fetchSyncKey(accounts, session, CLIENT_ID)).kid, /^\d+-/);
});

Deno.test("a session that wants an authenticator's code is open after the right one", async () => {
  await using server = await serverFor("totp");
  const accounts = accountsAt(server.url);
  const session = sessionOf(await signIn(accounts, ann), "needs-totp");
  const code = server.code("totp");
  const wrong = code === "000000" ? "000001" : "000000";
  await failsWith("auth.wrong-code", () => submitTotp(accounts, session, wrong));
  assert.deepEqual(sessionOf(await submitTotp(accounts, session, `${code} `)), session);
  assert.equal((await sessionStatus(accounts, session.token)).state, "verified");
});

Deno.test("a blocked sign-in has a code mailed, and goes on with it however it is typed", async () => {
  await using server = await serverFor("blocked");
  const accounts = accountsAt(server.url);
  assert.deepEqual(await signIn(accounts, ann), { step: "blocked", email: EMAIL });
  const unblockCode = server.code("unblock-code");
  await failsWith("auth.wrong-code", () => signIn(accounts, { ...ann, unblockCode: "WRONG234" }));
  sessionOf(await signIn(accounts, { ...ann, unblockCode: ` ${unblockCode.toLowerCase()} ` }));
});

Deno.test("what is no code of six digits is wrong without asking, and costs no try", async () => {
  await using server = scriptedServer([]);
  const accounts = accountsAt(server.url);
  await using other = loginAnswers({ body: { ...loggedIn, verified: false } });
  const session = sessionOf(await signIn(accountsAt(other.url), ann), "needs-code");
  for (const code of ["", "12345", "1234567", "abcdef", "１２３４５６", "12-34-56"]) {
    await failsWith("auth.wrong-code", () => submitCode(accounts, session, code));
    await failsWith("auth.wrong-code", () => submitTotp(accounts, session, code));
  }
  assert.deepEqual(server.lines(), []);
});

Deno.test("an account that is locked until its password is changed is told so, keys or not", async () => {
  const locked = { verified: false, verificationReason: "change_password" };
  for (const reply of [{ ...loggedIn, ...locked }, { uid: UID, sessionToken: HEX32, ...locked }]) {
    await using server = loginAnswers({ body: reply });
    const error = await failsWith("auth.refused", () => signIn(accountsAt(server.url), ann));
    assert.deepEqual(error.details, { errno: 126 });
    assert.match(error.message, /password/);
  }
});

/** A server that answers logins alone, always with `reply`. */
const loginAnswers = (reply: ScriptedReply) =>
  scriptedServer(({ target }: SeenRequest) => {
    if (target.includes("/login?")) return reply;
    return target.endsWith("/credentials/status") ? v1 : { body: {} };
  });

const MAILS = /send_unblock_code/;

Deno.test("a code that lifts a block is not wasted on another spelling of the address", async () => {
  const mail: CodeMessage[] = [];
  await using server = await serve({ signIn: "blocked", deliver: (message) => mail.push(message) });
  await addUser(server.database, ann);
  const typed = { ...ann, email: EMAIL.toUpperCase() };
  const accounts = accountsAt(server.url);
  const codeOf = (step: SignInStep) => {
    assert.ok(step.step === "blocked");
    return { email: step.email, unblockCode: mail.at(-1)?.code ?? "" };
  };
  const first = codeOf(await signIn(accounts, typed));
  const second = codeOf(await signIn(accounts, { ...typed, ...first }));
  assert.equal(second.email, EMAIL);
  sessionOf(await signIn(accounts, { ...typed, ...second }));
});

Deno.test("a block that nothing lifts is told, and no mail is asked for", async () => {
  await using server = loginAnswers({ status: 400, body: errorBody(125) });
  const error = await failsWith("auth.blocked", () => signIn(accountsAt(server.url), ann));
  assert.deepEqual(error.details, { unblockable: false });
  assert.doesNotMatch(server.lines().join(), MAILS);
});

Deno.test("a block that stands although a code was given is told, not answered with another mail", async () => {
  const blocked = { status: 400, body: errorBody(125, { verificationMethod: "email-captcha" }) };
  await using server = loginAnswers(blocked);
  const unblocked = { ...ann, unblockCode: " abcd2345 " };
  await failsWith("auth.blocked", () => signIn(accountsAt(server.url), unblocked));
  assert.doesNotMatch(server.lines().join(), MAILS);
  const login = anyObject(parseJson(server.requests.at(-1)?.body ?? "", "login"), "login");
  assert.equal(login.unblockCode, "ABCD2345");
});

Deno.test("a server too old to say how it stretches is signed in to with the first version", async () => {
  for (const refusal of [{ status: 404, body: errorBody(116) }, { status: 400, body: errorBody(102) }]) {
    await using server = scriptedServer([refusal, { body: loggedIn }]);
    sessionOf(await signIn(accountsAt(server.url), ann));
    const [, login] = server.requests;
    const body = anyObject(parseJson(login?.body ?? "", "login"), "login");
    assert.equal(body.authPW, (await stretchV1(PASSWORD, EMAIL)).authPW.toHex());
  }
});

Deno.test("any other failure of that question ends the sign-in before the password is used", async () => {
  const cases: [ScriptedReply, Parameters<typeof failsWith>[0]][] = [
    [{ status: 406, body: "<html>" }, "server.challenge"],
    [{ status: 429, body: errorBody(114) }, "server.busy"],
    [{ status: 400, body: errorBody(107) }, "server.errno"],
    [{ status: 503, body: "" }, "server.busy"],
  ];
  for (const [reply, code] of cases) {
    await using server = scriptedServer([reply]);
    await failsWith(code, () => signIn(accountsAt(server.url), ann));
    assert.equal(server.requests.length, 1);
  }
});

Deno.test("what a login answers decides the next step", async () => {
  const cases: [object, SignInStep["step"]][] = [
    [{ verified: true }, "signed-in"],
    [{ emailVerified: true, sessionVerified: true }, "signed-in"],
    [{}, "signed-in"],
    [{ verified: false }, "needs-code"],
    [{ verified: false, verificationMethod: "email-otp" }, "needs-code"],
    [{ emailVerified: true, sessionVerified: false }, "needs-code"],
    [{ emailVerified: false, sessionVerified: true }, "needs-code"],
    [{ verified: false, verificationMethod: "totp-2fa" }, "needs-totp"],
  ];
  for (const [members, step] of cases) {
    await using server = loginAnswers({ body: { ...loggedIn, ...members } });
    sessionOf(await signIn(accountsAt(server.url), ann), step);
  }
});

Deno.test("keys are fetched with the token of the version that the password was stretched with", async () => {
  const [first, second] = ["11".repeat(32), "22".repeat(32)];
  const reply = { body: { ...loggedIn, keyFetchToken: first, keyFetchTokenVersion2: second } };
  await using server = loginAnswers(reply);
  const { keyFetch } = sessionOf(await signIn(accountsAt(server.url), ann));
  assert.deepEqual(keyFetch, await deriveTokenKeys(Uint8Array.fromHex(first), "keyFetchToken"));
});

Deno.test("a login without the right to fetch keys is of no use", async () => {
  await using server = loginAnswers({ body: { uid: UID, sessionToken: HEX32 } });
  const error = await failsWith("server.shape", () => signIn(accountsAt(server.url), ann));
  assert.deepEqual(error.details, { at: "login.keyFetchToken" });
});

Deno.test("the right to fetch keys of the one version does not do for a password stretched by the other", async () => {
  const v2 = { body: { currentVersion: "v2", clientSalt: `${NAMESPACE}quickStretchV2:${"0a".repeat(16)}` } };
  const bare = { uid: UID, sessionToken: HEX32 };
  const cases = [[v2, { ...bare, keyFetchToken: HEX32 }], [v1, {
    ...bare,
    keyFetchTokenVersion2: HEX32,
  }]] as const;
  for (const [status, body] of cases) {
    await using server = scriptedServer([status, { body }]);
    const error = await failsWith("server.shape", () => signIn(accountsAt(server.url), ann));
    assert.deepEqual(error.details, { at: "login.keyFetchToken" });
  }
});

Deno.test("a server that lacks the question may say so in words that are not the protocol's", async () => {
  for (const body of ["<!doctype html><title>404</title>", { detail: "Not Found" }, "", "[]"]) {
    await using server = scriptedServer([{ status: 404, body }, { body: loggedIn }]);
    sessionOf(await signIn(accountsAt(server.url), ann));
  }
});
