/** Tokens as requests show them: by Bearer, whose id alone is enough, or by Hawk, which signs the request. */
import type { Bytes } from "../../core/bytes.ts";
import { type HawkHeader, hawkMatches, hawkPayloadHash, parseHawkHeader } from "../../core/crypto/hawk.ts";
import { BEARER_PREFIX, type TokenKind } from "../../core/crypto/token_keys.ts";
import type { Backend } from "../backend.ts";
import { MAX_ACCOUNTS_BODY_BYTES } from "../limits.ts";
import type { Incoming } from "../request.ts";
import { maskKey } from "../tokens.ts";
import { accountsRefusal } from "./errors.ts";
import { SESSION_IDLE_MS } from "./session_store.ts";

/** A token of the accounts protocol that a request shows; `hawk` when it signs with it. */
export interface ShownToken {
  /** 64 hex digits. */
  readonly id: string;
  readonly hawk?: HawkHeader;
}

/** What follows `Bearer` in the request, whatever it is. */
export function readBearer(request: Incoming): string | undefined {
  return /^bearer +(\S+)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
}

/** @returns undefined when the request shows no token of that kind; Hawk ids do not tell their kind */
export function readTokenId(request: Incoming, kind: TokenKind): ShownToken | undefined {
  const prefix = `${BEARER_PREFIX[kind]}_`;
  const bearer = readBearer(request);
  const hawk = parseHawkHeader(request.headers.get("authorization") ?? "");
  const id = bearer?.startsWith(prefix) ? bearer.slice(prefix.length) : hawk?.id;
  if (id === undefined || !/^[0-9a-f]{64}$/.test(id)) return undefined;
  return { id, ...(hawk === undefined ? {} : { hawk }) };
}

/**
 * A Bearer id needs no signature; a Hawk header must be right in every part it has. A body whose header has no
 * `hash` is taken: the MAC then covers everything but the body, as Mozilla's own storage servers have it.
 *
 * @throws errno 109 for a wrong MAC or hash, 111 for a time too far off
 */
export async function checkSignature(
  { id, hawk }: ShownToken,
  maskedKey: Bytes,
  request: Incoming,
  { database, rules }: Backend,
): Promise<void> {
  if (hawk === undefined) return;
  const { method, resource, site: { host, port } } = request;
  const key = await maskKey(id, maskedKey);
  if (!await hawkMatches(hawk, { method, resource, host, port }, key)) throw accountsRefusal(109);
  const nowSeconds = Math.floor(database.clock.nowMs() / 1000);
  if (Math.abs(hawk.ts - nowSeconds) > rules.maxSkewSeconds) {
    throw accountsRefusal(111, { serverTime: nowSeconds });
  }
  // Clients of the accounts protocol always hash as this type, whatever their header says.
  const hash = hawk.hash === undefined
    ? undefined
    : await hawkPayloadHash("application/json", await request.text(MAX_ACCOUNTS_BODY_BYTES));
  if (hash !== hawk.hash) throw accountsRefusal(109);
}

/**
 * A signed write that comes a second time was recorded on the way; reading twice does no harm. Tokens that one use
 * consumes need no such memory.
 *
 * @throws errno 115
 */
export function checkNonce({ id, hawk }: ShownToken, { method }: Incoming, backend: Backend): void {
  if (hawk === undefined || method === "GET" || method === "HEAD") return;
  const nowMs = backend.database.clock.nowMs();
  if (!backend.replays.admit(id, hawk.nonce, nowMs + SESSION_IDLE_MS, nowMs)) throw accountsRefusal(115);
}
