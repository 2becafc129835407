/** Bookmarks that everybody edits: foxden, and two Firefoxes with what they have. */
import type { JsonObject } from "../../core/json.ts";
import { syncBoth } from "./expect.ts";
import { signInAll } from "./household.ts";
import { openWritingHousehold, signInApp, type WritingHousehold } from "./pen.ts";
import { expectOneTree } from "./settled.ts";
import { BOOKMARKS } from "./written.ts";

/** The household, and the items of the tree as everybody showed them last. */
export interface Shelf extends WritingHousehold {
  items: readonly JsonObject[];
}

/** Starts everybody; nothing is there yet. */
export async function openShelf(): Promise<Shelf> {
  return { ...await openWritingHousehold(), items: [] };
}

/** Signs everybody in to what one device has. */
export async function fillShelf(shelf: Shelf): Promise<JsonObject[]> {
  const { app, den, laptop } = shelf;
  await den.call("bookmarks", "add", "toolbar", BOOKMARKS);
  await signInAll(shelf);
  await signInApp(shelf);
  await syncBoth(shelf);
  return await expectOneTree(app, [den, laptop]);
}

/** What the den does to its bookmarks, and syncs at once. */
export async function denDoes({ den }: Shelf, act: string, ...args: readonly unknown[]): Promise<void> {
  await den.call("bookmarks", act, ...args);
  await den.sync();
}

/** A bookmark to be made by a Firefox. */
export const link = (title: string) => ({ title, url: `https://link.example/?${encodeURIComponent(title)}` });
/** The same, to be made by foxden. */
export const asLine = (item: ReturnType<typeof link>) => ({ ...item, type: "bookmark" as const });
