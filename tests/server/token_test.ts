import assert from "node:assert/strict";
import { base64url, utf8 } from "../../core/bytes.ts";
import { serve } from "../../server/serve.ts";
import {
  accessToken,
  bearer,
  call,
  openStorage,
  type SignedIn,
  signIn,
  tokenUrl,
} from "./support/accounts.ts";
import { withDir } from "./support/data_dir.ts";
import { send } from "./support/storage.ts";
import { makeWorld, PASSWORD, type World } from "./support/world.ts";

const ANN = "ann@example.org";

let world: World;
let url: string;
let ann: SignedIn;
let access: string;

Deno.test.beforeAll(async () => {
  world = await makeWorld([ANN, "bob@example.org"]);
  url = world.url;
  ann = await signIn(url, ANN, PASSWORD);
  access = await accessToken(url, ann.session);
});

Deno.test.afterAll(() => world.server.close());

const ask = (headers: Record<string, string>, path = "/token/1.0/sync/1.5") =>
  call("GET", url + path, undefined, headers);

const good = () => ({ ...bearer(access), "x-keyid": ann.kid });

Deno.test("an access token buys a storage, always the same one", async () => {
  const answer = await ask(good());
  assert.equal(answer.status, 200);
  const { id: _id, key: _key, ...rest } = answer.body;
  assert.deepEqual(rest, {
    uid: rest.uid,
    api_endpoint: `${url}/1.5/${rest.uid}`,
    duration: 3600,
    hashed_fxa_uid: rest.hashed_fxa_uid,
    hashalg: "sha256",
    node_type: "sqlite",
  });
  assert.ok(Number.isInteger(rest.uid));
  assert.match(rest.hashed_fxa_uid, /^[0-9a-f]{32}$/);
  assert.match(answer.headers.get("content-type") ?? "", /^application\/json/);
  assert.ok(Math.abs(Number(answer.headers.get("x-timestamp")) - Date.now() / 1000) < 60);
  assert.equal(answer.headers.get("x-content-type-options"), "nosniff");
  const again = await ask({
    ...good(),
    "x-client-state": Uint8Array.fromBase64(fingerprint(), URL64).toHex(),
  });
  assert.deepEqual([again.body.uid, again.body.hashed_fxa_uid], [rest.uid, rest.hashed_fxa_uid]);
  assert.notEqual(again.body.id, answer.body.id);
});

const URL64 = { alphabet: "base64url" } as const;
const fingerprint = () => ann.kid.split("-").slice(1).join("-");

const contentOf = (id: string) =>
  JSON.parse(new TextDecoder().decode(Uint8Array.fromBase64(id, URL64).subarray(0, -32)));

Deno.test("a token carries what a storage needs, signed", async () => {
  const { id, uid } = (await ask(good())).body;
  assert.equal(Uint8Array.fromBase64(id, URL64).toBase64(URL64), id);
  const payload = contentOf(id);
  assert.deepEqual(Object.keys(payload).sort(), [
    "expires",
    "fxa_kid",
    "fxa_uid",
    "hashed_device_id",
    "hashed_fxa_uid",
    "issuer",
    "node",
    "salt",
    "tokenserver_origin",
    "uid",
  ]);
  assert.partialDeepStrictEqual(payload, { uid, fxa_uid: ann.uid, fxa_kid: ann.kid, node: url });
  assert.match(payload.salt, /^[0-9a-f]{6}$/);
});

Deno.test("a shorter life is given, a longer or a strange one is not", async () => {
  for (const [wanted, given] of [["60", 60], ["0", 0], ["3601", 3600], ["-5", 3600], ["x", 3600]] as const) {
    const { body } = await ask(good(), `/token/1.0/sync/1.5?duration=${wanted}`);
    assert.equal(body.duration, given, wanted);
  }
});

interface Refusal {
  readonly headers: Record<string, string> | (() => Promise<Record<string, string>>);
  readonly code: number;
  readonly status: string;
  /** location, name, description */
  readonly error: readonly [string, string, string];
}

const UNAUTHORIZED = ["body", "", "Unauthorized"] as const;
const refusals: Readonly<Record<string, Refusal>> = {
  "nothing": { headers: {}, code: 401, status: "error", error: UNAUTHORIZED },
  "no scheme": { headers: { authorization: "abc" }, code: 401, status: "error", error: UNAUTHORIZED },
  "BrowserID": {
    headers: { authorization: "BrowserID abc" },
    code: 401,
    status: "error",
    error: ["body", "", "Unsupported"],
  },
  "a scheme and no space": {
    headers: { authorization: "Bearer" },
    code: 401,
    status: "error",
    error: UNAUTHORIZED,
  },
  "an unknown token, before anything else is looked at": {
    headers: { authorization: "Bearer 00", "x-client-state": "a b" },
    code: 401,
    status: "invalid-credentials",
    error: UNAUTHORIZED,
  },
  "an unknown token": {
    headers: () => Promise.resolve({ ...good(), ...bearer("0".repeat(64)) }),
    code: 401,
    status: "invalid-credentials",
    error: UNAUTHORIZED,
  },
  "a token of another scope": {
    headers: async () => ({ ...good(), ...bearer(await accessToken(url, ann.session, "profile")) }),
    code: 401,
    status: "invalid-credentials",
    error: UNAUTHORIZED,
  },
  "no key id": {
    headers: () => Promise.resolve(bearer(access)),
    code: 401,
    status: "invalid-key-id",
    error: ["header", "", "Missing X-KeyID header"],
  },
  "a garbled key id": {
    headers: () => Promise.resolve({ ...good(), "x-keyid": "abc" }),
    code: 401,
    status: "invalid-credentials",
    error: UNAUTHORIZED,
  },
  "no key id, and a strange client state": {
    headers: () => Promise.resolve({ ...bearer(access), "x-client-state": "a b" }),
    code: 401,
    status: "invalid-key-id",
    error: ["header", "", "Missing X-KeyID header"],
  },
  "a garbled key id, and a strange client state": {
    headers: () => Promise.resolve({ ...good(), "x-keyid": "abc", "x-client-state": "a b" }),
    code: 400,
    status: "error",
    error: ["header", "X-Client-State", "Invalid client state value"],
  },
  "a key id whose state is no base64url": {
    headers: () => Promise.resolve({ ...good(), "x-keyid": "123-A" }),
    code: 401,
    status: "invalid-credentials",
    error: UNAUTHORIZED,
  },
  "a key id with words for a time": {
    headers: () => Promise.resolve({ ...good(), "x-keyid": `x-${fingerprint()}` }),
    code: 401,
    status: "invalid-credentials",
    error: UNAUTHORIZED,
  },
  "a client state too long": {
    headers: () => Promise.resolve({ ...good(), "x-client-state": "a".repeat(33) }),
    code: 400,
    status: "error",
    error: ["header", "X-Client-State", "Invalid client state value"],
  },
  "an empty client state where there was one": {
    headers: () => Promise.resolve({ ...good(), "x-keyid": `${ann.kid.split("-")[0]}-` }),
    code: 401,
    status: "invalid-client-state",
    error: ["header", "X-Client-State", "Unacceptable client-state value empty string"],
  },
  "other keys of the same password": {
    headers: () => Promise.resolve({ ...good(), "x-keyid": `${ann.kid.split("-")[0]}-${"A".repeat(22)}` }),
    code: 401,
    status: "invalid-client-state",
    error: [
      "header",
      "X-Client-State",
      "Unacceptable client-state value new value with no generation change",
    ],
  },
  "keys newer than the password": {
    headers: () => Promise.resolve({ ...good(), "x-keyid": `9999999999999-${fingerprint()}` }),
    code: 401,
    status: "invalid-keysChangedAt",
    error: UNAUTHORIZED,
  },
  "keys older than before": {
    headers: () => Promise.resolve({ ...good(), "x-keyid": `1-${fingerprint()}` }),
    code: 401,
    status: "invalid-keysChangedAt",
    error: UNAUTHORIZED,
  },
  "keys of no time where there was one": {
    headers: () => Promise.resolve({ ...good(), "x-keyid": `0-${fingerprint()}` }),
    code: 401,
    status: "invalid-keysChangedAt",
    error: UNAUTHORIZED,
  },
  "a client state of strange letters": {
    headers: () => Promise.resolve({ ...good(), "x-client-state": "a b" }),
    code: 400,
    status: "error",
    error: ["header", "X-Client-State", "Invalid client state value"],
  },
  "a client state other than the key id's": {
    headers: () => Promise.resolve({ ...good(), "x-client-state": "ab" }),
    code: 401,
    status: "invalid-client-state",
    error: UNAUTHORIZED,
  },
};
for (
  const [shown, { headers, code, status, error: [location, name, description] }] of Object.entries(refusals)
) {
  Deno.test(`asking with ${shown} is refused as ${status}`, async () => {
    const answer = await ask(typeof headers === "function" ? await headers() : headers);
    assert.equal(answer.status, code);
    assert.match(answer.headers.get("content-type") ?? "", /^application\/json/);
    assert.equal(answer.headers.get("x-timestamp"), null);
    assert.deepEqual(answer.body, { status, errors: [{ location, name, description }] });
  });
}

Deno.test("another application or version is not found", async () => {
  const application = await ask(good(), "/token/1.0/push/1.5");
  assert.equal(application.status, 404);
  assert.partialDeepStrictEqual(application.body.errors[0], {
    location: "url",
    name: "application",
    description: "Unsupported application",
  });
  const version = await ask(good(), "/token/1.0/sync/1.1");
  assert.partialDeepStrictEqual(version.body.errors[0], {
    name: "1.1",
    description: "Unsupported application version",
  });
  assert.equal((await ask(good(), "/token/elsewhere")).body.status, "error");
});

Deno.test("changed keys lead to a new and empty storage, and the old ones lead nowhere", async () => {
  const bob = await signIn(url, "bob@example.org", PASSWORD);
  const before = await openStorage(url, bob);
  await send(before, "PUT", "/storage/col/x", { body: { payload: "old" } });
  const [changedAt = ""] = bob.kid.split("-");
  const later = Number(changedAt) + 1000;
  const newKid = `${later}-${base64url(new Uint8Array(16).fill(9))}`;

  const token = bearer(await accessToken(url, bob.session));
  const early = await ask({ ...token, "x-keyid": newKid });
  assert.equal(early.body.status, "invalid-keysChangedAt");
  world.server.database.run("UPDATE account SET generation = ? WHERE uid = ?", later, bob.uid);
  const after = await openStorage(url, { ...bob, kid: newKid });
  assert.notEqual(after.endpoint, before.endpoint);
  assert.equal((await send(after, "GET", "/info/collections")).text, "{}");
  for (
    const [method, path] of [["GET", "/info/collections"], ["GET", "/storage/col/x"], [
      "PUT",
      "/storage/col/x",
    ]]
  ) {
    const request = method === "PUT" ? { body: {} } : {};
    assert.equal((await send(before, method ?? "", path ?? "", request)).status, 401);
  }
  const stale = await ask({ ...token, "x-keyid": bob.kid });
  assert.equal(stale.status, 401);
  assert.equal(stale.body.status, "invalid-client-state");
  assert.match(stale.body.errors[0].description, /^Unacceptable client-state value stale value/);
  assert.equal((await openStorage(url, { ...bob, kid: newKid })).endpoint, after.endpoint);
});

Deno.test("two processes with one folder give an account one storage, also when both are asked at once", async () => {
  await withDir(async (dataDir) => {
    await using first = await makeWorld([ANN], { dataDir });
    await using second = await serve({ dataDir });
    const me = await signIn(first.url, ANN, PASSWORD);
    const token = { ...bearer(await accessToken(first.url, me.session)), "x-keyid": me.kid };
    const answers = await Promise.all(
      Array.from(
        { length: 8 },
        (_, i) => call("GET", tokenUrl(i % 2 === 0 ? first.url : second.url), undefined, token),
      ),
    );
    assert.deepEqual(answers.map(({ status }) => status), Array(8).fill(200));
    assert.equal(new Set(answers.map(({ body }) => body.uid)).size, 1);
    const issuers = answers.map(({ body }) => contentOf(body.id).issuer);
    assert.equal(new Set(issuers).size, 1);
    const [storage, other] = answers.map(({ body }) => ({
      endpoint: body.api_endpoint,
      signer: { id: body.id, key: utf8(body.key) },
    }));
    assert.ok(storage && other);
    await send(storage, "PUT", "/storage/col/x", { body: { payload: "by one" } });
    assert.match((await send(other, "GET", "/storage/col/x")).text, /by one/);
  });
});
