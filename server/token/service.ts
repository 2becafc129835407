/** The token server: from an OAuth token and a key id to a storage and the means to sign requests for it. */
import { base64url, fromBase64url, utf8 } from "../../core/bytes.ts";
import { hmacSha256 } from "../../core/crypto/hkdf.ts";
import { OLDSYNC_SCOPE } from "../../core/crypto/scoped_key.ts";
import { signToken, tokenKey } from "../../core/crypto/tokenlib.ts";
import { accountByUid } from "../accounts/account_store.ts";
import { accessToken } from "../accounts/oauth_store.ts";
import { includesScope } from "../accounts/scopes.ts";
import type { Backend } from "../backend.ts";
import type { Database } from "../db.ts";
import { STORAGE_TOKEN_SECONDS } from "../limits.ts";
import { randomHex } from "../random.ts";
import { json, type Reply, withHeaders } from "../reply.ts";
import type { Incoming } from "../request.ts";
import type { Service } from "../router.ts";
import { digestOf } from "../tokens.ts";
import { refuseWithStatus, tokenRefusal } from "./errors.ts";
import { drawnIssuer } from "./issuer.ts";
import { firstViolation, type ShownKeys, updatedKeys } from "./rules.ts";
import { createStorageUser, storageUserOf, updateStorageUser } from "./store.ts";

/** `GET /token/1.0/sync/1.5` */
async function exchangeToken(request: Incoming, backend: Backend): Promise<Reply> {
  const { uid, generation } = await authenticate(request, backend);
  const keys = readKeys(request, generation);
  checkApplication(request);
  const { database } = backend;
  const [storageUid, issuer] = database.write(
    () => [assignStorage(database, uid, keys), drawnIssuer(database)],
  );
  const seconds = durationOf(request);
  const nowSeconds = Math.floor(database.clock.nowMs() / 1000);
  const { id, key, hashedUid } = await makeToken(request, backend, {
    uid,
    keys,
    storageUid,
    issuer,
    expires: nowSeconds + seconds,
  });
  const answer = {
    id,
    key,
    uid: storageUid,
    api_endpoint: `${request.site.base}/1.5/${storageUid}`,
    duration: seconds,
    hashed_fxa_uid: hashedUid,
    hashalg: "sha256",
    node_type: "sqlite",
  };
  return json(answer, 200, { "x-timestamp": String(nowSeconds) });
}

async function authenticate(
  request: Incoming,
  { database }: Backend,
): Promise<{ readonly uid: string; readonly generation: number }> {
  const [, scheme, token] = /^([^ ]*) (.*)$/.exec(request.headers.get("authorization") ?? "") ?? [];
  if (scheme === undefined || token === undefined) throw tokenRefusal(401, "error");
  if (scheme.toLowerCase() !== "bearer") {
    throw tokenRefusal(401, "error", { location: "body", name: "", description: "Unsupported" });
  }
  const access = accessToken(database, await digestOf(token));
  const account = access && accountByUid(database, access.uid);
  if (!access || !account || !includesScope(access.scope, OLDSYNC_SCOPE)) {
    throw tokenRefusal(401, "invalid-credentials");
  }
  return account;
}

function readKeys(request: Incoming, generation: number): ShownKeys {
  const keyId = request.headers.get("x-keyid");
  if (keyId === null) {
    const description = "Missing X-KeyID header";
    throw tokenRefusal(401, "invalid-key-id", { location: "header", name: "", description });
  }
  const shownState = request.headers.get("x-client-state");
  if (shownState !== null && !/^[a-zA-Z0-9._-]{1,32}$/.test(shownState)) {
    const description = "Invalid client state value";
    throw tokenRefusal(400, "error", { location: "header", name: "X-Client-State", description });
  }
  const [, changedAt, state] = /^(\d{1,15})-([\w-]*)$/.exec(keyId) ?? [];
  const clientState = state === undefined ? undefined : hexOfBase64url(state);
  if (clientState === undefined) throw tokenRefusal(401, "invalid-credentials");
  if (shownState !== null && shownState !== clientState) throw tokenRefusal(401, "invalid-client-state");
  // Zero stands for "not known" in both.
  return {
    generation: generation || undefined,
    keysChangedAtMs: Number(changedAt) || undefined,
    clientState,
  };
}

function hexOfBase64url(text: string): string | undefined {
  try {
    return fromBase64url(text).toHex();
  } catch {
    return undefined;
  }
}

function checkApplication({ params: { application = "", version = "" } }: Incoming): void {
  const unsupported = (name: string, what: string) =>
    tokenRefusal(404, "error", { location: "url", name, description: `Unsupported application${what}` });
  if (application !== "sync") throw unsupported("application", "");
  if (version !== "1.5") throw unsupported(version, " version");
}

/** Finds the account's storage, or makes one: changed keys get a new and empty one. */
function assignStorage(database: Database, uid: string, keys: ShownKeys): number {
  const known = storageUserOf(database, uid);
  if (known === undefined) {
    const { generation = 0, keysChangedAtMs = 0, clientState } = keys;
    return createStorageUser(database, uid, { generation, keysChangedAtMs, clientState });
  }
  const violation = firstViolation(keys, known);
  if (violation !== undefined) {
    const { status, description } = violation;
    if (description === undefined) throw tokenRefusal(401, status);
    const text = `Unacceptable client-state value ${description}`;
    throw tokenRefusal(401, status, { location: "header", name: "X-Client-State", description: text });
  }
  const updated = updatedKeys(keys, known);
  if (known.replaced || updated.clientState !== known.clientState) {
    return createStorageUser(database, uid, updated);
  }
  const same = updated.generation === known.generation && updated.keysChangedAtMs === known.keysChangedAtMs;
  if (!same) updateStorageUser(database, known.storageUid, updated);
  return known.storageUid;
}

/** A client may ask for a shorter life, not for a longer one. */
function durationOf(request: Incoming): number {
  const wanted = request.query.get("duration") ?? "";
  const seconds = /^\d{1,9}$/.test(wanted) ? Number(wanted) : STORAGE_TOKEN_SECONDS;
  return seconds <= STORAGE_TOKEN_SECONDS ? seconds : STORAGE_TOKEN_SECONDS;
}

interface TokenContent {
  readonly uid: string;
  readonly keys: ShownKeys;
  readonly storageUid: number;
  readonly issuer: string;
  /** Seconds since the epoch. */
  readonly expires: number;
}

async function makeToken(
  request: Incoming,
  { masterSecret }: Backend,
  { uid, keys, storageUid, issuer, expires }: TokenContent,
): Promise<{ readonly id: string; readonly key: string; readonly hashedUid: string }> {
  const salt = randomHex(3);
  const hashedUid = await pseudonym(masterSecret, uid);
  const changedAt = String(keys.keysChangedAtMs ?? keys.generation ?? 0).padStart(13, "0");
  const payload = JSON.stringify({
    node: request.site.base,
    fxa_kid: `${changedAt}-${base64url(Uint8Array.fromHex(keys.clientState))}`,
    fxa_uid: uid,
    hashed_device_id: await pseudonym(masterSecret, `${hashedUid}none`),
    hashed_fxa_uid: hashedUid,
    expires,
    uid: storageUid,
    tokenserver_origin: "foxden",
    issuer,
    salt,
  });
  const id = await signToken(payload, masterSecret);
  return { id, key: await tokenKey(id, salt, masterSecret), hashedUid };
}

/** A name that stays the same and leads back to nobody without the secret. */
async function pseudonym(masterSecret: string, text: string): Promise<string> {
  return (await hmacSha256(utf8(`${masterSecret}/metrics`), utf8(text))).toHex().slice(0, 32);
}

/** The token server. */
export const tokenService: Service = {
  prefix: "/token/",
  routes: [{ method: "GET", path: "/token/1.0/:application/:version", run: exchangeToken }],
  refuse: refuseWithStatus,
  finish: (reply) =>
    withHeaders(reply, { "cache-control": "private, no-store", "x-content-type-options": "nosniff" }),
};
