/**
 * The one door to the network: a request out, a whole reply in, every failure named.
 *
 * Knows status codes only as far as they mean the same everywhere (busy, challenged); what a status means to one
 * endpoint is for the caller.
 */
import { isChallenge } from "./challenge.ts";
import type { Context } from "./context.ts";
import { FoxdenError } from "./errors.ts";
import { parseJson } from "./json.ts";

export interface HttpRequest {
  readonly method: "GET" | "HEAD" | "POST" | "PUT" | "DELETE";
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface HttpReply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/**
 * Sends `request` and reads the whole answer, whatever its status. A GET whose connection fails is tried once more.
 *
 * @throws {FoxdenError} `network.unreachable`, `network.timeout`, or `server.shape` when the answer breaks off
 */
export async function send(ctx: Context, request: HttpRequest): Promise<HttpReply> {
  try {
    return await attempt(ctx, request);
  } catch (error) {
    const lost = error instanceof FoxdenError && error.code === "network.unreachable";
    if (!lost || request.method !== "GET") throw error;
    await ctx.sleep(100);
    return await attempt(ctx, request);
  }
}

async function attempt(ctx: Context, wanted: HttpRequest): Promise<HttpReply> {
  const { url } = wanted;
  const request = makeRequest(wanted);
  let response: Response;
  try {
    response = await ctx.fetch(request);
  } catch (error) {
    throw networkError(error, url);
  }
  try {
    return { status: response.status, headers: response.headers, text: await response.text() };
  } catch (error) {
    if (!(error instanceof TypeError)) throw networkError(error, url);
    throw new FoxdenError("server.shape", `${url.host} cut its answer short`, { at: url.pathname });
  }
}

function makeRequest({ method, url, headers = {}, body }: HttpRequest): Request {
  try {
    // A redirect is an answer like any other: a signed request means nothing at another address.
    return new Request(url, { method, headers, redirect: "manual", ...(body === undefined ? {} : { body }) });
  } catch {
    // The cause would quote the value, and the value may be a token.
    throw new FoxdenError("server.shape", "A value the server gave cannot be sent back to it", {
      at: url.pathname,
    });
  }
}

function networkError(error: unknown, url: URL): unknown {
  if (error instanceof DOMException && error.name === "TimeoutError") {
    return new FoxdenError("network.timeout", `${url.host} did not answer in time`, { host: url.host });
  }
  if (error instanceof TypeError) {
    return new FoxdenError("network.unreachable", `Cannot reach ${url.host}`, { host: url.host }, {
      cause: error,
    });
  }
  return error;
}

/**
 * The JSON of a reply.
 *
 * @param at what is being read, for the error
 * @throws {FoxdenError} `server.challenge` for an anti-bot page, `server.busy` for a server that is overloaded or
 *   down, `server.shape` when the text is not JSON
 */
export function replyJson(ctx: Context, reply: HttpReply, at: string): unknown {
  if (isChallenge(reply, reply.text)) {
    throw new FoxdenError("server.challenge", `${at}: an anti-bot page answered`, { status: reply.status });
  }
  if (reply.status >= 500) throw busy(ctx, reply, at);
  return parseJson(reply.text, at);
}

/** `server.busy` with the wait the server asks for. */
export function busy(ctx: Context, reply: HttpReply, at: string): FoxdenError<"server.busy"> {
  const retryAfterSeconds = retryAfter(ctx, reply.headers.get("retry-after"));
  const wait = retryAfterSeconds === null ? "" : `, and asks to wait ${retryAfterSeconds} s`;
  return new FoxdenError("server.busy", `${at}: the server cannot answer now${wait}`, {
    status: reply.status,
    retryAfterSeconds,
  });
}

/** Seconds, or a date. @see RFC 9110 section 10.2.3 */
function retryAfter(ctx: Context, value: string | null): number | null {
  if (value === null) return null;
  const text = value.trim();
  if (/^\d{1,9}(\.\d+)?$/.test(text)) return Math.ceil(Number(text));
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : Math.max(0, Math.ceil((at - ctx.now()) / 1000));
}

/** `url` with these query parameters, in this order; what is undefined is left out. */
export function withQuery(url: URL, query: Readonly<Record<string, string | undefined>>): URL {
  const result = new URL(url);
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) result.searchParams.set(name, value);
  }
  return result;
}
