/** Where the services of an accounts deployment are: one root address in, five out. */
import type { Context } from "../context.ts";
import { FoxdenError } from "../errors.ts";
import { busy, type HttpReply, replyJson, send } from "../http.ts";
import { type Decoder, httpUrl, object, optional } from "../json.ts";

/** Addresses of one deployment. API roots carry their version and no trailing slash. */
export interface Servers {
  /** The root the others were found from; people sign in on its pages. */
  readonly content: string;
  readonly authorization: string;
  readonly auth: string;
  readonly profile: string;
  readonly token: string;
}

export const MOZILLA_ROOT = "https://accounts.firefox.com";

const clientConfiguration = object({
  auth_server_base_url: httpUrl,
  profile_server_base_url: optional(httpUrl),
  sync_tokenserver_base_url: httpUrl,
});
const openidConfiguration = object({ authorization_endpoint: optional(httpUrl) });

/** Parts of a deployment that live elsewhere than its discovery documents say. */
export interface ServerOverrides {
  readonly auth?: URL;
  readonly token?: URL;
}

/**
 * Reads the two discovery documents below `root`.
 *
 * @throws {FoxdenError} `server.shape` or `server.status` when there is no accounts deployment at that address
 */
export async function discover(ctx: Context, root: URL, overrides: ServerOverrides = {}): Promise<Servers> {
  const content = trimSlash(root.href);
  const [configuration, openid] = await Promise.all([
    readDocument(ctx, content, "fxa-client-configuration", clientConfiguration),
    readDocument(ctx, content, "openid-configuration", openidConfiguration),
  ]);
  if (!configuration) {
    const at = `${content}/.well-known/fxa-client-configuration`;
    throw new FoxdenError("server.status", `No accounts server at ${content}`, { status: 404, at });
  }
  // An encrypted root must not hand anybody on to services that are not.
  if (root.protocol === "https:") {
    for (const url of [...Object.values(configuration), ...Object.values(openid ?? {})]) {
      if (url?.protocol !== "http:") continue;
      const at = "fxa-client-configuration";
      throw new FoxdenError("server.shape", `${at}: names an address that is not encrypted`, { at });
    }
  }
  return {
    content,
    authorization: openid?.authorization_endpoint?.href ?? `${content}/authorization`,
    auth: withSuffix(overrides.auth ?? configuration.auth_server_base_url, "/v1"),
    profile: withSuffix(configuration.profile_server_base_url ?? new URL(`${content}/profile`), "/v1"),
    token: withSuffix(overrides.token ?? configuration.sync_tokenserver_base_url, "/1.0/sync/1.5"),
  };
}

async function readDocument<T>(
  ctx: Context,
  content: string,
  name: string,
  decode: Decoder<T>,
): Promise<T | undefined> {
  const url = new URL(`${content}/.well-known/${name}`);
  const reply = await send(ctx, { method: "GET", url, headers: { accept: "application/json" } });
  if (reply.status === 404) return undefined;
  if (reply.status >= 300 && reply.status < 400) throw unexpectedStatus(ctx, reply, url.pathname);
  const document = replyJson(ctx, reply, name);
  if (reply.status !== 200) throw unexpectedStatus(ctx, reply, url.pathname);
  return decode(document, name);
}

/** An answer whose status the caller has no use for. */
export function unexpectedStatus(ctx: Context, reply: HttpReply, at: string): FoxdenError {
  if (reply.status >= 500 || reply.status === 429) return busy(ctx, reply, at);
  return new FoxdenError("server.status", `${at}: unexpected answer`, { status: reply.status, at });
}

/** Documents give a root, people sometimes the whole address: both are accepted. */
function withSuffix(url: URL, suffix: string): string {
  const text = trimSlash(url.href);
  return text.endsWith(suffix) ? text : text + suffix;
}

const trimSlash = (text: string): string => text.replace(/\/+$/, "");
