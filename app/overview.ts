/** Use-case: the account on one page, from whoever can answer: the server, or else this machine. */
import { checkBookmarks } from "../core/bookmarks/check.ts";
import { isFoxdenError } from "../core/errors.ts";
import { collectionOf } from "../core/records/registry.ts";
import { answeredAtMs } from "./answers.ts";
import { BOOKMARKS, stateOf } from "./bookmarks/write.ts";
import { collections, quota } from "./collections.ts";
import { type Cell, type Column, instant } from "./columns.ts";
import { excuseFor } from "./freshen.ts";
import { DEFAULT_FRESHNESS, type WhyStale } from "./freshness.ts";
import { type Mark, marksOf } from "./marks.ts";
import type { Copy } from "./mirror/copies.ts";
import type { App } from "./open.ts";
import { readView } from "./write/view.ts";

/** What is to be done next; a face says how. */
export type NextStep =
  /** The account has never been set up for Sync. */
  | "set-up"
  /** Nothing of it is on this machine, or what is here is old or half. */
  | "sync"
  /** A write was cut short: the server is to be asked what became of it. */
  | "settle"
  /** Nobody knows what became of a write. */
  | "look-at-writes"
  /** The account is nearly full. */
  | "make-room"
  /** The tree of bookmarks is not in order. */
  | "check-bookmarks"
  /** No server answers, or something here cannot be read. */
  | "examine";

/** The account on one page. What nobody knows is null. */
export interface StatusRow {
  readonly email: string;
  readonly profile: string;
  readonly marks: readonly Mark[];
  readonly server: string;
  readonly signedInAtMs: number;
  /** Who has said what the account holds, and when. */
  readonly answeredBy: "server" | "this machine" | "nobody";
  readonly asOfMs: number | null;
  readonly usedBytes: number | null;
  readonly limitBytes: number | null;
  readonly lastChangeMs: number | null;
  /** When this machine last asked about any records, and about those it has not asked about the longest. */
  readonly lastSyncMs: number | null;
  readonly oldestSyncMs: number | null;
  readonly counts: { readonly [collection: string]: Cell } | null;
  /** Writes whose end is still to be asked for, and those whose end nobody knows. */
  readonly pendingWrites: number | null;
  readonly unknownWrites: number | null;
  readonly next: readonly NextStep[];
}

export const statusColumns: readonly Column<StatusRow>[] = [
  { name: "account", value: (row) => row.email },
  { name: "profile", value: (row) => row.profile },
  { name: "marks", value: (row) => row.marks, shape: "texts" },
  { name: "server", value: (row) => row.server },
  { name: "signedIn", value: (row) => instant(row.signedInAtMs), kind: "time" },
  { name: "answeredBy", value: (row) => row.answeredBy },
  { name: "asOf", value: (row) => instant(row.asOfMs), kind: "time" },
  { name: "lastChange", value: (row) => instant(row.lastChangeMs), kind: "time" },
  { name: "lastSync", value: (row) => instant(row.lastSyncMs), kind: "time" },
  { name: "oldestSync", value: (row) => instant(row.oldestSyncMs), kind: "time" },
  { name: "used", value: (row) => row.usedBytes, kind: "bytes" },
  { name: "limit", value: (row) => row.limitBytes, kind: "bytes" },
  {
    name: "records",
    value: (row) => row.counts,
    shape: { type: "object", additionalProperties: { type: "integer" } },
  },
  { name: "pendingWrites", value: (row) => row.pendingWrites, kind: "count" },
  { name: "unknownWrites", value: (row) => row.unknownWrites, kind: "count" },
];

/**
 * How the account stands.
 *
 * @throws {FoxdenError} `auth.*`; where no server may be asked or none answers, what this machine knows has to do
 */
export async function statusOf(app: App): Promise<StatusRow> {
  const { email, servers, signedInAtMs } = await app.secrets();
  const answered = await askAbout(app);
  const copies = (await app.mending(async () => (await app.mirror()).copies()))
    // The two that every refresh looks at say nothing of the records.
    .filter(({ name }) => collectionOf(name).role === "ordinary");
  const writes = await countWrites(app);
  const row = {
    email,
    profile: app.config.profile,
    marks: marksOf(app.config.folder, servers.content),
    server: servers.content,
    signedInAtMs,
    ...answered,
    ...syncTimes(copies),
    ...writes,
  };
  return { ...row, next: await nextSteps(app, row, copies) };
}

type Answered = Pick<
  StatusRow,
  "answeredBy" | "asOfMs" | "usedBytes" | "limitBytes" | "lastChangeMs" | "counts"
>;

const UNANSWERED: Answered = {
  answeredBy: "nobody",
  asOfMs: null,
  usedBytes: null,
  limitBytes: null,
  lastChangeMs: null,
  counts: null,
};

/** What the server says of the account, or said when it was last asked. */
async function askAbout(app: App): Promise<Answered> {
  const startMs = app.ctx.now();
  try {
    const [rows, { usedBytes, limitBytes }] = await Promise.all([collections(app), quota(app)]);
    const changes = rows.map(({ modified }) => modified);
    const asOfMs = await answeredAtMs(app, { name: "collections" }) ?? startMs;
    return {
      answeredBy: asOfMs < startMs || app.options.offline ? "this machine" : "server",
      asOfMs,
      usedBytes,
      limitBytes,
      lastChangeMs: changes.length === 0 ? null : Math.max(...changes),
      counts: Object.fromEntries(rows.map(({ name, count }) => [name, count])),
    };
  } catch (error) {
    const why = whyUnasked(app, error);
    if (why === undefined) throw error;
    await app.options.onStale?.({ collection: "collections", asOfMs: null, why });
    return UNANSWERED;
  }
}

/** Why nothing of the server's can be told, where that is nobody's fault and everything new was not insisted on. */
function whyUnasked({ options }: App, error: unknown): WhyStale | undefined {
  if (options.offline) {
    return isFoxdenError(error) && error.code === "network.offline" ? "offline" : undefined;
  }
  const { mode, ...fresh } = options.fresh ?? DEFAULT_FRESHNESS;
  const isLenient = mode === "cached" || ("lenient" in fresh && fresh.lenient);
  return isLenient ? excuseFor(error) : undefined;
}

function syncTimes(copies: readonly Copy[]): Pick<StatusRow, "lastSyncMs" | "oldestSyncMs"> {
  // A copy that was expired was asked about all the same.
  const times = copies.map(({ checkedAtMs }) => Math.abs(checkedAtMs)).filter((ms) => ms > 0);
  if (times.length === 0) return { lastSyncMs: null, oldestSyncMs: null };
  return { lastSyncMs: Math.max(...times), oldestSyncMs: Math.min(...times) };
}

/** Looks into the journal where there is one: a page that only tells makes none. */
async function countWrites(app: App): Promise<Pick<StatusRow, "pendingWrites" | "unknownWrites">> {
  const isThere = await Deno.stat(app.config.journalPath).then(({ size }) => size > 0, () => false);
  if (!isThere) return { pendingWrites: 0, unknownWrites: 0 };
  try {
    const entries = (await app.journal()).entries();
    const count = (state: string) => entries.filter((entry) => entry.state === state).length;
    return { pendingWrites: count("pending"), unknownWrites: count("unknown") };
  } catch (error) {
    if (!isFoxdenError(error) || error.code !== "failed.journal") throw error;
    return { pendingWrites: null, unknownWrites: null };
  }
}

/** A copy that is older than a day is worth a word. */
const OLD_MS = 86_400_000;
/** The share of its room from which on an account is nearly full. */
const NEARLY_FULL = 0.9;

async function nextSteps(
  app: App,
  row: Omit<StatusRow, "next">,
  copies: readonly Copy[],
): Promise<readonly NextStep[]> {
  const { counts, usedBytes, limitBytes, pendingWrites, unknownWrites, oldestSyncMs } = row;
  const isSetUp = counts === null || ("meta" in counts && "crypto" in counts);
  const isOld = oldestSyncMs === null || app.ctx.now() - oldestSyncMs > OLD_MS;
  const isFull = usedBytes !== null && limitBytes !== null && usedBytes > NEARLY_FULL * limitBytes;
  const cannotLook = (row.answeredBy !== "server" && !app.options.offline) || pendingWrites === null;
  const steps: readonly (readonly [step: NextStep, isDue: boolean])[] = [
    ["set-up", !isSetUp],
    ["sync", isSetUp && !app.options.offline && (isOld || copies.some(({ settled }) => !settled))],
    ["settle", (pendingWrites ?? 0) > 0],
    ["look-at-writes", (unknownWrites ?? 0) > 0],
    ["make-room", isFull],
    ["check-bookmarks", await hasFaults(app, copies)],
    ["examine", cannotLook],
  ];
  return steps.filter(([, isDue]) => isDue).map(([step]) => step);
}

/** A larger tree takes longer to look through than a page like this should. */
const LARGE_TREE = 5000;

/** Whether the tree of bookmarks, as it is here, has faults. */
async function hasFaults(app: App, copies: readonly Copy[]): Promise<boolean> {
  const copy = copies.find(({ name }) => name === BOOKMARKS);
  if (!copy?.settled || copy.records === 0 || copy.records > LARGE_TREE) return false;
  const { view } = await readView(app, BOOKMARKS, "all", "as-is");
  return checkBookmarks(stateOf(view)).length > 0;
}
