/** Use-case: make sure that what is about to be read is fresh enough. */
import { FoxdenError, isFoxdenError, type StoreFault } from "../core/errors.ts";
import type { CollectionName } from "../core/ids.ts";
import {
  DEFAULT_FRESHNESS,
  type Freshness,
  type FreshnessWish,
  isDue,
  staleness,
  type WhyStale,
} from "./freshness.ts";
import type { Copy } from "./mirror/copies.ts";
import type { Mirror } from "./mirror/mirror.ts";
import type { App } from "./open.ts";
import { refresh } from "./refresh.ts";

/**
 * Brings collections up to date where they are older than asked for.
 *
 * @param fresh as the application was told when left out
 * @throws {FoxdenError} `network.offline` where nothing may be asked and nothing is here, and as `app/refresh.ts` says
 */
export async function freshen(
  app: App,
  names: readonly CollectionName[],
  fresh?: FreshnessWish,
): Promise<void> {
  if (fresh !== "as-is") await app.mending(() => freshenOnce(app, names, fresh));
}

async function freshenOnce(app: App, names: readonly CollectionName[], fresh?: Freshness): Promise<void> {
  const wanted = fresh ?? app.options.fresh ?? DEFAULT_FRESHNESS;
  const mirror = await app.mirror();
  if (wanted.mode === "cached") return await tellStale(app, copiesOf(mirror, names), "offline");
  const maxAgeMs = wanted.mode === "pull" ? 0 : wanted.maxAgeMs;
  const isNeeded = (now: Mirror) => names.some((name) => isDue(now.copyOf(name), maxAgeMs, app.ctx.now()));
  if (!isNeeded(mirror)) return;
  if (app.options.offline) throw tooOld(copiesOf(mirror, names).map(({ name }) => name));
  try {
    await refresh(app, { collections: names, isNeeded });
  } catch (error) {
    const why = wanted.mode === "max-age" && wanted.lenient ? excuseFor(error) : undefined;
    if (why === undefined || !names.every((name) => mirror.copyOf(name))) throw error;
    await tellStale(app, copiesOf(mirror, names), why);
  }
}

/** Why what is here has to do, where that is no fault of the account's or of the mirror's content. */
export function excuseFor(error: unknown): WhyStale | undefined {
  if (!isFoxdenError(error)) return undefined;
  if (error.kind === "network") return "unreachable";
  if (error.code === "server.busy") return "overloaded";
  if (error.code !== "failed.mirror") return undefined;
  const { fault } = error.details;
  return fault === "busy" ? "busy" : UNWRITABLE.has(fault) ? "unwritable" : undefined;
}

const UNWRITABLE: ReadonlySet<StoreFault> = new Set<StoreFault>(["full", "read-only", "other"]);

/** @throws {FoxdenError} `network.offline` */
function copiesOf(mirror: Mirror, names: readonly CollectionName[]): Copy[] {
  return names.map((name) => {
    const copy = mirror.copyOf(name);
    if (copy) return copy;
    const message = `Nothing of ${name} is on this machine yet, and no server may be asked`;
    throw new FoxdenError("network.offline", message, { what: name });
  });
}

function tooOld(names: readonly CollectionName[]): FoxdenError<"network.offline"> {
  const message = `What is here of ${
    names.join(" and ")
  } is older than asked for, and no server may be asked`;
  return new FoxdenError("network.offline", message, { what: names.join(" ") });
}

/** Of what is read together, the oldest is told. */
async function tellStale(app: App, copies: readonly Copy[], why: WhyStale): Promise<void> {
  const all = copies.map((copy) => staleness(copy, why, app.ctx.now())).filter((stale) =>
    stale !== undefined
  );
  const [oldest] = all.toSorted((a, b) => (a.asOfMs ?? 0) - (b.asOfMs ?? 0));
  if (oldest) await app.options.onStale?.(oldest);
}
