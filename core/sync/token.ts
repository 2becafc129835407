/** The token server: an OAuth access token in, an address and Hawk credentials for the storage server out. */
import { utf8 } from "../bytes.ts";
import type { Context } from "../context.ts";
import type { HawkCredentials } from "../crypto/hawk.ts";
import { FoxdenError } from "../errors.ts";
import { busy, type HttpReply, replyJson, send } from "../http.ts";
import { array, httpUrl, integer, object, optional, string } from "../json.ts";

/** Credentials for one user's storage, good for about an hour. */
export interface StorageToken {
  /** Root of the user's storage, without a trailing slash. */
  readonly endpoint: string;
  readonly credentials: HawkCredentials;
  /** The storage's own user number; another number means another, empty storage. */
  readonly uid: number;
  /** By the local clock; a fifth of the life is kept in reserve. */
  readonly renewAtMs: number;
  /** Server clock minus local clock. */
  readonly clockOffsetMs: number;
}

const tokenReply = object({
  id: string,
  key: string,
  uid: integer,
  api_endpoint: httpUrl,
  duration: integer,
});
const errorReply = object({
  status: string,
  errors: optional(array(object({ description: optional(string) }))),
});

export interface TokenRequest {
  /** The whole address, `/1.0/sync/1.5` included. */
  readonly url: URL;
  /** An OAuth access token with Sync's scope. */
  readonly accessToken: string;
  /** The scoped key's `kid`. */
  readonly keyId: string;
}

/**
 * @throws {FoxdenError} `auth.revoked` for an access token that is not accepted, `auth.keys-changed` when the account
 *   has newer keys than ours, `auth.refused` for a server closed to new users
 */
export async function exchangeToken(ctx: Context, request: TokenRequest): Promise<StorageToken> {
  const { url, accessToken, keyId } = request;
  const headers = { accept: "application/json", authorization: `Bearer ${accessToken}`, "x-keyid": keyId };
  const reply = await send(ctx, { method: "GET", url, headers });
  const json = replyJson(ctx, reply, "token server");
  if (reply.status !== 200) throw tokenError(ctx, reply, json);
  const { id, key, uid, api_endpoint, duration } = tokenReply(json, "token server");
  return {
    endpoint: api_endpoint.href.replace(/\/+$/, ""),
    credentials: { id, key: utf8(key) },
    uid,
    renewAtMs: ctx.now() + duration * 800,
    clockOffsetMs: serverNowMs(reply, ctx.now()) - ctx.now(),
  };
}

/** `X-Timestamp` in seconds, else `Date`, else the local clock. */
function serverNowMs(reply: HttpReply, localMs: number): number {
  const seconds = Number(reply.headers.get("x-timestamp") || NaN);
  if (Number.isFinite(seconds)) return seconds * 1000;
  const date = Date.parse(reply.headers.get("date") ?? "");
  return Number.isNaN(date) ? localMs : date;
}

const KEYS_CHANGED = new Set(["invalid-client-state", "invalid-keysChangedAt", "invalid-generation"]);

function tokenError(ctx: Context, reply: HttpReply, json: unknown): FoxdenError {
  const { status } = errorReply(json, "token server");
  if (reply.status === 401 && KEYS_CHANGED.has(status)) {
    return new FoxdenError("auth.keys-changed", "The account's keys changed since this sign-in", { status });
  }
  if (reply.status === 401) {
    return new FoxdenError("auth.revoked", "The token server does not accept this sign-in", {});
  }
  if (status === "new-users-disabled") {
    return new FoxdenError("auth.refused", "This Sync server takes no new users", { errno: 0 });
  }
  if (reply.status === 429) return busy(ctx, reply, "token server");
  const message = "The token server's answer is not one foxden knows";
  return new FoxdenError("server.status", message, { status: reply.status, at: "token server" });
}
