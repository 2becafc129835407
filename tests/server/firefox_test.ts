/** A sign-in and a first sync in the order, and with the habits, of Firefox 153. */
import assert from "node:assert/strict";
import { utf8 } from "../../core/bytes.ts";
import { generateJweKeyPair, openJwe, sealJwe } from "../../core/crypto/jwe.ts";
import { pkceChallenge, pkceVerifier } from "../../core/crypto/pkce.ts";
import { deriveSyncKey, OLDSYNC_SCOPE } from "../../core/crypto/scoped_key.ts";
import { stretchV1 } from "../../core/crypto/stretch.ts";
import { type Answer, bearer, call, fetchKB, hawkSigner, type Json, login } from "./support/accounts.ts";
import { sign, type Signer } from "./support/hawk.ts";
import { send, type StorageAnswer, type StorageRequest } from "./support/storage.ts";
import { makeWorld, PASSWORD } from "./support/world.ts";

const CLIENT = "5882386c6d801776";
const ANN = "ann@example.org";
const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));

/** Firefox hashes a POST as `application/json` and says `charset` besides; its GETs say `text/plain`. */
async function asFirefox(
  method: "GET" | "POST",
  url: string,
  signer: Signer,
  body?: unknown,
): Promise<Answer> {
  const text = body === undefined ? undefined : JSON.stringify(body);
  const authorization = await sign(method, url, signer, text === undefined ? {} : { hashOf: text });
  const type = text === undefined ? "text/plain" : "application/json; charset=utf-8";
  const answer = await call(method, url, text, { authorization, "content-type": type });
  assert.equal(answer.status, 200, `${method} ${url}: ${JSON.stringify(answer.body)}`);
  assert.equal("error" in Object(answer.body), false);
  assert.ok(Math.abs(Date.parse(answer.headers.get("date") ?? "") - Date.now()) < 60_000);
  return answer;
}

/** The page's part: password, keys, a code. @returns what the page hands to the browser */
async function signInByPage(url: string, keysJwk: Json, challenge: string) {
  const { body } = await login(url, ANN, PASSWORD);
  assert.equal(body.verified, true);
  const { unwrapBKey } = await stretchV1(PASSWORD, ANN);
  const { kB } = await fetchKB(url, body.keyFetchToken, unwrapBKey);
  const session = await hawkSigner(body.sessionToken);
  const scope = `${OLDSYNC_SCOPE} profile`;
  const scoped = await asFirefox("POST", `${url}/v1/account/scoped-key-data`, session, {
    client_id: CLIENT,
    scope,
  });
  const key = await deriveSyncKey(kB, scoped.body[OLDSYNC_SCOPE].keyRotationTimestamp);
  assert.match(key.kid, /^[1-9]\d*-[\w-]{22}$/);
  const oct = {
    kty: "oct",
    scope: OLDSYNC_SCOPE,
    kid: key.kid,
    k: key.k.toBase64({ alphabet: "base64url" }),
  };
  const keys_jwe = await sealJwe(utf8(JSON.stringify({ [OLDSYNC_SCOPE]: oct })), keysJwk, random(12));
  const authorized = await asFirefox("POST", `${url}/v1/oauth/authorization`, session, {
    client_id: CLIENT,
    state: "state",
    scope,
    access_type: "offline",
    code_challenge: challenge,
    code_challenge_method: "S256",
    keys_jwe,
  });
  return { session, uid: body.uid, kid: key.kid, code: authorized.body.code };
}

Deno.test("a Firefox signs in, gets its keys and registers itself", async () => {
  await using world = await makeWorld([ANN]);
  const { url } = world;
  const pair = await generateJweKeyPair();
  const verifier = pkceVerifier(random(32));
  const { session, uid, code } = await signInByPage(url, pair.publicJwk, await pkceChallenge(verifier));
  const v1 = `${url}/v1`;
  const device = await asFirefox("POST", `${v1}/account/device`, session, { name: "den", type: "desktop" });
  assert.equal((await asFirefox("GET", `${v1}/account/attached_clients`, session)).body.length, 1);
  const since = Date.now() - 21 * 24 * 3600 * 1000;
  const devices = await asFirefox(
    "GET",
    `${v1}/account/devices?filterIdleDevicesTimestamp=${since}`,
    session,
  );
  assert.deepEqual(devices.body.map(({ id }: Json) => id), [device.body.id]);
  const grant = { client_id: CLIENT, grant_type: "fxa-credentials", scope: "profile" };
  const token = (await asFirefox("POST", `${v1}/oauth/token`, session, grant)).body.access_token;
  assert.equal((await call("GET", `${url}/profile/v1/profile`, undefined, bearer(token))).body.uid, uid);

  const redeem = { grant_type: "authorization_code", client_id: CLIENT, code, code_verifier: verifier };
  const { body: tokens } = await asFirefox("POST", `${v1}/oauth/token`, session, redeem);
  assert.equal(tokens.scope, `${OLDSYNC_SCOPE} profile`);
  const keys = JSON.parse(new TextDecoder().decode(await openJwe(tokens.keys_jwe, pair.privateKey)));
  assert.equal(keys[OLDSYNC_SCOPE].scope, OLDSYNC_SCOPE);
  const destroyed = await call("POST", `${v1}/oauth/destroy`, {
    client_id: CLIENT,
    token: tokens.refresh_token,
  });
  assert.deepEqual([destroyed.status, destroyed.body], [200, {}]);
  const availableCommands = { "https://identity.mozilla.com/cmd/open-uri": "{}" };
  const { id } = device.body;
  await asFirefox("POST", `${v1}/account/device`, session, { id, name: "den", availableCommands });
  await asFirefox("GET", `${v1}/account/device/commands?index=0`, session);
  await asFirefox("POST", `${v1}/session/destroy?service=sync`, session, {});
});

/** Firefox sends its JSON as plain text. */
type Sync = (method: string, path: string, request?: StorageRequest) => Promise<StorageAnswer>;

async function openSync(url: string): Promise<Sync> {
  const challenge = await pkceChallenge(pkceVerifier(random(32)));
  const { session, kid } = await signInByPage(url, (await generateJweKeyPair()).publicJwk, challenge);
  const grant = { client_id: CLIENT, grant_type: "fxa-credentials", scope: OLDSYNC_SCOPE, ttl: 21600 };
  const token = (await asFirefox("POST", `${url}/v1/oauth/token`, session, grant)).body.access_token;
  const headers = { ...bearer(token), "x-keyid": kid };
  const { body } = await call("GET", `${url}/token/1.0/sync/1.5`, undefined, headers);
  const user = { endpoint: body.api_endpoint, signer: { id: body.id, key: utf8(body.key) } };
  const accept = "application/json;q=0.9,*/*;q=0.2";
  return (method, path, request = {}) =>
    send(user, method, path, {
      ...request,
      headers: { accept, "content-type": "text/plain", ...request.headers },
    });
}

const payload = (sync: string) => JSON.stringify({ ciphertext: sync, IV: "AAAA", hmac: "00" });

Deno.test("a first sync goes through step by step", async () => {
  await using world = await makeWorld([ANN]);
  const sync = await openSync(world.url);
  const fresh = { "x-if-unmodified-since": "0" };
  assert.equal((await sync("GET", "/info/collections")).text, "{}");
  assert.equal((await sync("GET", "/info/configuration")).status, 200);
  assert.equal((await sync("GET", "/storage/meta/global")).status, 404);
  const wiped = await sync("DELETE", "/storage", { headers: { "x-confirm-delete": "1" } });
  assert.equal(wiped.status, 200);
  const meta = await sync("PUT", "/storage/meta/global", {
    body: { id: "global", payload: '{"syncID":"AAAAAAAAAAAA","storageVersion":5}', modified: 0 },
    headers: fresh,
  });
  assert.equal(meta.status, 200);
  const keys = await sync("PUT", "/storage/crypto/keys", {
    body: { id: "keys", payload: payload("keys") },
    headers: fresh,
  });
  assert.equal(typeof JSON.parse(keys.text), "number");
  const info = JSON.parse((await sync("GET", "/info/collections")).text);
  assert.ok(info.crypto >= Number(keys.text));
  assert.equal((await sync("GET", "/storage/crypto/keys")).status, 200);
  for (const name of ["clients", "prefs", "passwords", "tabs", "bookmarks", "forms", "history"]) {
    assert.ok([200, 404].includes((await sync("DELETE", `/storage/${name}`)).status));
    const posted = await sync("POST", `/storage/${name}?batch=true&commit=true`, {
      body: [{ id: "{726f473e-0ab1-4fb7-8f24-1c3a1f5c4a5b}", payload: payload(name), ttl: 5184000 }],
      headers: fresh,
    });
    assert.equal(posted.status, 200, posted.text);
    const { success, failed, modified } = JSON.parse(posted.text);
    assert.deepEqual([success.length, failed], [1, {}]);
    assert.equal(modified, Number(posted.headers.get("x-last-modified")));
  }
  const since = { "x-if-unmodified-since": String(Number(meta.text)) };
  const ended = await sync("PUT", "/storage/meta/global", { body: { payload: "{}" }, headers: since });
  assert.equal(ended.status, 200);
  assert.equal((await sync("GET", "/storage/meta/syncids")).status, 404);
});

Deno.test("a bulk upload in batches and a download in pages, guarded by one time throughout", async () => {
  await using world = await makeWorld([ANN]);
  const sync = await openSync(world.url);
  const headers = { "x-if-unmodified-since": "0" };
  const bsos = Array.from({ length: 1200 }, (_, i) => ({ id: `history${i}`, payload: payload(String(i)) }));
  let batch = "true";
  for (let i = 0; i < 1200; i += 100) {
    const commit = i === 1100 ? "&commit=true" : "";
    const path = `/storage/history?batch=${encodeURIComponent(batch)}${commit}`;
    const answer = await sync("POST", path, { body: bsos.slice(i, i + 100), headers });
    assert.equal(answer.status, commit === "" ? 202 : 200);
    batch = JSON.parse(answer.text).batch ?? "";
  }
  const path = "/storage/history?full=1&sort=newest&limit=1000";
  const first = await sync("GET", path);
  const time = first.headers.get("x-last-modified") ?? "";
  const offset = encodeURIComponent(first.headers.get("x-weave-next-offset") ?? "");
  const guard = { "x-if-unmodified-since": time };
  const second = await sync("GET", `${path}&offset=${offset}`, { headers: guard });
  assert.equal(second.headers.get("x-last-modified"), time);
  assert.equal(second.headers.get("x-weave-next-offset"), null);
  const ids = [...JSON.parse(first.text), ...JSON.parse(second.text)].map(({ id }: Json) => id);
  assert.deepEqual(ids.sort(), bsos.map(({ id }) => id).sort());
});
