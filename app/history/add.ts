/** Use-case: add visits to the history, to the pages that are there or to new ones. */
import { type NewVisit, visited } from "../../core/edits/history.ts";
import { type Guid, newGuid } from "../../core/ids.ts";
import { isObject, type JsonObject } from "../../core/json.ts";
import { decodeClear } from "../../core/records/codec.ts";
import { historyCodec, type HistoryPage } from "../../core/records/history.ts";
import type { MirrorRecord } from "../mirror/page.ts";
import type { App } from "../open.ts";
import { type PlannedChange, putChange } from "../write/plan.ts";
import type { View } from "../write/view.ts";
import { type PendingWrite, prepareWrite } from "../write/write.ts";
import { HISTORY } from "./list.ts";

/** A visit as somebody gives it; its values are those that `core/edits/history.ts` has read. */
export interface GivenVisit extends NewVisit {
  readonly url: string;
  /** `null` where none was given. */
  readonly title: string | null;
}

export interface HistoryAddInput {
  readonly visits: readonly GivenVisit[];
  /** Whether more may be written than becomes visible at once. */
  readonly inParts: boolean;
}

/** All that was given of one page, and the id it gets where it is a new one. */
interface GivenPage {
  readonly url: string;
  readonly title: string | null;
  readonly visits: readonly NewVisit[];
  readonly newId: Guid;
}

/**
 * Plans the visits; nothing is sent before `commit`. A page that is there already, under the very same address, keeps its
 * id and its visits, as many as are synced; what is there already is not written again.
 *
 * @throws {FoxdenError} as `app/write/write.ts` says
 */
export function prepareHistoryAdd(app: App, { visits, inParts }: HistoryAddInput): Promise<PendingWrite> {
  const pages = pagesOf(visits, () => newGuid(app.ctx.random));
  const urls = new Set<unknown>(pages.map(({ url }) => url));
  const newIds = new Set(pages.map(({ newId }) => newId));
  return prepareWrite(app, {
    name: HISTORY,
    title: "history add",
    scope: ({ id, clear }) => newIds.has(id) || (isObject(clear) && urls.has(clear["histUri"])),
    begin: () => (view) => {
      const known = pagesByUrl(view);
      return pages.map((page) => planned(page, known.get(page.url), view));
    },
    whole: !inParts,
  });
}

/** What was given of each page, in the order in which they were named first; of several titles the last. */
function pagesOf(visits: readonly GivenVisit[], drawId: () => Guid): GivenPage[] {
  return [...Map.groupBy(visits, ({ url }) => url)].map(([url, some]) => ({
    url,
    title: some.findLast(({ title }) => title !== null)?.title ?? null,
    visits: some,
    newId: drawId(),
  }));
}

interface KnownPage {
  readonly record: MirrorRecord;
  readonly page: HistoryPage;
}

/** The page of each address. Where several have the same one, the one that was written last. */
function pagesByUrl(view: View): Map<string, KnownPage> {
  const known = new Map<string, KnownPage>();
  for (const record of view.values()) {
    const incoming = decodeClear(historyCodec, record.clear, record.id);
    if (incoming.kind !== "live") continue;
    const { record: page } = incoming;
    const other = known.get(page.url)?.record;
    if (!other || isLater(record, other)) known.set(page.url, { record, page });
  }
  return known;
}

const isLater = (a: MirrorRecord, b: MirrorRecord): boolean =>
  a.modified > b.modified || (a.modified === b.modified && a.id > b.id);

function planned(given: GivenPage, known: KnownPage | undefined, view: View): PlannedChange {
  if (!known) return putChange({ collection: HISTORY, id: given.newId }, view, newPage(given));
  const about = { collection: HISTORY, id: known.record.id };
  const { page } = known;
  const after = visited(page, given.visits, given.title);
  if (after === page) {
    return { ...about, action: "skip", reason: whySkipped(given, page), members: [], guard: [] };
  }
  // Visits of others are merged; a title that was given stands against theirs.
  const guard = after.title === page.title ? [] : [["title"]];
  return putChange(about, view, historyCodec.encode(after), guard);
}

function whySkipped({ title }: GivenPage, page: HistoryPage): string {
  const reason = "has these visits, or newer ones";
  return title === null || title === page.title
    ? reason
    : `${reason}; keeps its title, since Firefox takes one only with a new visit`;
}

function newPage({ newId, url, title, visits }: GivenPage): JsonObject {
  const page: HistoryPage = { id: newId, url, title, visits: [], source: {} };
  const clear = historyCodec.encode(visited(page, visits));
  return { id: newId, histUri: url, title, visits: clear["visits"] };
}
