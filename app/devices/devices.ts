/** Use-cases on the account's devices: what the account knows of them, joined with what they told Sync. */
import { listDevices as fetchDevices } from "../../core/accounts/api.ts";
import { isFoxdenError } from "../../core/errors.ts";
import type { CollectionName } from "../../core/ids.ts";
import { array, boolean, type Decoded, integer, object, optional, string } from "../../core/json.ts";
import { type Client, clientCodec } from "../../core/records/clients.ts";
import { answer } from "../answers.ts";
import { type Column, instant, type Listing, type MalformedCount, NONE_MALFORMED } from "../columns.ts";
import { freshen } from "../freshen.ts";
import type { App } from "../open.ts";
import { JUST_READ, onePage, readAll, readLive, type Stored } from "../read.ts";

export const CLIENTS = "clients" as CollectionName;

/** A device of the account, a client of Sync, or both. */
export interface DeviceRow {
  readonly name: string;
  readonly type: string | null;
  readonly lastSeenMs: number | null;
  readonly state: "this device" | "signed in" | "not signed in";
  /** Names of the commands it takes, without their common prefix. */
  readonly commands: readonly string[];
  readonly application: string | null;
  readonly os: string | null;
  /** The account's id of the device. */
  readonly id: string | null;
  /** The id of its record in Sync's `clients`. */
  readonly clientId: string | null;
}

export const deviceColumns: readonly Column<DeviceRow>[] = [
  { name: "name", value: (row) => row.name },
  { name: "type", value: (row) => row.type },
  { name: "lastSeen", value: (row) => instant(row.lastSeenMs), kind: "time" },
  { name: "state", value: (row) => row.state },
  { name: "application", value: (row) => row.application },
  { name: "os", value: (row) => row.os, detail: true },
  { name: "commands", value: (row) => row.commands, detail: true },
  { name: "id", value: (row) => row.id ?? row.clientId, detail: true },
  { name: "clientId", value: (row) => row.clientId, detail: true },
];

/** All devices, this one first, then those seen last. */
export async function listDevices(app: App): Promise<Listing<DeviceRow>> {
  const [devices, { clients, malformed }] = await Promise.all([
    accountDevices(app),
    readClientsIfAny(app),
  ]);
  const known = new Set(devices.map(({ id }) => id));
  const rows = [
    ...devices.map((device) =>
      joined(device, clients.find(({ record }) => record.fxaDeviceId === device.id))
    ),
    ...clients.filter(({ record }) => !known.has(record.fxaDeviceId ?? "")).map(clientOnly),
  ];
  const rank = ({ state }: DeviceRow) => state === "this device" ? 0 : 1;
  rows.sort((a, b) => rank(a) - rank(b) || (b.lastSeenMs ?? 0) - (a.lastSeenMs ?? 0));
  return { kind: "devices", columns: deviceColumns, pages: onePage(rows), malformed: () => malformed };
}

const accountDevice = object({
  id: string,
  name: optional(string),
  type: optional(string),
  lastAccessTime: optional(integer),
  isCurrentDevice: boolean,
  commands: array(string),
});
/** What the account itself knows of a device. */
type AccountDevice = Decoded<typeof accountDevice>;

/** The account's own list of its devices. */
export function accountDevices(app: App): Promise<AccountDevice[]> {
  return answer(app, { name: "devices", ask: () => askDevices(app), decode: array(accountDevice) });
}

async function askDevices(app: App): Promise<AccountDevice[]> {
  const { servers } = await app.secrets();
  const devices = await fetchDevices(app.openAccounts(servers), await app.credential());
  return devices.map(({ availableCommands, ...device }) => ({
    ...device,
    name: device.name ?? undefined,
    type: device.type ?? undefined,
    lastAccessTime: device.lastAccessTime ?? undefined,
    isCurrentDevice: device.isCurrentDevice ?? false,
    commands: [...availableCommands?.keys() ?? []],
  }));
}

/** Every client record of the account, as the mirror has them. */
export async function readClients(
  app: App,
): Promise<{ readonly clients: readonly Stored<Client>[]; readonly malformed: MalformedCount }> {
  const reading = readLive(app, CLIENTS, clientCodec, JUST_READ);
  const clients = await readAll(reading);
  return { clients, malformed: reading.malformed() };
}

/** An account that never synced has devices all the same. */
async function readClientsIfAny(app: App): ReturnType<typeof readClients> {
  try {
    await freshen(app, [CLIENTS]);
    return await readClients(app);
  } catch (error) {
    if (!isFoxdenError(error) || error.code !== "not-found.setup") throw error;
    return { clients: [], malformed: NONE_MALFORMED };
  }
}

const COMMAND_PREFIX = "https://identity.mozilla.com/cmd/";

function joined(device: AccountDevice, client: Stored<Client> | undefined): DeviceRow {
  return {
    ...clientPart(client),
    name: client?.record.name ?? device.name ?? "(no name)",
    type: device.type ?? client?.record.type ?? null,
    lastSeenMs: (device.lastAccessTime || client?.modified) ?? null,
    state: device.isCurrentDevice ? "this device" : "signed in",
    commands: device.commands.map((name) => name.replace(COMMAND_PREFIX, "")),
    id: device.id,
  };
}

function clientOnly(client: Stored<Client>): DeviceRow {
  const { name, type } = client.record;
  return {
    ...clientPart(client),
    name,
    type,
    lastSeenMs: client.modified,
    state: "not signed in",
    commands: [],
    id: null,
  };
}

function clientPart(client: Stored<Client> | undefined): Pick<DeviceRow, "application" | "os" | "clientId"> {
  const record = client?.record;
  const application = [record?.application, record?.version].filter(Boolean).join(" ");
  return { application: application || null, os: record?.os ?? null, clientId: client?.id ?? null };
}
