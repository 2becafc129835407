/** A folder of a server with one filled storage, and signed requests for that one and for new ones. */
import { type Bytes, utf8 } from "../../core/bytes.ts";
import { hawkHeader } from "../../core/crypto/hawk.ts";
import { signToken, tokenKey } from "../../core/crypto/tokenlib.ts";
import { load, openDatabase } from "../../server/admin.ts";

/** Signs the tokens of this bench; the server is told the same. */
export const MASTER_SECRET = "a secret for measurements only, and for nothing else";

/** The one account, whose storage is filled; of others the server knows nothing, so that theirs begin empty. */
const UID = "00112233445566778899aabbccddeeff";

export const RECORDS = 1000;
const SMALL = ["addons", "clients", "crypto", "forms", "history", "meta", "passwords", "prefs", "tabs"];

/** About what a bookmark takes once sealed. */
export const payloadOf = (i: number): string => `{"ciphertext":"${"x".repeat(590)}","n":${i}}`;

/** Fills a server's folder. @returns the uid of the filled storage */
export async function fillFolder(dir: string): Promise<number> {
  using database = openDatabase(dir);
  const bsos = Array.from({ length: RECORDS }, (_, i) => ({ id: `record${i}`, payload: payloadOf(i) }));
  const small = SMALL.map((name) => [name, { bsos: [{ id: "one", payload: "{}" }] }] as const);
  const collections = { ...Object.fromEntries(small), bookmarks: { bsos } };
  return (await load(database, { email: "ann@example.org", password: "p", uid: UID, collections }))
    .storageUid;
}

/** What one request asks for. */
export interface Ask {
  readonly storageUid: number;
  readonly method: "GET" | "POST";
  /** Below the storage. */
  readonly path: string;
  readonly body?: string;
}

let nonces = 0;

/** Makes whole HTTP requests, signed as the server wants them. */
export async function signRequests(port: number, asks: readonly Ask[]): Promise<Uint8Array[]> {
  const nowSeconds = Math.floor(Date.now() / 1000);
  const tokens = new Map<number, Promise<{ id: string; key: Bytes }>>();
  const tokenFor = (uid: number) => {
    const token = tokens.get(uid) ?? tokenOf(uid, nowSeconds);
    tokens.set(uid, token);
    return token;
  };
  return await Promise.all(asks.map(async ({ storageUid, method, path, body = "" }) => {
    const resource = `/1.5/${storageUid}${path}`;
    const signed = { ts: nowSeconds, nonce: `n${++nonces}`, method, resource, host: "127.0.0.1", port };
    const authorization = await hawkHeader(signed, await tokenFor(storageUid));
    const length = method === "GET" ? "" : `content-length: ${body.length}\r\n`;
    return utf8(
      `${method} ${resource} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nauthorization: ${authorization}\r\n` +
        `content-type: application/json\r\n${length}\r\n${body}`,
    );
  }));
}

async function tokenOf(uid: number, nowSeconds: number): Promise<{ id: string; key: Bytes }> {
  const salt = "abc123";
  const payload = JSON.stringify({
    node: "http://127.0.0.1",
    uid,
    fxa_uid: UID,
    expires: nowSeconds + 3600,
    salt,
  });
  const id = await signToken(payload, MASTER_SECRET);
  return { id, key: utf8(await tokenKey(id, salt, MASTER_SECRET)) };
}
