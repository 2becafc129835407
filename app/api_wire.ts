/** Answers whose bodies are passed on as they come, beside the client's own way with them. */
import type { Context } from "../core/context.ts";
import { hawkHeader, hawkTarget } from "../core/crypto/hawk.ts";
import { bearerHeader } from "../core/crypto/token_keys.ts";
import { FoxdenError } from "../core/errors.ts";
import type { App } from "./open.ts";

/** An answer, and its body that nobody has read yet. */
export interface Captured {
  readonly status: number;
  readonly statusText: string;
  readonly headers: Headers;
  /**
   * The body piece by piece; once. @throws {FoxdenError} `server.shape` when it is no text, or breaks off;
   * `network.timeout`
   */
  readonly text: () => AsyncGenerator<string>;
}

/** A world in which the client sees every answer without its body, and the last body is kept aside. */
export interface Captor {
  readonly ctx: Context;
  /** Undefined until something has answered. */
  readonly last: Captured | undefined;
  /** Sends a request by itself. @throws {FoxdenError} `network.unreachable`, `network.timeout` */
  readonly send: (request: CapturedRequest) => Promise<void>;
}

interface CapturedRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
}

export function capturing(ctx: Context): Captor {
  let last: { readonly response: Response; readonly captured: Captured } | undefined;
  const pass = async (request: Request): Promise<Response> => {
    // What a request that is repeated was answered the first time is of no use.
    await last?.response.body?.cancel();
    const response = await ctx.fetch(request);
    last = { response, captured: capture(response, new URL(request.url)) };
    const { status, statusText, headers } = response;
    return new Response(null, { status, statusText, headers });
  };
  return {
    ctx: { ...ctx, fetch: pass },
    get last() {
      return last?.captured;
    },
    async send({ method, url, headers }) {
      try {
        await pass(new Request(url, { method, headers, redirect: "manual" }));
      } catch (error) {
        throw lost(error, url);
      }
    },
  };
}

function capture(response: Response, url: URL): Captured {
  const { status, statusText, headers, body } = response;
  return {
    status,
    statusText,
    headers,
    async *text() {
      if (!body) return;
      // What cannot be given on as it is, is not given on as something else.
      const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
      for await (const piece of piecesOf(body, url)) yield decoded(decoder, url, piece);
      yield decoded(decoder, url);
    },
  };
}

async function* piecesOf(body: ReadableStream<Uint8Array>, url: URL): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (error) {
    if (!(error instanceof TypeError)) throw lost(error, url);
    throw new FoxdenError("server.shape", `${url.host} cut its answer short`, { at: url.pathname });
  }
}

/** @param piece absent at the end */
function decoded(decoder: TextDecoder, url: URL, piece?: Uint8Array): string {
  try {
    return piece ? decoder.decode(piece, { stream: true }) : decoder.decode();
  } catch {
    throw new FoxdenError("server.shape", `The answer of ${url.host} is not text`, { at: url.pathname });
  }
}

function lost(error: unknown, url: URL): unknown {
  const { host } = url;
  if (error instanceof DOMException && error.name === "TimeoutError") {
    return new FoxdenError("network.timeout", `${host} did not answer in time`, { host });
  }
  if (!(error instanceof TypeError)) return error;
  return new FoxdenError("network.unreachable", `Cannot reach ${host}`, { host }, { cause: error });
}

/** The ways to show this sign-in to the accounts or the profile server, the likeliest first. */
export async function* accountsHeaders(
  app: App,
  method: string,
  url: URL,
  which: "accounts" | "profile",
): AsyncGenerator<string, void> {
  if (which === "profile") return yield `Bearer ${await app.accessToken("profile")}`;
  const credential = await app.credential();
  if (!("hmacKey" in credential)) return yield `Bearer ${credential.refreshToken}`;
  yield bearerHeader(credential);
  // Servers from before 2026 know nothing else.
  const ts = Math.floor(app.ctx.now() / 1000);
  const request = { ...hawkTarget(url), method, ts, nonce: app.ctx.random(8).toBase64() };
  yield await hawkHeader(request, { id: credential.id, key: credential.hmacKey });
}
