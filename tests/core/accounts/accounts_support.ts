/** What the tests of the accounts client share: deployments, tables of endpoints, and a new account. */
import assert from "node:assert/strict";
import { type AccountsServer, callAccounts, openAccountsServer } from "../../../core/accounts/transport.ts";
import type { Servers } from "../../../core/accounts/discovery.ts";
import type { Session } from "../../../core/accounts/login.ts";
import { uidShape } from "../../../core/accounts/api.ts";
import type { Bytes } from "../../../core/bytes.ts";
import type { Context } from "../../../core/context.ts";
import { stretchV1 } from "../../../core/crypto/stretch.ts";
import { deriveTokenKeys, type TokenKeys } from "../../../core/crypto/token_keys.ts";
import { hex, object } from "../../../core/json.ts";
import { loopbackContext } from "../../support/context.ts";
import { scriptedServer } from "../../support/scripted_server.ts";

export const EMAIL = "ann@example.org";
export const PASSWORD = "correct horse battery stäple";
export const CLIENT_ID = "f07d3a0000000001";

/** The services of a deployment that has everything below one address, as the embedded server does. */
export function serversAt(url: string): Servers {
  return {
    content: url,
    authorization: `${url}/authorization`,
    auth: `${url}/v1`,
    profile: `${url}/profile/v1`,
    token: `${url}/token/1.0/sync/1.5`,
  };
}

export function accountsAt(url: string, ctx: Context = loopbackContext()): AccountsServer {
  return openAccountsServer(ctx, serversAt(url));
}

/** A token nobody has given out. */
export const sampleToken: Bytes = new Uint8Array(32).fill(0xa5);
export const HEX32: string = sampleToken.toHex();

export const sampleSession: TokenKeys = await deriveTokenKeys(sampleToken, "sessionToken");
/** How {@link sampleSession} is shown. */
export const asSession = `Bearer fxs_${sampleSession.id}`;

/** An error body as the auth server writes it. */
export const errorBody = (errno: number, more: object = {}) => ({
  code: 400,
  errno,
  error: "Bad Request",
  message: "the server's own words",
  ...more,
});

/** One endpoint: a call, what goes out for it, an answer, and what the call makes of that. */
export interface Endpoint {
  readonly call: (server: AccountsServer) => Promise<unknown>;
  /** Method, path below `/v1`, `Authorization`. */
  readonly sends: readonly [string, string, string | null];
  readonly body?: unknown;
  readonly answer: unknown;
  /** The answer itself when left out. */
  readonly gives?: unknown;
}

export type Endpoints = Readonly<Record<string, Endpoint>>;

/** Makes one test of each endpoint. */
export function testEndpoints(endpoints: Endpoints): void {
  for (const [name, { call, sends, body, answer, ...rest }] of Object.entries(endpoints)) {
    Deno.test(`the call for ${name} sends and reads what the protocol says`, async () => {
      await using server = scriptedServer([{ body: answer }]);
      const given = await call(accountsAt(server.url));
      const [request] = server.requests;
      assert.ok(request);
      const [method, path, authorization] = sends;
      assert.deepEqual(server.lines(), [`${method} /v1${path}`]);
      assert.equal(request.headers.get("authorization"), authorization);
      assert.deepEqual(request.body === "" ? undefined : JSON.parse(request.body), body);
      assert.deepEqual(given, "gives" in rest ? rest.gives : answer);
    });
  }
}

const createReply = object({ uid: uidShape, sessionToken: hex(32), keyFetchToken: hex(32) });

/** Makes an account and its first session in one request, on a server where people may sign up, which costs the server half of what a sign-in does. */
export async function signUp(
  server: AccountsServer,
  { email = EMAIL, password = PASSWORD, wrapKb }: { email?: string; password?: string; wrapKb?: string } = {},
): Promise<Session> {
  const { authPW, unwrapBKey } = await stretchV1(password, email);
  const reply = await callAccounts(server, {
    method: "POST",
    path: "/account/create?keys=true",
    body: { email, authPW: authPW.toHex(), ...(wrapKb === undefined ? {} : { wrapKb }) },
    decode: createReply,
  });
  const sessionToken = Uint8Array.fromHex(reply.sessionToken);
  return {
    uid: reply.uid,
    email,
    sessionToken,
    token: await deriveTokenKeys(sessionToken, "sessionToken"),
    keyFetch: await deriveTokenKeys(Uint8Array.fromHex(reply.keyFetchToken), "keyFetchToken"),
    unwrapBKey,
  };
}
