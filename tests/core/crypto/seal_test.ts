import assert from "node:assert/strict";
import fc from "fast-check";
import { type Bytes, concat, fromUtf8, utf8 } from "../../../core/bytes.ts";
import { pbkdf2 } from "../../../core/crypto/hkdf.ts";
import { isSealed, openWithPassphrase, sealWithPassphrase } from "../../../core/crypto/seal.ts";
import { failsWith, flipBit } from "../../support/vectors.ts";

// Every run with a believable header costs a PBKDF2 of 650,000 rounds, so the expensive ones are few.
const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));
const PASSPHRASE = "correct horse ünd staple";
const CLEAR = utf8('{"vault":"…"}');
const sealed: Promise<Bytes> = sealWithPassphrase(CLEAR, PASSPHRASE, random);

/** A blob sealed by the layout's rules with any number of rounds, without the code under test. */
async function sealedWithRounds(rounds: number): Promise<Bytes> {
  const count = new Uint8Array(4);
  new DataView(count.buffer).setUint32(0, rounds);
  const [salt, nonce] = [new Uint8Array(16).fill(1), new Uint8Array(12).fill(2)];
  const header = concat(utf8("FXSL"), Uint8Array.of(1), count, salt);
  const raw = await pbkdf2(PASSPHRASE, salt, rounds, 32);
  const key = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt"]);
  const params = { name: "AES-GCM", iv: nonce, additionalData: header };
  return concat(header, nonce, new Uint8Array(await crypto.subtle.encrypt(params, key, CLEAR)));
}

/** How many keys are derived while `run` is under way. */
async function derivationsDuring(run: () => Promise<void>): Promise<number> {
  const original = crypto.subtle.deriveBits;
  let calls = 0;
  crypto.subtle.deriveBits = () => {
    calls++;
    return Promise.reject(new Error("no key may be derived here"));
  };
  try {
    await run();
  } finally {
    crypto.subtle.deriveBits = original;
  }
  return calls;
}

Deno.test("a sealed blob opens with its passphrase and shows nothing of its content", async () => {
  const blob = await sealed;
  assert.deepEqual(await openWithPassphrase(blob, PASSPHRASE), CLEAR);
  assert.equal(blob.length, 5 + 4 + 16 + 12 + CLEAR.length + 16);
  assert.ok(!blob.toHex().includes(CLEAR.slice(0, 8).toHex()));
});

Deno.test("a blob starts with the magic, the version and 650,000 rounds", async () => {
  const blob = await sealed;
  assert.equal(fromUtf8(blob.slice(0, 4)), "FXSL");
  assert.equal(blob[4], 1);
  assert.equal(new DataView(blob.buffer).getUint32(5), 650_000);
});

Deno.test("sealing draws a fresh salt and nonce each time, and nothing else", async () => {
  const drawn: number[] = [];
  const again = await sealWithPassphrase(CLEAR, PASSPHRASE, (length) => {
    drawn.push(length);
    return random(length);
  });
  assert.deepEqual(drawn, [16, 12]);
  const blob = await sealed;
  assert.notDeepEqual(again.slice(9, 25), blob.slice(9, 25));
  assert.notDeepEqual(again.slice(25, 37), blob.slice(25, 37));
  assert.notDeepEqual(again.slice(37), blob.slice(37));
});

Deno.test("another passphrase does not open a blob", async () => {
  const blob = await sealed;
  await failsWith("crypto.failed", () => openWithPassphrase(blob, `${PASSPHRASE} `));
});

Deno.test("damage in any region of a blob is noticed", async () => {
  const blob = await sealedWithRounds(100_000);
  assert.deepEqual(await openWithPassphrase(blob, PASSPHRASE), CLEAR);
  const regions = { magic: 0, version: 4, rounds: 8, salt: 9, nonce: 25, ciphertext: 37, tag: -1 };
  for (const [region, index] of Object.entries(regions)) {
    const error = await failsWith(
      "crypto.failed",
      () => openWithPassphrase(flipBit(blob, index), PASSPHRASE),
    );
    assert.match(error.message, /wrong passphrase or damaged file/, region);
  }
});

Deno.test("a blob that was cut short is noticed, wherever the cut is", async () => {
  const blob = await sealedWithRounds(100_000);
  for (const length of [0, 4, 5, 9, 24, 25, 30, 37, 52, blob.length - 1]) {
    await failsWith("crypto.failed", () => openWithPassphrase(blob.slice(0, length), PASSPHRASE));
  }
});

Deno.test("a blob inside a larger buffer opens like any other", async () => {
  const blob = await sealedWithRounds(100_000);
  const larger = concat(new Uint8Array(7), blob, new Uint8Array(3));
  assert.deepEqual(await openWithPassphrase(larger.subarray(7, 7 + blob.length), PASSPHRASE), CLEAR);
});

Deno.test("too few rounds are refused, though the passphrase is right", async () => {
  for (const rounds of [1, 1000, 99_999]) {
    const blob = await sealedWithRounds(rounds);
    await failsWith("crypto.failed", () => openWithPassphrase(blob, PASSPHRASE));
  }
});

Deno.test("a hostile number of rounds is refused before any work is done", async () => {
  const blob = Uint8Array.from(await sealed);
  const tooMany = fc.integer({ min: 10_000_001, max: 0xffff_ffff });
  const tooFew = fc.integer({ min: 0, max: 99_999 });
  const refused = fc.asyncProperty(fc.oneof(tooMany, tooFew), async (rounds) => {
    new DataView(blob.buffer).setUint32(5, rounds);
    await failsWith("crypto.failed", () => openWithPassphrase(blob, PASSPHRASE));
  });
  const examples: [number][] = [[0], [99_999], [10_000_001], [0xffff_ffff]];
  assert.equal(await derivationsDuring(() => fc.assert(refused, { examples })), 0);
});

Deno.test("an honest number of rounds does lead to work", async () => {
  const blob = await sealed;
  const open = () => failsWith("crypto.failed", () => openWithPassphrase(blob, PASSPHRASE));
  assert.equal(await derivationsDuring(async () => void await open()), 1);
});

Deno.test("only a blob of this layout and version counts as sealed", async () => {
  const blob = await sealed;
  assert.equal(isSealed(blob), true);
  for (const other of [utf8(""), utf8("FXSL"), utf8("{}"), utf8("FXSL\x02 and more"), blob.slice(1)]) {
    assert.equal(isSealed(other), false);
  }
});
