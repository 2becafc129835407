import assert from "node:assert/strict";
import {
  decodePublicJwk,
  encodePublicJwk,
  generateJweKeyPair,
  openJwe,
  sealJwe,
} from "../../core/crypto/jwe.ts";
import { pkceChallenge, pkceVerifier } from "../../core/crypto/pkce.ts";
import { OLDSYNC_SCOPE } from "../../core/crypto/scoped_key.ts";
import { fromUtf8, utf8 } from "../../core/bytes.ts";
import { accessToken, bearer, call, FOXDEN_CLIENT, login, tokenBearer } from "./support/accounts.ts";
import { makeWorld, PASSWORD, type World } from "./support/world.ts";

const ANN = "ann@example.org";
const FIREFOX = "5882386c6d801776";
const FENIX = "a2270f727f45f648";
const SCOPE = `${OLDSYNC_SCOPE} profile`;
const verifier = pkceVerifier(crypto.getRandomValues(new Uint8Array(32)));

let world: World;
let url: string;
let session: { authorization: string };

Deno.test.beforeAll(async () => {
  world = await makeWorld([ANN]);
  url = world.url;
  session = await tokenBearer((await login(url, ANN, PASSWORD)).body.sessionToken);
});

Deno.test.afterAll(() => world.server.close());

const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  call("POST", `${url}/v1/${path}`, body, headers);

async function authorize(more: Record<string, unknown> = {}) {
  return await post("oauth/authorization", {
    client_id: FOXDEN_CLIENT,
    state: "state & more",
    scope: SCOPE,
    access_type: "offline",
    code_challenge: await pkceChallenge(verifier),
    code_challenge_method: "S256",
    response_type: "code",
    ...more,
  }, session);
}

const redeem = (code: string, more: Record<string, unknown> = {}) =>
  post("oauth/token", {
    grant_type: "authorization_code",
    client_id: FOXDEN_CLIENT,
    code,
    code_verifier: verifier,
    ...more,
  });

Deno.test("a code is redeemed once, with the sealed keys that came with it", async () => {
  const pair = await generateJweKeyPair();
  const publicKey = decodePublicJwk(encodePublicJwk(pair.publicJwk));
  const keys_jwe = await sealJwe(
    utf8('{"scope":"keys"}'),
    publicKey,
    crypto.getRandomValues(new Uint8Array(12)),
  );
  const { body } = await authorize({ keys_jwe });
  const redirect = new URL(body.redirect);
  assert.equal(redirect.origin + redirect.pathname, `${url}/oauth/success/${FOXDEN_CLIENT}`);
  assert.equal(redirect.searchParams.get("code"), body.code);
  assert.deepEqual([redirect.searchParams.get("state"), body.state], ["state & more", "state & more"]);

  const { status, body: tokens } = await redeem(body.code);
  assert.equal(status, 200);
  assert.partialDeepStrictEqual(tokens, { token_type: "bearer", scope: SCOPE, expires_in: 21600 });
  assert.match(tokens.access_token, /^[0-9a-f]{64}$/);
  assert.match(tokens.refresh_token, /^[0-9a-f]{64}$/);
  assert.equal(fromUtf8(await openJwe(tokens.keys_jwe, pair.privateKey)), '{"scope":"keys"}');
  assert.equal((await redeem(body.code)).body.errno, 172);
});

Deno.test("of two requests with one code only one gets tokens", async () => {
  const { code } = (await authorize()).body;
  const answers = await Promise.all([redeem(code), redeem(code)]);
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 400]);
});

const badAuthorizations: readonly (readonly [string, Record<string, unknown>, number])[] = [
  ["an unknown client", { client_id: "0123456789abcdef" }, 162],
  ["another response type", { response_type: "token" }, 168],
  ["no challenge", { code_challenge: undefined }, 169],
  ["a plain challenge", { code_challenge_method: "plain" }, 169],
  ["a redirect that is not the client's", { redirect_uri: "https://evil.example/" }, 167],
  ["a scope nobody gets", { scope: "https://identity.mozilla.com/apps/pay" }, 163],
  ["no state", { state: undefined }, 108],
  ["a state that is too long", { state: "x".repeat(513) }, 107],
  ["keys that are no JWE", { keys_jwe: "a.b.c" }, 107],
  ["keys that are too long", { keys_jwe: `a..b.${"c".repeat(4096)}.d` }, 107],
  ["a second factor that nobody has", { acr_values: "AAL1 AAL2" }, 170],
  ["a prompt that is none", { prompt: "maybe" }, 107],
  ["an age that is none", { max_age: -1 }, 107],
];
for (const [name, more, errno] of badAuthorizations) {
  Deno.test(`an authorization with ${name} is refused with errno ${errno}`, async () => {
    const answer = await authorize(more);
    assert.deepEqual([answer.status, answer.body.errno], [400, errno]);
  });
}

const badRedemptions: readonly (readonly [string, Record<string, unknown>, number])[] = [
  ["an unknown code", { code: "0".repeat(64) }, 172],
  ["another client", { client_id: FIREFOX }, 173],
  ["another verifier", { code_verifier: "x".repeat(43) }, 175],
  ["no verifier", { code_verifier: undefined }, 169],
  ["no code", { code: undefined }, 108],
  ["an unknown client", { client_id: "0123456789abcdef" }, 162],
  ["no client", { client_id: undefined }, 108],
  ["a redirect that is not the client's", { redirect_uri: "https://evil.example/" }, 167],
  ["a resource that is no address", { resource: "token server" }, 107],
  ["a resource with a fragment", { resource: "https://api.example/#part" }, 107],
];
for (const [name, more, errno] of badRedemptions) {
  Deno.test(`redeeming with ${name} is refused with errno ${errno} and leaves the code alone`, async () => {
    const { code } = (await authorize()).body;
    assert.deepEqual((await redeem(code, more)).body.errno, errno);
    assert.equal((await redeem(code)).status, 200);
  });
}

Deno.test("an authorization may ask for a fresh password, and for what no account lacks", async () => {
  const usual = { prompt: "login", acr_values: "AAL1", max_age: 3600, redirect_uri: undefined };
  assert.equal((await authorize(usual)).status, 200);
  world.server.database.run("UPDATE session SET auth_at_ms = auth_at_ms - 7200000");
  const stale = await authorize(usual);
  world.server.database.run("UPDATE session SET auth_at_ms = auth_at_ms + 7200000");
  assert.deepEqual([stale.status, stale.body.errno], [400, 164]);
});

Deno.test("with an authenticator a confirmed session counts as a second factor", async () => {
  await using other = await makeWorld([ANN], { signIn: "totp" });
  const auth = await tokenBearer((await login(other.url, ANN, PASSWORD)).body.sessionToken);
  const post = (path: string, body: unknown) => call("POST", `${other.url}/v1/${path}`, body, auth);
  const authorization = {
    client_id: FOXDEN_CLIENT,
    state: "s",
    code_challenge: await pkceChallenge(verifier),
    code_challenge_method: "S256",
    acr_values: "AAL2",
  };
  assert.equal((await post("oauth/authorization", authorization)).body.errno, 138);
  await post("session/verify/totp", { code: other.mail.at(-1)?.code });
  assert.equal((await post("oauth/authorization", authorization)).status, 200);
});

Deno.test("a Firefox gets its code through the browser and may name a service in place of scopes", async () => {
  const native = { client_id: FIREFOX, scope: undefined, service: "sync" };
  const { body } = await authorize(native);
  assert.equal(body.scope, SCOPE);
  assert.ok(body.redirect.startsWith("urn:ietf:wg:oauth:2.0:oob:oauth-redirect-webchannel?"));
  const page = `${url}/oauth/success/${FENIX}`;
  const fenix = await authorize({ client_id: FENIX, redirect_uri: page });
  assert.ok(fenix.body.redirect.startsWith(page));
});

Deno.test("a client that may have a session of its own gets one with its tokens", async () => {
  const scope = `${SCOPE} https://identity.mozilla.com/tokens/session`;
  const { code } = (await authorize({ client_id: FENIX, scope })).body;
  const { body } = await redeem(code, { client_id: FENIX });
  const own = await tokenBearer(body.session_token);
  const status = await call("GET", `${url}/v1/session/status`, undefined, own);
  assert.equal(status.body.state, "verified");
});

Deno.test("a session buys access tokens, and a refresh token when it asks for one", async () => {
  const grant = { grant_type: "fxa-credentials", client_id: FOXDEN_CLIENT, scope: SCOPE };
  const online = (await post("oauth/token", { ...grant, ttl: 60 }, session)).body;
  assert.equal(online.expires_in, 60);
  assert.equal("refresh_token" in online, false);
  const greedy = (await post("oauth/token", { ...grant, ttl: 10_000_000 }, session)).body;
  assert.equal(greedy.expires_in, 21600);
  const offline = (await post("oauth/token", { ...grant, access_type: "offline" }, session)).body;
  assert.match(offline.refresh_token, /^[0-9a-f]{64}$/);
  assert.equal((await post("oauth/token", grant)).status, 401);
  assert.equal((await post("oauth/token", { ...grant, grant_type: "password" }, session)).body.errno, 107);
});

async function refreshToken(): Promise<string> {
  const grant = {
    grant_type: "fxa-credentials",
    client_id: FOXDEN_CLIENT,
    scope: SCOPE,
    access_type: "offline",
  };
  return (await post("oauth/token", grant, session)).body.refresh_token;
}

const refresh = (token: string, more: Record<string, unknown> = {}) =>
  post("oauth/token", {
    grant_type: "refresh_token",
    client_id: FOXDEN_CLIENT,
    refresh_token: token,
    ...more,
  });

Deno.test("a refresh token outlives its session and gives no more than it was given", async () => {
  const doomed = await tokenBearer((await login(url, ANN, PASSWORD)).body.sessionToken);
  const grant = {
    grant_type: "fxa-credentials",
    client_id: FOXDEN_CLIENT,
    scope: SCOPE,
    access_type: "offline",
  };
  const token = (await post("oauth/token", grant, doomed)).body.refresh_token;
  await post("session/destroy", {}, doomed);
  assert.equal((await refresh(token)).body.scope, SCOPE);
  assert.equal((await refresh(token, { scope: "profile:email" })).body.scope, "profile:email");
  assert.equal((await refresh(token, { scope: `${SCOPE} openid` })).body.errno, 163);
  assert.equal((await refresh(token, { client_id: FIREFOX })).body.errno, 182);
  assert.equal((await refresh("0".repeat(64))).body.errno, 182);
});

Deno.test("a refresh token is exchanged for an access token of no greater scope", async () => {
  const exchange = (more: Record<string, unknown>) =>
    post("oauth/token", {
      grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
      subject_token_type: "urn:ietf:params:oauth:token-type:refresh_token",
      ...more,
    });
  const subject_token = await refreshToken();
  const { body } = await exchange({ subject_token, scope: "profile", ttl: 60 });
  assert.partialDeepStrictEqual(body, {
    scope: "profile",
    token_type: "bearer",
    expires_in: 60,
    issued_token_type: "urn:ietf:params:oauth:token-type:access_token",
  });
  assert.equal((await post("verify", { token: body.access_token })).body.client_id, FOXDEN_CLIENT);
  const cases: readonly (readonly [Record<string, unknown>, number])[] = [
    [{}, 108],
    [{ subject_token, subject_token_type: undefined }, 108],
    [{ subject_token, subject_token_type: "urn:ietf:params:oauth:token-type:access_token" }, 107],
    [{ subject_token: body.access_token }, 182],
    [{ subject_token, client_id: FIREFOX }, 182],
    [{ subject_token, scope: "openid" }, 163],
    [{ subject_token, scope: "https://identity.mozilla.com/apps/relay" }, 163],
  ];
  for (const [more, errno] of cases) {
    assert.equal((await exchange(more)).body.errno, errno, JSON.stringify(more));
  }
});

Deno.test("destroying a refresh token ends what came from it, and destroying anything is no error", async () => {
  const token = await refreshToken();
  const { access_token } = (await refresh(token)).body;
  const verify = () => post("verify", { token: access_token });
  assert.equal((await verify()).status, 200);
  assert.deepEqual((await post("oauth/destroy", { client_id: FOXDEN_CLIENT, token })).body, {});
  assert.equal((await refresh(token)).body.errno, 182);
  assert.equal((await verify()).body.errno, 108);
  for (const body of [{ token }, { token: "nonsense" }, {}, { refresh_token_id: "x" }]) {
    assert.deepEqual((await post("oauth/destroy", body)).body, {});
  }
  const other = await accessToken(url, session);
  assert.deepEqual((await post("destroy", { access_token: other })).body, {});
  assert.equal((await post("verify", { token: other })).status, 400);
});

Deno.test("who holds a token may ask whose it is", async () => {
  const token = await accessToken(url, session, SCOPE);
  const verified = (await post("verify", { token })).body;
  assert.partialDeepStrictEqual(verified, { client_id: FOXDEN_CLIENT, scope: SCOPE.split(" ") });
  assert.match(verified.user, /^[0-9a-f]{32}$/);
  const seen = (await post("introspect", { token, token_type_hint: "access_token" })).body;
  assert.partialDeepStrictEqual(seen, {
    active: true,
    scope: SCOPE,
    token_type: "access_token",
    sub: verified.user,
  });
  assert.equal(seen.exp - seen.iat, 21600 * 1000);
  const kept = (await post("introspect", { token: await refreshToken() })).body;
  assert.partialDeepStrictEqual(kept, { active: true, token_type: "refresh_token" });
  assert.ok(Math.abs(kept["fxa-lastUsedAt"] - Date.now()) < 60_000);
  assert.deepEqual((await post("introspect", { token: "0".repeat(64) })).body, { active: false });
});

Deno.test("known clients can be looked at, and old paths answer too", async () => {
  for (const path of ["oauth/client", "client"]) {
    const { body } = await call("GET", `${url}/v1/${path}/${FOXDEN_CLIENT}`);
    assert.partialDeepStrictEqual(body, {
      id: FOXDEN_CLIENT,
      name: "foxden",
      redirect_uri: `${url}/oauth/success/${FOXDEN_CLIENT}`,
    });
    assert.equal((await call("GET", `${url}/v1/${path}/0123456789abcdef`)).body.errno, 162);
  }
  const { code } = (await authorize()).body;
  const old = await post("token", { client_id: FOXDEN_CLIENT, code, code_verifier: verifier });
  assert.equal(old.status, 200);
});

Deno.test("the profile shows what the scope allows, and nothing twice", async () => {
  const show = (token: string, headers: Record<string, string> = {}) =>
    call("GET", `${url}/profile/v1/profile`, undefined, { ...bearer(token), ...headers });
  const whole = await show(await accessToken(url, session, "profile"));
  assert.partialDeepStrictEqual(whole.body, { email: ANN, avatarDefault: true, locale: "en-US" });
  const etag = whole.headers.get("etag") ?? "";
  const same = await show(await accessToken(url, session, "profile"), { "if-none-match": etag });
  assert.deepEqual([same.status, same.body], [304, undefined]);
  const part = await show(await accessToken(url, session, "profile:email"));
  assert.deepEqual(part.body, { email: ANN });
  assert.equal((await show(await accessToken(url, session))).status, 403);
  assert.deepEqual([(await show("0".repeat(64))).status, (await show("")).status], [401, 401]);
  const avatar = await fetch(whole.body.avatar);
  assert.match(await avatar.text(), /^<svg/);
});

Deno.test("a code is not spent when no tokens could be made", async () => {
  const { code } = (await authorize()).body;
  world.server.database.run("ALTER TABLE access_token RENAME TO access_token_away");
  assert.equal((await redeem(code)).status, 500);
  world.server.database.run("ALTER TABLE access_token_away RENAME TO access_token");
  assert.equal((await redeem(code)).status, 200);
});
