/** The sizes that `info/configuration` advertises and the storage enforces. */

/** Names are those of the protocol; all are counts or bytes and inclusive. */
export interface Limits {
  readonly max_post_bytes: number;
  readonly max_post_records: number;
  readonly max_record_payload_bytes: number;
  readonly max_request_bytes: number;
  readonly max_total_bytes: number;
  readonly max_total_records: number;
}

/** What Mozilla's own storage servers advertise. */
export const DEFAULT_LIMITS: Limits = {
  max_post_bytes: 2_621_440,
  max_post_records: 100,
  max_record_payload_bytes: 2_621_440,
  max_request_bytes: 2_625_536,
  max_total_bytes: 262_144_000,
  max_total_records: 10_000,
};

/** Largest number of ids in `?ids=`. */
export const MAX_IDS = 100;

/** Largest number of records in one answer; more come with the next offset. */
export const MAX_PAGE_RECORDS = 10_000;

/** A page ends early, with an offset, once its payloads pass this size: memory must not depend on the client. */
export const MAX_PAGE_BYTES = 8 * 1024 * 1024;

/** How long a batch stays open after the last request for it. */
export const BATCH_LIFETIME_MS = 2 * 60 * 60 * 1000;

/** Batches one storage may have open; of more, the ones untouched longest are given up. */
export const MAX_OPEN_BATCHES = 20;

/** Full batches' worth of payloads that the open batches of one storage may hold together. */
export const MAX_OPEN_FULL_BATCHES = 2;

/** Largest body the accounts, profile and token services read. */
export const MAX_ACCOUNTS_BODY_BYTES = 64 * 1024;

/** Life of a storage token. */
export const STORAGE_TOKEN_SECONDS = 3600;

/** How long a storage that new keys have replaced stays on disk, once no token for it can be alive. */
export const REPLACED_STORAGE_GRACE_MS = 24 * 60 * 60 * 1000;
