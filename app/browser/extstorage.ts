/** Use-cases on what extensions keep in `storage.sync`: one record for each extension, with its items in a text. */
import { itemBytes, splitItems } from "../../core/edits/extension_storage.ts";
import type { CollectionName } from "../../core/ids.ts";
import {
  type ExtensionStorage,
  extensionStorageCodec,
  storedItems,
} from "../../core/records/extension_storage.ts";
import { type Cell, type Column, type Listing } from "../columns.ts";
import type { App } from "../open.ts";
import { type ListInput, narrowing, type SearchSpec } from "../query/search.ts";
import { onePage, readAll, readLive, type Stored } from "../read.ts";
import { apartFromUnread, type Findable, findOne } from "../find.ts";
import { FoxdenError } from "../../core/errors.ts";
import { noSuchRecord } from "../raw_rows.ts";
import { compareTexts } from "../text_order.ts";

/** The name of the collection. */
export const EXTENSION_STORAGE = "extension-storage" as CollectionName;

/** Something that an extension keeps. */
export interface ItemRow {
  readonly addon: string;
  /** `null` where the text of the record is no JSON of an object: then `value` is that text. */
  readonly key: string | null;
  readonly value: unknown;
  /** The JSON text of `value`, as it was written: a number of many digits would not survive being read. */
  readonly text: string;
  /** As the extension's quota counts: key and value as JSON, in UTF-8. */
  readonly bytes: number;
  readonly recordId: string;
}

export const itemColumns: readonly Column<ItemRow>[] = [
  { name: "addon", value: (row) => row.addon },
  { name: "key", value: (row) => row.key },
  { name: "value", value: (row) => row.value as Cell, shape: "any" },
  { name: "bytes", value: (row) => row.bytes, kind: "bytes" },
  { name: "raw", value: (row) => row.key === null, shape: "boolean", detail: true },
  { name: "id", value: (row) => row.recordId, detail: true },
];

/** The same with each value that is no text as it was written. */
export const exactItemColumns: readonly Column<ItemRow>[] = itemColumns.map((column) =>
  column.name === "value"
    ? { ...column, value: ({ value, text }) => typeof value === "string" ? value : text }
    : column
);

/** How items are searched. */
export const itemSearch: SearchSpec<ItemRow> = {
  fields: ["addon", "key", "id"],
  searchable: (row) => ({
    text: [row.addon, row.key ?? "", textOf(row.value)],
    fields: { addon: row.addon, key: row.key ?? "", id: row.recordId },
  }),
};

const textOf = (value: unknown): string => typeof value === "string" ? value : JSON.stringify(value);

export interface ItemListInput extends ListInput {
  /** Only of the extensions that this means: an id, a record's id, or a part of an id. */
  readonly addon?: string | undefined;
}

/** Items by extension, in the order of the record. @throws {FoxdenError} `not-found.record`, `ambiguous.match` */
export async function listItems(app: App, input: ItemListInput): Promise<Listing<ItemRow>> {
  const narrow = narrowing(app, itemSearch, input);
  const { stored, reading } = await readStorage(app, input);
  const wanted = input.addon === undefined ? stored : stored.filter(isOf(stored, input.addon));
  const pages = onePage(wanted.flatMap(itemsOf));
  return { kind: "extstorage", columns: itemColumns, ...narrow({ ...reading, pages }) };
}

/** Items that were asked for. */
export interface FoundItems extends Listing<ItemRow> {
  readonly rows: readonly ItemRow[];
  /** Keys that are not there. */
  readonly missing: readonly string[];
}

/**
 * What one extension keeps, or some of it.
 *
 * @param keys everything when left out
 * @throws {FoxdenError} `not-found.record`, `ambiguous.match`
 */
export async function getItems(app: App, addon: string, keys?: readonly string[]): Promise<FoundItems> {
  const { stored, reading } = await readStorage(app, {});
  const unread = reading.malformed();
  // A record that is there and cannot be read is not missing.
  const { missing: [unknown], malformed } = apartFromUnread([addon], unread);
  const items = unknown === undefined ? [] : stored.filter(isOf(stored, addon)).flatMap(itemsOf);
  const rows = keys?.flatMap((key) => items.filter((item) => item.key === key)) ?? items;
  const missing = unknown === undefined
    ? []
    : keys?.filter((key) => !items.some((item) => item.key === key)) ?? [];
  const listing = { ...reading, kind: "extstorage", columns: itemColumns, pages: onePage(rows) };
  return { ...listing, malformed, rows, missing };
}

/** The refusal of keys that an extension does not have. */
export function noSuchItem(addon: string, key: string, outcome = ""): FoxdenError<"not-found.record"> {
  const message = `"${addon}" keeps nothing under "${key}"${outcome}`;
  return new FoxdenError("not-found.record", message, { collection: EXTENSION_STORAGE, id: key });
}

type StoredItems = Stored<ExtensionStorage>;

/** Whether a record is of the extension that a word means; two records of one extension both are. */
function isOf(stored: readonly StoredItems[], word: string): (each: StoredItems) => boolean {
  const named = new Map<string, Findable>();
  for (const { id, record: { extId } } of stored) {
    named.set(extId, { ids: [...named.get(extId)?.ids ?? [], id], names: [extId] });
  }
  const found = findOne({ collection: EXTENSION_STORAGE, items: [...named.values()] }, word);
  if (!found) throw noSuchRecord(EXTENSION_STORAGE, word);
  return ({ record }) => found.names.includes(record.extId);
}

async function readStorage(app: App, { fresh }: Pick<ListInput, "fresh">) {
  const reading = readLive(
    app,
    EXTENSION_STORAGE,
    extensionStorageCodec,
    fresh === undefined ? {} : { fresh },
  );
  const stored = await readAll(reading);
  stored.sort((a, b) => compareTexts(a.record.extId, b.record.extId) || compareTexts(a.id, b.id));
  return { stored, reading };
}

function itemsOf({ id, record }: StoredItems): ItemRow[] {
  const about = { addon: record.extId, recordId: id };
  const values = storedItems(record);
  const texts = splitItems(record.data);
  if (values === null || texts === undefined) {
    return [{
      ...about,
      key: null,
      value: record.data,
      text: record.data,
      bytes: itemBytes("", record.data),
    }];
  }
  return [...texts].map(([key, text]) => ({
    ...about,
    key,
    value: values[key],
    text,
    bytes: itemBytes(key, text),
  }));
}
