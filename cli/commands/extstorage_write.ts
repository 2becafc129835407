/** `foxden extstorage set` and `rm`: changing what extensions keep. */
import {
  prepareItemRemoval,
  prepareItemSet,
  prepareStorageRemoval,
  QUOTA,
  readItemValue,
  splitItems,
} from "../../app/browser/extstorage_edits.ts";
import { changeColumns, type PlannedChange } from "../../app/write/plan.ts";
import { askedToChange, refusal, wholeWords } from "../asked.ts";
import { agreementFor, type Loss, nothingLost, YES } from "../confirm.ts";
import { readText } from "../input.ts";
import { itemLoss, tellItems } from "../items.ts";
import { openApp } from "../open.ts";
import { type Call, command } from "../spec.ts";
import { carryOut, DRY_RUN, FORCE, UNDO } from "../writing.ts";
import { ADDON_HELP } from "./extstorage.ts";

const ITEMS = { noun: "extstorage", one: "item", many: "items" } as const;

export const set = command({
  path: ["extstorage", "set"],
  summary: "Set what an extension keeps, on all devices",
  about:
    `A value is JSON; with --string it is text. An extension may keep ${
      QUOTA.bytes.toLocaleString("en")
    } bytes in ` +
    `${QUOTA.items} items of ${
      QUOTA.bytesPerItem.toLocaleString("en")
    } bytes each, keys included, and no more is ` +
    "written. What it makes of an item is its own affair: it is told as if another device had set it.\nWhat other " +
    "devices change in other items meanwhile stays; if one changed the same, nothing is written, unless with " +
    `--force.\n${UNDO}`,
  output: "changes",
  source: "server",
  columns: changeColumns,
  args: {
    addon: { label: "ADDON", help: `${ADDON_HELP}; one of the account's add-ons that keeps nothing yet` },
    key: { label: "KEY", help: "A key; - reads a JSON object of keys and values from stdin" },
    value: { label: "VALUE", optional: true, help: "JSON; - reads it from stdin" },
  },
  options: {
    string: { type: "flag", help: "The value is text, and no JSON" },
    force: FORCE,
    dryRun: DRY_RUN,
  },
  examples: [
    { line: "extstorage set addon@darkreader.org previewNewDesign true" },
    { line: "extstorage set darkreader greeting --string 'Good evening'" },
    { line: "extstorage set darkreader theme - < theme.json" },
    { line: "extstorage set darkreader - < items.json", note: "several at once" },
  ],
  async run(call) {
    const { args: { addon, key, value }, options: { string: asText, force, dryRun } } = call;
    const items = value === undefined
      ? await itemsFrom(call, key, asText)
      : new Map([[key, await valueFrom(call, value, asText)]]);
    const pending = await prepareItemSet(openApp(call), { addon, items, force });
    const telling = tellItems(call.globals, { ...ITEMS, done: "changed", toDo: "to change" });
    return await carryOut({ ...call, options: { dryRun, yes: undefined } }, pending, nothingLost, telling);
  },
});

export const rm = command({
  path: ["extstorage", "rm"],
  summary: "Remove what an extension keeps, on all devices",
  about:
    "Without a key everything of the extension goes, after a question; a Firefox keeps what it has added since it last " +
    "synced. One item goes without a question, several after a yes, 25 or more after their number is typed. --yes " +
    `answers all of that beforehand. Nothing is done if something is not there.\n${UNDO}`,
  output: "changes",
  source: "server",
  columns: changeColumns,
  args: {
    addon: { label: "ADDON", help: `${ADDON_HELP}; - reads whole ids from stdin, of which everything goes` },
    key: { optional: true, many: true, label: "KEY", help: "Whole keys; - reads them from stdin" },
  },
  options: { force: FORCE, dryRun: DRY_RUN, yes: YES },
  examples: [
    { line: "extstorage rm darkreader previewNewDesign" },
    { line: "extstorage rm addon@darkreader.org", note: "everything, after a question" },
    { line: "extstorage list key:cache --fields key | foxden extstorage rm darkreader - --yes" },
  ],
  async run(call) {
    const { args: { addon, key }, options: { force } } = call;
    const app = openApp(call);
    if (key.length === 0) {
      const sought = await askedToChange(call, [addon]);
      return await carryOut(call, await prepareStorageRemoval(app, { ...sought, force }), storageLoss);
    }
    if (addon === "-") throw refusal("KEY", "keys are of one ADDON, which - does not say");
    const keys = wholeWords(await askedToChange(call, key, "keys"));
    const pending = await prepareItemRemoval(app, { addon, keys, force });
    const telling = tellItems(call.globals, { ...ITEMS, done: "removed", toDo: "to remove" });
    return await carryOut(call, pending, itemLoss("Remove % on all devices", ITEMS), telling);
  },
});

/** So many are named in the question. */
const MOST_NAMED = 3;

function storageLoss(changes: readonly PlannedChange[]): Loss {
  const removed = changes.filter(({ action }) => action === "remove");
  const { length: count } = removed;
  const names = removed.map(({ id, before }) => String(before?.["extId"] ?? id));
  const whose = count <= MOST_NAMED ? names.join(", ") : `${count.toLocaleString("en")} extensions`;
  const loss = { act: `Remove everything of ${whose} on all devices`, count, hit: count };
  return count === 1 && agreementFor(loss) === "none" ? { ...loss, agreement: "yes" } : loss;
}

type Reader = Pick<Call, "io" | "say">;

/** Several items at once. @throws {FoxdenError} `usage.value`, which never quotes what was given */
async function itemsFrom(call: Reader, key: string, asText: boolean): Promise<ReadonlyMap<string, string>> {
  if (key !== "-") throw refusal("VALUE", "missing argument VALUE; - reads it from stdin");
  if (asText) throw refusal("--string", "--string goes with one KEY and its VALUE");
  const items = splitItems(await readText(call, "-", "a JSON object"));
  if (items === undefined) {
    throw refusal("VALUE", "what stdin has is not the JSON of an object; nothing was changed");
  }
  if (items.size === 0) throw refusal("VALUE", "the object on stdin has no members; nothing was changed");
  return items;
}

/** @throws {FoxdenError} `usage.value`, which never quotes what was given */
async function valueFrom(call: Reader, word: string, asText: boolean): Promise<string> {
  const read = word === "-" ? await readText(call, "-", "the value") : word;
  const text = readItemValue(asText && word === "-" ? read.replace(/\r?\n$/, "") : read, asText);
  if (text !== undefined) return text;
  throw refusal("VALUE", "the value is no JSON; --string takes it as text; nothing was changed");
}
