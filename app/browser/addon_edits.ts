/** Use-cases that change add-ons: switch them on or off, and have every device uninstall them. */
import { type AddonChange, changedAddon } from "../../core/edits/addon.ts";
import type { Guid } from "../../core/ids.ts";
import type { JsonObject } from "../../core/json.ts";
import type { App } from "../open.ts";
import { type PlannedChange, putChange, removeChange } from "../write/plan.ts";
import { liveOf, type View } from "../write/view.ts";
import { type PendingWrite, prepareWrite } from "../write/write.ts";
import { ADDONS } from "./addons.ts";
import { type Findable, findEach, type Sought } from "../find.ts";

export { isMemberWord, readAddonChange } from "../../core/edits/addon.ts";

/** Which add-ons, and what is to become of them. */
export interface AddonSetInput extends Sought, AddonChange {
  /** Whether what others changed meanwhile is written over. */
  readonly force?: boolean;
}

/**
 * Switches add-ons on or off on every device.
 *
 * @throws {FoxdenError} `not-found.record` when one of them is not there, `ambiguous.match`, and as
 *   `app/write/write.ts` says
 */
export const prepareAddonSet = (
  app: App,
  { force = false, ...input }: AddonSetInput,
): Promise<PendingWrite> =>
  prepareAddonWrite(app, "addons set", force, input, (addon, view) => {
    const clear = liveOf(ADDONS, view.get(addon.id)) ?? addon.clear;
    return putChange({ collection: ADDONS, id: addon.id }, view, changedAddon(clear, input), [["enabled"]]);
  });

/** Which add-ons are to go. */
export interface AddonRemovalInput extends Sought {
  /** Whether those go that others changed meanwhile. */
  readonly force?: boolean;
}

/** Has every device uninstall add-ons: a tombstone that names the application. @throws {FoxdenError} as {@link prepareAddonSet} */
export const prepareAddonRemoval = (
  app: App,
  { force = false, ...sought }: AddonRemovalInput,
): Promise<PendingWrite> =>
  prepareAddonWrite(
    app,
    "addons rm",
    force,
    sought,
    (addon, view) => removeChange({ collection: ADDONS, id: addon.id }, view, addon.clear),
  );

interface StoredAddon extends Findable {
  readonly id: Guid;
  readonly clear: JsonObject;
}

function prepareAddonWrite(
  app: App,
  title: string,
  force: boolean,
  sought: Sought,
  plan: (addon: StoredAddon, view: View) => PlannedChange,
): Promise<PendingWrite> {
  return prepareWrite(app, {
    name: ADDONS,
    title,
    scope: "all",
    whole: true,
    force,
    begin: (view) => {
      const search = { collection: ADDONS, items: addonsOf(view) };
      const found = findEach(search, sought, "; nothing was changed");
      return (now) => found.map((addon) => plan(addon, now));
    },
  });
}

/** Every live record of a view, by its id and the name of its add-on. */
function addonsOf(view: View): StoredAddon[] {
  return [...view].flatMap(([id, record]) => {
    const clear = liveOf(ADDONS, record);
    if (clear === undefined) return [];
    const { addonID } = clear;
    return [{ id, clear, ids: [id], names: typeof addonID === "string" && addonID !== "" ? [addonID] : [] }];
  });
}
