import assert from "node:assert/strict";
import { grantBySession } from "../../../core/accounts/oauth.ts";
import { fetchProfile } from "../../../core/accounts/profile.ts";
import { OLDSYNC_SCOPE } from "../../../core/crypto/scoped_key.ts";
import { serve } from "../../../server/serve.ts";
import { type ScriptedReply, scriptedServer } from "../../support/scripted_server.ts";
import { failsWith } from "../../support/vectors.ts";
import { accountsAt, CLIENT_ID, EMAIL } from "./accounts_support.ts";
import { openSession } from "./open_session.ts";

const UID = "0123456789abcdef0123456789abcdef";

Deno.test("the profile says whose token it is", async () => {
  await using server = await serve();
  const accounts = accountsAt(server.url);
  const { uid, token } = await openSession(server.database);
  const grant = (scope: string) =>
    grantBySession(accounts, token, { clientId: CLIENT_ID, scope, access: "online" });
  const profile = await fetchProfile(accounts, (await grant("profile")).access_token);
  assert.deepEqual([profile.uid, profile.email], [uid, EMAIL]);
  const { access_token: other } = await grant(OLDSYNC_SCOPE);
  await failsWith("auth.revoked", () => fetchProfile(accounts, other));
});

Deno.test("the access token goes to the profile server as Bearer", async () => {
  await using server = scriptedServer([{
    body: { uid: UID, email: EMAIL, displayName: "Ann", avatar: "a" },
  }]);
  const profile = await fetchProfile(accountsAt(server.url), "token");
  assert.deepEqual(profile, { uid: UID, email: EMAIL, displayName: "Ann" });
  assert.deepEqual(server.lines(), ["GET /profile/v1/profile"]);
  assert.equal(server.requests[0]?.headers.get("authorization"), "Bearer token");
});

Deno.test("what the profile server refuses is told by its kind", async () => {
  const cases: [ScriptedReply, Parameters<typeof failsWith>[0]][] = [
    [{ status: 401, body: {} }, "auth.revoked"],
    [{ status: 403, body: {} }, "auth.revoked"],
    [{ status: 404, body: {} }, "server.status"],
    [{ status: 429, body: {} }, "server.busy"],
    [{ status: 429, body: "<html>" }, "server.challenge"],
    [{ status: 503, body: "" }, "server.busy"],
    [{ body: { uid: UID } }, "server.shape"],
    [{ body: { uid: "me", email: EMAIL } }, "server.shape"],
  ];
  for (const [reply, code] of cases) {
    await using server = scriptedServer([reply]);
    await failsWith(code, () => fetchProfile(accountsAt(server.url), "token"));
  }
});
