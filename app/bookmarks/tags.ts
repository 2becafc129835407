/** Use-case: list the tags of all bookmarks. */
import { tagCounts } from "../../core/bookmarks/tags.ts";
import { bookmarkCodec } from "../../core/records/bookmarks.ts";
import { BOOKMARKS } from "./write.ts";
import type { Column, Listing } from "../columns.ts";
import type { App } from "../open.ts";
import { onePage, readAll, readLive, type ReadOptions } from "../read.ts";

/** A tag, and how many addresses bear it: several bookmarks of one address count once. */
export interface TagRow {
  readonly tag: string;
  readonly count: number;
}

/** What a list of tags shows of each. */
export const tagColumns: readonly Column<TagRow>[] = [
  { name: "tag", value: (row) => row.tag },
  { name: "count", value: (row) => row.count, kind: "count" },
];

const collator = new Intl.Collator("en");

/** All tags, by name. */
export async function listTags(
  app: App,
  { fresh }: Pick<ReadOptions, "fresh"> = {},
): Promise<Listing<TagRow>> {
  const reading = readLive(app, BOOKMARKS, bookmarkCodec, { fresh });
  const stored = await readAll(reading);
  const items = new Map(stored.map(({ record }) => [record.id, record]));
  const counts = tagCounts({ items, deleted: new Set(), unreadable: new Set() });
  const rows = [...counts].map(([tag, count]) => ({ tag, count }));
  rows.sort((left, right) => collator.compare(left.tag, right.tag));
  return { ...reading, kind: "tags", columns: tagColumns, pages: onePage(rows) };
}
