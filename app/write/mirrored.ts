/** Takes what was written into the mirror, so that the next list need not download it. */
import type { CollectionName, ServerTime } from "../../core/ids.ts";
import type { CommittedBatch } from "../../core/sync/upload.ts";
import { compact } from "../mirror/compact.ts";
import { isMirrorFault } from "../mirror/open.ts";
import type { PageEntry } from "../mirror/page.ts";
import type { App } from "../open.ts";
import { lockedMirror } from "../refresh.ts";
import { NOTHING } from "../refresh_plan.ts";

/** What the server has made visible. */
export interface WrittenPart {
  readonly name: CollectionName;
  /** The collection's time before it. */
  readonly since: ServerTime;
  /** When the copy was said to be about to change. */
  readonly expiredMs: number | undefined;
  readonly committed: CommittedBatch;
  /** Undefined where only asking the server tells what is there now. */
  readonly entries: readonly PageEntry[] | undefined;
}

/** How long another process is waited for: who refreshes for longer finds the copy expired. */
const PATIENCE_MS = 500;

/**
 * Brings the copy from `since` to the time of the write. Where it is not of that time, it is left to the next reader to
 * ask the server. No write fails for what is wrong with the mirror.
 */
export async function storeWritten(app: App, part: WrittenPart): Promise<void> {
  const { name, since, expiredMs, committed, entries } = part;
  const isStored = await app.tellingMirror(async (mirror) => {
    if (entries === undefined) return false;
    const waiting = { ...app.waiting, timeoutMs: PATIENCE_MS };
    return await lockedMirror(mirror, waiting, async () => {
      const copy = mirror.copyOf(name);
      if (!copy?.settled || copy.cursor !== since || copy.generation === NOTHING) return false;
      await mirror.store(copy, entries, { cursor: committed.modified, settled: true });
      await compact(mirror, copy);
      // Unless another process is about to write there too.
      if (-copy.checkedAtMs === expiredMs) mirror.markChecked(copy, app.ctx.now());
      return true;
    }).catch(falseIfBusy);
  });
  // Another process may have asked the server since the copy was expired, and before it took this.
  if (!isStored) await app.expire(name);
}

function falseIfBusy(error: unknown): boolean {
  if (isMirrorFault(error, "busy")) return false;
  throw error;
}
