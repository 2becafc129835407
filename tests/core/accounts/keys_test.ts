import assert from "node:assert/strict";
import { fetchSyncKey } from "../../../core/accounts/keys.ts";
import { signIn } from "../../../core/accounts/login.ts";
import { xor } from "../../../core/bytes.ts";
import { deriveSyncKey, OLDSYNC_SCOPE } from "../../../core/crypto/scoped_key.ts";
import { stretchV1 } from "../../../core/crypto/stretch.ts";
import { load } from "../../../server/admin.ts";
import { serve } from "../../../server/serve.ts";
import { recordingContext } from "../../support/context.ts";
import { failsWith, flipBit } from "../../support/vectors.ts";
import { accountsAt, CLIENT_ID, EMAIL, errorBody, PASSWORD, signUp } from "./accounts_support.ts";

const WRAP_KB = "1f".repeat(32);

Deno.test("the key of Sync follows from the password, the server's half and the time the keys changed", async () => {
  await using server = await serve();
  const user = { email: EMAIL, password: PASSWORD };
  const keysChangedAtMs = 1_700_000_000_123;
  await load(server.database, { ...user, wrapKB: WRAP_KB, keysChangedAtMs, collections: {} });
  const accounts = accountsAt(server.url);
  const signedIn = await signIn(accounts, user);
  assert.ok(signedIn.step === "signed-in");
  const { unwrapBKey } = await stretchV1(PASSWORD, EMAIL);
  const expected = await deriveSyncKey(xor(Uint8Array.fromHex(WRAP_KB), unwrapBKey), keysChangedAtMs);
  assert.deepEqual(await fetchSyncKey(accounts, signedIn.session, CLIENT_ID), expected);
});

Deno.test("the keyFetchToken is spent by the first who fetches the keys", async () => {
  await using server = await serve({ signUp: true });
  const accounts = accountsAt(server.url);
  const session = await signUp(accounts, { wrapKb: WRAP_KB });
  await fetchSyncKey(accounts, session, CLIENT_ID);
  await failsWith("auth.revoked", () => fetchSyncKey(accounts, session, CLIENT_ID));
});

Deno.test("a bundle that was tampered with on its way is not opened", async () => {
  await using server = await serve({
    signUp: true,
    fault: async ({ url, headers }) => {
      if (!url.endsWith("/account/keys") || headers.has("x-again")) return undefined;
      const authorization = headers.get("authorization") ?? "";
      const { bundle } = await (await fetch(url, { headers: { authorization, "x-again": "1" } })).json();
      return Response.json({ bundle: flipBit(Uint8Array.fromHex(bundle), 40).toHex() });
    },
  });
  const accounts = accountsAt(server.url);
  const session = await signUp(accounts, { wrapKb: WRAP_KB });
  await failsWith("crypto.failed", () => fetchSyncKey(accounts, session, CLIENT_ID));
});

Deno.test("a client that may not have the key of Sync is refused", async () => {
  const answers = [Response.json({}), Response.json(errorBody(163), { status: 400 })];
  for (const answer of answers) {
    await using server = await serve({
      signUp: true,
      fault: ({ url }) => url.endsWith("/account/scoped-key-data") ? answer : undefined,
    });
    const accounts = accountsAt(server.url);
    const session = await signUp(accounts, { wrapKb: WRAP_KB });
    const error = await failsWith("auth.refused", () => fetchSyncKey(accounts, session, CLIENT_ID));
    assert.deepEqual(error.details, { errno: 163 });
  }
});

Deno.test("only the scope of Sync is asked for", async () => {
  await using server = await serve({ signUp: true });
  const ctx = recordingContext();
  const accounts = accountsAt(server.url, ctx);
  await fetchSyncKey(accounts, await signUp(accounts), CLIENT_ID);
  const asked = ctx.requests.filter(({ url }) => url.endsWith("/account/scoped-key-data"));
  const body = JSON.stringify({ client_id: CLIENT_ID, scope: OLDSYNC_SCOPE });
  assert.deepEqual(asked.map((request) => request.body), [body]);
});
