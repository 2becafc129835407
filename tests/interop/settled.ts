/** What must hold of the bookmarks once everybody has synced: one tree, sound, and nobody with anything left to say. */
import assert from "node:assert/strict";
import { BOOKMARKS, stateOf } from "../../app/bookmarks/write.ts";
import type { App } from "../../app/open.ts";
import { readView } from "../../app/write/view.ts";
import { checkBookmarks, type Fault } from "../../core/bookmarks/check.ts";
import { array, type JsonObject, string } from "../../core/json.ts";
import { readCollection } from "../../core/sync/storage.ts";
import type { Device } from "./device.ts";
import type { WritingHousehold } from "./pen.ts";
import { bookmarksOfApp, bookmarksOfDevice } from "./state.ts";

type Settling = Pick<WritingHousehold, "den" | "laptop" | "app">;

/**
 * Lets each device sync twice, and checks that the second time none of them has anything to upload, that all show the
 * same, and that neither Firefox nor foxden finds a fault.
 *
 * @returns the items of the tree, by their ids
 */
export async function settle({ den, laptop, app }: Settling): Promise<JsonObject[]> {
  for (const device of [den, laptop]) await device.sync();
  await expectIdle(app, [den, laptop]);
  return await expectOneTree(app, [den, laptop]);
}

/** Checks that a sync of each device, one after the other, leaves the bookmarks on the server as they are. */
export async function expectIdle(app: App, devices: readonly Device[]): Promise<void> {
  for (const device of devices) {
    const before = await timesOf(app);
    const { uploaded } = await device.sync();
    assert.deepEqual(uploaded.get("bookmarks"), undefined, `"${device.name}" uploads no bookmarks`);
    assert.deepEqual(await timesOf(app), before, `"${device.name}" writes no bookmarks`);
  }
}

/** Checks that all show the same items in the same places, and that nobody finds a fault. @returns the items */
export async function expectOneTree(app: App, devices: readonly Device[]): Promise<JsonObject[]> {
  const listed = await bookmarksOfApp(app);
  assert.deepEqual(await faultsOf(app), []);
  for (const device of devices) {
    assert.deepEqual(await bookmarksOfDevice(device), listed, `what "${device.name}" and foxden show`);
    const said = array(string)(await device.call("bookmarks", "integrity"), "integrity");
    assert.deepEqual(said.filter((line) => !line.endsWith("is sane")), []);
  }
  return listed;
}

/** When the collection and each of its records was last written. */
export async function timesOf(app: App, name = BOOKMARKS): Promise<ReadonlyMap<string, number>> {
  const page = await readCollection((await app.sync()).server, name);
  assert.ok(page && page.nextOffset === undefined);
  return new Map([
    ["(all)", page.lastModified],
    ...page.items.map(({ id, modified }) => [id, modified] as const),
  ]);
}

/** What foxden finds wrong with the tree on the server. */
export async function faultsOf(app: App): Promise<readonly Fault[]> {
  const { view } = await readView(app, BOOKMARKS, "all", { mode: "pull" });
  return checkBookmarks(stateOf(view));
}
