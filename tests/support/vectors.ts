/** What the tests of golden vectors share. */
import assert from "node:assert/strict";
import type { Bytes } from "../../core/bytes.ts";
import { type AnyFoxdenError, type ErrorCode, isFoxdenError } from "../../core/errors.ts";

/** The cases of a vector file; fails unless there are `count`, so that a file cannot lose some unnoticed. */
export function all<T>(cases: readonly T[], count: number): readonly T[] {
  assert.equal(cases.length, count, "the number of cases in the vector file");
  return cases;
}

/** Reads hex digits of either case. */
export const unhex = (text: string): Bytes => Uint8Array.fromHex(text);

/** A copy of `bytes` with one bit changed; a negative index counts from the end. */
export function flipBit(bytes: Uint8Array, index: number, bit = 0): Bytes {
  const copy = Uint8Array.from(bytes);
  const at = index < 0 ? copy.length + index : index;
  assert.ok(at >= 0 && at < copy.length, "the bit to flip lies inside");
  copy[at] = (copy[at] ?? 0) ^ (1 << bit);
  return copy;
}

/** Fails unless `run` throws or rejects with a FoxdenError of `code`; returns that error. */
export async function failsWith(code: ErrorCode, run: () => unknown): Promise<AnyFoxdenError> {
  try {
    await run();
  } catch (error) {
    assert.ok(isFoxdenError(error), `expected ${code}, got ${error}`);
    assert.equal(error.code, code);
    return error;
  }
  throw new assert.AssertionError({ message: `expected ${code}, but nothing failed` });
}
