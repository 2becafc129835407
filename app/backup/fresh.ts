/** What a backup is made of: the account as it is now, or as it was when the server could last be asked. */
import { FoxdenError } from "../../core/errors.ts";
import type { CollectionName } from "../../core/ids.ts";
import { excuseFor, freshen } from "../freshen.ts";
import { DEFAULT_FRESHNESS, type Freshness, staleness, type WhyStale } from "../freshness.ts";
import type { Mirror } from "../mirror/mirror.ts";
import type { App } from "../open.ts";
import { refresh } from "../refresh.ts";

/**
 * Asks the server for what has changed, unless that is not to be.
 *
 * @param names of collections; undefined: whatever the account has
 * @param wanted as the application was told when left out; however little time has passed, a backup is of now
 * @throws {FoxdenError} `network.offline`, and as `app/refresh.ts` says
 */
export async function freshenForBackup(
  app: App,
  names: readonly CollectionName[] | undefined,
  wanted: Freshness = app.options.fresh ?? DEFAULT_FRESHNESS,
): Promise<void> {
  if (wanted.mode === "cached" || app.options.offline) {
    return await freshen(app, names ?? namesHere(await app.mirror()), wanted);
  }
  if (names) return await freshen(app, names, now(wanted));
  await freshenAll(app, wanted);
}

const now = (wanted: Freshness): Freshness => wanted.mode === "max-age" ? { ...wanted, maxAgeMs: 0 } : wanted;

async function freshenAll(app: App, wanted: Freshness): Promise<void> {
  try {
    await refresh(app, { collections: "all" });
  } catch (error) {
    const why = wanted.mode === "max-age" && wanted.lenient ? excuseFor(error) : undefined;
    const mirror = await app.mirror();
    if (why === undefined || mirror.copies().length === 0) throw error;
    await tellOldest(app, mirror, why);
  }
}

async function tellOldest(app: App, mirror: Mirror, why: WhyStale): Promise<void> {
  const all = mirror.copies().map((copy) => staleness(copy, why, app.ctx.now()));
  const [oldest] = all.filter((each) => each !== undefined).sort((a, b) => (a.asOfMs ?? 0) - (b.asOfMs ?? 0));
  if (oldest) await app.options.onStale?.(oldest);
}

function namesHere(mirror: Mirror): CollectionName[] {
  const names = mirror.copies().map(({ name }) => name);
  if (names.length > 0) return names;
  const message = "Nothing of the account is on this machine yet, and no server may be asked";
  throw new FoxdenError("network.offline", message, { what: "the account" });
}
