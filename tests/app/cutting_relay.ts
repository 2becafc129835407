/** A way to a server that tears: connections are cut in the middle of a request, or of the answer to it. */

/** Where to cut the next uploads: after so many bytes of them, or of what is answered. */
export interface Cut {
  readonly in: "request" | "answer";
  readonly afterBytes: number;
  /** Which uploads, by a part of their address. */
  readonly of: string;
  /** How many of them; the runtime may send one once more by itself. */
  readonly times: number;
}

export interface CuttingRelay extends AsyncDisposable {
  readonly url: string;
  /** Cuts the next uploads that fit; undefined: no more. */
  readonly arm: (cut: Cut | undefined) => void;
  /** How many were cut. */
  readonly cuts: () => number;
}

/** Stands between clients and the server at `url`. */
export function openCuttingRelay(url: string): CuttingRelay {
  const { hostname, port } = new URL(url);
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const open = new Set<Deno.Conn>();
  let armed: Cut | undefined;
  let cuts = 0;
  const take = (text: string): Cut | undefined => {
    if (!armed || !text.startsWith("POST ") || !text.split("\r\n", 1)[0]?.includes(armed.of)) {
      return undefined;
    }
    return cuts++ < armed.times ? armed : undefined;
  };
  const serve = async (client: Deno.Conn) => {
    const upstream = await Deno.connect({ hostname, port: Number(port) });
    open.add(client).add(upstream);
    await relay(client, upstream, take);
    for (const end of [client, upstream]) if (open.delete(end)) end.close();
  };
  const work: Promise<void>[] = [];
  const accepting = (async () => {
    for await (const client of listener) work.push(serve(client));
  })();
  return {
    url: `http://127.0.0.1:${listener.addr.port}`,
    arm: (cut) => {
      armed = cut;
      cuts = 0;
    },
    cuts: () => cuts,
    async [Symbol.asyncDispose]() {
      listener.close();
      for (const end of open) if (open.delete(end)) end.close();
      await Promise.all([accepting, ...work]);
    },
  };
}

/** Passes on in both directions until one side ends, or is cut. */
async function relay(client: Deno.Conn, upstream: Deno.Conn, take: (text: string) => Cut | undefined) {
  let cut: Cut | undefined;
  const forth = pass(client, upstream, (bytes) => {
    cut = take(String.fromCharCode(...bytes.subarray(0, 300)));
    return cut?.in === "request" ? cut.afterBytes : undefined;
  });
  const back = pass(upstream, client, () => cut?.in === "answer" ? cut.afterBytes : undefined);
  await Promise.race([forth, back]);
}

/** @param limit how many bytes of what has come go on before the connection ends; undefined: all, and it lives */
async function pass(
  from: Deno.Conn,
  to: Deno.Conn,
  limit: (bytes: Uint8Array) => number | undefined,
): Promise<void> {
  const buffer = new Uint8Array(65_536);
  try {
    for (let count = await from.read(buffer); count !== null; count = await from.read(buffer)) {
      const bytes = buffer.subarray(0, count);
      const most = limit(bytes);
      const passed = bytes.subarray(0, most ?? count);
      for (let done = 0; done < passed.length;) done += await to.write(passed.subarray(done));
      if (most !== undefined) return;
    }
  } catch (error) {
    // Whoever hangs up first ends a connection.
    const isGone = error instanceof Deno.errors.BadResource || error instanceof Deno.errors.Interrupted ||
      error instanceof Deno.errors.ConnectionReset || error instanceof Deno.errors.BrokenPipe;
    if (!isGone) throw error;
  }
}
