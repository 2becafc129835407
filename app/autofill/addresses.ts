/** Use-cases on postal addresses. */
import {
  ADDRESS_WORDS,
  addressKey,
  addressTexts,
  editAddress,
  newAddress,
  readAddress,
  withJoinedName,
  withoutNameParts,
} from "../../core/edits/address.ts";
import { joinName } from "../../core/edits/address_name.ts";
import type { GivenFields } from "../../core/edits/autofill.ts";
import type { CollectionName } from "../../core/ids.ts";
import { type Address, addressCodec } from "../../core/records/addresses.ts";
import type { Column, Listing } from "../columns.ts";
import type { Sought } from "../find.ts";
import type { App } from "../open.ts";
import { type ListInput, narrowing, type SearchSpec } from "../query/search.ts";
import { onePage, readAll, readLive, type Stored } from "../read.ts";
import type { PendingWrite } from "../write/write.ts";
import { collator, UNSET, usageColumns } from "./columns.ts";
import {
  type EntryKind,
  type EntryRemovalInput,
  openEntry,
  prepareEntryAdd,
  prepareEntryRemoval,
  prepareEntrySet,
  readyToEdit,
} from "./entries.ts";
import { type EntryLookup, type FoundEntries, getEntries } from "./find.ts";
import type { Printed } from "./given.ts";
import { type Sheet, sheetOf } from "./sheet.ts";

export { ADDRESS_WORDS };

/** The name of the collection. */
export const ADDRESSES = "addresses" as CollectionName;

export type AddressRow = Stored<Address>;

/** The whole name, from its parts where an old device wrote only those. */
function nameOf({ name, givenName, additionalName, familyName }: Address): string | null {
  const parts = { given: givenName ?? "", additional: additionalName ?? "", family: familyName ?? "" };
  return name || joinName(parts) || null;
}

export const addressColumns: readonly Column<AddressRow>[] = [
  { name: "name", value: ({ record }) => nameOf(record) },
  { name: "organization", value: ({ record }) => record.organization, detail: true },
  { name: "street", value: ({ record }) => record.streetAddress, detail: true },
  { name: "district", value: ({ record }) => record.district, detail: true },
  { name: "city", value: ({ record }) => record.city },
  { name: "region", value: ({ record }) => record.region, detail: true },
  { name: "postalCode", value: ({ record }) => record.postalCode, detail: true },
  { name: "country", value: ({ record }) => record.country },
  { name: "tel", value: ({ record }) => record.tel },
  { name: "email", value: ({ record }) => record.email, detail: true },
  { name: "id", value: ({ id }) => id },
  { name: "givenName", value: ({ record }) => record.givenName, detail: true },
  { name: "additionalName", value: ({ record }) => record.additionalName, detail: true },
  { name: "familyName", value: ({ record }) => record.familyName, detail: true },
  ...usageColumns,
];

/** How addresses are searched. */
export const addressSearch: SearchSpec<AddressRow> = {
  fields: [
    ...ADDRESS_WORDS.map((word) => word.toLowerCase()),
    ...["id", "before", "after", "on"],
  ],
  searchable: ({ id, modified, record }) => {
    const texts = {
      name: nameOf(record) ?? "",
      organization: record.organization ?? "",
      street: record.streetAddress ?? "",
      district: record.district ?? "",
      city: record.city ?? "",
      region: record.region ?? "",
      postalcode: record.postalCode ?? "",
      country: record.country ?? "",
      tel: record.tel ?? "",
      email: record.email ?? "",
    };
    const atMs = record.timeLastModifiedMs ?? modified;
    return { text: Object.values(texts), fields: { ...texts, id }, atMs };
  },
};

/** Addresses in the order of their names. */
export async function listAddresses(app: App, input: ListInput): Promise<Listing<AddressRow>> {
  const narrow = narrowing(app, addressSearch, input);
  const reading = narrow(readLive(app, ADDRESSES, addressCodec, input));
  const keyOf = ({ record }: AddressRow) => `${nameOf(record) ?? ""}\0${record.organization ?? ""}`;
  const rows = (await readAll(reading)).map((row) => ({ row, key: keyOf(row) }));
  rows.sort((a, b) => collator.compare(a.key, b.key));
  return {
    ...reading,
    kind: "addresses",
    columns: addressColumns,
    pages: onePage(rows.map(({ row }) => row)),
  };
}

/** Addresses by their ids, or six characters of them. @throws {FoxdenError} `ambiguous.match` */
export const getAddresses = (app: App, sought: Sought): Promise<FoundEntries<AddressRow>> =>
  getEntries(app, LOOKUP, sought);

const LOOKUP: EntryLookup<Address, AddressRow> = {
  collection: ADDRESSES,
  codec: addressCodec,
  kind: "addresses",
  columns: addressColumns,
  rowOf: (stored) => stored,
};

/** What lists print of an address and nobody sets. */
export const PRINTED_ADDRESS: Printed = { passedOver: UNSET, tidied: withoutNameParts };

const KIND: EntryKind = {
  collection: ADDRESSES,
  noun: "addresses",
  edit: editAddress,
  make: newAddress,
  keyOf: addressKey,
};

/** Which fields of which addresses are to hold what. */
export interface AddressSetInput {
  readonly sought: Sought;
  readonly fields: GivenFields;
  /** Whether what others changed meanwhile is written over. */
  readonly force: boolean;
}

/** Sets fields of addresses. @throws {FoxdenError} as `core/edits/address.ts` and `./entries.ts` say */
export async function prepareAddressSet(
  app: App,
  { sought, fields, force }: AddressSetInput,
): Promise<PendingWrite> {
  return await prepareEntrySet(app, KIND, { sought, edit: readAddress(fields), force });
}

/** Makes addresses, unless there are such. @throws {FoxdenError} as `core/edits/address.ts` and `./entries.ts` say */
export async function prepareAddressAdd(app: App, given: readonly GivenFields[]): Promise<PendingWrite> {
  return await prepareEntryAdd(app, KIND, given.map(withJoinedName).map(readAddress));
}

/** Deletes addresses, on all devices. @throws {FoxdenError} as `./entries.ts` says */
export const prepareAddressRemoval = (app: App, input: EntryRemovalInput): Promise<PendingWrite> =>
  prepareEntryRemoval(app, KIND, input);

/** An address as lines for an editor; an empty one where none is named. @throws {FoxdenError} as `./entries.ts` says */
export async function openAddressSheet(app: App, id: string | undefined): Promise<Sheet> {
  if (id === undefined) {
    await readyToEdit(app);
    return sheetOf({ fields: addressTexts({}), plan: (fields) => prepareAddressAdd(app, [fields]) });
  }
  const { clear, prepare } = await openEntry(app, KIND, id);
  const plan = (fields: GivenFields, force: boolean) => prepare(readAddress(fields), force);
  return sheetOf({ fields: addressTexts(clear), plan });
}
