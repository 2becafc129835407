/** One typed request: what the services need of an HTTP request, cut out once. */
import { concat, fromUtf8 } from "../core/bytes.ts";
import { Refusal } from "./reply.ts";

/** A request on its way to a handler. */
export interface Incoming {
  readonly method: string;
  /** Path and query exactly as sent, as signatures cover them. */
  readonly resource: string;
  /** The part of `resource` before the question mark, still percent-encoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Headers;
  /** The server as this client addresses it. */
  readonly site: Site;
  /** Parts of the path, decoded, by their names in the route. */
  readonly params: Readonly<Record<string, string>>;
  /** The body as text; it is read at most once. @throws {Refusal} 413 or 400 */
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

/** Takes a request apart. */
export function readRequest(request: Request): Incoming {
  const resource = /^[a-z]+:\/\/[^/?#]*(.*)$/is.exec(request.url)?.[1] || "/";
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
    text: (maxBytes) => text ??= readText(request, maxBytes),
  };
}

/** A proxy that ends TLS says so in `X-Forwarded-*`; the first value is the one nearest to the client. */
function siteOf(request: Request): Site {
  const first = (name: string) => request.headers.get(name)?.split(",")[0]?.trim() || undefined;
  const scheme = first("x-forwarded-proto")?.toLowerCase() === "https" ? "https" : "http";
  const authority = first("x-forwarded-host") ?? first("host") ?? "";
  const url = URL.parse(`${scheme}://${authority}`) ?? new URL(request.url);
  const port = url.port === "" ? (scheme === "https" ? 443 : 80) : Number(url.port);
  return { base: `${scheme}://${url.host}`, host: url.hostname, port };
}

async function readText(request: Request, maxBytes: number): Promise<string> {
  if (Number(request.headers.get("content-length") ?? 0) > maxBytes) throw tooLarge();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request.body ?? []) {
    length += chunk.length;
    // Leaving the loop cancels the stream: the rest is never taken from the network.
    if (length > maxBytes) throw tooLarge();
    chunks.push(chunk);
  }
  try {
    return fromUtf8(concat(...chunks));
  } catch {
    throw new Refusal(400);
  }
}

const tooLarge = () => new Refusal(413);
