/** The records of one POST: which are good, which are not and why. */
import { isObject, type JsonObject } from "../../core/json.ts";
import type { Limits } from "../limits.ts";
import { type BsoItem, isBadCrypto, parseBso, payloadBytes } from "./bso.ts";
import { storageRefusal } from "./errors.ts";
import { parseOrRefuse } from "./record.ts";

/** What a POST holds, sorted out. */
export interface PostBody {
  readonly items: readonly BsoItem[];
  /** Of the payloads of `items`. */
  readonly bytes: number;
  /** id → reason */
  readonly failed: Readonly<Record<string, string>>;
}

/** @throws 400 with 8 when the whole body is no list of records; 415 for an unknown type */
export function parsePost(text: string, type: string, collection: string, limits: Limits): PostBody {
  const records = parseList(text, type).map(withId);
  if (new Set(records.map(({ id }) => id)).size < records.length) throw storageRefusal(400, 8);
  const items: BsoItem[] = [];
  const failed = new Map<string, string>();
  let [seen, bytes] = [0, 0];
  for (const { id, record } of records) {
    const parsed = parseBso(record);
    const size = typeof record.payload === "string" ? payloadBytes(record.payload) : 0;
    seen += size;
    if (!parsed.ok) failed.set(id, parsed.reason);
    else if (isBadCrypto(collection, parsed.fields.payload)) throw storageRefusal(400, 8);
    else if (size > limits.max_record_payload_bytes || seen > limits.max_post_bytes) {
      failed.set(id, "retry bytes");
    } else if (items.length >= limits.max_post_records) failed.set(id, "retry bso");
    else {
      items.push({ id, ...parsed.fields });
      bytes += size;
    }
  }
  return { items, bytes, failed: Object.fromEntries(failed) };
}

function parseList(text: string, type: string): unknown[] {
  switch (type) {
    case "application/json":
    case "text/plain": {
      const list = parseOrRefuse(text);
      if (Array.isArray(list)) return list;
      throw storageRefusal(400, 8);
    }
    case "application/newlines":
      return text === "" ? [] : text.replace(/\n$/, "").split("\n").map(parseOrRefuse);
    default:
      throw storageRefusal(415);
  }
}

function withId(record: unknown): { readonly id: string; readonly record: JsonObject } {
  if (!isObject(record) || typeof record.id !== "string") throw storageRefusal(400, 8);
  return { id: record.id, record };
}
