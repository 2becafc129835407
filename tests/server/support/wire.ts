/** Requests byte by byte: for addresses and headers that no proper client would send. */
import { concat, utf8 } from "../../../core/bytes.ts";
import { hawkHeader } from "../../../core/crypto/hawk.ts";
import { freshNonce, type Signer } from "./hawk.ts";

/** A request as it goes over the wire. */
export interface RawRequest {
  readonly method: string;
  /** Path and query, as they are. */
  readonly target: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface RawAnswer {
  /** 0 when the server hung up without a word. */
  readonly status: number;
  readonly text: string;
}

/** The bytes of a request, which asks the server to hang up afterwards. */
export function rawBytes(url: string, { method, target, headers = {}, body }: RawRequest): Uint8Array {
  const content = utf8(body ?? "");
  const lines = [
    `${method} ${target} HTTP/1.1`,
    `host: ${new URL(url).host}`,
    "connection: close",
    ...(body === undefined ? [] : [`content-length: ${content.length}`]),
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ];
  return concat(utf8(`${lines.join("\r\n")}\r\n\r\n`), content);
}

/** Sends bytes and reads until the server hangs up. */
export async function exchange(url: string, bytes: Uint8Array): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  using connection = await Deno.connect({ hostname, port: Number(port) });
  // A server that refuses early may hang up before everything is sent.
  const sent = writeAll(connection, bytes).catch(() => undefined);
  const text = await new Response(connection.readable).text().catch(() => "");
  await sent;
  return {
    status: Number(/^HTTP\/1\.\d (\d{3})/.exec(text)?.[1] ?? 0),
    text: text.split("\r\n\r\n")[1] ?? "",
  };
}

export const sendRaw = (url: string, request: RawRequest): Promise<RawAnswer> =>
  exchange(url, rawBytes(url, request));

/** The signature of a request whose address only the wire knows. */
export async function signRaw(url: string, method: string, target: string, signer: Signer): Promise<string> {
  const { hostname, port } = new URL(url);
  const ts = Math.floor(Date.now() / 1000);
  const signed = { ts, nonce: freshNonce(), method, resource: target, host: hostname, port: Number(port) };
  return await hawkHeader(signed, signer);
}

/** All of it: a single write may take less. */
export async function writeAll(to: Deno.Conn, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await to.write(bytes.subarray(at));
}
