/** What the tests of writing share: what was sent, what is stored, and another device that writes at the wrong moment. */
import type { App } from "../../app/open.ts";
import { preparePut, type PutInput } from "../../app/put.ts";
import { fetchRows } from "../../app/raw_rows.ts";
import {
  type Decoded,
  integer,
  isObject,
  type JsonObject,
  object,
  optional,
  parseJson,
  string,
} from "../../core/json.ts";
import { putBso } from "../../core/sync/storage.ts";
import type { ServeOptions } from "../../server/serve.ts";
import { FaultBox, type Trap } from "../support/faults.ts";
import { id, META_GLOBAL, named } from "../core/sync/storage_support.ts";
import { openSynced, type TestAccount } from "./app_support.ts";

const bsoShape = object({
  id: string,
  payload: optional(string),
  ttl: optional(integer),
  sortindex: optional(integer),
});

/** A record as it was sent. */
export type SentBso = Decoded<typeof bsoShape>;

/** A request that would change something. */
export interface SentWrite {
  readonly method: string;
  /** Without the root of the storage. */
  readonly target: string;
  readonly condition: string | null;
  readonly bsos: readonly SentBso[];
}

export interface WritingAccount extends TestAccount {
  readonly faults: FaultBox;
  /** What reached the storage to change it, in order. */
  readonly writes: SentWrite[];
}

/** A signed-in profile on an account that has been set up, with everything it sends in view. */
export async function openWriting(options: ServeOptions = {}): Promise<WritingAccount> {
  const faults = new FaultBox();
  const writes: SentWrite[] = [];
  const fault = async (request: Request) => {
    const { pathname, search } = new URL(request.url);
    if (pathname.includes("/storage/") && request.method !== "GET") {
      const condition = request.headers.get("x-if-unmodified-since");
      const target = pathname.replace(/^.*\/storage\//, "") + search;
      writes.push({ method: request.method, target, condition, bsos: bsosOf(await request.clone().text()) });
    }
    return await faults.fault(request);
  };
  const account = await openSynced({ ...options, fault });
  writes.length = 0;
  return { ...account, faults, writes };
}

function bsosOf(body: string): SentBso[] {
  const parsed = body === "" ? [] : parseJson(body, "body");
  return (Array.isArray(parsed) ? parsed : []).map((each) => bsoShape(each, "bso"));
}

/** Plans a put of records, given as objects or as text. */
export function plan(
  app: App,
  collection: string,
  records: readonly JsonObject[] | string,
  over: Partial<PutInput> = {},
) {
  const text = typeof records === "string" ? records : JSON.stringify(records);
  const input = { collection, text, merge: false, forceShape: false, inParts: false };
  return preparePut(app, { ...input, ...over });
}

/** Plans and commits. */
export async function write(
  app: App,
  collection: string,
  records: readonly JsonObject[] | string,
  over: Partial<PutInput> = {},
) {
  const pending = await plan(app, collection, records, over);
  await pending.commit();
  return pending.changes;
}

/** Stored records by id: the object inside, `deleted`, or why it cannot be read. */
export async function stored(app: App, collection: string, ...ids: readonly string[]) {
  const rows = await fetchRows(await app.sync(), named(collection), ids.map(id));
  return Object.fromEntries([...rows].map(([name, { incoming }]) => {
    if (incoming.kind === "live") return [name, incoming.record.source];
    return [name, incoming.kind === "tombstone" ? "deleted" : incoming.reason];
  }));
}

/**
 * Lets another device act just before a write arrives.
 *
 * @param times how often at most
 */
export function meanwhile(
  { faults }: Pick<WritingAccount, "faults">,
  act: () => Promise<unknown>,
  times = 1,
) {
  let left = times;
  let acting = false;
  return faults.use(async (request) => {
    const isWrite = request.method !== "GET" && new URL(request.url).pathname.includes("/storage/");
    if (!isWrite || acting || left === 0) return undefined;
    left--;
    acting = true;
    await act();
    acting = false;
    return undefined;
  });
}

/** Lets the next request of this method reach the server, and cuts off what the server answers. */
export function loseAnswer({ faults }: Pick<WritingAccount, "faults">, method: string): Trap {
  let isPassed = false;
  return faults.use(async (request) => {
    if (request.method !== method || isPassed) return undefined;
    isPassed = true;
    const body = await request.text();
    const { url, headers } = request;
    await (await fetch(url, { method, headers, ...(body === "" ? {} : { body }) })).text();
    return new Response('{"modi');
  });
}

/** Replaces what `meta/global` says of some members. */
export async function setMeta(app: App, members: JsonObject): Promise<void> {
  const { server } = await app.syncBeforeSetup();
  const engines = isObject(members["engines"]) ? {} : { engines: META_GLOBAL.engines };
  const payload = JSON.stringify({ ...META_GLOBAL, ...engines, ...members });
  await putBso(server, named("meta"), { id: id("global"), payload }, {});
}
