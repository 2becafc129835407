/** Storage of extensions, engine version 1: one record for each extension that keeps something in `storage.sync`. */
import { anyObject, decodeOr, type JsonObject, parseJson } from "../json.ts";
import { type Codec, recordCodec, type SyncRecord } from "./codec.ts";
import { requiredNonEmpty, requiredText } from "./fields.ts";

/** What one extension keeps. */
export interface ExtensionStorage extends SyncRecord {
  readonly extId: string;
  /** The text of a JSON object; {@link storedItems} parses it. */
  readonly data: string;
}

/** A record without its extension or without text is refused; text that is no JSON is kept. */
export const extensionStorageCodec: Codec<ExtensionStorage> = recordCodec<ExtensionStorage>({
  extId: requiredNonEmpty("extId"),
  data: requiredText("data"),
});

/** What the extension keeps, by key; `null` where the text is not that of a JSON object. */
export function storedItems(storage: ExtensionStorage): JsonObject | null {
  return decodeOr(null, () => anyObject(parseJson(storage.data, "data"), "data"));
}
