/** Use-cases on the account's devices: what the account knows of them, joined with what they told Sync. */
import { listDevices as fetchDevices } from "../../core/accounts/api.ts";
import { isFoxdenError } from "../../core/errors.ts";
import type { CollectionName } from "../../core/ids.ts";
import { array, boolean, type Decoded, integer, object, optional, string } from "../../core/json.ts";
import { type Client, clientCodec } from "../../core/records/clients.ts";
import { answer, lastAnswer } from "../answers.ts";
import { apartFromUnread, findThose, type Sought } from "../find.ts";
import { type Column, instant, type Listing, type MalformedCount, NONE_MALFORMED } from "../columns.ts";
import { freshen } from "../freshen.ts";
import type { App } from "../open.ts";
import { type ListInput, narrowing, type SearchSpec } from "../query/search.ts";
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
  readonly version: string | null;
  readonly os: string | null;
  /** Such as `phone` or `largetablet`; clients on the desktop do not say. */
  readonly formFactor: string | null;
  /** Versions of the storage protocol that its client speaks. */
  readonly protocols: readonly string[];
  /** Names of the commands that wait in its client record. */
  readonly waiting: readonly string[];
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
  { name: "commands", value: (row) => row.commands, shape: "texts", detail: true },
  { name: "id", value: (row) => row.id ?? row.clientId, detail: true },
  { name: "clientId", value: (row) => row.clientId, detail: true },
  { name: "version", value: (row) => row.version, detail: true },
  { name: "formFactor", value: (row) => row.formFactor, detail: true },
  { name: "protocols", value: (row) => row.protocols, shape: "texts", detail: true },
  { name: "waitingCommands", value: (row) => row.waiting, shape: "texts", detail: true },
];

/** How devices are searched. */
export const deviceSearch: SearchSpec<DeviceRow> = {
  fields: ["device", "type", "is", "id", "before", "after", "on"],
  choices: { is: ["this", "signed-in", "not-signed-in"] },
  searchable: (row) => ({
    text: [row.name, row.application ?? "", row.os ?? ""],
    fields: {
      device: row.name,
      type: row.type ?? "",
      is: STATE_WORDS[row.state],
      id: [row.id ?? "", row.clientId ?? ""],
    },
    ...(row.lastSeenMs === null ? {} : { atMs: row.lastSeenMs }),
  }),
};

/** What `is:` calls each state, in one word each. */
const STATE_WORDS: Readonly<Record<DeviceRow["state"], readonly string[]>> = {
  "this device": ["this", "signed-in"],
  "signed in": ["signed-in"],
  "not signed in": ["not-signed-in"],
};

/** All devices, this one first, then those seen last. */
export async function listDevices(app: App, input: ListInput = {}): Promise<Listing<DeviceRow>> {
  const narrow = narrowing(app, deviceSearch, input);
  const { rows, malformed } = await readDevices(app);
  const reading = { pages: onePage(rows), malformed: () => malformed };
  return { kind: "devices", columns: deviceColumns, ...narrow(reading) };
}

/** Devices that were asked for, in that order, and what nothing was found by. */
export interface FoundDevices extends Listing<DeviceRow> {
  readonly rows: readonly DeviceRow[];
  readonly missing: readonly string[];
}

/** Devices by what a person types: an id, a name, or a part of one. @throws {FoxdenError} `ambiguous.match` */
export async function getDevices(app: App, sought: Sought): Promise<FoundDevices> {
  const { rows: all, malformed } = await readDevices(app);
  const items = all.map((row) => ({ ids: [row.id, row.clientId].filter(isText), names: [row.name], row }));
  const { found, missing } = findThose({ collection: "devices", items }, sought);
  const rows = found.map(({ row }) => row);
  const listing = { kind: "devices", columns: deviceColumns, pages: onePage(rows) };
  return { ...listing, ...apartFromUnread(missing, malformed), rows };
}

const isText = (text: string | null): text is string => text !== null;

/** The account's own list joined with the records of Sync's clients. */
async function readDevices(app: App) {
  const [devices, { clients, malformed }] = await Promise.all([
    accountDevices(app),
    readClientsIfAny(app),
  ]);
  return { rows: joinedRows(devices, clients), malformed };
}

/** All devices as this machine knows them: no server is asked. @throws {FoxdenError} `network.offline` */
export async function knownDevices(app: App) {
  await freshen(app, [CLIENTS], { mode: "cached" });
  const [devices, { clients, malformed }] = await Promise.all([
    lastAnswer(app, { name: "devices", decode: array(accountDevice) }),
    readClients(app),
  ]);
  return { rows: joinedRows(devices ?? [], clients), malformed };
}

function joinedRows(devices: readonly AccountDevice[], clients: readonly Stored<Client>[]): DeviceRow[] {
  const known = new Set(devices.map(({ id }) => id));
  const rows = [
    ...devices.map((device) =>
      joined(device, clients.find(({ record }) => record.fxaDeviceId === device.id))
    ),
    ...clients.filter(({ record }) => !known.has(record.fxaDeviceId ?? "")).map(clientOnly),
  ];
  const rank = ({ state }: DeviceRow) => state === "this device" ? 0 : 1;
  rows.sort((a, b) => rank(a) - rank(b) || (b.lastSeenMs ?? 0) - (a.lastSeenMs ?? 0));
  return rows;
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

type ClientPart = Omit<DeviceRow, "name" | "type" | "lastSeenMs" | "state" | "commands" | "id">;

function clientPart(client: Stored<Client> | undefined): ClientPart {
  const record = client?.record;
  const application = [record?.application, record?.version].filter(Boolean).join(" ");
  return {
    application: application || null,
    version: record?.version ?? null,
    os: record?.os ?? null,
    formFactor: record?.formFactor ?? null,
    protocols: record?.protocols ?? [],
    waiting: record?.commands.map(({ command }) => command) ?? [],
    clientId: client?.id ?? null,
  };
}
