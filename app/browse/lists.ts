/** How the short shelves are read from the mirror: through the listings that commands print. */
import { type AddressRow, addressSearch, listAddresses } from "../autofill/addresses.ts";
import { cardSearch, listCards } from "../autofill/cards.ts";
import { type FormRow, formSearch, listForms } from "../autofill/forms.ts";
import { type AddonRow, addonSearch, listAddons } from "../browser/addons.ts";
import { type ItemRow, itemSearch, listItems } from "../browser/extstorage.ts";
import { listPrefs, type PrefRow, prefSearch } from "../browser/prefs.ts";
import type { Column, Listing } from "../columns.ts";
import { deviceColumns, type DeviceRow, deviceSearch, knownDevices } from "../devices/devices.ts";
import type { App } from "../open.ts";
import { listPasswords, type LoginRow, loginSearch } from "../passwords.ts";
import type { SearchSpec } from "../query/search.ts";
import { readAll, type Stored } from "../read.ts";
import type { KeptList } from "./kept_table.ts";
import { columnLike } from "./lines.ts";
import { type SealedRow, withoutRecords } from "./sealed_list.ts";
import { collectionsOf, type ShelfName } from "./shelves.ts";
import type { RecordSource } from "./table.ts";

/** No server is asked. */
export const CACHED = { fresh: { mode: "cached" } } as const;

/** A list whose rows are records, each by its id. */
async function listOfRecords<Row extends Pick<Stored<unknown>, "id">>(
  shelf: ShelfName,
  listing: Listing<Row>,
  search: SearchSpec<Row>,
): Promise<KeptList<Row>> {
  const sourceOf = ({ id }: Row) => ({ collection: collectionsOf(shelf)[0] ?? shelf, id });
  return { ...await listOf(shelf, listing, search), keyOf: ({ id }) => id, sourceOf };
}

async function listOf<Row>(shelf: ShelfName, listing: Listing<Row>, search: SearchSpec<Row>) {
  const rows = await readAll(listing);
  return { shelf, columns: listing.columns, search, rows, malformed: listing.malformed().count };
}

/** Logins with a column that says on how many others the same password is used; the passwords themselves are let go. */
export async function readLoginList(app: App): Promise<KeptList<SealedRow>> {
  const list = await listOfRecords("passwords", await listPasswords(app, CACHED), loginSearch);
  const counts = new Map<string, number>();
  for (const { record: { password } } of list.rows) counts.set(password, (counts.get(password) ?? 0) + 1);
  const reused: Column<LoginRow> = {
    name: REUSED,
    value: ({ record }) => (counts.get(record.password) ?? 1) - 1,
    kind: "count",
    detail: true,
  };
  return withoutRecords({ ...list, columns: [...list.columns, reused] });
}

/** The column of logins that says on how many others the same password is used. */
export const REUSED = "reused";

/** Postal addresses. */
export const readAddressList = async (app: App): Promise<KeptList<AddressRow>> =>
  await listOfRecords("addresses", await listAddresses(app, CACHED), addressSearch);

/** Cards without their numbers. */
export const readCardList = async (app: App): Promise<KeptList<SealedRow>> =>
  withoutRecords(await listOfRecords("cards", await listCards(app, CACHED), cardSearch));

/** Values of forms. */
export const readFormList = async (app: App): Promise<KeptList<FormRow>> =>
  await listOfRecords("forms", await listForms(app, CACHED), formSearch);

/** Add-ons. */
export const readAddonList = async (app: App): Promise<KeptList<AddonRow>> =>
  await listOfRecords("addons", await listAddons(app, CACHED), addonSearch);

/** Several rows are of one record, so that a key has the record's id before what tells them apart. */
export const readPrefList = async (app: App): Promise<KeptList<PrefRow>> => ({
  ...await listOf("prefs", await listPrefs(app, { ...CACHED, switches: false }), prefSearch),
  keyOf: ({ recordId, name }) => `${recordId}/${name}`,
  sourceOf: ({ recordId }) => ({ collection: "prefs", id: recordId }),
});

export const readItemList = async (app: App): Promise<KeptList<ItemRow>> => ({
  ...await listOf("extstorage", await listItems(app, CACHED), itemSearch),
  keyOf: ({ recordId, key }) => `${recordId}/${key ?? ""}`,
  sourceOf: ({ recordId }) => ({ collection: "extension-storage", id: recordId }),
});

/**
 * The columns of devices as this machine knows them. Of one that only the mirror tells of nobody knows whether it is signed
 * in: the accounts server was asked at another time, or never.
 */
export const knownColumns: readonly Column<DeviceRow>[] = deviceColumns.map((column) =>
  column.name === "state"
    ? columnLike(column, (row: DeviceRow) => row.id === null ? null : row.state)
    : column
);

/** Devices that only the account knows of have no record. */
export async function readDeviceList(app: App): Promise<KeptList<DeviceRow>> {
  const { rows, malformed } = await knownDevices(app);
  return {
    shelf: "devices",
    columns: knownColumns,
    search: deviceSearch,
    rows,
    malformed: malformed.count,
    keyOf: keyOfDevice,
    sourceOf: sourceOfDevice,
  };
}

const keyOfDevice = ({ id, clientId, name }: DeviceRow): string => id ?? clientId ?? name;

const sourceOfDevice = ({ clientId }: DeviceRow): RecordSource | null =>
  clientId === null ? null : { collection: "clients", id: clientId };
