/** Use-cases on the account's add-ons: what is installed on its devices. */
import type { CollectionName } from "../../core/ids.ts";
import { type Addon, addonCodec } from "../../core/records/addons.ts";
import { type Column, type Listing } from "../columns.ts";
import type { FreshnessWish } from "../freshness.ts";
import type { App } from "../open.ts";
import { type ListInput, narrowing, type SearchSpec } from "../query/search.ts";
import { onePage, readAll, readLive, type Stored } from "../read.ts";
import { applicationName } from "./applications.ts";
import { apartFromUnread, type Findable, findThose, type Sought } from "../find.ts";
import { compareTexts } from "../text_order.ts";

/** The name of the collection. */
export const ADDONS = "addons" as CollectionName;

/** An add-on. */
export type AddonRow = Stored<Addon>;

export const addonColumns: readonly Column<AddonRow>[] = [
  { name: "addonId", value: ({ record }) => record.addonId, narrow: "whole" },
  { name: "enabled", value: ({ record }) => record.enabled, shape: "boolean" },
  { name: "application", value: ({ record }) => applicationName(record.applicationId) },
  { name: "source", value: ({ record }) => record.installSource },
  { name: "id", value: ({ id }) => id, narrow: "spare" },
  { name: "applicationId", value: ({ record }) => record.applicationId, detail: true },
];

/** How add-ons are searched. */
export const addonSearch: SearchSpec<AddonRow> = {
  fields: ["id", "is"],
  choices: { is: ["enabled", "disabled"] },
  searchable: ({ id, record }) => ({
    text: [record.addonId],
    fields: { id, is: record.enabled ? "enabled" : "disabled" },
  }),
};

/** Add-ons in the order of their names. */
export async function listAddons(app: App, input: ListInput): Promise<Listing<AddonRow>> {
  const narrow = narrowing(app, addonSearch, input);
  const { rows, reading } = await readAddons(app, input);
  return { kind: ADDONS, columns: addonColumns, ...narrow({ ...reading, pages: onePage(rows) }) };
}

/** Those that were asked for, in that order, and what nothing was found by. */
export interface FoundAddons extends Listing<AddonRow> {
  readonly rows: readonly AddonRow[];
  readonly missing: readonly string[];
}

/** Add-ons by what a person types: ids of records, ids of add-ons, or parts of them. @throws {FoxdenError} `ambiguous.match` */
export async function getAddons(app: App, sought: Sought): Promise<FoundAddons> {
  const { rows: all, reading } = await readAddons(app, {});
  const { found, missing } = findThose({ collection: ADDONS, items: all.map(findable) }, sought);
  const rows = found.map(({ row }) => row);
  const listing = { ...reading, kind: ADDONS, columns: addonColumns, pages: onePage(rows) };
  return { ...listing, ...apartFromUnread(missing, reading.malformed()), rows };
}

interface FindableAddon extends Findable {
  readonly row: AddonRow;
}

const findable = (row: AddonRow): FindableAddon => (
  { ids: [row.id], names: row.record.addonId === "" ? [] : [row.record.addonId], row }
);

/** The ids of all add-ons of the account, as extensions call themselves. @param fresh as for a list when left out */
export async function knownAddonIds(app: App, fresh?: FreshnessWish): Promise<string[]> {
  const { rows } = await readAddons(app, fresh === undefined ? {} : { fresh });
  return [...new Set(rows.map(({ record }) => record.addonId).filter((name) => name !== ""))];
}

async function readAddons(app: App, { fresh }: Pick<ListInput, "fresh">) {
  const reading = readLive(app, ADDONS, addonCodec, fresh === undefined ? {} : { fresh });
  const rows = await readAll(reading);
  rows.sort((a, b) => compareTexts(a.record.addonId, b.record.addonId) || compareTexts(a.id, b.id));
  return { rows, reading };
}
