import assert from "node:assert/strict";
import fc from "fast-check";
import { type Cleartext, importKeyBundle } from "../../../core/crypto/payload.ts";
import { decryptPayloads, encryptPayloads, sealedPayload } from "../../../core/sync/payload.ts";
import { seededRandom } from "../../support/context.ts";
import { failsWith, flipBit } from "../../support/vectors.ts";
import { bytes, clear, seal } from "./storage_support.ts";

const KEY = bytes(64, 20);
const key = await importKeyBundle(KEY);
const foreign = await seal({ id: "x" }, bytes(64, 21));

const cleartexts = fc.string({ unit: "binary" }).filter((text) => text.isWellFormed()).map((text) =>
  text as Cleartext
);

/** Ways in which one payload can be no good. */
const DAMAGES: readonly ((payload: string) => string)[] = [
  () => "",
  () => "not JSON",
  () => "null",
  () => "[]",
  () => '{"ciphertext":1,"IV":"","hmac":""}',
  () => foreign,
  (payload) => payload.slice(0, -1),
  (payload) => payload.replace(/"hmac":"../, '"hmac":"zz'),
  (payload) => payload.replace(/"IV":"[^"]*"/, '"IV":"AAAA"'),
  (payload) => {
    const { ciphertext, ...rest } = JSON.parse(payload);
    return JSON.stringify({ ...rest, ciphertext: flipBit(Uint8Array.fromBase64(ciphertext), 0).toBase64() });
  },
];

Deno.test("payloads come back in order however many there are", async () => {
  const texts = Array.from({ length: 150 }, (_, i) => clear({ id: String(i) }));
  const payloads = await encryptPayloads(texts, key, seededRandom(1));
  assert.deepEqual(await decryptPayloads(payloads, key), texts);
  assert.deepEqual(await decryptPayloads([], key), []);
});

Deno.test("one bad payload never stops the others, whatever is wrong with it", async () => {
  const item = fc.record({
    text: cleartexts,
    damage: fc.option(fc.constantFrom(...DAMAGES), { nil: undefined }),
  });
  const check = async (items: { text: Cleartext; damage: ((payload: string) => string) | undefined }[]) => {
    const sealed = await encryptPayloads(items.map(({ text }) => text), key, seededRandom(2));
    const payloads = sealed.map((payload, i) => items[i]?.damage?.(payload) ?? payload);
    const expected = items.map(({ text, damage }) => damage === undefined ? text : undefined);
    assert.deepEqual(await decryptPayloads(payloads, key), expected);
  };
  await fc.assert(fc.asyncProperty(fc.array(item, { maxLength: 80 }), check), { numRuns: 40 });
});

Deno.test("every kind of damage is found", async () => {
  const payload = await seal({ id: "a" }, KEY);
  const damaged = DAMAGES.map((damage) => damage(payload));
  assert.deepEqual(await decryptPayloads(damaged, key), DAMAGES.map(() => undefined));
});

Deno.test("every payload is sealed with fresh random bytes, so that equal records look different", async () => {
  const asked: number[] = [];
  const source = seededRandom(3);
  const random = (length: number) => {
    asked.push(length);
    return source(length);
  };
  const payloads = await encryptPayloads(Array(70).fill(clear({ id: "same" })), key, random);
  assert.deepEqual(asked, Array(70).fill(16));
  assert.equal(new Set(payloads.map((payload) => sealedPayload(payload, "x").IV)).size, 70);
  assert.equal(new Set(payloads.map((payload) => sealedPayload(payload, "x").ciphertext)).size, 70);
});

Deno.test("what is no encrypted payload is refused by its place", async () => {
  const cases: [string, string][] = [
    ["", "payload"],
    ["[]", "payload"],
    ['{"IV":"","hmac":""}', "payload.ciphertext"],
    ['{"ciphertext":"","IV":"","hmac":5}', "payload.hmac"],
  ];
  for (const [text, at] of cases) {
    assert.deepEqual((await failsWith("server.shape", () => sealedPayload(text, "payload"))).details, { at });
  }
});
