import assert from "node:assert/strict";
import { utf8 } from "../../../core/bytes.ts";
import type { StorageUser } from "../support/accounts.ts";
import { freshNonce, sign, type Signer, type SignOptions } from "../support/hawk.ts";
import { send as sendTo } from "../support/storage.ts";
import { type Declare, idsOf } from "./contract.ts";
import { mintToken } from "./rows.ts";

/** The `Authorization` header of one faulty request. */
type Fault = (url: string, user: StorageUser) => string | Promise<string>;

const signed = (signer: (user: StorageUser) => Signer, method = "GET", more = ""): Fault => (url, user) =>
  sign(method, url + more, signer(user));

const own = ({ signer }: StorageUser): Signer => signer;
const alteredId = ({ signer: { id, key } }: StorageUser): Signer => {
  const at = id.length >> 1;
  return { id: `${id.slice(0, at)}${id[at] === "A" ? "B" : "A"}${id.slice(at + 1)}`, key };
};

const FAULTS: Readonly<Record<string, Fault>> = {
  "no header": () => "",
  "another scheme": () => "Bearer abc",
  "the token's id as Bearer": (_url, { signer: { id } }) => `Bearer ${id}`,
  "nothing but the scheme": () => "Hawk",
  "nothing but an id": (_url, { signer: { id } }) => `Hawk id="${id}"`,
  "a wrong key": signed(({ signer: { id } }) => ({ id, key: utf8("wrong") })),
  "the key decoded": signed(({ signer: { id, key } }) => ({
    id,
    key: Uint8Array.fromBase64(new TextDecoder().decode(key), { alphabet: "base64url" }),
  })),
  "an altered token": signed(alteredId),
  "a short token": signed(({ signer: { key } }) => ({ id: "AAAA", key })),
  "no token": signed(({ signer: { key } }) => ({ id: "-", key })),
  "a signature for another method": signed(own, "POST"),
  "a signature for another query": signed(own, "GET", "?v=1"),
  "a signature for another path": signed(own, "GET", "/"),
  "a signature for another port": (url, { signer }) => sign("GET", url.replace(/:\d+/, ":1"), signer),
  "a signature for another host": (url, { signer }) =>
    sign("GET", url.replace(/\/\/[^:/]+/, "//other"), signer),
  "an altered mac": async (url, { signer }) =>
    (await sign("GET", url, signer)).replace(/mac="(.)/, (_, first) => `mac="${first === "A" ? "B" : "A"}`),
  "another time than the signed one": async (url, { signer }) =>
    (await sign("GET", url, signer)).replace(/ts="(\d+)"/, (_, ts) => `ts="${Number(ts) + 1}"`),
  "another nonce than the signed one": async (url, { signer }) =>
    (await sign("GET", url, signer)).replace('nonce="', 'nonce="x'),
  "a field twice": async (url, { signer }) => `${await sign("GET", url, signer)}, ts="1"`,
};

const WEEK_SECONDS = 7 * 24 * 60 * 60;

/** Weeks that the time of a signature may be off. */
const SKEWS: readonly (readonly [weeks: number, status: number])[] = [
  [0, 200],
  [51, 200],
  [-51, 200],
  [53, 401],
  [-53, 401],
];

/** Signatures, and what is refused without a good one. */
export function authContract(test: Declare): void {
  for (const [name, fault] of Object.entries(FAULTS)) {
    test(`a request with ${name} for a signature is 401 with the number 0`, async (send, user) => {
      const authorization = await fault(`${user.endpoint}/info/collections`, user);
      const answer = await send("GET", "/info/collections", { authorization });
      assert.deepEqual([answer.status, answer.text], [401, "0"]);
    });
  }

  for (const [weeks, status] of SKEWS) {
    test(`a signature made ${weeks} weeks from now is ${status}`, async (send) => {
      const ts = Math.floor(Date.now() / 1000) + weeks * WEEK_SECONDS;
      assert.equal((await send("GET", "/info/collections", { ts })).status, status);
    });
  }

  test("a good signature for another storage's path is 400 with the number 0", async (send, user) => {
    const other = user.endpoint.replace(/\d+$/, (uid) => String(Number(uid) + 1));
    const url = `${other}/info/collections`;
    const response = await fetch(url, { headers: { authorization: await sign("GET", url, user.signer) } });
    assert.deepEqual([response.status, await response.text()], [400, "0"]);
    assert.equal((await send("GET", "/info/collections")).status, 200);
  });

  const replays: readonly (readonly [method: string, path: string, body: unknown, first: number])[] = [
    ["PUT", "/storage/col/b", {}, 200],
    ["POST", "/storage/col", [{ id: "b" }], 200],
    ["POST", "/storage/col?batch=true", [{ id: "b" }], 202],
    ["DELETE", "/storage/col/a", undefined, 200],
    ["DELETE", "/storage/col?ids=a", undefined, 200],
    ["DELETE", "/storage/col", undefined, 200],
    ["DELETE", "/storage", undefined, 200],
  ];
  for (const [method, path, body, first] of replays) {
    test(`${method} ${path} sent a second time with its nonce is 401 and does nothing`, async (send) => {
      await send("PUT", "/storage/col/a", { body: {} });
      const request: SignOptions & { body?: unknown } = {
        ts: Math.floor(Date.now() / 1000),
        nonce: freshNonce(),
        ...(body === undefined ? {} : { body }),
      };
      assert.equal((await send(method, path, request)).status, first);
      const before = (await send("GET", "/info/collections")).text;
      const again = await send(method, path, request);
      assert.deepEqual([again.status, again.text], [401, "0"]);
      assert.equal((await send("GET", "/info/collections")).text, before);
    });
  }

  test("a nonce used for one write is used up for every other one, and free for reads", async (send) => {
    const nonce = freshNonce();
    const write = (id: string) => send("PUT", `/storage/col/${id}`, { body: {}, nonce });
    assert.deepEqual([(await write("a")).status, (await write("b")).status], [200, 401]);
    const read = () => send("GET", "/storage/col", { nonce });
    assert.deepEqual([(await read()).status, (await read()).status], [200, 200]);
    assert.deepEqual(await idsOf(send, "/storage/col"), ["a"]);
  });

  test("a payload hash must be that of the body", async (send) => {
    const body = '{"payload":"x"}';
    assert.equal((await send("PUT", "/storage/col/a", { body, hashOf: body })).status, 200);
    assert.equal((await send("PUT", "/storage/col/a", { body, hashOf: '{"payload":"y"}' })).status, 401);
  });
}

const now = () => Math.floor(Date.now() / 1000);

/** Content of a token, what a request with it gets, and what info/collections gives for it. */
const TOKENS: Readonly<
  Record<string, readonly [() => Record<string, unknown>, status: number, info: number]>
> = {
  "as it was": [() => ({}), 200, 200],
  "that ends in a minute": [() => ({ expires: now() + 60 }), 200, 200],
  "that ends in a fraction of a second of its own": [() => ({ expires: now() + 60.25 }), 200, 200],
  "that ends now": [() => ({ expires: now() }), 401, 200],
  "that ended a day ago": [() => ({ expires: now() - 86_400 }), 401, 200],
  "without an end": [() => ({ expires: undefined }), 401, 401],
  "with an end in words": [() => ({ expires: "never" }), 401, 401],
  "without a uid": [() => ({ uid: undefined }), 401, 401],
  "with a uid in quotes": [() => ({ uid: "1" }), 401, 401],
  "with a fraction for a uid": [() => ({ uid: 1.5 }), 401, 401],
  "of another storage": [() => ({ uid: 4_000_000_000 }), 400, 400],
};

/** Tokens signed anew: only where the master secret is known. */
export function tokensContract(test: Declare, masterSecret: string): void {
  for (const [name, [changes, status, info]] of Object.entries(TOKENS)) {
    test(`a token ${name} is ${status}, and ${info} at info/collections`, async (_send, user) => {
      const holder = { ...user, signer: await mintToken(user.signer, masterSecret, changes()) };
      assert.equal((await sendTo(holder, "GET", "/info/collections")).status, info);
      assert.equal((await sendTo(holder, "GET", "/info/quota")).status, status);
      // A record of that name is none of the views.
      const record = await sendTo(holder, "GET", "/storage/info/collections");
      assert.equal(record.status, status === 200 ? 404 : status);
      const written = await sendTo(holder, "PUT", "/storage/col/x", { body: {} });
      assert.equal(written.status, status);
    });
  }

  test("a token signed with another secret is 401", async (_send, user) => {
    const signer = await mintToken(user.signer, `${masterSecret}.`, {});
    assert.equal((await sendTo({ ...user, signer }, "GET", "/info/collections")).status, 401);
  });
}
