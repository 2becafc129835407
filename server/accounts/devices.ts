/** Devices: registered, changed, listed, signed out. */
import {
  anyObject,
  type Decoder,
  hex,
  type JsonObject,
  object,
  oneOf,
  optional,
  parseJson,
  record,
  string,
} from "../../core/json.ts";
import type { Backend } from "../backend.ts";
import { randomHex } from "../random.ts";
import { json, type Reply } from "../reply.ts";
import type { Incoming } from "../request.ts";
import { authenticateDeviceOwner, checkAlive, type DeviceOwner } from "./auth.ts";
import { readBody, text } from "./body.ts";
import { destroyDevice, type Device, devicesOf, saveDevice } from "./device_store.ts";
import { accountsRefusal } from "./errors.ts";
import { type RefreshToken, refreshTokensOf } from "./oauth_store.ts";
import { type Session, sessionsOf } from "./session_store.ts";

const pushField: Decoder<string | undefined> = optional(text(1024));

const deviceBody = object({
  id: optional(hex(16)),
  // Control characters, and those that turn or break a line, would garble a terminal that lists devices.
  name: optional(text(255, /^[^\p{Cc}\p{Co}\p{Cs}\p{Bidi_Control}\u2028\u2029]*$/u)),
  type: optional(oneOf("desktop", "mobile", "tablet", "vr", "tv")),
  pushCallback: pushField,
  pushPublicKey: pushField,
  pushAuthKey: pushField,
  availableCommands: optional(record(string)),
});

type DeviceBody = ReturnType<typeof deviceBody>;

/** `POST /v1/account/device`: registers the caller's device, or changes it. */
export async function registerDevice(request: Incoming, backend: Backend): Promise<Reply> {
  const owner = await authenticateDeviceOwner(request, backend);
  const body = await readBody(request, deviceBody);
  checkPush(body);
  const { database } = backend;
  const device = database.write(() => {
    checkAlive(database, owner);
    const current = ownDevice(devicesOf(database, owner.uid), owner, body.id);
    const changed = changeDevice(current ?? newDevice(owner, database.clock.nowMs()), body);
    saveDevice(database, owner.uid, changed);
    return changed;
  });
  return json(describe(device));
}

/** A place to push to is of no use without the keys to push with. @throws errno 108 */
function checkPush({ pushCallback, pushPublicKey, pushAuthKey }: DeviceBody): void {
  const push = Object.entries({ pushCallback, pushPublicKey, pushAuthKey });
  const missing = push.find(([, value]) => value === undefined)?.[0];
  if (missing !== undefined && push.some(([, value]) => value !== undefined)) {
    throw accountsRefusal(108, { param: missing });
  }
}

/** @throws errno 123 when `id` is nobody's device, 124 when the caller already has another one */
function ownDevice(
  devices: readonly Device[],
  owner: DeviceOwner,
  id: string | undefined,
): Device | undefined {
  const current = devices.find((device) => isOwner(device, owner));
  if (id === undefined || id === current?.id) return current;
  if (current !== undefined) throw accountsRefusal(124, { deviceId: current.id });
  const named = devices.find((device) => device.id === id);
  if (named === undefined) throw accountsRefusal(123);
  // A new sign-in of the same device takes its record over.
  return { ...named, ...ownership(owner) };
}

/** Whether that sign-in registered the device. */
export const isOwner = (device: Device, owner: DeviceOwner): boolean =>
  (owner.kind === "session" ? device.session_id : device.refresh_id) === owner.id;

const ownership = ({ kind, id }: DeviceOwner): Pick<Device, "session_id" | "refresh_id"> => ({
  session_id: kind === "session" ? id : null,
  refresh_id: kind === "refresh" ? id : null,
});

const newDevice = (owner: DeviceOwner, nowMs: number): Device => ({
  ...ownership(owner),
  id: randomHex(16),
  name: "",
  type: "desktop",
  push_callback: null,
  push_public_key: null,
  push_auth_key: null,
  available_commands: "{}",
  created_at_ms: nowMs,
});

function changeDevice(device: Device, body: DeviceBody): Device {
  const { availableCommands } = body;
  return {
    ...device,
    name: body.name ?? device.name,
    type: body.type ?? device.type,
    push_callback: body.pushCallback ?? device.push_callback,
    push_public_key: body.pushPublicKey ?? device.push_public_key,
    push_auth_key: body.pushAuthKey ?? device.push_auth_key,
    available_commands: availableCommands === undefined
      ? device.available_commands
      : JSON.stringify(Object.fromEntries(availableCommands)),
  };
}

function describe(device: Device): Record<string, unknown> {
  return {
    id: device.id,
    name: device.name,
    type: device.type,
    pushCallback: device.push_callback,
    pushPublicKey: device.push_public_key,
    pushAuthKey: device.push_auth_key,
    pushEndpointExpired: false,
    availableCommands: commandsOf(device),
    createdAt: device.created_at_ms,
  };
}

/** What a device can be told to do; the members are the commands. */
export const commandsOf = (device: Device): JsonObject =>
  anyObject(parseJson(device.available_commands, "device"), "device");

/** `GET /v1/account/devices`, without those idle since `?filterIdleDevicesTimestamp=` (milliseconds) */
export async function listDevices(request: Incoming, backend: Backend): Promise<Reply> {
  const owner = await authenticateDeviceOwner(request, backend);
  const since = Number(request.query.get("filterIdleDevicesTimestamp") ?? 0) || 0;
  const signIns = signInsOf(backend, owner.uid);
  const devices = devicesOf(backend.database, owner.uid).map((device) => ({
    ...describe(device),
    isCurrentDevice: isOwner(device, owner),
    lastAccessTime: signIns.get(device.session_id ?? device.refresh_id ?? "")?.last_used_at_ms ?? 0,
    location: {},
  }));
  return json(devices.filter(({ lastAccessTime }) => lastAccessTime >= since));
}

/** The living sign-ins of an account by their ids. */
export function signInsOf({ database }: Backend, uid: string): Map<string, Session | RefreshToken> {
  const signIns = [...sessionsOf(database, uid), ...refreshTokensOf(database, uid)];
  return new Map(signIns.map((each) => [each.id, each]));
}

const destroyBody = object({ id: hex(16) });

/** `POST /v1/account/device/destroy`: signs that device out. */
export async function removeDevice(request: Incoming, backend: Backend): Promise<Reply> {
  const owner = await authenticateDeviceOwner(request, backend);
  const { id } = await readBody(request, destroyBody);
  if (!destroyDevice(backend.database, owner.uid, id)) throw accountsRefusal(123);
  return json({});
}
