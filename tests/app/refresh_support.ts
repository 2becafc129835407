/** What the tests of the refresh share: an account with another device on it, and a wire that is watched and broken. */
import assert from "node:assert/strict";
import { join } from "node:path";
import type { App, AppOptions } from "../../app/open.ts";
import { refresh, type Refreshed, type RefreshInput } from "../../app/refresh.ts";
import { importKeyBundle } from "../../core/crypto/payload.ts";
import type { ServerTime } from "../../core/ids.ts";
import { array, parseJson } from "../../core/json.ts";
import type { SyncSession } from "../../core/sync/session.ts";
import { callStorage } from "../../core/sync/transport.ts";
import type { ServeOptions } from "../../server/serve.ts";
import { type Fault, FaultBox } from "../support/faults.ts";
import { makeProfile, openSynced, type TestAccount, type TestProfile } from "./app_support.ts";
import { Device, DEVICE_HEADER, sessionMaker } from "./refresh_device.ts";

/** Everything the app under test sends goes through here. */
export class Wire {
  /** Records in one answer at most; undefined: the server alone answers, and what it sends is not counted. */
  pageSize: number | undefined = 1000;
  /** Requests as `METHOD path?query`, below the storage's root where they are for it. */
  readonly requests: string[] = [];
  /** What the server sorts by, whatever it is asked for. */
  sort: string | undefined;
  /** Whole records that were sent. */
  records = 0;
  /** What stands in the way of the app's requests. */
  readonly faults = new FaultBox();
  device: SyncSession | undefined;

  readonly fault: Fault = async (request) => {
    if (request.headers.has(DEVICE_HEADER) || this.device === undefined) return undefined;
    const url = new URL(request.url);
    this.requests.push(`${request.method} ${url.pathname.replace(/^\/1\.5\/\d+/, "")}${url.search}`);
    return await this.faults.fault(request) ?? await this.#list(url, request);
  };

  /** Asks the server in the app's place, for less at once. */
  async #list(url: URL, { method, headers }: Request): Promise<Response | undefined> {
    const isListing = method === "GET" && url.searchParams.has("full");
    if (!isListing || this.device === undefined || this.pageSize === undefined) return undefined;
    const pin = headers.get("x-if-unmodified-since");
    const reply = await callStorage(this.device.server, {
      method: "GET",
      path: url.pathname.replace(/^\/1\.5\/\d+/, ""),
      query: {
        ...Object.fromEntries(url.searchParams),
        limit: String(this.pageSize),
        ...(this.sort === undefined ? {} : { sort: this.sort }),
      },
      headers: { accept: "application/json", ...(pin === null ? {} : { "x-if-unmodified-since": pin }) },
    });
    if (reply.status === 200) {
      this.records += array((item) => item)(parseJson(reply.text, "list"), "list").length;
    }
    const kept = [...reply.headers].filter(([name]) => name.startsWith("x-") || name === "content-type");
    return new Response(reply.text || null, { status: reply.status, headers: kept });
  }

  /** Forgets what went by. */
  reset(): void {
    this.requests.length = 0;
    this.records = 0;
  }

  /** The requests for whole records of a collection. */
  listings(name: string): string[] {
    return this.requests.filter((line) =>
      line.startsWith(`GET /storage/${name}?`) && line.includes("full=1")
    );
  }

  /** Does something just before the `nth` request that fits is answered, counted from 1 and from now. */
  before(nth: number, fits: RegExp, act: Fault): Disposable {
    let count = 0;
    return this.faults.use((request) => {
      const url = new URL(request.url);
      if (!fits.test(url.pathname + url.search) || ++count !== nth) return undefined;
      return act(request);
    });
  }
}

/** An account, the app under test on it, and another device. */
export interface Scene extends AsyncDisposable {
  readonly account: TestAccount;
  readonly wire: Wire;
  readonly device: Device;
  /** An app on the profile's own mirror, as the next run of the program has it. */
  open(over?: Partial<AppOptions>): App;
  /** Refreshes in an app of its own. */
  run(input?: Partial<RefreshInput>, over?: Partial<AppOptions>): Promise<Refreshed[]>;
  /** All that the profile's mirror holds. */
  held(): Promise<Contents>;
  /** All that a download into an empty mirror gives. */
  downloaded(): Promise<Contents>;
}

export async function openScene(options: ServeOptions = {}): Promise<Scene> {
  const wire = new Wire();
  const account = await openSynced({ ...options, fault: wire.fault });
  const { syncKey } = await account.app.secrets();
  const device = new Device(await sessionMaker(account.app), await importKeyBundle(syncKey.k));
  await account.app.discardMirror();
  account.app[Symbol.dispose]();
  wire.device = device.session;
  const run = async (input: Partial<RefreshInput> = {}, over: Partial<AppOptions> = {}) => {
    using app = account.open(over);
    return await refresh(app, { collections: "all", ...input });
  };
  return {
    account,
    wire,
    device,
    open: account.open,
    run,
    held: async () => {
      using app = account.open();
      return await contentsOf(app);
    },
    downloaded: () => downloadAnew(account),
    [Symbol.asyncDispose]: () => account[Symbol.asyncDispose](),
  };
}

/** An account with 40 records of forms, written two by two, which come ten at a time. */
export async function openLong(): Promise<Scene> {
  const scene = await openScene();
  await scene.device.writeMany("forms", 40, 2);
  scene.wire.pageSize = 10;
  return scene;
}

/** What the mirror holds is what a download into an empty one gives. */
export async function assertAsDownloaded(scene: Scene): Promise<void> {
  const downloaded = await scene.downloaded();
  assert.deepEqual(await scene.held(), downloaded);
}

async function downloadAnew(account: TestAccount): Promise<Contents> {
  await using twin = await openTwin(account);
  using app = twin.open();
  await refresh(app, { collections: "all" });
  return await contentsOf(app);
}

/** Another machine with the same sign-in and nothing else. */
export async function openTwin(account: TestProfile): Promise<TestProfile> {
  const twin = await makeProfile();
  await Deno.mkdir(join(twin.home, "default"), { mode: 0o700 });
  await Deno.copyFile(account.vaultPath, twin.vaultPath);
  return twin;
}

/** A record of a mirror, as far as a download decides about it. */
export interface Held {
  readonly modified: ServerTime;
  readonly sortindex?: number;
  readonly bytes: number;
  readonly clear: unknown;
}

/** Records by collection and id; collections that hold nothing are left out. */
export type Contents = Record<string, Record<string, Held>>;

/** Everything in an app's mirror. A collection with an order of its own has to give the same records in that, too. */
export async function contentsOf(app: App): Promise<Contents> {
  using snapshot = (await app.mirror()).snapshot();
  const contents: Contents = {};
  for (const copy of snapshot.copies()) {
    const records: Record<string, Held> = {};
    for await (const page of snapshot.pages(copy)) {
      for (const { id: guid, ...held } of page) {
        assert.ok(!(guid in records), `${copy.name}/${guid} comes twice`);
        records[guid] = held;
      }
    }
    assert.equal(Object.keys(records).length, snapshot.count(copy));
    if (copy.name === "history") {
      const sorted = [];
      for await (const page of snapshot.newestFirst(copy)) sorted.push(...page.map((record) => record.id));
      assert.deepEqual(sorted.toSorted(), Object.keys(records).toSorted());
    }
    if (snapshot.count(copy) > 0) contents[copy.name] = records;
  }
  return contents;
}

/** The ids a mirror holds of one collection. */
export const idsOf = (contents: Contents, name: string): string[] => Object.keys(contents[name] ?? {}).sort();

/** What was done to one collection. */
export function of(results: readonly Refreshed[], name: string): Refreshed | undefined {
  return results.find(({ collection }) => collection === name);
}

/** What was done to one collection, without what the test does not ask for. */
export function partOf(
  results: readonly Refreshed[],
  name: string,
): Omit<Refreshed, "collection"> | undefined {
  const found = of(results, name);
  if (!found) return undefined;
  const { collection: _, ...rest } = found;
  return rest;
}
