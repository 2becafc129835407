/**
 * Bookmarks, engine version 2: one record for each bookmark, folder and separator, told apart by `type`.
 *
 * A folder's `children` holds its order; each item's `parentid` names the folder a second time.
 */
import type { JsonObject } from "../json.ts";
import { type Codec, recordCodec, refuse, type SyncRecord } from "./codec.ts";
import {
  flag,
  requiredNonEmpty,
  requiredOneOf,
  sparse,
  textOrEmpty,
  textOrNull,
  texts,
  timeOrNull,
  wholeOrNull,
} from "./fields.ts";

/** What every item of the tree has. */
interface Item extends SyncRecord {
  /** The id of the folder it is in; roots name `places`. */
  readonly parentId: string | null;
  /** The title of that folder when the record was written. Only old clients read it. */
  readonly parentName: string | null;
  /** Firefox always writes true, which tells old clients not to look for duplicates. */
  readonly hasDupe: boolean;
  readonly dateAddedMs: number | null;
}

/** What bookmarks and queries share. */
interface Link extends Item {
  readonly url: string;
  /** Firefox writes `""` for an untitled one; old clients wrote nothing. */
  readonly title: string;
  readonly tags: readonly string[];
  readonly keyword: string | null;
}

/** A page worth keeping. */
export interface Bookmark extends Link {
  readonly type: "bookmark";
}

/** A saved search: its address starts with `place:`. */
export interface Query extends Link {
  readonly type: "query";
  /** The tag it lists, when it is a tag query. */
  readonly tagName: string | null;
}

/** A folder and the order of what is in it. */
export interface Folder extends Item {
  readonly type: "folder";
  readonly title: string;
  /** Record ids in order. */
  readonly children: readonly string[];
}

/** A line between two items of a folder. */
export interface Separator extends Item {
  readonly type: "separator";
  /** Its index in the folder, from 0; the folder's `children` is what counts. */
  readonly position: number | null;
}

/** A folder fed by RSS, which Firefox has dropped and deletes on sight. */
export interface Livemark extends Item {
  readonly type: "livemark";
  readonly title: string;
  readonly feedUrl: string | null;
  readonly siteUrl: string | null;
}

/** Any record of the collection `bookmarks`. */
export type BookmarkItem = Bookmark | Query | Folder | Separator | Livemark;

const item = {
  parentId: textOrNull("parentid"),
  parentName: textOrNull("parentName"),
  hasDupe: sparse(flag("hasDupe")),
  // Firefox 153 takes absent, 0 and decimal text, all of which old clients wrote.
  dateAddedMs: timeOrNull("dateAdded", "ms"),
};

const link = {
  ...item,
  url: requiredNonEmpty("bmkUri"),
  title: textOrEmpty("title"),
  tags: sparse(texts("tags")),
  keyword: textOrNull("keyword"),
};

const codecs = {
  bookmark: recordCodec<Bookmark>({ type: requiredOneOf("type", "bookmark"), ...link }),
  query: recordCodec<Query>({
    type: requiredOneOf("type", "query"),
    ...link,
    tagName: textOrNull("folderName"),
  }),
  folder: recordCodec<Folder>({
    type: requiredOneOf("type", "folder"),
    ...item,
    title: textOrEmpty("title"),
    // Firefox 153 reads a folder without a usable list as one without children.
    children: texts("children"),
  }),
  separator: recordCodec<Separator>({
    type: requiredOneOf("type", "separator"),
    ...item,
    position: wholeOrNull("pos"),
  }),
  livemark: recordCodec<Livemark>({
    type: requiredOneOf("type", "livemark"),
    ...item,
    title: textOrEmpty("title"),
    feedUrl: textOrNull("feedUri"),
    siteUrl: textOrNull("siteUri"),
  }),
};

/**
 * Types other than the five are refused: Firefox 153 fails on them (`microsummary`) or passes over them (`item`).
 *
 * A bookmark without an address is refused; one whose address is no URL is kept, so that a person can mend it.
 */
export const bookmarkCodec: Codec<BookmarkItem> = { decode, encode };

function decode(cleartext: JsonObject, id: string): BookmarkItem {
  switch (cleartext["type"]) {
    case "bookmark":
      return codecs.bookmark.decode(cleartext, id);
    case "query":
      return codecs.query.decode(cleartext, id);
    case "folder":
      return codecs.folder.decode(cleartext, id);
    case "separator":
      return codecs.separator.decode(cleartext, id);
    case "livemark":
      return codecs.livemark.decode(cleartext, id);
    default:
      return refuse("type");
  }
}

function encode(record: BookmarkItem): JsonObject {
  switch (record.type) {
    case "bookmark":
      return codecs.bookmark.encode(record);
    case "query":
      return codecs.query.encode(record);
    case "folder":
      return codecs.folder.encode(record);
    case "separator":
      return codecs.separator.encode(record);
    case "livemark":
      return codecs.livemark.encode(record);
  }
}
