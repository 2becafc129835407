/** The storage's errors: a bare number as JSON. */
import { jsonText, Refusal, type Reply } from "../reply.ts";

/** 0 says nothing, 8 an invalid record, 14 over quota, 17 a size limit. @see SyncStorage API 1.5, "Response Codes" */
export type StorageCode = 0 | 8 | 14 | 17;

/** A refusal in the storage's form. */
export const storageRefusal = (status: number, code: StorageCode = 0): Refusal =>
  new Refusal(jsonText(String(code), status));

/** The storage's words for a failure that no handler named. */
export const refuseWithNumber = (status: number): Reply => jsonText(status === 413 ? "17" : "0", status);
