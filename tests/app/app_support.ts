/** What the tests of the use-cases share: a profile in a folder of its own, signed in to an embedded server. */
import { join } from "node:path";
import { beginSignIn, finishPasswordSignIn, type SignInAttempt } from "../../app/account.ts";
import type { Cell, Column, Listing } from "../../app/columns.ts";
import { App, type AppOptions } from "../../app/open.ts";
import type { Cleartext } from "../../core/crypto/payload.ts";
import { importKeyBundle } from "../../core/crypto/payload.ts";
import { sealRecords } from "../../core/sync/upload.ts";
import { newCryptoKeys } from "../../core/sync/meta.ts";
import { postBsos, putBso } from "../../core/sync/storage.ts";
import { type RunningServer, serve, type ServeOptions } from "../../server/serve.ts";
import { openSession } from "../core/accounts/open_session.ts";
import { id, META_GLOBAL, named } from "../core/sync/storage_support.ts";

/** A profile's folder, and whatever was said to the person. */
export interface TestProfile extends AsyncDisposable {
  readonly home: string;
  readonly vaultPath: string;
  readonly warnings: string[];
  readonly traces: string[];
  /** An application on this profile, as each run of the program opens one. */
  readonly open: (over?: Partial<AppOptions>) => App;
}

export async function makeProfile(): Promise<TestProfile> {
  const home = await Deno.makeTempDir({ prefix: "foxden-app-" });
  const warnings: string[] = [];
  const traces: string[] = [];
  const options: AppOptions = {
    profile: "default",
    env: (name) => name === "FOXDEN_DATA_DIR" ? home : undefined,
    timeoutMs: 20_000,
    signal: new AbortController().signal,
    passphrase: () => Promise.reject(new Error("nobody is there to be asked for a passphrase")),
    warn: (sentence) => {
      warnings.push(sentence);
      return Promise.resolve();
    },
    trace: (line) => traces.push(line),
    // What another device has just written is seen at once.
    fresh: { mode: "max-age", maxAgeMs: 0, lenient: false },
  };
  return {
    home,
    vaultPath: join(home, "default", "vault"),
    warnings,
    traces,
    open: (over = {}) => new App({ ...options, ...over }),
    [Symbol.asyncDispose]: () => Deno.remove(home, { recursive: true }),
  };
}

/** A server, and a profile that belongs to nobody yet. */
export interface TestPlace extends TestProfile {
  readonly server: RunningServer;
}

export async function openPlace(options: ServeOptions = {}): Promise<TestPlace> {
  const [server, profile] = [await serve(options), await makeProfile()];
  const dispose = async () => {
    await server.close();
    await profile[Symbol.asyncDispose]();
  };
  return { ...profile, server, [Symbol.asyncDispose]: dispose };
}

/** Begins a sign-in at the place's server. */
export function attemptAt(app: App, { server }: { readonly server: RunningServer }): Promise<SignInAttempt> {
  return beginSignIn(app, { root: new URL(server.url), overrides: {} }, { deviceName: "den" });
}

/** A profile that is signed in to a fresh account. */
export interface TestAccount extends TestPlace {
  readonly app: App;
}

export async function openSignedIn(options: ServeOptions = {}): Promise<TestAccount> {
  const place = await openPlace(options);
  const app = place.open();
  const attempt = await attemptAt(app, place);
  await finishPasswordSignIn(app, attempt, await openSession(place.server.database));
  return { ...place, app };
}

/** A signed-in profile whose account has been set up for Sync. */
export async function openSynced(options: ServeOptions = {}): Promise<TestAccount> {
  const account = await openSignedIn(options);
  const { server, server: { ctx } } = await account.app.syncBeforeSetup();
  const { syncKey } = await account.app.secrets();
  const keys = await newCryptoKeys(await importKeyBundle(syncKey.k), ctx.random);
  await putBso(server, named("meta"), { id: id("global"), payload: JSON.stringify(META_GLOBAL) }, {});
  await putBso(server, named("crypto"), { id: id("keys"), payload: keys }, {});
  return account;
}

/** A fault that makes a server one of those that give no refresh token: it is asked for an online grant instead. */
export async function withoutOffline(request: Request): Promise<Response | undefined> {
  if (!request.url.endsWith("/oauth/token") || request.headers.has("x-again")) return undefined;
  const { access_type: _, ...body } = await request.json();
  const authorization = request.headers.get("authorization") ?? "";
  const headers = { authorization, "content-type": "application/json", "x-again": "1" };
  return await fetch(request.url, { method: "POST", headers, body: JSON.stringify(body) });
}

/** A record as a device would write it; `id` is that of its envelope too. */
export type TestRecord = { readonly id: string } & Readonly<Record<string, unknown>>;

/** Writes records as another device of the account would, and gives the time they got in ms. */
export async function put(app: App, collection: string, ...records: readonly TestRecord[]): Promise<number> {
  const session = await app.sync();
  const outgoing = records.map((record) => ({
    id: id(record.id),
    clear: JSON.stringify(record) as Cleartext,
  }));
  const sealed = await sealRecords(session, named(collection), outgoing);
  const { modified } = await postBsos(session.server, named(collection), sealed);
  return modified ?? 0;
}

/** Writes payloads as they are, which no device would. */
export async function putPayloads(app: App, collection: string, payloads: Readonly<Record<string, string>>) {
  const bsos = Object.entries(payloads).map(([name, payload]) => ({ id: id(name), payload }));
  await postBsos((await app.sync()).server, named(collection), bsos);
}

/** All rows of a listing. */
export async function rowsOf<Row>(listing: Pick<Listing<Row>, "pages">): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const page of listing.pages) rows.push(...page);
  return rows;
}

/** Each row as an object of these columns, or of all. */
export async function cellsOf<Row>(listing: Listing<Row>, ...names: readonly string[]) {
  const columns = names.length === 0 ? listing.columns : names.map((name) => columnOf(listing.columns, name));
  return (await rowsOf(listing)).map((row) => cellsOfRow(columns, row));
}

export function cellsOfRow<Row>(columns: readonly Column<Row>[], row: Row): Record<string, Cell> {
  return Object.fromEntries(columns.map(({ name, value }) => [name, value(row)]));
}

function columnOf<Row>(columns: readonly Column<Row>[], name: string): Column<Row> {
  const column = columns.find((each) => each.name === name);
  if (!column) throw new Error(`there is no column ${name}`);
  return column;
}
