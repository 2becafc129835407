/** All that is signed in to an account, and how any of it is signed out. */
import { hex, object, optional } from "../../core/json.ts";
import type { Backend } from "../backend.ts";
import { json, type Reply } from "../reply.ts";
import type { Incoming } from "../request.ts";
import { authenticateConfirmed, authenticateDeviceOwner } from "./auth.ts";
import { readBody } from "./body.ts";
import { clientName } from "./clients.ts";
import { destroyDevice, type Device, devicesOf } from "./device_store.ts";
import { signInsOf } from "./devices.ts";
import { accountsRefusal } from "./errors.ts";
import { destroyOAuthToken, type RefreshToken } from "./oauth_store.ts";
import { destroySession, type Session } from "./session_store.ts";

/** `GET /v1/account/attached_clients`: every session and every refresh token. */
export async function attachedClients(request: Incoming, backend: Backend): Promise<Reply> {
  const owner = await authenticateDeviceOwner(request, backend);
  const devices = devicesOf(backend.database, owner.uid);
  const clients = [...signInsOf(backend, owner.uid).values()].map((signIn) => {
    const device = devices.find(({ session_id, refresh_id }) => (session_id ?? refresh_id) === signIn.id);
    return { ...describe(signIn, device), isCurrentSession: signIn.id === owner.id };
  });
  return json(clients);
}

function describe(signIn: Session | RefreshToken, device: Device | undefined): Record<string, unknown> {
  const clientId = "client_id" in signIn ? signIn.client_id : null;
  return {
    clientId,
    deviceId: device?.id ?? null,
    sessionTokenId: clientId === null ? signIn.id : null,
    refreshTokenId: clientId === null ? null : signIn.id,
    deviceType: device?.type ?? null,
    name: device?.name ?? (clientId === null ? null : clientName(clientId)),
    scope: "scope" in signIn ? signIn.scope.split(" ") : null,
    createdTime: signIn.created_at_ms,
    lastAccessTime: signIn.last_used_at_ms,
    userAgent: signIn.user_agent,
    os: null,
    location: {},
  };
}

const destroyBody = object({
  sessionTokenId: optional(hex(32)),
  refreshTokenId: optional(hex(32)),
  deviceId: optional(hex(16)),
});

/**
 * `POST /v1/account/attached_client/destroy`, with the ids of the list above. Ending what has ended is no error.
 *
 * @throws errno 108 when the body names nothing, 123 for a device of nobody
 */
export async function destroyAttachedClient(request: Incoming, backend: Backend): Promise<Reply> {
  const { database } = backend;
  const { uid } = await authenticateConfirmed(request, backend);
  const { sessionTokenId, refreshTokenId, deviceId } = await readBody(request, destroyBody);
  if (deviceId !== undefined) {
    if (!destroyDevice(database, uid, deviceId)) throw accountsRefusal(123);
    return json({});
  }
  const id = sessionTokenId ?? refreshTokenId;
  if (id === undefined) throw accountsRefusal(108, { param: "sessionTokenId" });
  // Only what is this account's: an id alone proves nothing.
  const signIn = signInsOf(backend, uid).get(id);
  if (signIn === undefined) return json({});
  if ("client_id" in signIn) destroyOAuthToken(database, id);
  else destroySession(database, id);
  return json({});
}
