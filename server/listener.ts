/**
 * The listening socket: HTTP/1.1 with an end to everything a client can be slow at.
 *
 * `node:http` and not `Deno.serve`, which waits for ever for the rest of a request's head.
 */
import { Buffer } from "node:buffer";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { FoxdenError, type ListenFault } from "../core/errors.ts";
import { every, within } from "./clock.ts";
import type { Arrived } from "./request.ts";

/** How long clients may take, and how many may be connected. */
export interface Patience {
  /** For the request line and the headers, from the first byte on; a new connection has as long for that byte. */
  readonly headMs: number;
  /** For the body. */
  readonly bodyMs: number;
  /** Between two requests of one connection. */
  readonly idleMs: number;
  /** To take the answer off the network. */
  readonly answerMs: number;
  /** One more costs the connection that has kept the server waiting longest. */
  readonly connections: number;
}

/** For a household behind slow lines: a full upload of 2.6 MB gets through at 180 kbit/s. */
export const USUAL_PATIENCE: Patience = {
  headMs: 20_000,
  bodyMs: 120_000,
  // Longer than what proxies keep an unused connection for, or they would find it closed under a request.
  idleMs: 75_000,
  answerMs: 300_000,
  connections: 1000,
};

/** Bytes of request line and headers together: room for 100 ids, percent-encoded, with much to spare. */
const MAX_HEAD_BYTES = 64 * 1024;

/** What goes out. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | ReadableStream<Uint8Array>;
}

/** For what went wrong outside of every service. */
const FAILURE: Answer = { status: 500, headers: { "content-type": "application/json" }, body: "{}" };

/** Answers a request. */
export type Respond = (request: Arrived) => Promise<Answer>;

/** Where to listen. */
export interface Address {
  readonly hostname: string;
  /** 0: any free one. */
  readonly port: number;
}

/** An open listening socket. */
export interface Listener {
  readonly address: Address;
  /** Takes no more, lets requests under way end for so long, and cuts the rest; who has sent nothing, at once. */
  readonly stop: (graceMs: number) => Promise<void>;
}

/** Root of what is served at an address; no trailing slash. */
export const urlOf = ({ hostname, port }: Address): string =>
  `http://${hostname.includes(":") ? `[${hostname}]` : hostname}:${port}`;

/** @throws {FoxdenError} `failed.listen` when the address cannot be had */
export async function listen(at: Address, respond: Respond, patience: Patience): Promise<Listener> {
  const sweepMs = Math.min(1000, patience.headMs / 4);
  const server = createServer({
    maxHeaderSize: MAX_HEAD_BYTES,
    headersTimeout: patience.headMs,
    // A last resort: who is too slow with a body has been told so before.
    requestTimeout: patience.headMs + 2 * patience.bodyMs,
    keepAliveTimeout: patience.idleMs,
    connectionsCheckingInterval: sweepMs,
  });
  let stopping = false;
  const guests = new Guests(patience.connections);
  server.on("connection", (socket: Socket) => guests.admit(socket));
  server.on("request", (message: IncomingMessage, response: ServerResponse) => {
    const withBody = hasBody(message);
    guests.follow(message, response, withBody);
    // A client may hang up at any moment, and nobody is left to be told.
    response.on("error", nobody);
    if (withBody) message.on("error", nobody);
    const { socket } = message;
    // Not at once: inside the parser's callback everything costs a fifth more.
    Promise.resolve().then(() => respond(arrived(message, withBody))).catch(() => FAILURE).then((answer) => {
      send(response, answer, stopping);
      guests.awaitTaking(socket);
      if (withBody) discardBody(message);
    }).catch(() => socket.destroy());
  });
  const stopSweeping = every(sweepMs, () => guests.dismiss(patience.bodyMs + patience.answerMs));
  const address = await open(server, at);
  const stop = async (graceMs: number) => {
    stopping = true;
    stopSweeping();
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    guests.dismissSilent();
    await within(graceMs, closed, () => server.closeAllConnections());
    await closed;
  };
  return { address, stop };
}

function open(server: Server, { hostname, port }: Address): Promise<Address> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause) => reject(cannotListen({ hostname, port }, cause)));
    server.listen(port, hostname, () => {
      const bound = server.address();
      if (bound === null || typeof bound === "string") return reject(new Error("a TCP socket has a port"));
      resolve({ hostname: bound.address, port: bound.port });
    });
  });
}

const LISTEN_FAULTS: Readonly<Record<string, readonly [fault: ListenFault, why: string]>> = {
  EADDRINUSE: ["in-use", "the port is in use"],
  EADDRNOTAVAIL: ["not-local", "it is not an address of this machine"],
  // So some systems say the same.
  EINVAL: ["not-local", "it is not an address of this machine"],
  ENOTFOUND: ["unknown-name", "no address is known by that name"],
  EAI_AGAIN: ["unknown-name", "no address is known by that name"],
  EACCES: ["not-allowed", "the system does not allow it"],
};

function cannotListen(at: Address, cause: Error): FoxdenError<"failed.listen"> {
  const code = "code" in cause ? String(cause.code) : "";
  const [fault, why] = LISTEN_FAULTS[code] ?? ["other", "the system refuses"] as const;
  const address = urlOf(at).replace("http://", "");
  return new FoxdenError("failed.listen", `Cannot listen on ${address}: ${why}`, { address, fault }, {
    cause,
  });
}

function arrived(message: IncomingMessage, withBody: boolean): Arrived {
  const { method = "", url = "", headers } = message;
  let body: ReadableStream<Uint8Array> | undefined;
  return {
    method,
    url,
    headers: {
      get: (name) => textOf(headers[name]),
      [Symbol.iterator]: () =>
        Object.entries(headers).map(([name, value]) => [name, textOf(value) ?? ""] as const).values(),
    },
    get body() {
      return withBody ? body ??= bodyOf(message) : null;
    },
  };
}

const textOf = (value: string | string[] | undefined): string | null =>
  value === undefined ? null : typeof value === "string" ? value : value.join(", ");

const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;

/** The body, taken from the network only as fast as it is read; once cancelled, the rest of it is thrown away. */
function bodyOf(message: IncomingMessage): ReadableStream<Uint8Array> {
  const over = new AbortController();
  const on = (event: string, act: (chunk: Uint8Array) => void) => {
    message.on(event, act);
    over.signal.addEventListener("abort", () => message.off(event, act));
  };
  return new ReadableStream<Uint8Array>({
    start(to) {
      on("data", (chunk) => {
        message.pause();
        to.enqueue(new Uint8Array(chunk));
      });
      on("end", () => {
        over.abort();
        to.close();
      });
      on("close", () => {
        over.abort();
        to.error(new Error("the client hung up"));
      });
      message.pause();
    },
    pull: () => void message.resume(),
    cancel() {
      over.abort();
      message.resume();
    },
  }, { highWaterMark: 0 });
}

/** What the answer did not wait for is in the way of the connection's next request. */
function discardBody(message: IncomingMessage): void {
  message.removeAllListeners("data");
  message.resume();
}

function send(response: ServerResponse, { status, headers, body = "" }: Answer, last: boolean): void {
  const bodiless = status === 204 || status === 304;
  // Who was too slow once would be so again, and a server that is stopping takes no further request.
  if (last || status === 408) response.setHeader("connection", "close");
  if (typeof body !== "string") {
    response.writeHead(status, headers);
    sendParts(response, body).catch(() => response.destroy());
    return;
  }
  if (!bodiless) response.setHeader("content-length", Buffer.byteLength(body));
  response.writeHead(status, headers);
  response.end(bodiless ? undefined : body);
}

async function sendParts(response: ServerResponse, body: ReadableStream<Uint8Array>): Promise<void> {
  const reader = body.getReader();
  response.once("close", () => reader.cancel().catch(() => undefined));
  for (let part = await reader.read(); !part.done; part = await reader.read()) response.write(part.value);
  response.end();
}

const nobody = (): void => undefined;

/** The open connections, and which of them the server waits for. */
class Guests {
  #open = 0;
  /** Those that owe the server a request or have not taken their answer; the one longest so comes first. */
  readonly #awaited = new Set<Socket>();
  /** When the requests under way came, the oldest first. */
  readonly #underWay = new Map<ServerResponse, number>();

  constructor(private readonly most: number) {}

  admit(socket: Socket): void {
    this.#open++;
    this.#awaited.add(socket);
    socket.once("close", () => {
      this.#open--;
      this.#awaited.delete(socket);
    });
    if (this.#open <= this.most) return;
    const [longest] = this.#awaited;
    longest?.destroy();
  }

  /** From the end of a request until its answer is on its way, it is the client that waits. */
  follow(message: IncomingMessage, response: ServerResponse, withBody: boolean): void {
    const { socket } = message;
    if (withBody) message.once("end", () => this.#awaited.delete(socket));
    else this.#awaited.delete(socket);
    this.#underWay.set(response, performance.now());
    response.once("close", () => this.#underWay.delete(response));
  }

  /** The answer is on its way, and it is the client's turn: to take it, and to ask for more. */
  awaitTaking(socket: Socket): void {
    if (!socket.destroyed) this.#awaited.add(socket);
  }

  /** Cuts the connections on which nothing was ever sent: no request is lost with them. */
  dismissSilent(): void {
    for (const socket of this.#awaited) if (socket.bytesRead === 0) socket.destroy();
  }

  /** Cuts the connections of requests that have not come to an end in so long. */
  dismiss(afterMs: number): void {
    const sinceMs = performance.now() - afterMs;
    for (const [response, startedMs] of this.#underWay) {
      if (startedMs > sinceMs) return;
      response.socket?.destroy();
    }
  }
}
