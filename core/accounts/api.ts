/** The auth server's endpoints, one small function each; the wire's own names on the wire side. */
import type { Bytes } from "../bytes.ts";
import type { Uid } from "../ids.ts";
import {
  anyObject,
  array,
  boolean,
  type Decoded,
  type Decoder,
  hex,
  integer,
  nullable,
  object,
  oneOf,
  optional,
  record,
  string,
} from "../json.ts";
import type { TokenKeys } from "../crypto/token_keys.ts";
import { type AccountsServer, callAccounts, type Credential } from "./transport.ts";

export const uidShape: Decoder<Uid> = (value, at) => hex(16)(value, at) as Uid;
const token: Decoder<Bytes> = (value, at) => Uint8Array.fromHex(hex(32)(value, at));

const credentialsStatusReply = object({
  currentVersion: optional(oneOf("v1", "v2")),
  clientSalt: optional(string),
});

/** Which stretching the account's password uses, and the salt of version 2. */
export function credentialsStatus(server: AccountsServer, email: string) {
  return callAccounts(server, {
    method: "POST",
    path: "/account/credentials/status",
    body: { email },
    decode: credentialsStatusReply,
  });
}

const loginReply = object({
  uid: uidShape,
  sessionToken: token,
  keyFetchToken: optional(token),
  keyFetchTokenVersion2: optional(token),
  verificationMethod: optional(string),
  verificationReason: optional(string),
  verified: optional(boolean),
  emailVerified: optional(boolean),
  sessionVerified: optional(boolean),
});
export type LoginReply = Decoded<typeof loginReply>;

export interface LoginRequest {
  readonly email: string;
  readonly authPW: Bytes;
  readonly originalLoginEmail?: string;
  /** Eight characters from a mail that lifts a block. */
  readonly unblockCode?: string;
}

/** Opens a session and asks for the right to fetch keys. */
export function login(server: AccountsServer, request: LoginRequest): Promise<LoginReply> {
  const { authPW, ...rest } = request;
  const fixed = { reason: "login", service: "sync", verificationMethod: "email-otp" };
  const body = { ...rest, authPW: authPW.toHex(), ...fixed };
  return callAccounts(server, { method: "POST", path: "/account/login?keys=true", body, decode: loginReply });
}

const sessionStatusReply = object({ state: oneOf("verified", "unverified"), uid: uidShape });

export function sessionStatus(server: AccountsServer, session: TokenKeys) {
  return callAccounts(server, {
    method: "GET",
    path: "/session/status",
    credential: session,
    decode: sessionStatusReply,
  });
}

/** Ends a session on the server. */
export async function destroySession(server: AccountsServer, session: TokenKeys): Promise<void> {
  const path = "/session/destroy";
  await callAccounts(server, { method: "POST", path, credential: session, body: {}, decode: anyObject });
}

/** Confirms a session with the six digits from a mail. @throws {FoxdenError} `auth.wrong-code` */
export async function verifyCode(server: AccountsServer, session: TokenKeys, code: string): Promise<void> {
  const path = "/session/verify_code";
  const body = { code, service: "sync" };
  await callAccounts(server, { method: "POST", path, credential: session, body, decode: anyObject });
}

export async function resendCode(server: AccountsServer, session: TokenKeys): Promise<void> {
  const path = "/session/resend_code";
  await callAccounts(server, { method: "POST", path, credential: session, body: {}, decode: anyObject });
}

/** Confirms a session with an authenticator's six digits. @returns false when the code is wrong */
export async function verifyTotp(server: AccountsServer, session: TokenKeys, code: string): Promise<boolean> {
  const path = "/session/verify/totp";
  const decode = object({ success: boolean });
  const body = { code, service: "sync" };
  return (await callAccounts(server, { method: "POST", path, credential: session, body, decode })).success;
}

/** Has the server mail a code that lifts a block once. */
export async function sendUnblockCode(server: AccountsServer, email: string): Promise<void> {
  const path = "/account/login/send_unblock_code";
  await callAccounts(server, { method: "POST", path, body: { email }, decode: anyObject });
}

/** The account's sealed keys: 96 bytes. The keyFetchToken is spent by it, unless the session is unverified. */
export async function fetchKeyBundle(server: AccountsServer, keyFetch: TokenKeys): Promise<Bytes> {
  const decode = object({ bundle: hex(96) });
  const path = "/account/keys";
  const reply = await callAccounts(server, { method: "GET", path, credential: keyFetch, decode });
  return Uint8Array.fromHex(reply.bundle);
}

const scopedKeyDataReply = record(
  object({ identifier: string, keyRotationSecret: hex(32), keyRotationTimestamp: integer }),
);

/** What to derive each scope's key with. `scope` may hold several, separated by spaces. */
export function fetchScopedKeyData(
  server: AccountsServer,
  session: TokenKeys,
  { clientId, scope }: { readonly clientId: string; readonly scope: string },
) {
  return callAccounts(server, {
    method: "POST",
    path: "/account/scoped-key-data",
    credential: session,
    body: { client_id: clientId, scope },
    decode: scopedKeyDataReply,
  });
}

const deviceShape = object({
  id: string,
  name: nullable(string),
  type: nullable(string),
  isCurrentDevice: optional(boolean),
  lastAccessTime: nullable(integer),
  availableCommands: optional(record(string)),
});
/** One device of the account. `lastAccessTime` is in milliseconds. */
export type Device = Decoded<typeof deviceShape>;

export function listDevices(server: AccountsServer, credential: Credential): Promise<Device[]> {
  const path = "/account/devices";
  return callAccounts(server, { method: "GET", path, credential, decode: array(deviceShape) });
}

/** Gives the device behind `credential` its name; makes the record when there is none. @returns its id */
export async function registerDevice(
  server: AccountsServer,
  credential: Credential,
  device: { readonly name: string; readonly type: "desktop" | "mobile" },
): Promise<string> {
  const path = "/account/device";
  const body = { ...device, availableCommands: {} };
  const decode = object({ id: string });
  return (await callAccounts(server, { method: "POST", path, credential, body, decode })).id;
}
