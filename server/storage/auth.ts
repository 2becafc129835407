/** Who asks: the signed token of the token server, and a Hawk signature made with its key. */
import { type HawkHeader, hawkPayloadHash, parseHawkHeader } from "../../core/crypto/hawk.ts";
import type { TokenPayload } from "../../core/crypto/tokenlib.ts";
import type { Backend } from "../backend.ts";
import type { Incoming } from "../request.ts";
import { storageRefusal } from "./errors.ts";
import { type OpenToken, signatureMatches } from "./open_tokens.ts";

/**
 * Checks the signature of a request for one storage.
 *
 * @returns what the token says; whether its storage is there, and its holder's, is for the transaction to see
 * @throws 401 for a bad or expired token, signature, time or nonce; 400 when the path names another storage
 */
export async function authenticate(request: Incoming, backend: Backend): Promise<TokenPayload> {
  const header = parseHawkHeader(request.headers.get("authorization") ?? "");
  const opened = header && (backend.tokens.known(header.id) ?? await backend.tokens.open(header.id));
  if (!header || !opened) throw storageRefusal(401);
  const token = opened.payload;
  const nowMs = backend.database.clock.nowMs();
  if (Math.round(token.expires) <= nowMs / 1000 && !mayBeExpired(request)) throw storageRefusal(401);
  checkSignature(header, opened, request, backend);
  if (header.hash !== undefined) await checkHash(header.hash, request, backend);
  if (request.params.uid !== String(token.uid)) throw storageRefusal(400);
  const admitted = isSafe(request.method) ||
    backend.replays.admit(header.id, header.nonce, token.expires * 1000, nowMs);
  if (!admitted) throw storageRefusal(401);
  return token;
}

/** A client with an old token may still look whether anything changed. */
const mayBeExpired = ({ path, params }: Incoming): boolean => path === `/1.5/${params.uid}/info/collections`;

const isSafe = (method: string): boolean => method === "GET" || method === "HEAD";

function checkSignature(
  header: HawkHeader,
  { key }: OpenToken,
  request: Incoming,
  { database, rules }: Backend,
): void {
  const { method, resource, site: { host, port } } = request;
  const genuine = signatureMatches(header, { method, resource, host, port }, key);
  const skewSeconds = Math.abs(header.ts - database.clock.nowMs() / 1000);
  if (!genuine || skewSeconds > rules.maxSkewSeconds) throw storageRefusal(401);
}

async function checkHash(hash: string, request: Incoming, { rules }: Backend): Promise<void> {
  const body = await request.text(rules.limits.max_request_bytes);
  // Some clients hash as the type they send, others always as this one.
  const types = ["application/json", request.headers.get("content-type") ?? ""];
  const hashes = await Promise.all(types.map((type) => hawkPayloadHash(type, body)));
  if (!hashes.includes(hash)) throw storageRefusal(401);
}
