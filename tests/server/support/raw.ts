/** Connections on which bytes are sent as they are: for clients that no library would be. */

/** A connection of a badly behaved client. */
export interface RawClient extends Disposable {
  readonly send: (text: string) => Promise<void>;
  /** Everything up to the moment the server closes. */
  readonly readToEnd: () => Promise<string>;
  /** Everything until some text is there. @throws when the server closes before */
  readonly readUntil: (text: string) => Promise<string>;
}

export async function connectRaw(url: string): Promise<RawClient> {
  const { hostname, port } = new URL(url);
  const connection = await Deno.connect({ hostname, port: Number(port) });
  const read = async (isDone: (text: string) => boolean) => {
    const buffer = new Uint8Array(65_536);
    let text = "";
    while (!isDone(text)) {
      const count = await connection.read(buffer).catch(endOf);
      if (count === null) return { text, ended: true };
      text += new TextDecoder("latin1").decode(buffer.subarray(0, count));
    }
    return { text, ended: false };
  };
  return {
    async send(text) {
      let bytes = new TextEncoder().encode(text);
      while (bytes.length > 0) bytes = bytes.subarray(await connection.write(bytes));
    },
    readToEnd: async () => (await read(() => false)).text,
    async readUntil(wanted) {
      const { text, ended } = await read((text) => text.includes(wanted));
      if (ended) throw new Error(`the server closed after ${JSON.stringify(text)}`);
      return text;
    },
    [Symbol.dispose]: () => connection.close(),
  };
}

/** Closed with bytes of ours unread is closed as well. */
function endOf(error: unknown): null {
  if (error instanceof Deno.errors.ConnectionReset) return null;
  throw error;
}

/** Sends bytes, and reads until the server closes. */
export async function sendRaw(url: string, text: string): Promise<string> {
  using client = await connectRaw(url);
  await client.send(text);
  return await client.readToEnd();
}
