import assert from "node:assert/strict";
import fc from "fast-check";
import { type Bytes, utf8 } from "../../../core/bytes.ts";
import {
  type HawkHeader,
  hawkHeader,
  hawkMac,
  hawkMatches,
  hawkPayloadHash,
  type HawkRequest,
  hawkTarget,
  parseHawkHeader,
} from "../../../core/crypto/hawk.ts";
import { hmacSha256, importHmacKey } from "../../../core/crypto/hkdf.ts";
import { all, unhex } from "../../support/vectors.ts";
import accounts from "../../vectors/hawk.json" with { type: "json" };
import storage from "../../vectors/sync-hawk.json" with { type: "json" };
import tokenlib from "../../vectors/tokenlib.json" with { type: "json" };

interface Case extends Omit<HawkRequest, "hash" | "ext"> {
  readonly hash?: string | undefined;
  readonly ext?: string | undefined;
}

function requestOf({ ts, nonce, method, resource, host, port, hash, ext }: Case): HawkRequest {
  const optional = { ...(hash === undefined ? {} : { hash }), ...(ext === undefined ? {} : { ext }) };
  return { ts, nonce, method, resource, host, port, ...optional };
}

function parsed(value: string): HawkHeader {
  const header = parseHawkHeader(value);
  assert.ok(header !== undefined, `a header that should be read: ${value}`);
  return header;
}

const sample: HawkRequest = {
  ts: 1700000000,
  nonce: "n0nce=",
  method: "PUT",
  resource: "/1.5/42/storage/bookmarks?full=1",
  host: "sync.example.org",
  port: 443,
};
const key = utf8("a storage key, used as text");
const sampleHeader = () => hawkHeader(sample, { id: "token-id", key });

Deno.test("a payload hash covers the media type without its parameters, and the body", async () => {
  for (const each of all(accounts.payload_hashes, 2)) {
    assert.equal(await hawkPayloadHash(each.contentType, each.payload), each.hash, each.source);
    const dressed = ` ${each.contentType.toUpperCase()} ; charset=utf-8`;
    assert.equal(await hawkPayloadHash(dressed, each.payload), each.hash, each.source);
  }
  const { content_type, body, hash, expected } = storage.payload_hash;
  assert.equal(await hawkPayloadHash(content_type, body), hash);
  assert.equal(hash, expected);
  assert.notEqual(await hawkPayloadHash(content_type, `${body} `), hash);
  assert.notEqual(await hawkPayloadHash("application/json", body), hash);
});

Deno.test("requests to the auth server are signed as the reference signs them", async () => {
  for (const each of all(accounts.cases, 4)) {
    const key = each.keyHex === undefined ? utf8(each.keyUtf8 ?? "") : unhex(each.keyHex);
    assert.equal(await hawkMac(requestOf(each), key), each.mac, each.source);
    assert.equal((await hmacSha256(key, utf8(each.normalized))).toBase64(), each.mac, each.source);
    if (each.body !== undefined) {
      assert.equal(await hawkPayloadHash(each.contentType, each.body), each.hash, each.source);
    }
    if (each.header !== undefined) {
      assert.equal(await hawkHeader(requestOf(each), { id: each.id, key }), each.header, each.source);
    }
  }
});

Deno.test("requests to the storage server are signed, shown, read and checked as the reference", async () => {
  for (const each of all(storage.cases, 8)) {
    const key = utf8(each.key);
    const request = requestOf(each);
    assert.equal(await hawkMac(request, key), each.mac, each.name);
    assert.equal(each.mac_expected ?? each.mac, each.mac, each.name);
    assert.equal((await hmacSha256(key, utf8(each.normalized_string))).toBase64(), each.mac, each.name);
    assert.equal(await hawkHeader(request, { id: each.id, key }), each.header, each.name);
    const header = parsed(each.header);
    const { ts, nonce, hash, ext } = request;
    const shown = { id: each.id, ts, nonce, mac: each.mac, hash, ext };
    assert.deepEqual({ hash: undefined, ext: undefined, ...header }, shown, each.name);
    assert.equal(await hawkMatches(header, request, key), true, each.name);
  }
});

Deno.test("the key of a storage token is used as text and not decoded", async () => {
  for (const each of all(tokenlib.requests, 2)) {
    assert.equal(await hawkMac(each, utf8(tokenlib.derivedKey)), each.mac);
    const decoded = Uint8Array.fromBase64(tokenlib.derivedKey, { alphabet: "base64url" });
    assert.notEqual(await hawkMac(each, decoded), each.mac);
  }
});

Deno.test("a key imported once signs and checks like its bytes", async () => {
  const imported = await importHmacKey(key);
  assert.equal(await hawkMac(sample, imported), await hawkMac(sample, key));
  assert.equal(await hawkMatches(parsed(await sampleHeader()), sample, imported), true);
});

Deno.test("letter case of method and host does not count, that of the path does", async () => {
  const mac = await hawkMac(sample, key);
  assert.equal(await hawkMac({ ...sample, method: "put", host: "SYNC.Example.org" }, key), mac);
  assert.notEqual(await hawkMac({ ...sample, resource: sample.resource.toUpperCase() }, key), mac);
});

Deno.test("a header does not match any other request, key or content of its own", async () => {
  const header = parsed(await sampleHeader());
  assert.equal(await hawkMatches(header, sample, key), true);
  const { method, resource, host, port } = sample;
  const sent = { method, resource, host, port };
  const cases: [HawkHeader, typeof sent, Bytes][] = [
    [header, { ...sent, method: "DELETE" }, key],
    [header, { ...sent, resource: "/1.5/42/storage/bookmarks" }, key],
    [header, { ...sent, host: "sync.example.com" }, key],
    [header, { ...sent, port: 80 }, key],
    [header, sent, utf8("another key")],
    [{ ...header, ts: header.ts + 1 }, sent, key],
    [{ ...header, nonce: "other" }, sent, key],
    [{ ...header, hash: "aGFzaA==" }, sent, key],
    [{ ...header, ext: "more" }, sent, key],
    [{ ...header, mac: header.mac.toLowerCase() }, sent, key],
    [{ ...header, mac: header.mac.slice(0, -4) }, sent, key],
    [{ ...header, mac: "" }, sent, key],
  ];
  for (const [each, request, signingKey] of cases) {
    assert.equal(await hawkMatches(each, request, signingKey), false, JSON.stringify([each, request]));
  }
});

Deno.test("method and target are the request's and all else is the header's, whatever each holds", async () => {
  const header = parsed(await sampleHeader());
  const crammed = { ...header, method: "DELETE", host: "evil.example", port: 1 };
  assert.equal(await hawkMatches(crammed, sample, key), true);
  assert.equal(await hawkMatches(crammed, { ...sample, method: "DELETE" }, key), false);
  const later = { ...header, ts: header.ts + 1 };
  assert.equal(await hawkMatches(later, sample, key), false);
});

Deno.test("fields may come in any order, with other spacing and a scheme in any letter case", () => {
  const header = parsed('hAWK  mac="m",nonce="n" , ext="some text", id="i",   ts="7", hash="h"');
  assert.deepEqual(header, { id: "i", ts: 7, nonce: "n", mac: "m", hash: "h", ext: "some text" });
});

Deno.test("an empty ext or hash is kept apart from a missing one", () => {
  assert.deepEqual(parsed('Hawk id="i", ts="7", nonce="n", mac="m", ext="", hash=""'), {
    id: "i",
    ts: 7,
    nonce: "n",
    mac: "m",
    hash: "",
    ext: "",
  });
});

Deno.test("a header that is not Hawk, lacks a field or names one twice is not read", () => {
  const whole = ['id="i"', 'ts="7"', 'nonce="n"', 'mac="m"'];
  assert.ok(parseHawkHeader(`Hawk ${whole.join(", ")}`) !== undefined);
  const lacking = whole.map((_, i) => `Hawk ${whole.toSpliced(i, 1).join(", ")}`);
  const empty = whole.map((field, i) => `Hawk ${whole.with(i, field.replace(/"."/, '""')).join(", ")}`);
  const twice = whole.map((field) => `Hawk ${[...whole, field].join(", ")}`);
  const badTime = ["-7", "7.5", "seven", "0x7", "1234567890123", " 7"].map((ts) =>
    `Hawk ${whole.with(1, `ts="${ts}"`).join(", ")}`
  );
  const others = [
    "",
    "Hawk",
    "Hawk ",
    `Bearer ${whole.join(", ")}`,
    whole.join(", "),
    `Hawk ${whole.join(" ")}`,
  ];
  for (const value of [...lacking, ...empty, ...twice, ...badTime, ...others]) {
    assert.equal(parseHawkHeader(value), undefined, value);
  }
});

Deno.test("a header with anything besides fields is not read", () => {
  const whole = 'id="i", ts="7", nonce="n", mac="m"';
  for (
    const value of [`junk ${whole}`, `${whole}, ext="cut`, `${whole} junk`, `${whole}, "x"`, `=${whole}`]
  ) {
    assert.equal(parseHawkHeader(`Hawk ${value}`), undefined, value);
  }
});

Deno.test("a header longer than any real one is not read", () => {
  const value = `Hawk id="i", ts="7", nonce="n", mac="m", ext="${"x".repeat(9000)}"`;
  assert.equal(parseHawkHeader(value), undefined);
});

Deno.test("what is signed and shown is read back and matches, whatever it holds", async () => {
  const text = fc.string({ minLength: 1, maxLength: 30 }).map((s) => s.replace(/["\\]/g, "'"));
  const request = fc.record({
    ts: fc.integer({ min: 0, max: 999_999_999_999 }),
    nonce: text,
    method: fc.constantFrom("GET", "PUT", "POST", "DELETE"),
    resource: text,
    host: fc.domain(),
    port: fc.integer({ min: 1, max: 65535 }),
    ext: text,
  });
  await fc.assert(
    fc.asyncProperty(request, text, async (signed, id) => {
      const header = parsed(await hawkHeader(signed, { id, key }));
      assert.equal(header.id, id);
      assert.equal(await hawkMatches(header, signed, key), true);
    }),
    { numRuns: 50 },
  );
});

Deno.test("an address gives host, port and resource as they are sent", () => {
  const targets: [string, string, number, string][] = [
    ["https://sync.example.org/1.5/42/info/collections", "sync.example.org", 443, "/1.5/42/info/collections"],
    ["http://sync.example.org/", "sync.example.org", 80, "/"],
    ["http://localhost:5000/a%7Bb%7D?x=1&y=%20#part", "localhost", 5000, "/a%7Bb%7D?x=1&y=%20"],
    ["https://Example.org:443", "example.org", 443, "/"],
    ["https://example.org:80/x?", "example.org", 80, "/x"],
  ];
  for (const [address, host, port, resource] of targets) {
    assert.deepEqual(hawkTarget(new URL(address)), { host, port, resource }, address);
  }
});
