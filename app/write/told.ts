/** How a planned change is told: by the names of what is in it, and by what people call its record. Pure. */
import { splitItems } from "../../core/edits/extension_storage.ts";
import { isObject, type JsonObject } from "../../core/json.ts";
import { same } from "../../core/records/codec.ts";
import type { PlannedChange } from "./plan.ts";

/** The member that holds nearly all of a record, and that nobody has heard of. */
const HOLDERS: ReadonlyMap<string, string> = new Map([
  ["prefs", "value"],
  ["extension-storage", "data"],
  ["addresses", "entry"],
  ["creditcards", "entry"],
]);

/** Names of the members in which two objects differ. */
export function differing(former: JsonObject, wanted: JsonObject): string[] {
  const names = new Set([...Object.keys(former), ...Object.keys(wanted)]);
  const has = (object: JsonObject, name: string) => Object.hasOwn(object, name);
  return [...names].filter((name) =>
    has(former, name) !== has(wanted, name) || !same(former[name], wanted[name])
  );
}

/** The same for people: of what holds nearly all of a record the members inside, such as `value.browser.startup.page`. */
export function membersTold(collection: string, former: JsonObject, wanted: JsonObject): string[] {
  const holder = HOLDERS.get(collection);
  return differing(former, wanted).flatMap((name) => {
    if (name !== holder) return [name];
    const [was, is] = [inside(former[name]), inside(wanted[name])];
    const inner = was && is ? differing(was, is) : [];
    // Firefox writes it at every change of another.
    const told = inner.length > 1 ? inner.filter((each) => each !== "timeLastModified") : inner;
    return told.length === 0 ? [name] : told.map((each) => `${name}.${each}`);
  });
}

/** What a member holds; of text the texts of its items. Undefined for what holds nothing by name. */
function inside(value: unknown): JsonObject | undefined {
  if (value === undefined || value === null) return {};
  if (isObject(value)) return value;
  const items = typeof value === "string" ? splitItems(value) : undefined;
  return items && Object.fromEntries(items);
}

/** Members that tell a person which record it is; none of them is secret. */
const NAMING = ["title", "bmkUri", "hostname", "histUri", "name", "addonID", "extId", "clientName"];

/** The same of addresses and cards, which keep everything in `entry`. */
const NAMING_ENTRIES = ["name", "organization", "email", "cc-name"];

/** What people call what is changed: the record, the preferences, or the item of an extension. */
export function nameTold({ collection, members, before, after }: PlannedChange): string | null {
  const name = nameOf(after) ?? nameOf(before) ?? null;
  const holder = HOLDERS.get(collection);
  const inner = members.flatMap((each) =>
    holder !== undefined && each.startsWith(`${holder}.`) ? each.slice(holder.length + 1) : []
  );
  if (collection === "prefs" && inner.length > 0) return inner.join(", ");
  const isItem = collection === "extension-storage" && inner.length === 1 && name !== null;
  return isItem ? `${name}/${inner[0]}` : name;
}

function nameOf(clear: JsonObject | undefined): string | undefined {
  const entry = isObject(clear?.["entry"]) ? clear["entry"] : {};
  const names = [
    ...NAMING.map((member) => clear?.[member]),
    ...NAMING_ENTRIES.map((member) => entry[member]),
  ];
  return names.find((value): value is string => typeof value === "string" && value !== "");
}
