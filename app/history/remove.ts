/** Use-case: forget pages, or what was visited in a span of time. */
import { type VisitSpan, withoutVisits } from "../../core/edits/history.ts";
import { FoxdenError } from "../../core/errors.ts";
import type { Guid } from "../../core/ids.ts";
import { decodeClear } from "../../core/records/codec.ts";
import { historyCodec } from "../../core/records/history.ts";
import { backedUp } from "../backup/automatic.ts";
import type { App } from "../open.ts";
import { queryOn } from "../query/search.ts";
import {
  type Asked,
  findMeant,
  leftAlone,
  MANY,
  type PendingMatchingRemoval,
  prepareMatchingRemoval,
} from "../remove_matching.ts";
import { type PlannedChange, putChange, removeChange } from "../write/plan.ts";
import type { View } from "../write/view.ts";
import { prepareWrite, refuseWriting } from "../write/write.ts";
import { HISTORY, type HistoryRow, readHistory } from "./list.ts";
import { type HistoryFlags, historySearch, historyTerms } from "./search.ts";
import { spanOf } from "./span.ts";

/** Which pages are meant. */
export interface HistorySought extends HistoryFlags {
  /** Words of the query language, or whole ids and nothing else. */
  readonly words: readonly string[];
  /** The very address, as Firefox writes it. */
  readonly url?: string | undefined;
}

export interface HistoryRemovalInput extends HistorySought {
  /** Whole ids, as programs give them. */
  readonly wholeIds?: readonly string[] | undefined;
  readonly all?: boolean;
  readonly inParts: boolean;
  readonly force?: boolean;
}

/** Plans the tombstones of pages. @throws {FoxdenError} as `app/remove_matching.ts` says */
export function prepareHistoryRemoval(app: App, input: HistoryRemovalInput): Promise<PendingMatchingRemoval> {
  return prepareMatchingRemoval(app, {
    ...input,
    name: HISTORY,
    title: "history rm",
    read: (options) => readHistory(app, { ...options, newestFirst: true }),
    search: historySearch,
    terms: historyTerms(app, input),
    only: isAt(input.url),
  });
}

/** Undefined where every address will do. @throws {FoxdenError} `usage.value` for what is none */
function isAt(url: string | undefined): ((row: HistoryRow) => boolean) | undefined {
  if (url === undefined) return undefined;
  const href = URL.parse(url)?.href;
  if (href === undefined) throw refusal("--url", `--url: "${url}" is no address`);
  return ({ record }) => record.url === url || record.url === href;
}

export interface VisitRemovalInput extends HistorySought {
  /** Whole ids, as programs give them. */
  readonly wholeIds?: readonly string[] | undefined;
  readonly inParts: boolean;
  readonly force?: boolean;
}

/**
 * Plans that pages forget their visits from `since` to `until` and keep the others; a page that keeps none gets a
 * tombstone. The words choose pages, and no times; what they mean is found as {@link findMeant} says. Other devices keep what they know of pages that stay: a Firefox adds
 * the visits of a record to its own, and never takes any away.
 *
 * @throws {FoxdenError} `usage.value` where there is no span, and as `app/write/write.ts` says
 */
export async function prepareVisitRemoval(
  app: App,
  { since, until, words, wholeIds, url, inParts, force = false, ...flags }: VisitRemovalInput,
): Promise<PendingMatchingRemoval> {
  const span = spanOf({ since, until }, app.ctx.now());
  if (!span) throw refusal("--since", "--visits-only needs --since or --until, or both");
  const isThere = isAt(url) ?? (() => true);
  const asked: Asked<HistoryRow> = {
    name: HISTORY,
    read: (options) => readHistory(app, { ...options, newestFirst: true }),
    search: historySearch,
    words,
    wholeIds,
    terms: historyTerms(app, flags),
    only: (row) => isThere(row) && withoutVisits(row.record, span) !== row.record,
  };
  // A query that cannot be used is refused before anything is asked of a server.
  queryOn(app, historySearch, { query: words.join(" ") });
  refuseWriting(app);
  const { ids, missing, live, unread, isLikeId } = await findMeant(app, asked);
  const pending = await prepareWrite(app, {
    name: HISTORY,
    title: VISITS_TITLE,
    scope: ids,
    begin: () => (view) => ids.map((id) => withoutSpan(id, view, span)),
    whole: !inParts,
    force,
  });
  const gone = pending.changes.filter(({ action }) => action === "remove").length;
  const isAll = gone === live && gone >= MANY;
  const warnings = [...pending.warnings, ...leftAlone(HISTORY, unread)];
  const commit = isAll ? backedUp(app, [HISTORY], VISITS_TITLE, pending) : pending.commit;
  return { ...pending, warnings, commit, missing, isAll, isLikeId };
}

const VISITS_TITLE = "history rm --visits-only";

function withoutSpan(id: Guid, view: View, span: VisitSpan): PlannedChange {
  const incoming = decodeClear(historyCodec, view.get(id)?.clear, id);
  const about = { collection: HISTORY, id };
  const nothing = { ...about, action: "skip", members: [], guard: [] } as const;
  if (incoming.kind !== "live") return { ...nothing, reason: "is not there" };
  const { record: page } = incoming;
  const left = withoutVisits(page, span);
  const gone = page.visits.length - left.visits.length;
  if (gone === 0) return { ...nothing, reason: "was not visited then" };
  if (left.visits.length === 0) return removeChange(about, view);
  const reason = `${gone} of ${page.visits.length} visits go`;
  return putChange({ ...about, reason }, view, historyCodec.encode(left), []);
}

const refusal = (name: string, message: string) => new FoxdenError("usage.value", message, { name });
