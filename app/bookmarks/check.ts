/** Use-cases: look whether the tree of bookmarks is in order, and put it in order. */
import { checkBookmarks, type Fault } from "../../core/bookmarks/check.ts";
import { planRepair } from "../../core/bookmarks/repair.ts";
import { backUp } from "../backup/automatic.ts";
import { BOOKMARKS, stateOf, toPlanned } from "./write.ts";
import { type Column, type Listing, NONE_MALFORMED } from "../columns.ts";
import type { MirrorRecord } from "../mirror/page.ts";
import type { App } from "../open.ts";
import { onePage } from "../read.ts";
import { type PendingWrite, prepareWrite } from "../write/write.ts";
import { readView } from "../write/view.ts";

/** What a list of faults shows of each. */
export const faultColumns: readonly Column<Fault>[] = [
  { name: "kind", value: (fault) => fault.kind },
  { name: "id", value: (fault) => fault.id },
  { name: "other", value: (fault) => fault.other ?? null },
  { name: "text", value: (fault) => fault.text },
];

/** What a check has found. */
export interface CheckedBookmarks extends Listing<Fault> {
  readonly faults: readonly Fault[];
}

/** Looks for faults in the tree; changes nothing. */
export async function checkTree(app: App): Promise<CheckedBookmarks> {
  const { view } = await readView(app, BOOKMARKS, "all");
  const state = stateOf(view);
  const faults = checkBookmarks(state);
  const ids = [...state.unreadable];
  return {
    kind: "faults",
    columns: faultColumns,
    pages: onePage(faults),
    malformed: () => ids.length === 0 ? NONE_MALFORMED : { count: ids.length, ids: ids.slice(0, NAMED) },
    faults,
  };
}

const NAMED = 5;

/** What the journal calls a repair. */
export const REPAIR = "bookmarks check --fix";

/** A repair that was planned. */
export interface PendingRepair extends PendingWrite {
  /** What is wrong, and what of it stays so because foxden cannot mend it. After `commit`: as it was when it was made. */
  readonly found: () => Findings;
}

/** What a repair has found. */
export interface Findings {
  /** All that is wrong before it. */
  readonly faults: readonly Fault[];
  /** What is wrong after it, still. */
  readonly left: readonly Fault[];
}

/**
 * Plans the smallest repair of the tree; nothing is sent before `commit`, which backs all bookmarks up first.
 *
 * @param onBackup told where the backup is, before anything is changed
 * @throws {FoxdenError} as `app/write/write.ts` says; `commit` also as `app/backup/automatic.ts` does
 */
export async function prepareRepair(
  app: App,
  onBackup: (path: string) => Promise<void>,
): Promise<PendingRepair> {
  let findings: Findings = { faults: [], left: [] };
  const pending = await prepareWrite(app, {
    name: BOOKMARKS,
    title: REPAIR,
    scope: "all",
    whole: true,
    // A root that is no folder becomes the kind of thing it is in every Firefox.
    forceShape: true,
    begin: () => (view) => {
      const records: ReadonlyMap<string, MirrorRecord> = view;
      const state = stateOf(view);
      const modifiedOf = (id: string) => records.get(id)?.modified ?? 0;
      const { changes, left } = planRepair(state, { modifiedOf });
      findings = { faults: checkBookmarks(state), left };
      return changes.map((change) => toPlanned(change, view));
    },
  });
  const commit: PendingWrite["commit"] = async (agree) => {
    if (pending.changes.length > 0) await onBackup(await backUp(app, [BOOKMARKS], "bookmarks-check-fix"));
    return await pending.commit(agree);
  };
  return { ...pending, commit, found: () => findings };
}
