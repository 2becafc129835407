/** Use-case: pages by their ids, beginnings of ids, or addresses. */
import { type Guid, isGuid } from "../../core/ids.ts";
import { historyCodec } from "../../core/records/history.ts";
import type { Listing } from "../columns.ts";
import { apartFromUnread, type Sought } from "../find.ts";
import type { Copy } from "../mirror/copies.ts";
import type { MirrorRecord } from "../mirror/page.ts";
import type { Snapshot } from "../mirror/snapshot.ts";
import { completedHere } from "../raw_rows.ts";
import { decode, JUST_READ, lookUp, onePage } from "../read.ts";
import type { App } from "../open.ts";
import { HISTORY, historyColumns, type HistoryRow, readHistory, rowOf } from "./list.ts";

/** Pages in the order in which they were asked for, and what is not there. */
export interface FoundPages extends Listing<HistoryRow> {
  readonly rows: readonly HistoryRow[];
  readonly missing: readonly string[];
}

/**
 * Looks pages up. An address is compared as Firefox writes it; where several records have it, all of them are meant.
 * Pages that are there and cannot be read are counted as malformed.
 *
 * @param sought ids, the first six characters or more of ids that were typed, or addresses
 * @throws {FoxdenError} `ambiguous.match` for a beginning of several ids
 */
export async function getHistory(app: App, sought: Sought): Promise<FoundPages> {
  const wanted = [...new Set([...sought.words, ...sought.whole])];
  const byId = await lookUp(app, HISTORY, (snapshot, copy) => findIds(snapshot, copy, sought));
  const urls = wanted.filter((text) => !byId.has(text) && isAddress(text));
  const byUrl = await findUrls(app, new Set(urls.flatMap(spellings)));
  const rowsOf = (text: string): readonly HistoryRow[] =>
    byId.get(text)?.rows ?? spellings(text).flatMap((url) => byUrl.get(url) ?? []);
  const each = wanted.map((text) => ({ text, rows: rowsOf(text) }));
  const rows = [...new Map(each.flatMap((found) => found.rows).map((row) => [row.id, row])).values()];
  const none = each.filter((found) => found.rows.length === 0).map(({ text }) => text);
  const unread = none.filter((text) => byId.has(text));
  const notFound = apartFromUnread(none, { count: unread.length, ids: unread });
  return { kind: "history", columns: historyColumns, pages: onePage(rows), rows, ...notFound };
}

const isAddress = (text: string): boolean => /^https?:/i.test(text);

/** An address as it was given, and as Firefox writes it. */
const spellings = (text: string): string[] => [...new Set([text, URL.parse(text)?.href ?? text])];

/** The page of an id that is there: none where it cannot be read. */
interface PageThere {
  readonly rows: readonly HistoryRow[];
}

async function findIds(
  snapshot: Snapshot,
  copy: Copy,
  { words, whole }: Sought,
): Promise<Map<string, PageThere>> {
  const ids: readonly Guid[] = [...words, ...whole].filter(isGuid);
  const exact = await snapshot.byId(copy, ids);
  const full = completedHere(snapshot, copy, words.filter(isGuid).filter((id) => !exact.has(id)));
  const records = new Map([...exact, ...await snapshot.byId(copy, [...full.values()])]);
  return new Map(ids.flatMap((id) => {
    const record = records.get(full.get(id) ?? id);
    const page = record && pageOf(record);
    return page ? [[id, page]] : [];
  }));
}

/** Undefined for a page that was forgotten. */
function pageOf(record: MirrorRecord): PageThere | undefined {
  const incoming = decode(historyCodec, record.id, record.clear);
  if (incoming.kind === "tombstone") return undefined;
  if (incoming.kind === "malformed") return { rows: [] };
  const { clear: _, ...envelope } = record;
  return { rows: [rowOf({ ...envelope, record: incoming.record })] };
}

/** The pages of each address. */
async function findUrls(app: App, urls: ReadonlySet<string>): Promise<Map<string, HistoryRow[]>> {
  const found = new Map<string, HistoryRow[]>();
  if (urls.size === 0) return found;
  for await (const page of readHistory(app, JUST_READ).pages) {
    for (const row of page) {
      const { url } = row.record;
      if (urls.has(url)) found.set(url, [...found.get(url) ?? [], row]);
    }
  }
  return found;
}
