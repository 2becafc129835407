import assert from "node:assert/strict";
import fc from "fast-check";
import { type Bytes, utf8 } from "../../../core/bytes.ts";
import { importBoxKey, openBox, sealBox } from "../../../core/crypto/box.ts";
import { failsWith, flipBit } from "../../support/vectors.ts";

const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));
const key = await importBoxKey(random(32));
const ABOUT = utf8("page 7 of history");

Deno.test("what was sealed opens with its key, in its place", async () => {
  await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 3000 }), async (bytes) => {
    const clear: Bytes = new Uint8Array(bytes);
    assert.deepEqual(await openBox(await sealBox(clear, key, ABOUT, random), key, ABOUT), clear);
  }));
});

Deno.test("a box is AES-256-GCM with its nonce in front", async () => {
  const bytes = Uint8Array.from({ length: 32 }, (_, i) => i);
  const aes = await crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt"]);
  const iv = new Uint8Array(12).fill(9);
  const sealed = await crypto.subtle.encrypt(
    { name: "AES-GCM", iv, additionalData: ABOUT },
    aes,
    utf8("fox"),
  );
  const box = await sealBox(utf8("fox"), await importBoxKey(bytes), ABOUT, () => iv.slice());
  assert.deepEqual(box, Uint8Array.from([...iv, ...new Uint8Array(sealed)]));
});

Deno.test("the same bytes never look the same twice", async () => {
  const [one, other] = await Promise.all([1, 2].map(() => sealBox(utf8("fox"), key, ABOUT, random)));
  assert.notDeepEqual(one, other);
});

Deno.test("another key, another place, a changed bit and a cut end do not open, and say no more", async () => {
  const box = await sealBox(utf8("a fox"), key, ABOUT, random);
  const attempts: [Bytes, typeof key, Bytes][] = [
    [box, await importBoxKey(random(32)), ABOUT],
    [box, key, utf8("page 8 of history")],
    [new Uint8Array(0), key, ABOUT],
    ...Array.from(
      { length: box.length },
      (_, i): [Bytes, typeof key, Bytes] => [flipBit(box, i), key, ABOUT],
    ),
    ...Array.from(
      { length: box.length },
      (_, i): [Bytes, typeof key, Bytes] => [box.slice(0, i), key, ABOUT],
    ),
  ];
  for (const attempt of attempts) {
    const error = await failsWith("crypto.failed", () => openBox(...attempt));
    assert.equal(error.message, "Cannot open: wrong key or damaged data");
  }
});

Deno.test("a key has 32 bytes", async () => {
  for (const length of [0, 16, 31, 33]) await assert.rejects(importBoxKey(random(length)), RangeError);
});
