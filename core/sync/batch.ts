/**
 * Plans uploads against the server's limits: pure, so that every rule can be tested without a server.
 *
 * A batch is what becomes visible together; it travels in one or more POSTs. Order is kept.
 */
import { utf8 } from "../bytes.ts";
import type { Guid } from "../ids.ts";
import type { ServerLimits } from "./info.ts";
import type { NewBso } from "./storage.ts";

export interface UploadPlan {
  /** Batches, each a list of POSTs, each a list of records. */
  readonly batches: readonly (readonly (readonly NewBso[])[])[];
  /** Records the server would refuse whatever they came with. */
  readonly oversize: readonly Guid[];
}

/** Space for the brackets and commas around records in a request. */
const REQUEST_OVERHEAD_BYTES = 2048;

interface Size {
  readonly records: number;
  readonly payloadBytes: number;
  readonly requestBytes: number;
}
const EMPTY: Size = { records: 0, payloadBytes: 0, requestBytes: 0 };

export function planUpload(bsos: readonly NewBso[], limits: ServerLimits): UploadPlan {
  const batches: NewBso[][][] = [];
  const oversize: Guid[] = [];
  let post = EMPTY;
  let batch = EMPTY;
  for (const bso of bsos) {
    const size = sizeOf(bso);
    if (
      !fitsPost(size, limits) || !fitsBatch(size, limits) ||
      size.payloadBytes > (limits.max_record_payload_bytes ?? Infinity)
    ) {
      oversize.push(bso.id);
      continue;
    }
    const newBatch = batches.length === 0 || !fitsBatch(add(batch, size), limits);
    const newPost = newBatch || !fitsPost(add(post, size), limits);
    if (newBatch) batches.push([]);
    if (newPost) batches.at(-1)?.push([]);
    batches.at(-1)?.at(-1)?.push(bso);
    post = newPost ? size : add(post, size);
    batch = newBatch ? size : add(batch, size);
  }
  return { batches, oversize };
}

function sizeOf(bso: NewBso): Size {
  return {
    records: 1,
    payloadBytes: utf8(bso.payload ?? "").length,
    requestBytes: utf8(JSON.stringify(bso)).length + 1,
  };
}

const add = (a: Size, b: Size): Size => ({
  records: a.records + b.records,
  payloadBytes: a.payloadBytes + b.payloadBytes,
  requestBytes: a.requestBytes + b.requestBytes,
});

/** Counts are inclusive; bytes are kept under the limit, since servers differ on whether it may be reached. */
function fitsPost(size: Size, limits: ServerLimits): boolean {
  return size.records <= (limits.max_post_records ?? Infinity) &&
    size.payloadBytes < (limits.max_post_bytes ?? Infinity) &&
    size.requestBytes + REQUEST_OVERHEAD_BYTES < (limits.max_request_bytes ?? Infinity);
}

function fitsBatch(size: Size, limits: ServerLimits): boolean {
  return size.records <= (limits.max_total_records ?? Infinity) &&
    size.payloadBytes < (limits.max_total_bytes ?? Infinity);
}
