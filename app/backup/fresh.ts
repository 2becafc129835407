/** What a backup is made of: the account as it is now, or, where no server may be asked, as it is known here. */
import { FoxdenError } from "../../core/errors.ts";
import type { CollectionName } from "../../core/ids.ts";
import { freshen } from "../freshen.ts";
import type { Freshness } from "../freshness.ts";
import type { Mirror } from "../mirror/mirror.ts";
import type { App } from "../open.ts";
import { refresh } from "../refresh.ts";

/**
 * Asks the server for what has changed. A backup that is older than it seems is worse than none: nothing here is lenient.
 *
 * @param names of collections; undefined: whatever the account has
 * @param wanted as the application was told when left out; however little time has passed, a backup is of now
 * @throws {FoxdenError} `network.offline`, and as `app/refresh.ts` says
 */
export async function freshenForBackup(
  app: App,
  names: readonly CollectionName[] | undefined,
  wanted: Freshness | undefined = app.options.fresh,
): Promise<void> {
  if (wanted?.mode === "cached" || app.options.offline) {
    const mirror = await app.mirror();
    await freshen(app, names ?? namesHere(mirror), { mode: "cached" });
    return await tellExpired(app, mirror, names);
  }
  if (names) return await freshen(app, names, { mode: "pull" });
  await refresh(app, { collections: "all" });
}

/** Says what has been written to since it was read, by foxden itself or by a refresh that was cut short. */
async function tellExpired(
  app: App,
  mirror: Mirror,
  names: readonly CollectionName[] | undefined,
): Promise<void> {
  const expired = mirror.copies().filter(({ name, settled, checkedAtMs }) =>
    (names?.includes(name) ?? true) && (!settled || checkedAtMs <= 0)
  );
  if (expired.length === 0) return;
  const list = expired.map(({ name }) => name).join(", ");
  await app.options.warn(
    `warning: changed on the server since it was read, and in the backup as it was: ${list}`,
  );
}

function namesHere(mirror: Mirror): CollectionName[] {
  const names = mirror.copies().map(({ name }) => name);
  if (names.length > 0) return names;
  const message = "Nothing of the account is on this machine yet, and no server may be asked";
  throw new FoxdenError("network.offline", message, { what: "the account" });
}
