/** How a request proves who sends it: every kind of route, every way a proof can be wrong. */
import assert from "node:assert/strict";
import { OLDSYNC_SCOPE } from "../../core/crypto/scoped_key.ts";
import { stretchV1 } from "../../core/crypto/stretch.ts";
import type { TokenKind } from "../../core/crypto/token_keys.ts";
import {
  bearer,
  call,
  FOXDEN_CLIENT,
  hawkSigner,
  type Json,
  login,
  tokenBearer,
} from "./support/accounts.ts";
import { sign, type Signer, type SignOptions } from "./support/hawk.ts";
import { makeWorld, PASSWORD, type World } from "./support/world.ts";

const ANN = "ann@example.org";
const SKEW_SECONDS = 300;
const NOTIFY = JSON.stringify({ to: "all", payload: { version: 1, command: "sync:collection_changed" } });

let world: World;
let url: string;
let tokens: Readonly<Record<"sessionToken" | "keyFetchToken" | "passwordChangeToken", string>>;

Deno.test.beforeAll(async () => {
  world = await makeWorld([ANN], { maxSkewSeconds: SKEW_SECONDS });
  url = world.url;
});

Deno.test.beforeEach(async () => {
  const { sessionToken, keyFetchToken }: Json = (await login(url, ANN, PASSWORD)).body;
  const oldAuthPW = (await stretchV1(PASSWORD, ANN)).authPW.toHex();
  const begun = await call(
    "POST",
    `${url}/v1/password/change/start`,
    { email: ANN, oldAuthPW },
    await tokenBearer(sessionToken),
  );
  tokens = { sessionToken, keyFetchToken, passwordChangeToken: begun.body.passwordChangeToken };
});

Deno.test.afterAll(() => world.server.close());

/** One route of each kind; `accepts` is the errno of a request that was let in, or undefined for none. */
interface RouteClass {
  readonly kind: keyof typeof tokens;
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly body?: string;
  readonly accepts?: number;
  /** Whether one use consumes the token. */
  readonly once?: true;
}

const ROUTES: Readonly<Record<string, RouteClass>> = {
  "a reading of a session": { kind: "sessionToken", method: "GET", path: "/v1/session/status" },
  "a writing of a session": {
    kind: "sessionToken",
    method: "POST",
    path: "/v1/account/devices/notify",
    body: NOTIFY,
  },
  "a reading of a device's owner": { kind: "sessionToken", method: "GET", path: "/v1/account/devices" },
  "a fetch of keys": { kind: "keyFetchToken", method: "GET", path: "/v1/account/keys", once: true },
  // Without a password it is refused only once the token has been believed.
  "a change of password": {
    kind: "passwordChangeToken",
    method: "POST",
    path: "/v1/password/change/finish",
    body: "{}",
    accepts: 108,
  },
};

const nowSeconds = () => Math.floor(Date.now() / 1000);
const STARTED = nowSeconds();

interface Proof extends SignOptions {
  readonly signer?: (signer: Signer) => Signer;
  readonly method?: "PUT";
  readonly url?: (url: string) => string;
  readonly edit?: (authorization: string) => string;
}

const PROOFS: Readonly<Record<string, readonly [Proof, number | "accepted"]>> = {
  "a right signature": [{}, "accepted"],
  "a time just inside the skew": [{ ts: nowSeconds() - SKEW_SECONDS + 60 }, "accepted"],
  "a clock that is behind": [{ ts: nowSeconds() - SKEW_SECONDS - 60 }, 111],
  "a clock that is ahead": [{ ts: nowSeconds() + SKEW_SECONDS + 60 }, 111],
  "another key": [{ signer: ({ id }) => ({ id, key: new Uint8Array(32) }) }, 109],
  "another token": [{ signer: ({ key }) => ({ id: "0".repeat(64), key }) }, 110],
  "an id in capitals": [{ signer: ({ id, key }) => ({ id: id.toUpperCase(), key }) }, 110],
  "another method": [{ method: "PUT" }, 109],
  "another path": [{ url: (url) => `${url}/x` }, 109],
  "another query": [{ url: (url) => `${url}?a=b` }, 109],
  "another host": [{ url: (url) => url.replace("127.0.0.1", "127.0.0.2") }, 109],
  "another port": [{ url: (url) => url.replace(/:\d+\//, ":1/") }, 109],
  "a time changed on the way": [
    { ts: STARTED, edit: (text) => text.replace(`${STARTED}`, `${STARTED - 1}`) },
    109,
  ],
  "a nonce changed on the way": [{ nonce: "abc", edit: (text) => text.replace('"abc"', '"abd"') }, 109],
  "an ext added on the way": [{ edit: (text) => `${text}, ext="more"` }, 109],
  "a hash of another body": [{ hashOf: '{"other":true}' }, 109],
  "a hash without a MAC over it": [{ edit: (text) => `${text}, hash="AAAA"` }, 109],
  "no MAC": [{ edit: (text) => text.replace(/, mac="[^"]*"/, "") }, 110],
  "a field twice": [{ edit: (text) => `${text}, nonce="again"` }, 110],
};

async function request({ kind, method, path, body }: RouteClass, proof: Proof = {}) {
  const target = url + path;
  const signer = await hawkSigner(tokens[kind], kind);
  const authorization = await sign(
    proof.method ?? method,
    proof.url?.(target) ?? target,
    proof.signer?.(signer) ?? signer,
    proof,
  );
  return call(method, target, body, { authorization: proof.edit?.(authorization) ?? authorization });
}

for (const [name, route] of Object.entries(ROUTES)) {
  Deno.test(`${name} is let in by a right signature and by no other`, async () => {
    const proofs = Object.entries(PROOFS).sort(([, [, left]], [, [, right]]) =>
      // What consumes the token comes last.
      Number(left === "accepted") - Number(right === "accepted")
    );
    let used = false;
    for (const [what, [proof, expected]] of proofs) {
      const answer = await request(route, proof);
      if (expected !== "accepted") {
        assert.deepEqual([answer.status, answer.body?.errno], [401, expected], what);
        continue;
      }
      assert.equal(answer.body?.errno, used && route.once ? 110 : route.accepts, what);
      used = true;
    }
  });
}

Deno.test("a hash that is sent is checked, and a body without one is taken", async () => {
  const route = ROUTES["a writing of a session"];
  assert.ok(route?.body);
  assert.equal((await request(route, { hashOf: route.body })).status, 200);
  assert.equal((await request(route, { hashOf: `${route.body} ` })).body.errno, 109);
  assert.equal((await request(route)).status, 200);
});

Deno.test("a refused time comes with the server's own", async () => {
  const route = ROUTES["a reading of a session"];
  assert.ok(route);
  const { body } = await request(route, { ts: 1 });
  assert.ok(Math.abs(body.serverTime - nowSeconds()) < 60);
});

Deno.test("a signature is taken once where it writes", async () => {
  for (const [name, route] of Object.entries(ROUTES)) {
    if (route.once) continue;
    const fixed = { nonce: "the-same-again", ts: nowSeconds() };
    const [first, second] = [await request(route, fixed), await request(route, fixed)];
    assert.equal(first.body?.errno, route.accepts, name);
    const replayed = route.path.endsWith("/notify");
    assert.equal(second.body?.errno, replayed ? 115 : route.accepts, name);
  }
});

Deno.test("a token is good for its own kind of route alone, by Bearer and by Hawk", async () => {
  const kinds = Object.keys(tokens) as (keyof typeof tokens)[];
  for (const [name, route] of Object.entries(ROUTES)) {
    for (const kind of kinds.filter((kind) => kind !== route.kind)) {
      const target = url + route.path;
      const hawk = await sign(route.method, target, await hawkSigner(tokens[kind], kind));
      for (const authorization of [hawk, (await tokenBearer(tokens[kind], kind)).authorization]) {
        const answer = await call(route.method, target, route.body, { authorization });
        assert.deepEqual([answer.status, answer.body.errno], [401, 110], `${name} with a ${kind}`);
      }
    }
  }
});

Deno.test("a Bearer token has the prefix of its kind and its whole id, letter for letter", async () => {
  const PREFIX: Readonly<Record<keyof typeof tokens, string>> = {
    sessionToken: "fxs_",
    keyFetchToken: "fxk_",
    passwordChangeToken: "fxpc_",
  };
  for (const [name, { kind, method, path, body, accepts }] of Object.entries(ROUTES)) {
    const { authorization } = await tokenBearer(tokens[kind], kind as TokenKind);
    const id = authorization.slice(`Bearer ${PREFIX[kind]}`.length);
    const wrong = [
      `Bearer ${id}`,
      `Bearer ${PREFIX[kind].toUpperCase()}${id}`,
      `Bearer ${PREFIX[kind]}${id.toUpperCase()}`,
      `Bearer ${PREFIX[kind]}${id.slice(1)}`,
      `Bearer ${PREFIX[kind]}${id}0`,
      `Bearer ${PREFIX[kind]}${id} more`,
      `Bearer fxar_${id}`,
      `Bearer fxpf_${id}`,
      `Bearer ${PREFIX[kind]}${tokens[kind]}`,
      `Basic ${PREFIX[kind]}${id}`,
      `${PREFIX[kind]}${id}`,
    ];
    for (const authorization of wrong) {
      const answer = await call(method, url + path, body, { authorization });
      assert.deepEqual([answer.status, answer.body.errno], [401, 110], `${name}: ${authorization}`);
    }
    assert.equal((await call(method, url + path, body, { authorization })).body?.errno, accepts, name);
  }
});

Deno.test("a device route takes the refresh token of Sync, and no access token", async () => {
  const grant = {
    grant_type: "fxa-credentials",
    client_id: FOXDEN_CLIENT,
    scope: OLDSYNC_SCOPE,
    access_type: "offline",
  };
  const session = await tokenBearer(tokens.sessionToken);
  const { refresh_token, access_token } = (await call("POST", `${url}/v1/oauth/token`, grant, session)).body;
  const devices = (headers: Record<string, string>) =>
    call("GET", `${url}/v1/account/devices`, undefined, headers);
  assert.equal((await devices(bearer(refresh_token))).status, 200);
  assert.equal((await devices(bearer(access_token))).body.errno, 110);
  assert.equal((await devices(bearer(refresh_token.toUpperCase()))).body.errno, 110);
  const status = await call("GET", `${url}/v1/session/status`, undefined, bearer(refresh_token));
  assert.equal(status.body.errno, 110);
});
