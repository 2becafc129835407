import assert from "node:assert/strict";
import {
  beginBrowserSignIn,
  finishBrowserAnswer,
  type PendingBrowserSignIn,
  type SignInAttempt,
} from "../../app/account.ts";
import { scopedKeysJson } from "../../core/accounts/browser.ts";
import { fetchSyncKey } from "../../core/accounts/keys.ts";
import type { Session } from "../../core/accounts/login.ts";
import { authorize, grantByRefreshToken } from "../../core/accounts/oauth.ts";
import { utf8 } from "../../core/bytes.ts";
import { decodePublicJwk, sealJwe } from "../../core/crypto/jwe.ts";
import { EMAIL } from "../core/accounts/accounts_support.ts";
import { openSession } from "../core/accounts/open_session.ts";
import { seededRandom } from "../support/context.ts";
import { failsWith } from "../support/vectors.ts";
import { attemptAt, openPlace, openSignedIn, type TestPlace } from "./app_support.ts";

/** What the sign-in page does once the person has agreed: gives the final address. */
async function agree(
  { server }: SignInAttempt,
  session: Session,
  { url, client }: PendingBrowserSignIn,
): Promise<string> {
  const parameter = (name: string) => url.searchParams.get(name) ?? "";
  const key = await fetchSyncKey(server, session, client.id);
  const jwk = decodePublicJwk(parameter("keys_jwk"));
  const { redirect } = await authorize(server, session.token, {
    clientId: parameter("client_id"),
    scope: parameter("scope"),
    state: parameter("state"),
    codeChallenge: parameter("code_challenge"),
    keysJwe: await sealJwe(utf8(scopedKeysJson([key])), jwk, seededRandom(1)(12)),
  });
  return redirect;
}

async function beginAt(place: TestPlace) {
  const app = place.open();
  const attempt = await attemptAt(app, place);
  return { app, attempt, pending: await beginBrowserSignIn(app, attempt) };
}

Deno.test("a sign-in through the browser keeps what one by password keeps", async () => {
  await using place = await openPlace();
  const { app, attempt, pending } = await beginAt(place);
  assert.equal(pending.client.redirectUri, `${place.server.url}/oauth/success/f07d3a0000000001`);
  const session = await openSession(place.server.database);
  const answer = await agree(attempt, session, pending);
  const signedIn = await finishBrowserAnswer(app, attempt, pending, answer);
  assert.deepEqual(signedIn, { email: EMAIL, server: place.server.url, deviceName: "den" });
  const kept = await app.secrets();
  assert.deepEqual([kept.uid, kept.email, kept.sessionToken], [session.uid, EMAIL, undefined]);
  assert.match(kept.refreshToken ?? "", /^[0-9a-f]{64}$/);
  const { server } = await app.syncBeforeSetup();
  await server.renew();
});

Deno.test("a wrong answer can be followed by the right one", async () => {
  await using place = await openPlace();
  const { app, attempt, pending } = await beginAt(place);
  const answer = await agree(attempt, await openSession(place.server.database), pending);
  const otherState = answer.replace(pending.state, "x");
  await failsWith("auth.wrong-answer", () => finishBrowserAnswer(app, attempt, pending, otherState));
  assert.equal(await app.secretsIfAny(), undefined);
  assert.equal((await finishBrowserAnswer(app, attempt, pending, answer)).email, EMAIL);
});

Deno.test("a browser signed in to another account is told so, and its tokens are given back", async () => {
  await using account = await openSignedIn();
  const before = await Deno.readFile(account.vaultPath);
  let refreshToken = "";
  const { app, attempt, pending } = await beginAt(account);
  const fetch = app.ctx.fetch;
  const watching = {
    ...attempt.server,
    ctx: {
      ...app.ctx,
      fetch: async (request: Request) => {
        const response = await fetch(request);
        if (request.url.endsWith("/oauth/token")) {
          refreshToken = (await response.clone().json()).refresh_token;
        }
        return response;
      },
    },
  };
  const session = await openSession(account.server.database, "bob@example.org");
  const answer = await agree(attempt, session, pending);
  const finish = () => finishBrowserAnswer(app, { ...attempt, server: watching }, pending, answer);
  assert.deepEqual((await failsWith("usage.value", finish)).details, { name: "--profile" });
  assert.match(refreshToken, /^[0-9a-f]{64}$/);
  const request = { clientId: pending.client.id, refreshToken, scope: "profile" };
  await failsWith("auth.revoked", () => grantByRefreshToken(attempt.server, request));
  assert.deepEqual(await Deno.readFile(account.vaultPath), before);
});

Deno.test("the address that is opened names the person when that is known", async () => {
  await using place = await openPlace();
  const app = place.open();
  const pending = await beginBrowserSignIn(app, await attemptAt(app, place), EMAIL);
  assert.equal(pending.url.searchParams.get("email"), EMAIL);
});

Deno.test("a browser sign-in without a refresh token would end with the run, so it is refused", async () => {
  const withoutRefresh = async (request: Request) => {
    if (!request.url.endsWith("/oauth/token") || request.headers.has("x-again")) return undefined;
    const again = {
      method: "POST",
      headers: { "content-type": "application/json", "x-again": "1" },
      body: await request.text(),
    };
    const { refresh_token: _, ...reply } = await (await fetch(request.url, again)).json();
    return Response.json(reply);
  };
  await using place = await openPlace({ fault: withoutRefresh });
  const { app, attempt, pending } = await beginAt(place);
  const answer = await agree(attempt, await openSession(place.server.database), pending);
  const error = await failsWith("server.shape", () => finishBrowserAnswer(app, attempt, pending, answer));
  assert.deepEqual(error.details, { at: "refresh_token" });
  assert.equal(await app.secretsIfAny(), undefined);
});
