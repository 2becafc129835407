/**
 * A loopback server that gives the answers a test wrote down and keeps the requests it got, for what the embedded
 * server never says.
 *
 * `await using server = scriptedServer([{ status: 503, headers: { "retry-after": "7" } }])`
 */

/** One answer, sent as it is. */
export interface ScriptedReply {
  /** 200 when left out. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text as it is, anything else as JSON; an empty body when left out. */
  readonly body?: unknown;
  /** Breaks the connection off after the body. */
  readonly cut?: true;
}

/** One request, as it came. */
export interface SeenRequest {
  readonly method: string;
  /** Path and query exactly as sent. */
  readonly target: string;
  readonly headers: Headers;
  readonly body: string;
}

/** Answers in order; or a rule that finds one. */
export type Script = readonly ScriptedReply[] | ((request: SeenRequest, index: number) => ScriptedReply);

export interface ScriptedServer extends AsyncDisposable {
  /** No trailing slash. */
  readonly url: string;
  readonly requests: readonly SeenRequest[];
  /** The requests so far as `METHOD target`. */
  readonly lines: () => string[];
}

/** Starts a server. A request that the script has no answer for gets one that no client takes for its own. */
export function scriptedServer(script: Script): ScriptedServer {
  const requests: SeenRequest[] = [];
  const answer = async (incoming: Request): Promise<Response> => {
    const index = requests.length;
    const { method, headers } = incoming;
    const target = incoming.url.replace(/^[a-z]+:\/\/[^/?#]*/, "");
    const request = { method, target, headers, body: await incoming.text() };
    requests.push(request);
    const reply = typeof script === "function" ? script(request, index) : script[index];
    return toResponse(reply ?? { status: 418, body: "the script has no answer to this" });
  };
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => undefined }, answer);
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    requests,
    lines: () => requests.map(({ method, target }) => `${method} ${target}`),
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

function toResponse({ status = 200, headers = {}, body, cut }: ScriptedReply): Response {
  const text = body === undefined || typeof body === "string" ? body : JSON.stringify(body);
  if (!cut) return new Response(text ?? null, { status, headers: { ...headers } });
  const bytes = new TextEncoder().encode(text);
  // A body that ends before its announced length makes the server hang up.
  const announced = { "content-length": String(bytes.length + 1) };
  return new Response(new Blob([bytes]).stream(), { status, headers: { ...headers, ...announced } });
}
