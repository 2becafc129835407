/** Storage credentials, kept sealed between runs so that a short run need not ask for new ones. */
import { fromUtf8, utf8 } from "../core/bytes.ts";
import { decodeOr, integer, number, object, string } from "../core/json.ts";
import type { StorageToken } from "../core/sync/token.ts";
import type { Mirror } from "./mirror/mirror.ts";

const NOTE = "token";

const shape = object({
  kid: string,
  endpoint: string,
  id: string,
  key: string,
  uid: integer,
  renewAtMs: number,
  clockOffsetMs: number,
});

/** @returns undefined where there are none for this key, or none that hold */
export async function recallToken(
  mirror: Mirror,
  kid: string,
  nowMs: number,
): Promise<StorageToken | undefined> {
  const noted = await mirror.recall(NOTE);
  const kept = decodeOr(undefined, () => shape(noted, NOTE));
  if (kept?.kid !== kid || kept.renewAtMs <= nowMs) return undefined;
  const { endpoint, uid, renewAtMs, clockOffsetMs, id, key } = kept;
  return { endpoint, uid, renewAtMs, clockOffsetMs, credentials: { id, key: utf8(key) } };
}

export async function rememberToken(mirror: Mirror, kid: string, token: StorageToken): Promise<void> {
  const { credentials: { id, key }, ...rest } = token;
  await mirror.remember(NOTE, { kid, ...rest, id, key: fromUtf8(key) });
}

export function forgetToken(mirror: Mirror): void {
  mirror.forgetNote(NOTE);
}
