/** One typed request: what the services need of an HTTP request, cut out once. */
import { type Bytes, concat, fromUtf8 } from "../core/bytes.ts";
import { within } from "./clock.ts";
import { Refusal } from "./reply.ts";

/** What is asked of headers; names in lower case. */
export interface RequestHeaders extends Iterable<readonly [name: string, value: string]> {
  /** Values of a name that is there several times are separated by commas. */
  get(name: string): string | null;
}

/** A request as it arrives; a `Request` is one, but has its address rewritten. */
export interface Arrived {
  readonly method: string;
  /** As sent: most often the path and query alone, with whatever a parser of URLs would tidy up. */
  readonly url: string;
  readonly headers: RequestHeaders;
  readonly body: ReadableStream<Uint8Array> | null;
}

/** A request on its way to a handler. */
export interface Incoming {
  readonly method: string;
  /** Path and query exactly as sent, as signatures cover them. */
  readonly resource: string;
  /** The part of `resource` before the question mark, still percent-encoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: RequestHeaders;
  /** The server as this client addresses it. */
  readonly site: Site;
  /** Parts of the path, decoded, by their names in the route. */
  readonly params: Readonly<Record<string, string>>;
  /** The body as text; it is read at most once. @throws {Refusal} 413, 408 or 400 */
  readonly text: (maxBytes: number) => Promise<string>;
}

/** The server's own address, as seen from outside a proxy. */
export interface Site {
  /** No trailing slash. */
  readonly base: string;
  /** Without port; lower case. */
  readonly host: string;
  readonly port: number;
}

/** Takes a request apart. @param bodyMs how long the body may take @throws {Refusal} 400 for a `Host` that names none */
export function readRequest(request: Arrived, bodyMs: number): Incoming {
  const resource = request.url.startsWith("/")
    ? request.url
    : /^[a-z]+:\/\/[^/?#]*(.*)$/is.exec(request.url)?.[1] || "/";
  const [path = "/", ...query] = resource.split("?");
  let text: Promise<string> | undefined;
  return {
    method: request.method,
    resource,
    path: path === "" ? "/" : path,
    query: new URLSearchParams(query.join("?")),
    headers: request.headers,
    site: siteOf(request),
    params: {},
    text: (maxBytes) => text ??= readText(request, maxBytes, bodyMs),
  };
}

const AUTHORITY = /^(\[[\da-f:.]+\]|[^\s\/?#@\\]+?)(:\d{1,5})?$/i;

/** A proxy that ends TLS says so in `X-Forwarded-*`; the first value is the one nearest to the client. */
function siteOf(request: Arrived): Site {
  const first = (name: string) => request.headers.get(name)?.split(",")[0]?.trim() || undefined;
  const scheme = first("x-forwarded-proto")?.toLowerCase() === "https" ? "https" : "http";
  const authority = first("x-forwarded-host") ?? first("host") ?? URL.parse(request.url)?.host ?? "";
  const address = `${scheme}://${authority}`;
  if (address !== latest?.address) latest = { address, site: readSite(scheme, authority) };
  return latest.site;
}

/** A server has one name, and taking it apart again for every request would be the larger part of reading one. */
let latest: { readonly address: string; readonly site: Site } | undefined;

function readSite(scheme: string, authority: string): Site {
  const url = AUTHORITY.test(authority) ? URL.parse(`${scheme}://${authority}`) : null;
  if (url === null) throw new Refusal(400);
  const port = url.port === "" ? (scheme === "https" ? 443 : 80) : Number(url.port);
  return { base: `${scheme}://${url.host}`, host: url.hostname, port };
}

async function readText(request: Arrived, maxBytes: number, deadlineMs: number): Promise<string> {
  if (Number(request.headers.get("content-length") ?? 0) > maxBytes) throw tooLarge();
  const reader = request.body?.getReader();
  if (reader === undefined) return "";
  try {
    const bytes = await within(deadlineMs, readAll(reader, maxBytes), () => {
      throw new Refusal(408);
    });
    return fromUtf8(bytes);
  } catch (error) {
    // The rest is never taken from the network.
    reader.cancel().catch(() => undefined);
    // What is no refusal is text that is not UTF-8, or a client that hung up.
    throw error instanceof Refusal ? error : new Refusal(400);
  }
}

async function readAll(reader: ReadableStreamDefaultReader<Uint8Array>, maxBytes: number): Promise<Bytes> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    length += part.value.length;
    if (length > maxBytes) throw tooLarge();
    chunks.push(part.value);
  }
  return concat(...chunks);
}

const tooLarge = () => new Refusal(413);
