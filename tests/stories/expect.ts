/** What every story expects of a run that failed, and of one that did not. */
import assert from "node:assert/strict";
import {
  anyObject,
  array,
  type Decoded,
  integer,
  type JsonObject,
  nullable,
  object,
  optional,
  parseJson,
  string,
} from "../../core/json.ts";
import type { Run } from "../support/world.ts";

const failureShape = object({
  error: object({
    code: string,
    reason: string,
    exit: integer,
    message: string,
    why: nullable(string),
    try: array(string),
    retryAfter: nullable(integer),
    candidates: optional(array(string)),
  }),
});

/** A failure as foxden tells it to programs. */
export type Failure = Decoded<typeof failureShape>["error"];

/** Checks that a run with `--json` failed as it should, and that its error has all its parts. */
export function expectFailure(run: Run, exit: number, reason: string): Failure {
  assert.equal(run.stdout, "", "a failed run prints nothing");
  const lines = run.stderr.trimEnd().split("\n");
  assert.equal(lines.length, 1, `one line of JSON was due, not:\n${run.stderr}`);
  const { error } = failureShape(parseJson(lines[0] ?? "", "stderr"), "stderr");
  assert.deepEqual([error.reason, error.exit, run.code], [reason, exit, exit], run.stderr);
  assert.equal(error.code, reason.split(".")[0]);
  assert.notEqual(error.message, "");
  assert.notDeepEqual(error.try, [], `${reason} says what to do`);
  return error;
}

/** Checks that a run went well. @returns it */
export function expectSuccess(run: Run): Run {
  assert.equal(run.code, 0, run.stderr);
  return run;
}

const listShape = object({ schemaVersion: integer, kind: string, items: array(anyObject) });

/** The records of a list in JSON. */
export function itemsOf({ stdout }: Run): JsonObject[] {
  return listShape(parseJson(stdout, "stdout"), "stdout").items;
}

/** The lines of an output that ends with a line end. */
export function linesOf(text: string): string[] {
  assert.ok(text === "" || text.endsWith("\n"), "the output ends with a whole line");
  return text.split("\n").slice(0, -1);
}
