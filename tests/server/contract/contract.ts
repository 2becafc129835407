/** What every Sync storage 1.5 must do, as tests that run against any storage there are credentials for. */
import type { StorageUser } from "../support/accounts.ts";
import { send, type StorageAnswer, type StorageRequest } from "../support/storage.ts";

/** Gives an empty storage. */
export type Target = () => Promise<StorageUser>;

/** Sends to one storage; what a test needs of a user. */
export type Send = (method: string, path: string, request?: StorageRequest) => Promise<StorageAnswer>;

/** Declares one test of the contract. */
export type Declare = (name: string, run: (send: Send, user: StorageUser) => Promise<void>) => void;

export const declareFor = (target: Target): Declare => (name, run) =>
  Deno.test(`storage: ${name}`, async () => {
    const user = await target();
    await run((method, path, request) => send(user, method, path, request), user);
  });

export const json = (answer: StorageAnswer): unknown => JSON.parse(answer.text);

/** The time of a write, as text: the answer of a PUT. */
export async function put(send: Send, path: string, body: unknown): Promise<string> {
  const answer = await send("PUT", path, { body });
  if (answer.status !== 200) throw new Error(`PUT ${path}: ${answer.status} ${answer.text}`);
  return answer.text;
}

/** The time of a plain POST, as text. */
export async function post(send: Send, collection: string, bsos: unknown[]): Promise<string> {
  const answer = await send("POST", `/storage/${collection}`, { body: bsos });
  const time = answer.headers.get("x-last-modified");
  if (answer.status !== 200 || time === null) throw new Error(`POST ${answer.status} ${answer.text}`);
  return time;
}

/** Ids of a listing, in its order. */
export async function idsOf(send: Send, path: string): Promise<string[]> {
  const answer = await send("GET", path);
  if (answer.status !== 200) throw new Error(`GET ${path}: ${answer.status} ${answer.text}`);
  return JSON.parse(answer.text);
}

/** A time as far from `time` as `seconds`, as text. */
export const shift = (time: string, seconds: number): string => (Number(time) + seconds).toFixed(2);

export const BOTH_DECIMALS = /^\d+\.\d\d$/;
