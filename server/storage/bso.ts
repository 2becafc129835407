/** Records as clients write them: decoded field by field, since one bad record must not spoil the others. */
import { Buffer } from "node:buffer";
import { isGuid } from "../../core/ids.ts";
import type { JsonObject } from "../../core/json.ts";

/** Fields given in a write; what is undefined keeps its value. */
export interface BsoFields {
  readonly payload: string | undefined;
  readonly sortindex: number | undefined;
  /** Seconds. */
  readonly ttl: number | undefined;
}

/** {@link BsoFields} of the record of that id. */
export interface BsoItem extends BsoFields {
  readonly id: string;
}

/** The fields, or what is wrong with the record. */
export type ParsedBso =
  | { readonly ok: true; readonly fields: BsoFields }
  | { readonly ok: false; readonly reason: string };

const KNOWN = new Set(["id", "payload", "sortindex", "ttl", "modified", "collection"]);
const MAX_SORTINDEX = 999_999_999;
const MAX_TTL_SECONDS = 999_999_999;

/** @see SyncStorage API 1.5, "Basic Storage Object" */
export function parseBso(given: JsonObject): ParsedBso {
  const unknown = Object.keys(given).find((name) => !KNOWN.has(name));
  if (unknown !== undefined) return { ok: false, reason: `unknown field ${unknown}` };
  const { id, payload, sortindex, ttl } = given;
  const invalid = (name: string): ParsedBso => ({ ok: false, reason: `invalid bso: ${name}` });
  if (absent(id) || (typeof id === "string" && isGuid(id))) {
    if (!absent(payload) && typeof payload !== "string") return invalid("payload");
    if (!absent(sortindex) && !isInteger(sortindex, -MAX_SORTINDEX, MAX_SORTINDEX)) {
      return invalid("sortindex");
    }
    if (!absent(ttl) && !isInteger(ttl, 0, MAX_TTL_SECONDS)) return invalid("ttl");
    const fields = {
      payload: payload ?? undefined,
      sortindex: sortindex ?? undefined,
      ttl: ttl ?? undefined,
    };
    return { ok: true, fields };
  }
  return invalid("id");
}

/** `null` stands for a field that is not given. */
const absent = (value: unknown): value is undefined | null => value === undefined || value === null;

const isInteger = (value: unknown, min: number, max: number): value is number =>
  Number.isInteger(value) && Number(value) >= min && Number(value) <= max;

/** Size of a payload as limits count it. */
export const payloadBytes = (payload: string | undefined): number => Buffer.byteLength(payload ?? "");

/** An IV of sixteen zero bytes, as a faulty client once wrote it. */
const ZERO_IV = /IV":\s*"AAAAAAAAAAAAAAAAAAAAAA==/;

/** Whether `payload` in `collection` is the work of a client known to encrypt badly. */
export const isBadCrypto = (collection: string, payload: string | undefined): boolean =>
  collection === "crypto" && payload !== undefined && ZERO_IV.test(payload);
