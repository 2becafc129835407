/** The `info/*` views: what a storage holds, without holding it. */
import type { Backend } from "../backend.ts";
import { json, jsonText, type Reply } from "../reply.ts";
import type { Incoming } from "../request.ts";
import { openCall, view } from "./call.ts";
import { BYTES_PER_KB } from "./quota.ts";
import { collectionsOf, countRecords, sumPayloads } from "./store.ts";
import { timeText } from "./times.ts";

/** `GET /info/collections` */
export async function infoCollections(request: Incoming, backend: Backend): Promise<Reply> {
  const call = await openCall(request, backend);
  return view(call, "storage", () => {
    const collections = collectionsOf(backend.database, call.storageUid);
    return members(collections.map(({ name, modified_ms }) => [name, timeText(modified_ms)]));
  });
}

/** `GET /info/collection_counts`: collections with at least one record. */
export async function infoCounts(request: Incoming, backend: Backend): Promise<Reply> {
  const call = await openCall(request, backend);
  return view(call, "storage", () => {
    const counts = [...countRecords(backend.database, call.storageUid)].filter(([, count]) => count > 0);
    return members(counts.map(([name, count]) => [name, String(count)]));
  });
}

/** `GET /info/collection_usage`, in units of 1024 bytes */
export async function infoUsage(request: Incoming, backend: Backend): Promise<Reply> {
  const call = await openCall(request, backend);
  return view(call, "storage", () => {
    const sums = [...sumPayloads(backend.database, call.storageUid)];
    return members(sums.map(([name, bytes]) => [name, JSON.stringify(bytes / BYTES_PER_KB)]));
  });
}

/** `GET /info/quota`: what is used and what may be, in units of 1024 bytes; `null` without a limit */
export async function infoQuota(request: Incoming, backend: Backend): Promise<Reply> {
  const call = await openCall(request, backend);
  return view(call, "storage", () => {
    const bytes = [...sumPayloads(backend.database, call.storageUid).values()].reduce((a, b) => a + b, 0);
    const { quotaBytes } = backend.rules;
    return json([bytes / BYTES_PER_KB, quotaBytes === undefined ? null : quotaBytes / BYTES_PER_KB]);
  });
}

/** `GET /info/configuration`: the limits; they are no secret, so nobody has to sign for them. */
export function infoConfiguration(_request: Incoming, { rules: { limits, quotaBytes } }: Backend): Reply {
  const shown = quotaBytes === undefined ? limits : { ...limits, max_quota_limit: quotaBytes };
  return json(shown, 200, {
    "x-last-modified": timeText(0),
    "x-weave-records": String(Object.keys(shown).length),
  });
}

/** @param entries values are JSON text already, since times need their two decimals */
function members(entries: readonly (readonly [name: string, valueText: string])[]): Reply {
  const body = `{${entries.map(([name, value]) => `${JSON.stringify(name)}:${value}`).join(",")}}`;
  return jsonText(body, 200, { "x-weave-records": String(entries.length) });
}
