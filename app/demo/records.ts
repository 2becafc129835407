/**
 * The demo account: a whole Firefox account, lived in for some years, made from a seed.
 *
 * The same seed in the same hour gives the same bytes. In another hour every time moves by the difference and nothing
 * else changes. The words are fixed; the seed draws ids, times, passwords and which pages were visited.
 */
import { collectionOf } from "../../core/records/registry.ts";
import { demoAddresses, demoCards, demoForms } from "./autofill.ts";
import { demoBookmarks } from "./bookmarks.ts";
import { demoAddons, demoExtensionStorage, demoPrefs } from "./browser.ts";
import { demoClients, type DemoDevice, demoDevices, demoTabs } from "./devices.ts";
import { idsFor } from "./dice.ts";
import { historyMaker, historyTombstones } from "./history.ts";
import { demoLogins } from "./logins.ts";
import { type DemoCollection, type DemoRecord, type DemoSource, HOUR_MS } from "./account.ts";

export type { DemoCollection, DemoRecord };

/** Who the demo account belongs to. */
export const DEMO_EMAIL = "ann@example.org";
/** The demo account's password: it protects nothing. */
export const DEMO_PASSWORD = "the-fox-is-in-the-den";
/** How many history pages the demo has unless told otherwise. */
export const DEMO_ROWS = 2000;

/** Most records in one chunk. */
export const DEMO_CHUNK = 1000;

/** What decides the records. */
export interface DemoOptions {
  readonly seed: number;
  /** How many history pages there are; the other collections have their own size. */
  readonly rows: number;
  /** Only its UTC hour counts. */
  readonly nowMs: number;
}

/** Some records of one collection. */
export interface DemoChunk {
  readonly collection: DemoCollection;
  readonly records: readonly DemoRecord[];
}

/**
 * Makes the account's records in chunks of at most {@link DEMO_CHUNK}, small collections first and history last. Only
 * the chunk at hand is in memory, so `rows` may be in the millions.
 */
export function* demoRecords({ seed, rows, nowMs }: DemoOptions): Generator<DemoChunk, void, undefined> {
  const source: DemoSource = { seed, hourMs: Math.floor(nowMs / HOUR_MS) * HOUR_MS };
  yield { collection: "clients", records: demoClients(source) };
  yield { collection: "prefs", records: demoPrefs() };
  yield { collection: "passwords", records: demoLogins(source) };
  yield { collection: "tabs", records: demoTabs(source) };
  yield { collection: "bookmarks", records: demoBookmarks(source) };
  yield { collection: "addons", records: demoAddons(source) };
  yield { collection: "addresses", records: demoAddresses(source) };
  yield { collection: "creditcards", records: demoCards(source) };
  yield { collection: "forms", records: demoForms(source) };
  yield { collection: "extension-storage", records: demoExtensionStorage(source) };
  yield { collection: "history", records: historyTombstones(source, rows) };
  const makePage = historyMaker(source);
  for (let start = 0; start < rows; start += DEMO_CHUNK) {
    const length = Math.min(DEMO_CHUNK, rows - start);
    yield { collection: "history", records: Array.from({ length }, (_, i) => makePage(start + i)) };
  }
}

/** The devices of the account, as its own list has them. */
export function demoAccountDevices({ seed, nowMs }: Pick<DemoOptions, "seed" | "nowMs">): DemoDevice[] {
  return demoDevices({ seed, hourMs: Math.floor(nowMs / HOUR_MS) * HOUR_MS });
}

const ENGINES: readonly DemoCollection[] = [
  "clients",
  "prefs",
  "passwords",
  "tabs",
  "bookmarks",
  "addons",
  "addresses",
  "creditcards",
  "forms",
  "history",
  "extension-storage",
];

/** What `meta/global` says, as JSON. */
export interface DemoMetaGlobal {
  readonly syncID: string;
  readonly storageVersion: 5;
  readonly declined: readonly string[];
  readonly engines: Readonly<Record<string, { readonly version: number; readonly syncID: string }>>;
}

/** The account's `meta/global`: every engine on, none declined. */
export function demoMetaGlobal(seed: number): DemoMetaGlobal {
  const ids = idsFor(seed, "meta");
  const engines = ENGINES.map((name, i) =>
    [name, { version: collectionOf(name).engineVersion ?? 1, syncID: ids.guid(i + 1) }] as const
  );
  return { syncID: ids.guid(0), storageVersion: 5, declined: [], engines: Object.fromEntries(engines) };
}
