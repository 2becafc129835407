/** Use-case: all visited pages, or those that are asked for, for a file or another program. */
import { fromUtf8 } from "../../core/bytes.ts";
import { historyCodec } from "../../core/records/history.ts";
import { isObject, parseJson } from "../../core/json.ts";
import type { Listing, MalformedCount } from "../columns.ts";
import type { LinesOfPage, MirrorLine } from "../mirror/page.ts";
import type { App } from "../open.ts";
import { decode, readLines } from "../read.ts";
import { HISTORY, historyColumns, type HistoryRow, readHistory, rowOf } from "./list.ts";
import { historyFilter, type HistoryListInput } from "./search.ts";
import { Transcoder } from "./transcode.ts";

/**
 * Visited pages in the order in which they came to be here, which is the fastest way through them.
 *
 * @throws {FoxdenError} `usage.value` for a query that cannot be used
 */
export function exportHistory(app: App, input: HistoryListInput): Listing<HistoryRow> {
  const filter = historyFilter(app, input);
  const { fresh } = input;
  const reading = readHistory(app, { fresh, filter });
  const listing = { kind: "history", columns: historyColumns, ...reading };
  if (filter) return listing;
  const unread: Unread = { count: 0, ids: [] };
  const jsonLines = () => readJsonLines(readLines(app, HISTORY, { fresh }), unread);
  return { ...listing, jsonLines, malformed: () => unread.count > 0 ? unread : reading.malformed() };
}

/** Records that could not be read so far. */
type Unread = { -readonly [K in keyof MalformedCount]: MalformedCount[K] };

/** How many of them are named. */
const NAMED = 5;

async function* readJsonLines(
  pages: AsyncIterable<LinesOfPage>,
  unread: Unread,
): AsyncGenerator<readonly (Uint8Array | HistoryRow)[]> {
  const transcoder = new Transcoder();
  for await (const { bytes, lines } of pages) {
    const pieces: (Uint8Array | HistoryRow)[] = [];
    for (const line of lines) {
      if (transcoder.add(bytes, line)) continue;
      const row = rowAt(bytes, line, unread);
      // What came before it stays before it.
      if (row) pieces.push(transcoder.take(), row);
    }
    pieces.push(transcoder.take());
    yield pieces;
  }
}

function rowAt(bytes: Uint8Array, { id, modified, clearAt, to }: MirrorLine, unread: Unread) {
  const value = parseJson(fromUtf8(bytes.subarray(clearAt, to - 1)), "record");
  const clear = isObject(value) || typeof value === "string" ? value : null;
  const incoming = decode(historyCodec, id, clear);
  if (incoming.kind === "live") return rowOf({ id, modified, record: incoming.record });
  if (incoming.kind === "malformed" && ++unread.count <= NAMED) unread.ids = [...unread.ids, id];
  return undefined;
}
