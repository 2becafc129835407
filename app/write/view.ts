/** A collection as an edit sees it: records of the mirror, and the time up to which they are all there is. */
import type { CollectionName, Guid, ServerTime } from "../../core/ids.ts";
import type { JsonObject } from "../../core/json.ts";
import { decodeClear } from "../../core/records/codec.ts";
import { codecOf } from "../../core/records/registry.ts";
import { isTombstone } from "../../core/records/writing.ts";
import { CRYPTO, META } from "../bootstrap.ts";
import { freshen } from "../freshen.ts";
import type { FreshnessWish } from "../freshness.ts";
import type { MirrorRecord } from "../mirror/page.ts";
import type { App } from "../open.ts";

/** What decides how everything else is read. */
export const BOOTSTRAP: readonly CollectionName[] = [META, CRYPTO];

/** Records by id. */
export type View = ReadonlyMap<Guid, MirrorRecord>;

/** Which records an edit looks at: these ids, all, or those that are picked out of a collection too large to hold. */
export type Scope = readonly Guid[] | "all" | ((record: MirrorRecord) => boolean);

/** A view, and what a write on top of it rests on. */
export interface Viewed {
  readonly view: View;
  /** The collection's time; 0 where there is no such collection. */
  readonly since: ServerTime;
  /** The times of the two bootstrap records' collections: with other keys nothing may be written. */
  readonly setup: readonly (ServerTime | undefined)[];
  /** Whether the server was asked for it just now. */
  readonly isFresh: boolean;
}

/**
 * Reads a collection for an edit.
 *
 * @param fresh as the application was told when left out: what a list would show
 * @throws {FoxdenError} as `app/freshen.ts` says
 */
export function readView(
  app: App,
  name: CollectionName,
  scope: Scope,
  fresh?: FreshnessWish,
): Promise<Viewed> {
  return app.mending(async () => {
    const startMs = app.ctx.now();
    await freshen(app, [name], fresh);
    using snapshot = (await app.mirror()).snapshot();
    const copy = snapshot.copyOf(name);
    const setup = BOOTSTRAP.map((each) => snapshot.copyOf(each)?.cursor);
    if (!copy) return { view: new Map(), since: 0 as ServerTime, setup, isFresh: true };
    const view = new Map<Guid, MirrorRecord>();
    if (scope === "all" || typeof scope === "function") {
      let done = 0;
      for await (const page of snapshot.pages(copy)) {
        done += page.length;
        app.options.onProgress?.({ collection: name, act: "read", done, total: copy.records });
        for (const record of page) if (scope === "all" || scope(record)) view.set(record.id, record);
      }
    } else {
      for (const [id, record] of await snapshot.byId(copy, scope)) view.set(id, record);
    }
    return { view, since: copy.cursor, setup, isFresh: copy.settled && copy.checkedAtMs >= startMs };
  });
}

/** What there is of a record. */
export type Former =
  | { readonly kind: "none" }
  | { readonly kind: "tombstone" }
  /** `clear`: the object that is there, where it is one. */
  | { readonly kind: "unreadable"; readonly clear?: JsonObject }
  | { readonly kind: "live"; readonly clear: JsonObject };

const NONE: Former = { kind: "none" };

/** What a view holds of a record: a live one as the object it was read from, with its id. */
export function formerOf(name: string, record: MirrorRecord | undefined): Former {
  if (record === undefined) return NONE;
  const { id, clear } = record;
  if (clear === null || typeof clear === "string") return { kind: "unreadable" };
  const incoming = decodeClear(codecOf(name), clear, id);
  if (incoming.kind === "live") return { kind: "live", clear: { id, ...incoming.record.source } };
  return incoming.kind === "tombstone"
    ? { kind: "tombstone" }
    : { kind: "unreadable", clear: { id, ...clear } };
}

/** The object that is there, whether or not it can be used; undefined for a tombstone, and for what is no object. */
export function storedOf(record: MirrorRecord | undefined): JsonObject | undefined {
  if (!record || record.clear === null || typeof record.clear === "string") return undefined;
  return isTombstone(record.clear) ? undefined : { id: record.id, ...record.clear };
}

/** The object of a live record; undefined for all that is none. */
export function liveOf(name: string, record: MirrorRecord | undefined): JsonObject | undefined {
  const former = formerOf(name, record);
  return former.kind === "live" ? former.clear : undefined;
}
