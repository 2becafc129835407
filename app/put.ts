/** Use-case: write records of any collection as they are given. */
import { parseServerTime, type ServerTime } from "../core/ids.ts";
import { FoxdenError } from "../core/errors.ts";
import type { App } from "./open.ts";
import { type GivenRecord, readGiven } from "./put_input.ts";
import { badRecords, commitWrite, type PendingWrite, prepareWrite, type WriteJob } from "./write.ts";
import { checkEngine, refuseOtherClients, writableCollection } from "./write_guard.ts";

export interface PutInput {
  readonly collection: string;
  /** JSON, or JSON lines. */
  readonly text: string;
  /** Whether the members given are set and all others kept. */
  readonly merge: boolean;
  /** Whether records that other clients could not use are written all the same. */
  readonly forceShape: boolean;
  /** Whether more may be written than becomes visible at once. */
  readonly inParts: boolean;
  /** The collection must not have changed after this: seconds of the server's clock, or ISO 8601. */
  readonly unmodifiedSince?: string | undefined;
}

/**
 * Reads what was given and plans the write; nothing is sent before `commit`.
 *
 * @throws {FoxdenError} `usage.records` for records that cannot be written, `usage.value`, `not-found.record` for one
 *   to merge into that is not there, and as `app/write.ts` and `app/write_guard.ts` say
 */
export async function preparePut(app: App, input: PutInput): Promise<PendingWrite> {
  const name = writableCollection(input.collection);
  const unmodifiedSince = input.unmodifiedSince === undefined
    ? undefined
    : serverTimeOf(input.unmodifiedSince);
  const { records, faults } = readGiven(input.text, name);
  if (faults.length > 0) throw badRecords(name, faults, false);
  await refuseOtherClients(app, name, records.map(({ id }) => id));
  const warnings = await checkEngine(app, name);
  const job: WriteJob = {
    name,
    intents: records.map((record) => intentOf(record, input)),
    forceShape: input.forceShape,
    // Half a tree of bookmarks is a broken one.
    whole: name === "bookmarks" || !input.inParts,
    unmodifiedSince,
  };
  const prepared = await prepareWrite(app, job);
  return { name, changes: prepared.changes, warnings, commit: () => commitWrite(app, job, prepared) };
}

const intentOf = (record: GivenRecord, { merge }: PutInput) =>
  ({ ...record, kind: merge ? "merge" : "replace" }) as const;

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
