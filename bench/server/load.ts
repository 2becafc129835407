/** Load on an HTTP server: prepared requests over a few connections, as fast as the answers come. */
import { concat, fromUtf8 } from "../../core/bytes.ts";

/** What came of it. */
export interface LoadResult {
  readonly perSecond: number;
  readonly p99Ms: number;
}

/** One connection at a time, kept open for as long as the server keeps it. */
export interface Lane extends Disposable {
  readonly port: number;
  readonly buffer: Uint8Array;
  connection: Deno.Conn;
}

export async function openLane(port: number): Promise<Lane> {
  const lane: Lane = {
    port,
    connection: await Deno.connect({ port }),
    buffer: new Uint8Array(256 * 1024),
    [Symbol.dispose]: () => lane.connection.close(),
  };
  return lane;
}

/** Sends every request once, each connection its share in turn, and wants the same status for each. */
export async function load(
  port: number,
  requests: readonly Uint8Array[],
  connections: number,
  status = 200,
): Promise<LoadResult> {
  const latencies: number[] = [];
  const started = performance.now();
  const lanes = Array.from({ length: connections }, async (_, first) => {
    using lane = await openLane(port);
    for (let i = first; i < requests.length; i += connections) {
      const sent = performance.now();
      await exchange(lane, requests[i] ?? new Uint8Array(), status);
      latencies.push(performance.now() - sent);
    }
  });
  await Promise.all(lanes);
  const seconds = (performance.now() - started) / 1000;
  latencies.sort((a, b) => a - b);
  return {
    perSecond: requests.length / seconds,
    p99Ms: latencies[Math.floor(latencies.length * 0.99)] ?? 0,
  };
}

/**
 * One request and its answer.
 *
 * @returns head and body where they arrive together, else the head and what arrived with it; the rest is read and
 * thrown away
 */
export async function exchange(lane: Lane, request: Uint8Array, status: number): Promise<string> {
  const { port, connection, buffer } = lane;
  for (let at = 0; at < request.length;) at += await connection.write(request.subarray(at));
  let held = new Uint8Array();
  let end = -1;
  while (end < 0) {
    const part = await readPart(connection, buffer);
    held = held.length === 0 ? part : concat(held, part);
    end = headEnd(held);
  }
  const text = fromUtf8(held);
  const head = text.slice(0, end);
  if (!head.startsWith(`HTTP/1.1 ${status} `)) {
    throw new Error(`expected ${status}, got: ${text.slice(0, 300)}`);
  }
  let rest = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0) - (held.length - end - 4);
  while (rest > 0) rest -= (await readPart(connection, buffer)).length;
  // Deno.serve ends a connection whose request had a body that did not come with its head.
  if (/\r\nconnection: close/i.test(head)) {
    connection.close();
    lane.connection = await Deno.connect({ port });
  }
  return text;
}

/** A view of `buffer`: gone with the next read. */
async function readPart(connection: Deno.Conn, buffer: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const count = await connection.read(buffer);
  if (count === null) throw new Error("the server closed the connection");
  return buffer.subarray(0, count) as Uint8Array<ArrayBuffer>;
}

/** Where the empty line after the head is; -1 when it has not come yet. */
function headEnd(bytes: Uint8Array): number {
  for (let at = bytes.indexOf(13); at >= 0; at = bytes.indexOf(13, at + 1)) {
    if (bytes[at + 1] === 10 && bytes[at + 2] === 13 && bytes[at + 3] === 10) return at;
  }
  return -1;
}
