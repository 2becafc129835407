/**
 * Hawk request signatures: making them, and checking them.
 *
 * Deterministic: timestamp and nonce are given. The auth server's keys are 32 raw bytes; the storage server's key
 * is the ASCII text the token server returned, not decoded.
 *
 * @see https://github.com/mozilla/hawk, API.md
 */
import { type Bytes, equal, utf8 } from "../bytes.ts";
import { hmacSha256, sha256 } from "./hkdf.ts";

/** What a Hawk MAC covers. */
export interface HawkRequest {
  /** Seconds since the epoch, by the server's clock. */
  readonly ts: number;
  readonly nonce: string;
  readonly method: string;
  /** Path and query exactly as sent. */
  readonly resource: string;
  readonly host: string;
  readonly port: number;
  /** From {@link hawkPayloadHash}, when the body is covered. */
  readonly hash?: string;
  readonly ext?: string;
}

export interface HawkCredentials {
  readonly id: string;
  readonly key: Bytes;
}

/** Host, port and resource of an address, as Hawk counts them. */
export function hawkTarget(url: URL): Pick<HawkRequest, "host" | "port" | "resource"> {
  const port = url.port === "" ? (url.protocol === "https:" ? 443 : 80) : Number(url.port);
  return { host: url.hostname, port, resource: url.pathname + url.search };
}

export async function hawkMac(request: HawkRequest, key: Bytes | CryptoKey): Promise<string> {
  return (await hmacSha256(key, utf8(hawkText(request)))).toBase64();
}

/** The text a MAC is made of: one line for each part, absent ones empty. */
export function hawkText(request: HawkRequest): string {
  const { ts, nonce, method, resource, host, port, hash = "", ext = "" } = request;
  const lines = [
    "hawk.1.header",
    ts,
    nonce,
    method.toUpperCase(),
    resource,
    host.toLowerCase(),
    port,
    hash,
    ext,
  ];
  return lines.join("\n") + "\n";
}

/** @param contentType parameters such as `; charset=utf-8` do not count */
export async function hawkPayloadHash(contentType: string, body: string): Promise<string> {
  const type = (contentType.split(";")[0] ?? "").trim().toLowerCase();
  return (await sha256(utf8(`hawk.1.payload\n${type}\n${body}\n`))).toBase64();
}

/** The whole value of an `Authorization` header. */
export async function hawkHeader(request: HawkRequest, credentials: HawkCredentials): Promise<string> {
  const mac = await hawkMac(request, credentials.key);
  const fields = {
    id: credentials.id,
    ts: String(request.ts),
    nonce: request.nonce,
    hash: request.hash,
    ext: request.ext,
    mac,
  };
  const shown = Object.entries(fields).filter(([, value]) => value !== undefined);
  return "Hawk " + shown.map(([name, value]) => `${name}="${value}"`).join(", ");
}

/** What a Hawk header says, before anything of it is believed. */
export interface HawkHeader {
  readonly id: string;
  readonly ts: number;
  readonly nonce: string;
  readonly mac: string;
  readonly hash?: string;
  readonly ext?: string;
}

/** @returns undefined when `value` is not a whole, well-formed Hawk header */
export function parseHawkHeader(value: string): HawkHeader | undefined {
  const rest = /^hawk\s+(.*)$/is.exec(value)?.[1];
  if (rest === undefined || rest.length > 8192) return undefined;
  const fields = new Map<string, string>();
  let read = 0;
  for (const [whole, name = "", text = ""] of rest.matchAll(/([a-z]+)="([^"\\]*)"\s*(?:,\s*|$)/giy)) {
    if (fields.has(name)) return undefined;
    fields.set(name, text);
    read += whole.length;
  }
  if (read !== rest.length) return undefined;
  const [id, ts, nonce, mac] = ["id", "ts", "nonce", "mac"].map((name) => fields.get(name));
  if (!id || !nonce || !mac || !ts || !/^\d{1,12}$/.test(ts)) return undefined;
  const [hash, ext] = [fields.get("hash"), fields.get("ext")];
  return {
    id,
    ts: Number(ts),
    nonce,
    mac,
    ...(hash === undefined ? {} : { hash }),
    ...(ext === undefined ? {} : { ext }),
  };
}

/**
 * Whether `header` was made for this request by who holds `key`. Says nothing about time, nonce or payload.
 */
export async function hawkMatches(
  header: HawkHeader,
  request: Pick<HawkRequest, "method" | "resource" | "host" | "port">,
  key: Bytes | CryptoKey,
): Promise<boolean> {
  const { method, resource, host, port } = request;
  const expected = await hawkMac({ ...header, method, resource, host, port }, key);
  return equal(utf8(expected), utf8(header.mac));
}
