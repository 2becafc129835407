/** What devices tell each other: commands that wait until they are asked for, and messages that nobody pushes. */
import { utf8 } from "../../core/bytes.ts";
import {
  anyObject,
  array,
  decodeOr,
  type Decoder,
  hex,
  integer,
  object,
  oneOf,
  optional,
  parseJson,
} from "../../core/json.ts";
import type { Backend } from "../backend.ts";
import { json, type Reply } from "../reply.ts";
import type { Incoming } from "../request.ts";
import { authenticateDeviceOwner, checkAlive, type DeviceOwner } from "./auth.ts";
import { between, readBody, text } from "./body.ts";
import { queueCommand, type WaitingCommand, waitingCommands } from "./command_store.ts";
import { type Device, devicesOf } from "./device_store.ts";
import { commandsOf, isOwner } from "./devices.ts";
import { accountsRefusal } from "./errors.ts";

const MAX_PAYLOAD_BYTES = 16 * 1024;
const DEFAULT_TTL_SECONDS = 30 * 24 * 60 * 60;
const MAX_TTL_SECONDS = 10_000_000;
const MAX_COMMANDS = 100;

const commandBody = object({
  target: hex(16),
  command: text(255),
  payload: anyObject,
  ttl: optional(between(0, MAX_TTL_SECONDS)),
});

/** `POST /v1/account/devices/invoke_command`: queues a command. It is pushed to nobody: devices have to ask. */
export async function invokeCommand(request: Incoming, backend: Backend): Promise<Reply> {
  const owner = await authenticateDeviceOwner(request, backend);
  const { target, command, payload, ttl } = await readBody(request, commandBody);
  const payloadText = JSON.stringify(payload);
  const { database } = backend;
  database.write(() => {
    checkAlive(database, owner);
    const devices = devicesOf(database, owner.uid);
    const device = devices.find(({ id }) => id === target);
    if (device === undefined) throw accountsRefusal(123);
    if (!Object.hasOwn(commandsOf(device), command)) throw accountsRefusal(157);
    if (utf8(payloadText).length > MAX_PAYLOAD_BYTES) throw accountsRefusal(113);
    queueCommand(database, {
      deviceId: device.id,
      senderId: ownDevice(devices, owner)?.id ?? null,
      command,
      payload: payloadText,
      ttlSeconds: ttl ?? DEFAULT_TTL_SECONDS,
    });
  });
  return json({ enqueued: true, notified: false });
}

const ownDevice = (devices: readonly Device[], owner: DeviceOwner): Device | undefined =>
  devices.find((device) => isOwner(device, owner));

/** `GET /v1/account/device/commands`: what waits for the caller's device from `?index=` on. */
export async function pendingCommands(request: Incoming, backend: Backend): Promise<Reply> {
  const owner = await authenticateDeviceOwner(request, backend);
  const fromIndex = queryNumber(request, "index", 0, Number.MAX_SAFE_INTEGER);
  const limit = queryNumber(request, "limit", MAX_COMMANDS, MAX_COMMANDS);
  const device = ownDevice(devicesOf(backend.database, owner.uid), owner);
  // One more than asked for tells whether these are the last.
  const found = device === undefined
    ? []
    : waitingCommands(backend.database, device.id, fromIndex, limit + 1);
  const messages = found.slice(0, limit);
  // Clients go on after this index, so it must not pass by what is still to come.
  const index = messages.at(-1)?.id ?? Math.max(0, fromIndex - 1);
  return json({ index, last: found.length === messages.length, messages: messages.map(describe) });
}

function describe({ id, sender_id: sender, command, payload }: WaitingCommand): Record<string, unknown> {
  const data = { command, payload: parseJson(payload, "payload"), ...(sender === null ? {} : { sender }) };
  return { index: id, data };
}

/** @throws errno 107 for what is no whole number up to `max` */
function queryNumber({ query }: Incoming, name: string, absent: number, max: number): number {
  const given = query.get(name);
  if (given === null) return absent;
  const number = /^\d{1,16}$/.test(given) ? Number(given) : NaN;
  if (!(number <= max)) throw accountsRefusal(107, { validation: { keys: [name] } });
  return number;
}

const toAll: Decoder<"all" | string[]> = (value, at) => value === "all" ? "all" : array(hex(16))(value, at);

const notifyBody = object({
  to: toAll,
  excluded: optional(array(hex(16))),
  payload: anyObject,
  TTL: optional(between(0, Number.MAX_SAFE_INTEGER)),
  _endpointAction: optional(oneOf("accountVerify")),
});

const messageShape = object({ version: integer, command: text(255), data: optional(anyObject) });

/** `POST /v1/account/devices/notify`: checked, and passed on to nobody, since there is no push service. */
export async function notifyDevices(request: Incoming, backend: Backend): Promise<Reply> {
  await authenticateDeviceOwner(request, backend);
  const { payload, _endpointAction: action } = await readBody(request, notifyBody);
  const isMessage = action === undefined
    ? decodeOr(undefined, () => messageShape(payload, "payload")) !== undefined
    : Object.keys(payload).length === 0;
  if (!isMessage) throw accountsRefusal(107, { validation: { keys: ["payload"] } });
  return json({});
}
