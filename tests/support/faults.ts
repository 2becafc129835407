/** Servers that fail: answers put in place of the embedded server's own, and small servers that are none. */
import type { ServeOptions } from "../../server/serve.ts";

/** Answers a request in place of the server, or leaves it alone. */
export type Fault = NonNullable<ServeOptions["fault"]>;

/** A fault in place; disposing of it takes it away. */
export interface Trap extends Disposable {
  /** How many requests it has answered. */
  readonly hits: number;
}

/** The faults of one server, which come and go while it runs. Give {@link fault} to `openWorld`. */
export class FaultBox {
  readonly #faults = new Set<Fault>();

  readonly fault: Fault = async (request) => {
    for (const fault of this.#faults) {
      const response = await fault(request);
      if (response !== undefined) return response;
    }
    return undefined;
  };

  /** Puts a fault in place. */
  use(fault: Fault): Trap {
    let hits = 0;
    const counted: Fault = async (request) => {
      const response = await fault(request);
      if (response !== undefined) hits++;
      return response;
    };
    this.#faults.add(counted);
    return {
      get hits() {
        return hits;
      },
      [Symbol.dispose]: () => void this.#faults.delete(counted),
    };
  }

  /** Answers requests whose path fits, at most `times` times. */
  answer(path: RegExp, answer: Fault, times = Infinity): Trap {
    let left = times;
    return this.use(async (request) => {
      if (left === 0 || !path.test(new URL(request.url).pathname)) return undefined;
      const response = await answer(request);
      if (response !== undefined) left--;
      return response;
    });
  }
}

/** A page as it stands in front of a service that wants no robots. */
export const CHALLENGE_PAGE = "<!doctype html><title>Just a moment</title><p>Checking your browser</p>";

/** An answer with an anti-bot page. */
export const challenge = (): Response =>
  new Response(CHALLENGE_PAGE, { status: 406, headers: { "content-type": "text/html" } });

/** The token server's refusal, with the word a client decides by. */
export const tokenRefusal = (status: string): Response =>
  Response.json({ status, errors: [{ location: "body", name: "", description: "Unauthorized" }] }, {
    status: 401,
  });

/** The address of a port of this machine that nothing listens on. */
export function deadUrl(): string {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return `http://127.0.0.1:${listener.addr.port}`;
}

/** A small server. */
export interface SmallServer extends AsyncDisposable {
  readonly url: string;
}

/** Answers every request with the same. */
export function openFixedServer(answer: (request: Request) => Response): SmallServer {
  const http = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => undefined }, answer);
  return { url: `http://127.0.0.1:${http.addr.port}`, [Symbol.asyncDispose]: () => http.shutdown() };
}

/** Answers every connection with these bytes and hangs up, whatever they promise. */
export function openRawServer(answer: string): SmallServer {
  return openListener(async (client) => {
    await client.read(new Uint8Array(65_536));
    await writeAll(client, new TextEncoder().encode(answer));
  });
}

/** Passes everything on to a server and keeps what went by. */
export interface Relay extends SmallServer {
  /** Both directions, as text. */
  readonly seen: () => string;
}

/** Stands between a client and the server at `url`, which takes the relay's address for its own. */
export function openRelay(url: string): Relay {
  const { hostname, port } = new URL(url);
  const seen: string[] = [];
  const server = openListener(async (client) => {
    using upstream = await Deno.connect({ hostname, port: Number(port) });
    const forth = pass(client, upstream, (text) => {
      // Answers must come unpacked to be read here.
      const plain = text.replace(/^accept-encoding:.*\r\n/im, "");
      seen.push(plain);
      return plain;
    });
    const back = pass(upstream, client, (text) => {
      seen.push(text);
      return text;
    });
    // Whichever side ends first ends both.
    await Promise.race([forth, back]);
  });
  return { ...server, seen: () => seen.join("") };
}

async function pass(from: Deno.Conn, to: Deno.Conn, turn: (text: string) => string): Promise<void> {
  const buffer = new Uint8Array(65_536);
  try {
    for (let count = await from.read(buffer); count !== null; count = await from.read(buffer)) {
      // One character a byte, so that no cut between two reads can hurt.
      const text = String.fromCharCode(...buffer.subarray(0, count));
      await writeAll(to, Uint8Array.from(turn(text), (character) => character.charCodeAt(0)));
    }
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}

/** Serves connections until it is disposed of; then those that are open are closed. */
function openListener(serve: (client: Deno.Conn) => Promise<void>): SmallServer {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const open = new Set<Deno.Conn>();
  const work: Promise<void>[] = [];
  const accepting = (async () => {
    for await (const client of listener) {
      open.add(client);
      work.push(serve(client).catch(ignoreGone).finally(() => closeOnce(open, client)));
    }
  })();
  return {
    url: `http://127.0.0.1:${listener.addr.port}`,
    async [Symbol.asyncDispose]() {
      listener.close();
      for (const client of open) closeOnce(open, client);
      await Promise.all([accepting, ...work]);
    },
  };
}

function closeOnce(open: Set<Deno.Conn>, client: Deno.Conn): void {
  if (open.delete(client)) client.close();
}

async function writeAll(to: Deno.Conn, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length;) done += await to.write(bytes.subarray(done));
}

/** Whoever hangs up first ends a connection; that is no fault of the test. */
const isGone = (error: unknown): boolean =>
  error instanceof Deno.errors.BadResource || error instanceof Deno.errors.Interrupted ||
  error instanceof Deno.errors.ConnectionReset || error instanceof Deno.errors.BrokenPipe ||
  error instanceof Deno.errors.NotConnected;

function ignoreGone(error: unknown): void {
  if (!isGone(error)) throw error;
}
