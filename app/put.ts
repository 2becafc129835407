/** Use-case: write records of any collection as they are given. */
import { FoxdenError } from "../core/errors.ts";
import { type CollectionName, parseServerTime, type ServerTime } from "../core/ids.ts";
import { isTombstone } from "../core/records/writing.ts";
import type { App } from "./open.ts";
import { type GivenRecord, readGiven } from "./put_input.ts";
import { badRecords, type PendingWrite, prepareWrite } from "./write/write.ts";
import { refuseOtherClients, writableCollection } from "./write/guard.ts";
import { leafPaths, merged, type PlannedChange, putChange, removeChange } from "./write/plan.ts";
import { liveOf, type View } from "./write/view.ts";

export interface PutInput {
  readonly collection: string;
  /** JSON, or JSON lines. */
  readonly text: string;
  /** Whether the members given are set and all others kept. */
  readonly merge: boolean;
  /** Whether records that other clients could not use are written all the same. */
  readonly forceShape: boolean;
  /** Whether what others changed meanwhile is written over. */
  readonly force?: boolean;
  /** Whether more may be written than becomes visible at once. */
  readonly inParts: boolean;
  /** The collection must not have changed after this: seconds of the server's clock, or ISO 8601. */
  readonly unmodifiedSince?: string | undefined;
}

/**
 * Reads what was given and plans the write; nothing is sent before `commit`.
 *
 * @throws {FoxdenError} `usage.records` for records that cannot be written, `usage.value`, `not-found.record` for one
 *   to merge into that is not there, and as `app/write/write.ts` and `app/write/guard.ts` say
 */
export async function preparePut(app: App, input: PutInput): Promise<PendingWrite> {
  const name = writableCollection(input.collection);
  const unmodifiedSince = input.unmodifiedSince === undefined
    ? undefined
    : serverTimeOf(input.unmodifiedSince);
  const { records, faults } = readGiven(input.text, name);
  if (faults.length > 0) throw badRecords(name, faults, false);
  await refuseOtherClients(app, name, records.map(({ id }) => id));
  const places = new Map(records.map(({ id, at }) => [id, at]));
  return await prepareWrite(app, {
    name,
    title: input.merge ? "records put --merge" : "records put",
    scope: records.map(({ id }) => id),
    begin: () => (view) => {
      if (input.merge) refuseMissing(name, records.filter((record) => isMissing(name, record, view)));
      return records.map((record) => planRecord(name, record, input.merge, view));
    },
    forceShape: input.forceShape,
    force: input.force ?? false,
    at: (id) => places.get(id) ?? id,
    // Half a tree of bookmarks is a broken one.
    whole: name === "bookmarks" || !input.inParts,
    unmodifiedSince,
  });
}

function planRecord(
  collection: CollectionName,
  { id, clear }: GivenRecord,
  merge: boolean,
  view: View,
): PlannedChange {
  const about = { collection, id };
  if (isTombstone(clear)) return removeChange(about, view, clear);
  if (!merge) return putChange(about, view, clear);
  const former = liveOf(collection, view.get(id)) ?? {};
  return putChange(about, view, merged(former, clear), leafPaths(former, clear));
}

const isMissing = (name: CollectionName, { id, clear }: GivenRecord, view: View): boolean =>
  !isTombstone(clear) && liveOf(name, view.get(id)) === undefined;

function refuseMissing(collection: CollectionName, missing: readonly GivenRecord[]): void {
  const [first] = missing;
  if (first === undefined) return;
  const { id } = first;
  const more = missing.length === 1 ? "" : `, nor ${missing.length - 1} more`;
  const message = `No record "${id}" in ${collection} to merge into${more}; nothing was written`;
  throw new FoxdenError("not-found.record", message, { collection, id });
}

/** Seconds as the server writes them, or an instant; never an age, which would be by the local clock. */
function serverTimeOf(text: string): ServerTime {
  if (/^\d{1,12}(\.\d{1,3})?$/.test(text)) return parseServerTime(text);
  const ms = /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/.test(text) ? Date.parse(text) : NaN;
  if (ms >= 0) return parseServerTime((ms / 1000).toFixed(3));
  throw new FoxdenError(
    "usage.value",
    `"${text}" is no time of the server; write 1700000000.25 or 2026-01-05T10:00:00.25Z`,
    { name: "--if-unmodified-since" },
  );
}
