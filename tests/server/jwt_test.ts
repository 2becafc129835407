/** Tokens that others can read: checked here with nothing but the served key and Web Crypto. */
import assert from "node:assert/strict";
import { OLDSYNC_SCOPE } from "../../core/crypto/scoped_key.ts";
import { object, string, unknownValue } from "../../core/json.ts";
import { serve } from "../../server/serve.ts";
import { addUser } from "../../server/admin.ts";
import {
  accessToken,
  bearer,
  call,
  FOXDEN_CLIENT,
  type Json,
  type SignedIn,
  signIn,
  tokenUrl,
} from "./support/accounts.ts";
import { withDir } from "./support/data_dir.ts";
import { makeWorld, PASSWORD, type World } from "./support/world.ts";

const ANN = "ann@example.org";
const RESOURCE = "https://relay.example/api";
const RS256 = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };

let world: World;
let url: string;
let ann: SignedIn;

Deno.test.beforeAll(async () => {
  world = await makeWorld([ANN]);
  url = world.url;
  ann = await signIn(url, ANN, PASSWORD);
});

Deno.test.afterAll(() => world.server.close());

const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  call("POST", `${url}/v1/${path}`, body, headers);

const grant = async (more: Record<string, unknown>): Promise<Json> => {
  const body = { grant_type: "fxa-credentials", client_id: FOXDEN_CLIENT, scope: OLDSYNC_SCOPE, ...more };
  return (await post("oauth/token", body, ann.session)).body;
};

const decodePart = (part: string): Json =>
  JSON.parse(new TextDecoder().decode(Uint8Array.fromBase64(part, { alphabet: "base64url" })));

/** Header and claims of a token whose signature is that of the served key it names. */
async function verified(token: string, base = url): Promise<{ header: Json; claims: Json }> {
  const [header = "", claims = "", signature = ""] = token.split(".");
  const { keys } = (await call("GET", `${base}/v1/jwks`)).body;
  const jwk = keys.find(({ kid }: Json) => kid === decodePart(header).kid);
  const key = await crypto.subtle.importKey("jwk", jwk, RS256, false, ["verify"]);
  const genuine = await crypto.subtle.verify(
    RS256.name,
    key,
    Uint8Array.fromBase64(signature, { alphabet: "base64url" }),
    new TextEncoder().encode(`${header}.${claims}`),
  );
  assert.equal(genuine, true, "the signature is the served key's");
  return { header: decodePart(header), claims: decodePart(claims) };
}

Deno.test("the served key is a public RSA key named by its thumbprint, the same every time", async () => {
  const [one, two] = await Promise.all([1, 2].map(() => call("GET", `${url}/v1/jwks`)));
  assert.deepEqual(one?.body, two?.body);
  const [key, ...others] = one?.body.keys ?? [];
  assert.deepEqual(others, []);
  assert.deepEqual(Object.keys(key).sort(), ["alg", "e", "kid", "kty", "n", "use"]);
  assert.deepEqual([key.kty, key.alg, key.use], ["RSA", "RS256", "sig"]);
  assert.equal(Uint8Array.fromBase64(key.n, { alphabet: "base64url" }).length, 256);
  const canonical = new TextEncoder().encode(`{"e":"${key.e}","kty":"RSA","n":"${key.n}"}`);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", canonical));
  assert.equal(key.kid, digest.toBase64({ alphabet: "base64url", omitPadding: true }));
});

Deno.test("an access token for a resource says for whom it is, signed", async () => {
  const scope = `${OLDSYNC_SCOPE} profile`;
  const { access_token, expires_in } = await grant({ resource: RESOURCE, scope, ttl: 600 });
  assert.equal(expires_in, 600);
  const { header, claims } = await verified(access_token);
  assert.deepEqual([header.alg, header.typ], ["RS256", "at+JWT"]);
  const { iat, exp, jti, "fxa-generation": generation, "fxa-profileChangedAt": changedAt, ...rest } = claims;
  assert.deepEqual(rest, { iss: url, aud: RESOURCE, client_id: FOXDEN_CLIENT, scope, sub: ann.uid });
  assert.equal(exp - iat, 600);
  assert.ok(Math.abs(iat - Date.now() / 1000) < 60);
  assert.match(jti, /^[0-9a-f]{32}$/);
  assert.ok(generation >= changedAt && changedAt > 0);
  const again = await verified((await grant({ resource: RESOURCE })).access_token);
  assert.notEqual(again.claims.jti, jti);
});

Deno.test("a token changed in any part is not the served key's, nor one of this server's", async () => {
  const { access_token } = await grant({ resource: RESOURCE, scope: "profile" });
  const [header, claims, signature] = access_token.split(".");
  const { sub: _, ...others } = decodePart(claims);
  const forged = new TextEncoder().encode(JSON.stringify({ ...others, sub: "0".repeat(32) }));
  const changed = [header, forged.toBase64({ alphabet: "base64url", omitPadding: true }), signature].join(
    ".",
  );
  await assert.rejects(verified(changed), /signature/);
  assert.equal((await post("verify", { token: changed })).body.errno, 108);
});

Deno.test("the server takes such a token as it takes any other, until it is destroyed", async () => {
  const { access_token } = await grant({ resource: `${url}/token`, scope: `${OLDSYNC_SCOPE} profile` });
  const exchange = () =>
    call("GET", tokenUrl(url), undefined, { ...bearer(access_token), "x-keyid": ann.kid });
  assert.equal((await post("verify", { token: access_token })).body.user, ann.uid);
  const seen = (await post("introspect", { token: access_token })).body;
  assert.partialDeepStrictEqual(seen, { active: true, token_type: "access_token", sub: ann.uid });
  const profile = await call("GET", `${url}/profile/v1/profile`, undefined, bearer(access_token));
  assert.equal(profile.body.email, ANN);
  assert.equal((await exchange()).status, 200);
  assert.deepEqual((await post("oauth/destroy", { token: access_token })).body, {});
  assert.equal((await exchange()).status, 401);
  assert.equal((await post("verify", { token: access_token })).body.errno, 108);
});

Deno.test("the database does not hold the token", async () => {
  const { access_token } = await grant({ resource: RESOURCE });
  const rows = world.server.database.rows(unknownValue, "SELECT * FROM access_token");
  assert.equal(JSON.stringify(rows).includes(access_token), false);
});

Deno.test("a refresh token buys such a token too, and takes it along when it goes", async () => {
  const { refresh_token } = await grant({ access_type: "offline" });
  const refresh = {
    grant_type: "refresh_token",
    client_id: FOXDEN_CLIENT,
    refresh_token,
    resource: RESOURCE,
  };
  const { access_token } = (await post("oauth/token", refresh)).body;
  assert.equal((await verified(access_token)).claims.aud, RESOURCE);
  await post("oauth/destroy", { token: refresh_token });
  assert.equal((await post("verify", { token: access_token })).body.errno, 108);
});

Deno.test("a sign-in for openid comes with an id token that belongs to its access token", async () => {
  const { id_token, access_token } = await grant({ scope: "openid profile" });
  const { header, claims } = await verified(id_token);
  assert.equal(header.typ, "JWT");
  assert.partialDeepStrictEqual(claims, {
    iss: url,
    sub: ann.uid,
    aud: FOXDEN_CLIENT,
    amr: ["pwd"],
    acr: "AAL1",
  });
  assert.equal(claims.exp - claims.iat, 300);
  const digest = new Uint8Array(
    await crypto.subtle.digest("SHA-256", new TextEncoder().encode(access_token)),
  );
  const half = digest.subarray(0, 16).toBase64({ alphabet: "base64url", omitPadding: true });
  assert.equal(claims.at_hash, half);
  assert.equal("id_token" in await grant({ scope: "profile" }), false);
});

Deno.test("an id token is verified for whom it was made, and nothing else is", async () => {
  const { id_token } = await grant({ scope: "openid" });
  const { access_token } = await grant({ scope: "openid", resource: `urn:${FOXDEN_CLIENT}` });
  const ask = async (body: Json) => (await post("oauth/id-token-verify", body)).body;
  const claims = await ask({ client_id: FOXDEN_CLIENT, id_token });
  assert.deepEqual(claims, (await verified(id_token)).claims);
  const [header, payload, signature] = id_token.split(".");
  const none = new TextEncoder().encode('{"alg":"none","typ":"JWT"}').toBase64({
    alphabet: "base64url",
    omitPadding: true,
  });
  const wrong: readonly Json[] = [
    { client_id: "5882386c6d801776", id_token },
    { client_id: FOXDEN_CLIENT, id_token: access_token },
    { client_id: FOXDEN_CLIENT, id_token: `${header}.${payload}.` },
    { client_id: FOXDEN_CLIENT, id_token: `${none}.${payload}.${signature}` },
    { client_id: FOXDEN_CLIENT, id_token: `${header}.${payload}.${signature}.` },
    { client_id: FOXDEN_CLIENT, id_token: "no token" },
  ];
  for (const body of wrong) assert.equal((await ask(body)).errno, 110, JSON.stringify(body));
  assert.equal((await ask({ client_id: FOXDEN_CLIENT })).errno, 108);
});

Deno.test("an id token that has expired is verified only within the grace that is asked for", async () => {
  await using late = await makeWorld([ANN], { clockOffsetSeconds: -400 });
  const me = await signIn(late.url, ANN, PASSWORD);
  const body = { grant_type: "fxa-credentials", client_id: FOXDEN_CLIENT, scope: "openid" };
  const { id_token } = (await call("POST", `${late.url}/v1/oauth/token`, body, me.session)).body;
  const { value } = late.server.database.row(
    object({ value: string }),
    "SELECT value FROM server_value WHERE name = 'oauth-signing-key'",
  ) ??
    {};
  assert.ok(value);
  await using now = await makeWorld([]);
  now.server.database.run("INSERT INTO server_value (name, value) VALUES ('oauth-signing-key', ?)", value);
  const ask = async (more: Json) => {
    const host = new URL(late.url).host;
    const headers = { "x-forwarded-host": host };
    const body = { client_id: FOXDEN_CLIENT, id_token, ...more };
    return (await call("POST", `${now.url}/v1/oauth/id-token-verify`, body, headers)).body;
  };
  assert.equal((await ask({})).errno, 110);
  assert.equal((await ask({ expiry_grace_period: 300 })).sub, me.uid);
});

Deno.test("the key outlives a restart, and is drawn once however many ask for it at first", async () => {
  await withDir(async (dataDir) => {
    let token = "";
    {
      await using server = await serve({ dataDir });
      await addUser(server.database, { email: ANN, password: PASSWORD });
      const me = await signIn(server.url, ANN, PASSWORD);
      const body = {
        grant_type: "fxa-credentials",
        client_id: FOXDEN_CLIENT,
        scope: "profile",
        resource: RESOURCE,
      };
      const tokens = await Promise.all(
        [1, 2, 3].map(() => call("POST", `${server.url}/v1/oauth/token`, body, me.session)),
      );
      const kids = tokens.map(({ body }) => decodePart(body.access_token.split(".")[0]).kid);
      assert.equal(new Set(kids).size, 1);
      token = tokens[0]?.body.access_token;
    }
    await using server = await serve({ dataDir });
    assert.equal((await verified(token, server.url)).claims.aud, RESOURCE);
  });
});

Deno.test("without a resource an access token stays opaque", async () => {
  assert.match(await accessToken(url, ann.session), /^[0-9a-f]{64}$/);
});
