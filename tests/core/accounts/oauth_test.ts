import assert from "node:assert/strict";
import { fetchProfile } from "../../../core/accounts/profile.ts";
import {
  authorize,
  destroyToken,
  grantByCode,
  grantByRefreshToken,
  grantBySession,
  SYNC_SCOPES,
} from "../../../core/accounts/oauth.ts";
import { pkceChallenge, pkceVerifier } from "../../../core/crypto/pkce.ts";
import { OLDSYNC_SCOPE } from "../../../core/crypto/scoped_key.ts";
import { serve } from "../../../server/serve.ts";
import { scriptedServer } from "../../support/scripted_server.ts";
import { failsWith } from "../../support/vectors.ts";
import {
  accountsAt,
  asSession,
  CLIENT_ID,
  EMAIL,
  type Endpoints,
  sampleSession,
  sampleToken,
  testEndpoints,
} from "./accounts_support.ts";
import { openSession } from "./open_session.ts";

const token = { access_token: "a", scope: "profile" };
const tokenGiven = { ...token, expires_in: undefined, refresh_token: undefined, keys_jwe: undefined };

const ENDPOINTS: Endpoints = {
  "token by session": {
    call: (server) =>
      grantBySession(server, sampleSession, { clientId: CLIENT_ID, scope: "profile", access: "offline" }),
    sends: ["POST", "/oauth/token", asSession],
    body: { grant_type: "fxa-credentials", client_id: CLIENT_ID, scope: "profile", access_type: "offline" },
    answer: { ...token, refresh_token: "r", expires_in: 60, token_type: "bearer" },
    gives: { ...tokenGiven, refresh_token: "r", expires_in: 60 },
  },
  "token by code": {
    call: (server) => grantByCode(server, { clientId: CLIENT_ID, code: "c", codeVerifier: "v" }),
    sends: ["POST", "/oauth/token", null],
    body: { grant_type: "authorization_code", client_id: CLIENT_ID, code: "c", code_verifier: "v" },
    answer: { ...token, keys_jwe: "j" },
    gives: { ...tokenGiven, keys_jwe: "j" },
  },
  "token by refresh token": {
    call: (server) =>
      grantByRefreshToken(server, { clientId: CLIENT_ID, refreshToken: "r", scope: "profile" }),
    sends: ["POST", "/oauth/token", null],
    body: { grant_type: "refresh_token", client_id: CLIENT_ID, refresh_token: "r", scope: "profile" },
    answer: token,
    gives: tokenGiven,
  },
  "token destroy": {
    call: (server) => destroyToken(server, { clientId: CLIENT_ID, token: "t" }),
    sends: ["POST", "/oauth/destroy", null],
    body: { client_id: CLIENT_ID, token: "t" },
    answer: {},
    gives: undefined,
  },
  "authorization": {
    call: (server) =>
      authorize(server, sampleSession, {
        clientId: CLIENT_ID,
        scope: "profile",
        state: "s",
        codeChallenge: "c",
        keysJwe: "j",
      }),
    sends: ["POST", "/oauth/authorization", asSession],
    body: {
      client_id: CLIENT_ID,
      scope: "profile",
      state: "s",
      access_type: "offline",
      code_challenge: "c",
      code_challenge_method: "S256",
      keys_jwe: "j",
    },
    answer: { code: "c", state: "s", redirect: "u" },
  },
};

testEndpoints(ENDPOINTS);

Deno.test("a token without its text or scope is refused", async () => {
  for (const [answer, at] of [[{ scope: "s" }, "access_token"], [{ access_token: "a" }, "scope"]] as const) {
    await using server = scriptedServer([{ body: answer }]);
    const request = { clientId: CLIENT_ID, code: "c", codeVerifier: "v" };
    const error = await failsWith("server.shape", () => grantByCode(accountsAt(server.url), request));
    assert.deepEqual(error.details, { at: `/oauth/token.${at}` });
  }
});

Deno.test("only an offline grant carries a refresh token, and that gives tokens until it is destroyed", async () => {
  await using server = await serve();
  const accounts = accountsAt(server.url);
  const { token: session } = await openSession(server.database);
  const wanted = { clientId: CLIENT_ID, scope: SYNC_SCOPES };
  const online = await grantBySession(accounts, session, { ...wanted, access: "online" });
  assert.equal(online.refresh_token, undefined);
  const offline = await grantBySession(accounts, session, { ...wanted, access: "offline" });
  assert.equal(offline.scope, SYNC_SCOPES);
  const refreshToken = offline.refresh_token ?? "";
  const renew = () =>
    grantByRefreshToken(accounts, { clientId: CLIENT_ID, refreshToken, scope: OLDSYNC_SCOPE });
  const renewed = await renew();
  assert.equal(renewed.scope, OLDSYNC_SCOPE);
  assert.notEqual(renewed.access_token, offline.access_token);
  await destroyToken(accounts, { clientId: CLIENT_ID, token: refreshToken });
  await failsWith("auth.revoked", renew);
});

Deno.test("a code is redeemed once, and only by who knows its verifier", async () => {
  await using server = await serve();
  const accounts = accountsAt(server.url);
  const { token: session } = await openSession(server.database);
  const codeVerifier = pkceVerifier(sampleToken);
  const request = { clientId: CLIENT_ID, scope: "profile", state: "s" };
  const codeChallenge = await pkceChallenge(codeVerifier);
  const { code, state } = await authorize(accounts, session, { ...request, codeChallenge });
  assert.equal(state, "s");
  const other = pkceVerifier(new Uint8Array(32));
  const guess = () => grantByCode(accounts, { clientId: CLIENT_ID, code, codeVerifier: other });
  assert.deepEqual((await failsWith("auth.refused", guess)).details, { errno: 175 });
  const redeem = () => grantByCode(accounts, { clientId: CLIENT_ID, code, codeVerifier });
  const { access_token: accessToken } = await redeem();
  assert.equal((await fetchProfile(accounts, accessToken)).email, EMAIL);
  assert.deepEqual((await failsWith("auth.refused", redeem)).details, { errno: 172 });
});

Deno.test("a client that the server does not know is refused by number", async () => {
  await using server = await serve();
  const accounts = accountsAt(server.url);
  const { token: session } = await openSession(server.database);
  const request = { clientId: "0000000000000000", scope: "profile", access: "online" } as const;
  const error = await failsWith("auth.refused", () => grantBySession(accounts, session, request));
  assert.deepEqual(error.details, { errno: 162 });
});
