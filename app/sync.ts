/** Use-case: bring the local copy of the account up to date, once or again and again. */
import { type AnyFoxdenError, isFoxdenError } from "../core/errors.ts";
import { type CollectionName, collectionName } from "../core/ids.ts";
import { collections } from "../core/records/registry.ts";
import { collections as listCollections, quota } from "./collections.ts";
import { type Column, instant } from "./columns.ts";
import { accountDevices } from "./devices/devices.ts";
import { isMirrorFault } from "./mirror/open.ts";
import type { App } from "./open.ts";
import { refresh, type Refreshed, type RefreshInput } from "./refresh.ts";

/** What a refresh did to one collection, and when. */
export interface SyncRow extends Refreshed {
  /** By the local clock. */
  readonly atMs: number;
}

export const syncColumns: readonly Column<SyncRow>[] = [
  { name: "collection", value: (row) => row.collection },
  { name: "state", value: (row) => row.state },
  { name: "records", value: (row) => row.records, kind: "count" },
  { name: "changed", value: (row) => row.changed, kind: "count" },
  { name: "removed", value: (row) => row.removed, kind: "count" },
  { name: "unreadable", value: (row) => row.unreadable, kind: "count", detail: true },
  { name: "at", value: (row) => instant(row.atMs), kind: "time", detail: true },
  { name: "id", value: (row) => row.collection, detail: true },
];

export interface SyncInput {
  /** Names of collections; none for whatever the account has. */
  readonly collections: readonly string[];
  /** Whether everything is read anew, whatever is here. */
  readonly full?: boolean;
}

/** One refresh, done. */
export interface Synced {
  readonly kind: "synced";
  /** By name. */
  readonly rows: readonly SyncRow[];
  /** Names that neither the account nor foxden knows. */
  readonly unknown: readonly CollectionName[];
  /** Names that could have been meant. */
  readonly known: readonly string[];
}

/** A refresh that could not be, and will be tried again. */
export interface Postponed {
  readonly kind: "postponed";
  readonly error: AnyFoxdenError;
  readonly retryMs: number;
}

export type SyncEvent = Synced | Postponed;

/**
 * Refreshes once.
 *
 * @throws {FoxdenError} `usage.value` for what is no name of a collection, and as `app/refresh.ts` says
 */
export async function sync(app: App, { collections: texts, full = false }: SyncInput): Promise<Synced> {
  const names = [...new Set(texts.map(collectionName))];
  const wish: RefreshInput = { collections: names.length === 0 ? "all" : names, full };
  const report = await app.mending(() => refresh(app, wish));
  if (names.length === 0 && report.some(({ state }) => state !== "unchanged")) await rememberAnswers(app);
  const atMs = app.ctx.now();
  const wanted = report.filter((each) =>
    names.length === 0 ? isWorthTelling(each) : names.includes(each.collection)
  );
  return {
    kind: "synced",
    rows: wanted.map((each) => ({ ...each, atMs })),
    unknown: names.filter((name) => !report.some(({ collection }) => collection === name)),
    known: [...new Set([...collections.keys(), ...(await app.mirror()).copies().map(({ name }) => name)])],
  };
}

/** What else is answered offline. That some of it cannot be had is no reason for the records to fail. */
async function rememberAnswers(app: App): Promise<void> {
  for (const result of await Promise.allSettled([listCollections(app), quota(app), accountDevices(app)])) {
    if (result.status === "rejected" && !isFoxdenError(result.reason)) throw result.reason;
  }
}

/** A collection that is empty and was so before is not missed in a list of all. */
const isWorthTelling = ({ state, records }: Refreshed): boolean => state !== "unchanged" || records > 0;

/**
 * Refreshes again and again, until the application's signal ends it. What is soon over is tried again, after
 * `everyMs` or as long as the server asks to wait.
 *
 * @throws {FoxdenError} as {@link sync}, for what is not
 */
export async function* watch(app: App, input: SyncInput, everyMs: number): AsyncGenerator<SyncEvent, never> {
  for (let full = input.full ?? false;;) {
    const event = await sync(app, { ...input, full }).catch((error) => postponed(error, everyMs));
    yield event;
    if (event.kind === "synced") full = false;
    await app.ctx.sleep(event.kind === "synced" ? everyMs : event.retryMs);
  }
}

function postponed(error: unknown, everyMs: number): Postponed {
  if (!isFoxdenError(error) || !isPassing(error)) throw error;
  const asked = error.code === "server.busy" ? error.details.retryAfterSeconds ?? 0 : 0;
  return { kind: "postponed", error, retryMs: Math.max(everyMs, asked * 1000) };
}

/** Whether it may be over the next time: the network, a busy server, another foxden at work. */
function isPassing(error: AnyFoxdenError): boolean {
  if (error.code === "network.offline") return false;
  if (error.code === "conflict.changed") return true;
  return error.kind === "network" || error.code === "server.busy" || isMirrorFault(error, "busy");
}
