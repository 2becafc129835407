/** Storage tokens that have been shown before: opening one takes several keys, and it comes with every request. */
import { createHmac } from "node:crypto";
import { equal, utf8 } from "../../core/bytes.ts";
import { type HawkHeader, type HawkRequest, hawkText } from "../../core/crypto/hawk.ts";
import { openToken, tokenKey, type TokenPayload } from "../../core/crypto/tokenlib.ts";

/** A token that was signed with the master secret. Whether it has expired is for the caller to see. */
export interface OpenToken {
  readonly payload: TokenPayload;
  /** Hawk key. */
  readonly key: string;
}

/** Enough for the clients of a large household, and a few megabytes. */
const CAPACITY = 4096;

/** Opens tokens, and remembers those it has opened. */
export class OpenTokens {
  readonly #known = new Map<string, OpenToken>();

  constructor(private readonly masterSecret: string) {}

  /** @returns undefined when `id` was not signed with the master secret */
  async open(id: string): Promise<OpenToken | undefined> {
    const payload = await openToken(id, this.masterSecret);
    if (payload === undefined) return undefined;
    const token = { payload, key: await tokenKey(id, payload.salt, this.masterSecret) };
    const [oldest] = this.#known.keys();
    if (this.#known.size >= CAPACITY && oldest !== undefined) this.#known.delete(oldest);
    this.#known.set(id, token);
    return token;
  }

  /** A token opened before, at once; it becomes the last to be forgotten. */
  known(id: string): OpenToken | undefined {
    const token = this.#known.get(id);
    if (token === undefined) return undefined;
    this.#known.delete(id);
    this.#known.set(id, token);
    return token;
  }
}

/** As `hawkMatches` of core, without a wait: it is asked for every request, and waiting costs more than the sum. */
export function signatureMatches(
  header: HawkHeader,
  request: Pick<HawkRequest, "method" | "resource" | "host" | "port">,
  key: string,
): boolean {
  const { method, resource, host, port } = request;
  const text = hawkText({ ...header, method, resource, host, port });
  const mac = createHmac("sha256", key).update(text).digest("base64");
  return equal(utf8(mac), utf8(header.mac));
}
