/** Marionette's messages, read from a stream in whatever pieces it comes. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { type Bytes, concat, utf8 } from "../../core/bytes.ts";
import { messagesOf } from "./marionette.ts";

const framed = (message: unknown): Bytes => {
  const body = utf8(JSON.stringify(message));
  return concat(utf8(`${body.length}:`), body);
};

async function* inPieces(bytes: Bytes, sizes: readonly number[]): AsyncGenerator<Bytes> {
  let start = 0;
  for (const size of sizes) {
    yield bytes.subarray(start, start + size);
    start += size;
  }
  yield bytes.subarray(start);
}

Deno.test("messages are read whole, however the stream is cut", async () => {
  const messages = fc.array(fc.jsonValue(), { maxLength: 5 });
  const sizes = fc.array(fc.nat(20), { maxLength: 20 });
  await fc.assert(fc.asyncProperty(messages, sizes, async (sent, sizes) => {
    const stream = inPieces(concat(...sent.map(framed)), sizes);
    const wanted = sent.map((message) => JSON.parse(JSON.stringify(message)));
    assert.deepEqual(await Array.fromAsync(messagesOf(stream)), wanted);
  }));
});

Deno.test("what has no length is no message", async () => {
  for (const text of ["hello, world", "x:{}", "12345678901"]) {
    await assert.rejects(Array.fromAsync(messagesOf(inPieces(utf8(text), []))), /without its length/, text);
  }
});
