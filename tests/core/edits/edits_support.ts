/** What the tests of edits share. */
import assert from "node:assert/strict";
import { type AnyFoxdenError, type ErrorCode, isFoxdenError } from "../../../core/errors.ts";

/** Checks that `act` is refused with this code. @returns the refusal */
export function refusesWith(code: ErrorCode, act: () => unknown): AnyFoxdenError {
  try {
    act();
  } catch (error) {
    assert.ok(isFoxdenError(error), String(error));
    assert.equal(error.code, code, error.message);
    return error;
  }
  assert.fail(`it was not refused with ${code}`);
}
