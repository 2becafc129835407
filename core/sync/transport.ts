/** Signed requests to the storage server: the token is renewed and the clock corrected where that mends a refusal. */
import type { Context } from "../context.ts";
import { hawkHeader, hawkTarget } from "../crypto/hawk.ts";
import { FoxdenError } from "../errors.ts";
import { busy, type HttpReply, type HttpRequest, send, withQuery } from "../http.ts";
import { parseServerTime } from "../ids.ts";
import type { StorageToken } from "./token.ts";

/** One user's storage and the credentials in use for it. */
export interface StorageServer {
  readonly ctx: Context;
  /** Gets a fresh token: at the start, when the old one runs out, and once when the server refuses it. */
  readonly renew: () => Promise<StorageToken>;
  readonly state: {
    token?: StorageToken;
    /** A renewal under way: requests that start together share it. */
    renewing?: Promise<StorageToken>;
    /** The first storage that did not refuse this session. */
    uid?: number;
    clockOffsetMs: number;
    /** Until when, by the local clock, the server asked to be left alone. */
    backoffUntilMs: number;
  };
}

export function openStorageServer(ctx: Context, renew: () => Promise<StorageToken>): StorageServer {
  return { ctx, renew, state: { clockOffsetMs: 0, backoffUntilMs: 0 } };
}

export interface StorageCall extends Pick<HttpRequest, "method" | "headers" | "body"> {
  /** Below the storage root, percent-encoded, such as `/storage/bookmarks`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
}

/** A clock this far off can make a signature look out of date. */
const NOTABLE_SKEW_MS = 30_000;

/**
 * Sends one signed request and returns whatever came back, except for what means the same on every path.
 *
 * @throws {FoxdenError} `auth.revoked` when a fresh token is refused too, `server.busy`, `server.challenge`
 */
export async function callStorage(server: StorageServer, call: StorageCall): Promise<HttpReply> {
  let reply = await sendSigned(server, call);
  if (reply.status === 401 && reply.skewMs > NOTABLE_SKEW_MS) reply = await sendSigned(server, call);
  if (reply.status === 401 || isLostNode(reply, call)) {
    if (server.state.token === reply.token) delete server.state.token;
    reply = await sendSigned(server, call);
  }
  if (reply.status === 401) {
    throw new FoxdenError("auth.revoked", "The storage server does not accept this sign-in", {});
  }
  if (reply.status >= 500 || reply.status === 429) throw busy(server.ctx, reply, call.path);
  return reply;
}

/** A server that has never heard of this user: the account lives on another node by now. */
const isLostNode = ({ status }: HttpReply, { path }: StorageCall): boolean =>
  status === 404 && path === "/info/collections";

interface SignedReply extends HttpReply {
  readonly token: StorageToken;
  /** How far the clock used for signing was from the server's. */
  readonly skewMs: number;
}

async function sendSigned(server: StorageServer, call: StorageCall): Promise<SignedReply> {
  const { ctx, state } = server;
  const token = await currentToken(server);
  const url = withQuery(new URL(token.endpoint + call.path), call.query ?? {});
  const usedOffsetMs = state.clockOffsetMs;
  const authorization = await hawkHeader({
    ...hawkTarget(url),
    method: call.method,
    ts: Math.floor((ctx.now() + usedOffsetMs) / 1000),
    nonce: ctx.random(8).toBase64(),
  }, token.credentials);
  const reply = await send(ctx, { ...call, url, headers: { ...call.headers, authorization } });
  learn(server, reply);
  // A token that was kept for long may lead to where the account is no more: nothing has begun there.
  if (reply.status !== 401 && !isLostNode(reply, call)) state.uid ??= token.uid;
  return { ...reply, token, skewMs: Math.abs(state.clockOffsetMs - usedOffsetMs) };
}

async function currentToken(server: StorageServer): Promise<StorageToken> {
  const { ctx, state } = server;
  if (state.token && ctx.now() < state.token.renewAtMs) return state.token;
  state.renewing ??= renewToken(server).finally(() => delete state.renewing);
  return await state.renewing;
}

async function renewToken({ renew, state }: StorageServer): Promise<StorageToken> {
  const token = await renew();
  if (state.uid !== undefined && state.uid !== token.uid) {
    throw new FoxdenError("auth.keys-changed", "The account was moved to an empty storage", {
      status: "new-uid",
    });
  }
  state.clockOffsetMs = token.clockOffsetMs;
  state.token = token;
  return token;
}

/**
 * Stops before something new is begun while the server asks to be left alone. What is under way goes on, so that no
 * half of it is left behind.
 *
 * @throws {FoxdenError} `server.busy`
 */
export function refuseDuringBackoff({ ctx, state }: StorageServer): void {
  const retryAfterSeconds = Math.ceil((state.backoffUntilMs - ctx.now()) / 1000);
  if (retryAfterSeconds <= 0) return;
  const message = `The server asks to wait ${retryAfterSeconds} s before anything new is written`;
  throw new FoxdenError("server.busy", message, { status: 200, retryAfterSeconds });
}

/** Keeps what every answer may tell: the server's clock, and its wish to be left alone. */
function learn({ ctx, state }: StorageServer, { headers }: HttpReply): void {
  const time = headers.get("x-weave-timestamp");
  // Garbled, it is worth nothing; the answer it came with may still be a good one.
  if (time !== null && /^\d{1,15}(\.\d+)?$/.test(time)) {
    state.clockOffsetMs = parseServerTime(time) - ctx.now();
  }
  const backoffSeconds = Number(headers.get("x-weave-backoff") ?? headers.get("x-backoff") ?? NaN);
  if (backoffSeconds > 0) {
    state.backoffUntilMs = Math.max(state.backoffUntilMs, ctx.now() + backoffSeconds * 1000);
  }
}
