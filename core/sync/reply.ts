/** What the storage server's replies have in common: times, and refusals. */
import { FoxdenError } from "../errors.ts";
import { type HttpReply, replyJson } from "../http.ts";
import { parseServerTime, type ServerTime } from "../ids.ts";
import { type Decoder, number } from "../json.ts";
import type { StorageServer } from "./transport.ts";

/** A time as a JSON number of seconds. Two decimals fit a double with room to spare. */
export const serverTime: Decoder<ServerTime> = (value, at) => parseServerTime(String(number(value, at)), at);

/** When the resource last changed, from the header every successful read carries. */
export function lastModifiedOf(reply: HttpReply, at: string): ServerTime {
  return parseServerTime(reply.headers.get("x-last-modified") ?? "", `${at}: X-Last-Modified`);
}

/**
 * The JSON of a success; everything else is an error here.
 *
 * @throws {FoxdenError} `conflict.changed`, `server.too-large`, `server.over-quota`, `server.status`
 */
export function storageJson(server: StorageServer, reply: HttpReply, at: string): unknown {
  if (reply.status === 412 || reply.status === 409) {
    throw new FoxdenError("conflict.changed", "The server copy changed meanwhile", { resource: at });
  }
  if (reply.status === 413) throw tooLarge(at);
  const json = replyJson(server.ctx, reply, at);
  if (reply.status >= 200 && reply.status < 300) return json;
  if (json === 14) throw new FoxdenError("server.over-quota", "The account's storage is full", {});
  if (json === 17) throw tooLarge(at);
  const message = `${at}: the storage server refuses the request`;
  throw new FoxdenError("server.status", message, { status: reply.status, at });
}

const tooLarge = (at: string) =>
  new FoxdenError("server.too-large", `${at}: more than the server takes at once`, { at });
