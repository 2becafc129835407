/** A bare storage client: signs a request, sends it, and shows the answer as text. */
import type { StorageUser } from "./accounts.ts";
import { sign, type SignOptions } from "./hawk.ts";

export interface StorageAnswer {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
}

export interface StorageRequest extends SignOptions {
  /** Text as it is, anything else as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Replaces the signature; empty for none. */
  readonly authorization?: string;
}

/** @param path below the endpoint, beginning with a slash */
export async function send(
  user: StorageUser,
  method: string,
  path: string,
  request: StorageRequest = {},
): Promise<StorageAnswer> {
  const url = user.endpoint + path;
  const { body, headers = {}, authorization = await sign(method, url, user.signer, request) } = request;
  const response = await fetch(url, {
    method,
    headers: {
      ...(authorization === "" ? {} : { authorization }),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  return { status: response.status, text: await response.text(), headers: response.headers };
}
