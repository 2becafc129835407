/** Requests to the auth server: how they are signed, and what its refusals become. */
import { bearerHeader, type TokenKeys } from "../crypto/token_keys.ts";
import { hawkHeader, hawkPayloadHash, hawkTarget } from "../crypto/hawk.ts";
import type { Context } from "../context.ts";
import { type HttpReply, replyJson, send } from "../http.ts";
import type { Decoder } from "../json.ts";
import { type Servers, unexpectedStatus } from "./discovery.ts";
import { accountError, refusalOf } from "./errno.ts";

/** One auth server and what was learned about it on the way. */
export interface AccountsServer {
  readonly ctx: Context;
  readonly servers: Servers;
  readonly learned: { needsHawk: boolean; clockOffsetMs: number };
}

/** @param learned what an earlier opening of the same server learned */
export function openAccountsServer(
  ctx: Context,
  servers: Servers,
  learned: AccountsServer["learned"] = { needsHawk: false, clockOffsetMs: 0 },
): AccountsServer {
  return { ctx, servers, learned };
}

/** A derived token, or a refresh token in hex, which device routes accept as it is. */
export type Credential = TokenKeys | { readonly refreshToken: string };

export interface AccountsCall<T> {
  readonly method: "GET" | "POST";
  /** Below the versioned root, query included. */
  readonly path: string;
  readonly credential?: Credential;
  readonly body?: Readonly<Record<string, unknown>>;
  readonly decode: Decoder<T>;
}

/**
 * Calls one endpoint.
 *
 * A derived token is shown as Bearer. A server that answers 401 is asked once more with Hawk, since servers from
 * before 2026 know nothing else; what worked is remembered.
 *
 * @throws {FoxdenError} as `errno.ts` maps the server's error numbers, and as `core/http.ts` does
 */
export async function callAccounts<T>(server: AccountsServer, call: AccountsCall<T>): Promise<T> {
  const { learned } = server;
  let reply = await sendOnce(server, call, learned.needsHawk);
  if (reply.status === 401 && !learned.needsHawk && isDerived(call.credential)) {
    const again = await sendOnce(server, call, true);
    learned.needsHawk = again.status !== 401;
    reply = again;
  }
  const refused = refusalOf(reply, call.path);
  if (refused) throw accountError(server.ctx, reply, refused, call.path);
  const json = replyJson(server.ctx, reply, call.path);
  if (reply.status < 200 || reply.status > 299) throw unexpectedStatus(server.ctx, reply, call.path);
  return call.decode(json, call.path);
}

const isDerived = (credential: Credential | undefined): credential is TokenKeys =>
  credential !== undefined && "hmacKey" in credential;

type UndecodedCall = Omit<AccountsCall<unknown>, "decode">;

async function sendOnce(server: AccountsServer, call: UndecodedCall, hawk: boolean): Promise<HttpReply> {
  const { ctx, servers, learned } = server;
  const url = new URL(servers.auth + call.path);
  const body = call.body === undefined ? undefined : JSON.stringify(call.body);
  const reply = await send(ctx, {
    method: call.method,
    url,
    headers: {
      accept: "application/json",
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...(await authorization(server, call, url, body, hawk)),
    },
    ...(body === undefined ? {} : { body }),
  });
  const serverNow = Date.parse(reply.headers.get("date") ?? "");
  if (!Number.isNaN(serverNow)) learned.clockOffsetMs = serverNow - ctx.now();
  return reply;
}

async function authorization(
  { ctx, learned }: AccountsServer,
  { credential, method }: UndecodedCall,
  url: URL,
  body: string | undefined,
  hawk: boolean,
): Promise<{ authorization?: string }> {
  if (credential === undefined) return {};
  if (!isDerived(credential)) return { authorization: `Bearer ${credential.refreshToken}` };
  if (!hawk) return { authorization: bearerHeader(credential) };
  const request = {
    ...hawkTarget(url),
    method,
    ts: Math.floor((ctx.now() + learned.clockOffsetMs) / 1000),
    nonce: ctx.random(8).toBase64(),
    ...(body === undefined ? {} : { hash: await hawkPayloadHash("application/json", body) }),
  };
  return { authorization: await hawkHeader(request, { id: credential.id, key: credential.hmacKey }) };
}
