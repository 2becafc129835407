/** Who asks: the signed token of the token server, and a Hawk signature made with its key. */
import { utf8 } from "../../core/bytes.ts";
import { type HawkHeader, hawkMatches, hawkPayloadHash, parseHawkHeader } from "../../core/crypto/hawk.ts";
import { openToken, tokenKey, type TokenPayload } from "../../core/crypto/tokenlib.ts";
import type { Backend } from "../backend.ts";
import type { Incoming } from "../request.ts";
import { storageRefusal } from "./errors.ts";

/**
 * Checks the signature of a request for one storage.
 *
 * @returns the storage's uid
 * @throws 401 for a bad or expired token, signature, time or nonce; 400 when the path names another storage
 */
export async function authenticate(request: Incoming, backend: Backend): Promise<number> {
  const header = parseHawkHeader(request.headers.get("authorization") ?? "");
  const token = header && await openToken(header.id, backend.masterSecret);
  if (!header || !token) throw storageRefusal(401);
  const nowMs = backend.database.clock.nowMs();
  if (Math.round(token.expires) <= nowMs / 1000 && !mayBeExpired(request)) throw storageRefusal(401);
  await checkSignature(header, token, request, backend);
  if (request.params.uid !== String(token.uid)) throw storageRefusal(400);
  const admitted = isSafe(request.method) ||
    backend.replays.admit(header.id, header.nonce, token.expires * 1000, nowMs);
  if (!admitted) throw storageRefusal(401);
  return token.uid;
}

/** A client with an old token may still look whether anything changed. */
const mayBeExpired = ({ path, params }: Incoming): boolean => path === `/1.5/${params.uid}/info/collections`;

const isSafe = (method: string): boolean => method === "GET" || method === "HEAD";

async function checkSignature(
  header: HawkHeader,
  token: TokenPayload,
  request: Incoming,
  { database, masterSecret, rules }: Backend,
): Promise<void> {
  const { method, resource, site: { host, port } } = request;
  const key = utf8(await tokenKey(header.id, token.salt, masterSecret));
  const genuine = await hawkMatches(header, { method, resource, host, port }, key);
  const skewSeconds = Math.abs(header.ts - database.clock.nowMs() / 1000);
  if (!genuine || skewSeconds > rules.maxSkewSeconds) throw storageRefusal(401);
  if (header.hash === undefined) return;
  const body = await request.text(rules.limits.max_request_bytes);
  // Some clients hash as the type they send, others always as this one.
  const types = ["application/json", request.headers.get("content-type") ?? ""];
  const hashes = await Promise.all(types.map((type) => hawkPayloadHash(type, body)));
  if (!hashes.includes(header.hash)) throw storageRefusal(401);
}
