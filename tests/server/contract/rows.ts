/** The table form of the contract: a request, and what must come back for it. */
import assert from "node:assert/strict";
import { utf8 } from "../../../core/bytes.ts";
import { signToken, tokenKey } from "../../../core/crypto/tokenlib.ts";
import type { Signer } from "../support/hawk.ts";
import type { StorageAnswer, StorageRequest } from "../support/storage.ts";
import { type Declare, put, type Send } from "./contract.ts";

/**
 * One request to a storage filled by {@link fill}. In `path`, `headers` and every expected text, `$x`, `$y` and `$z`
 * stand for the times of the filling, and `$x-` and `$x+` for a hundredth of a second before and after.
 */
export interface Row {
  readonly method: string;
  readonly path: string;
  readonly send?: StorageRequest;
  readonly status: number;
  /** Text exactly as it must be, or its form. */
  readonly body?: string | RegExp;
  /** `null` for a header that must not be there. */
  readonly headers?: Readonly<Record<string, string | RegExp | null>>;
}

/** A row in fewer words. */
export const row = (
  method: string,
  path: string,
  send: StorageRequest,
  status: number,
  body?: string | RegExp,
  headers?: Row["headers"],
): Row => ({
  method,
  path,
  send,
  status,
  ...(body === undefined ? {} : { body }),
  ...(headers === undefined ? {} : { headers }),
});

/** Two records in `col`, written at `$x` and `$y`, and one in `other`, at `$z`: three times, rising. */
export async function fill(send: Send): Promise<Times> {
  return {
    x: await put(send, "/storage/col/x", { payload: "1", sortindex: 5 }),
    y: await put(send, "/storage/col/y", { payload: "22" }),
    z: await put(send, "/storage/other/z", { payload: "333" }),
  };
}

type Times = Readonly<Record<string, string>>;

/** Declares one test for each row that changes something, and one for all those that must change nothing. */
export function testRows(test: Declare, title: string, rows: readonly Row[]): void {
  const harmless = (each: Row) => ["GET", "HEAD", "OPTIONS"].includes(each.method) || each.status >= 400;
  const idle = rows.filter(harmless);
  if (idle.length > 0) {
    test(`${title}: ${idle.length} requests that change nothing`, async (send) => {
      const times = await fill(send);
      for (const each of idle) await runRow(send, each, times);
      assert.equal((await send("GET", "/info/collections")).text, `{"col":${times.y},"other":${times.z}}`);
      assert.equal((await send("GET", "/info/collection_counts")).text, '{"col":2,"other":1}');
    });
  }
  for (const each of rows.filter((some) => !harmless(some))) {
    test(`${title}: ${nameOf(each)}`, async (send) => await runRow(send, each, await fill(send)));
  }
}

const nameOf = ({ method, path, send, status }: Row): string => {
  const short = path.length > 60 ? `${path.slice(0, 60)}…` : path || "(base)";
  return `${method} ${short} ${JSON.stringify(send ?? {}).slice(0, 90)} is ${status}`;
};

async function runRow(send: Send, each: Row, times: Times): Promise<void> {
  const inTimes = substitution(times);
  const answer = await send(each.method, inTimes(each.path), requestAt(each.send ?? {}, inTimes));
  try {
    checkRow(answer, each, inTimes);
  } catch (cause) {
    throw new Error(`${nameOf(each)}: ${answer.status} ${answer.text.slice(0, 200)}`, { cause });
  }
}

function checkRow(answer: StorageAnswer, expected: Row, inTimes: (text: string) => string): void {
  assert.equal(answer.status, expected.status);
  checkText(answer.text, expected.body, inTimes, "body");
  for (const [name, value] of Object.entries(expected.headers ?? {})) {
    if (value === null) assert.equal(answer.headers.get(name), null, name);
    else checkText(answer.headers.get(name) ?? "(absent)", value, inTimes, name);
  }
  // What every answer of a storage says, errors too.
  const time = answer.headers.get("x-weave-timestamp") ?? "";
  assert.match(time, /^\d+\.\d\d$/);
  assert.ok(Number(time) >= Number(answer.headers.get("x-last-modified") ?? 0));
  if (answer.text !== "" && answer.status >= 400) {
    assert.match(answer.headers.get("content-type") ?? "", /^application\/json/);
  }
}

function checkText(
  text: string,
  expected: string | RegExp | undefined,
  inTimes: (text: string) => string,
  what: string,
): void {
  if (expected instanceof RegExp) assert.match(text, expected, what);
  else if (expected !== undefined) assert.equal(text, inTimes(expected), what);
}

function substitution(times: Times): (text: string) => string {
  const steps: Readonly<Record<string, number>> = { "-": -0.01, "+": 0.01 };
  return (text) =>
    text.replace(/\$([xyz])([+-]?)/g, (_, name: string, sign: string) => {
      return (Number(times[name]) + (steps[sign] ?? 0)).toFixed(2);
    });
}

function requestAt(request: StorageRequest, inTimes: (text: string) => string): StorageRequest {
  const headers = Object.entries(request.headers ?? {}).map(([name, value]) => [name, inTimes(value)]);
  return { ...request, headers: Object.fromEntries(headers) };
}

/** The same token with other content, signed anew. */
export async function mintToken(
  { id }: Pick<Signer, "id">,
  masterSecret: string,
  changes: Readonly<Record<string, unknown>>,
): Promise<Signer> {
  const payload = Uint8Array.fromBase64(id, { alphabet: "base64url" }).subarray(0, -32);
  const changed = { ...JSON.parse(new TextDecoder().decode(payload)), ...changes };
  const minted = await signToken(JSON.stringify(changed), masterSecret);
  return { id: minted, key: utf8(await tokenKey(minted, changed.salt, masterSecret)) };
}
