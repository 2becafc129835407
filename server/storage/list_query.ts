/** The parameters of a collection listing, and the tokens that lead from page to page. */
import { base64url, fromBase64url, fromUtf8, utf8 } from "../../core/bytes.ts";
import { isGuid } from "../../core/ids.ts";
import { MAX_IDS } from "../limits.ts";
import type { Incoming } from "../request.ts";
import { storageRefusal } from "./errors.ts";
import { readTime } from "./times.ts";

/** Which way a listing runs. */
export type Sort = "newest" | "oldest" | "index";

/** Where a page ended: the sort value and the id of its last record. */
export interface PageEnd {
  readonly rank: number;
  readonly id: string;
}

/** What a client wants to see of a collection. */
export interface ListQuery {
  readonly ids: readonly string[] | undefined;
  readonly newerMs: number | undefined;
  readonly olderMs: number | undefined;
  readonly full: boolean;
  readonly limit: number | undefined;
  readonly after: PageEnd | undefined;
  readonly sort: Sort;
}

/** @throws 400 for a value that is none */
export function readListQuery(request: Incoming): ListQuery {
  const { query } = request;
  const time = (name: string) => mapPresent(query.get(name), readTime);
  const list = {
    ids: readIds(request),
    newerMs: time("newer"),
    olderMs: time("older"),
    full: query.has("full"),
    limit: mapPresent(query.get("limit"), readCount),
    after: mapPresent(query.get("offset"), readOffset),
    sort: readSort(query.get("sort")),
  };
  checkOffset(list);
  return list;
}

/**
 * The ids of `?ids=`, with every bare plus read as a space and as itself: Firefox sends ids of base64 as they are.
 *
 * @returns undefined without that parameter
 * @throws 400 for a bad id or too many
 */
export function readIds({ query, resource }: Incoming): readonly string[] | undefined {
  const text = query.get("ids");
  if (text === null) return undefined;
  const ids = splitIds(text);
  const search = resource.slice(resource.indexOf("?") + 1);
  if (!search.includes("+")) return ids;
  const literal = new URLSearchParams(search.replaceAll("+", "%2B")).get("ids") ?? "";
  return [...new Set([...ids, ...splitIds(literal)])];
}

function splitIds(text: string): readonly string[] {
  const ids = text.split(",").map((id) => id.trim()).filter((id) => id !== "");
  if (ids.length > MAX_IDS || !ids.every(isGuid)) throw storageRefusal(400);
  return ids;
}

const mapPresent = <T>(text: string | null, read: (text: string) => T): T | undefined =>
  text === null ? undefined : read(text);

/** A whole number of zero or more. @throws 400 */
export function readCount(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw storageRefusal(400);
  return Number(text);
}

function readSort(text: string | null): Sort {
  switch (text) {
    case null:
    case "newest":
      return "newest";
    case "oldest":
    case "index":
      return text;
    default:
      throw storageRefusal(400);
  }
}

/** The token of the page after `end`. */
export const offsetToken = ({ rank, id }: PageEnd): string => `${rank}:${base64url(utf8(id))}`;

function readOffset(text: string): PageEnd {
  const [, rank, encoded] = /^(-?\d{1,16}):([\w-]+)$/.exec(text) ?? [];
  if (rank === undefined || encoded === undefined) throw storageRefusal(400);
  try {
    return { rank: Number(rank), id: fromUtf8(fromBase64url(encoded)) };
  } catch {
    throw storageRefusal(400);
  }
}

/** A token from another listing would skip records without anybody noticing. */
function checkOffset({ after, sort, newerMs = -1, olderMs = Infinity }: ListQuery): void {
  if (after === undefined || sort === "index") return;
  if (after.rank <= newerMs || after.rank >= olderMs) throw storageRefusal(400);
}
