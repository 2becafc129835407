/** `foxden extstorage list` and `get`: what extensions keep in the account. */
import {
  exactItemColumns,
  getItems,
  itemColumns,
  listItems,
  noSuchItem,
} from "../../app/browser/extstorage.ts";
import { answerWith, askedFor, FIELD, fieldColumn, fieldOf, wholeWords } from "../asked.ts";
import { openApp } from "../open.ts";
import { rows } from "../outcome.ts";
import { command } from "../spec.ts";

/** How an extension is meant. */
export const ADDON_HELP = "An extension's id, a part of it that no other has, or its record's id";

export const list = command({
  path: ["extstorage", "list"],
  summary: "Show what extensions keep",
  about:
    "Each line is an item of an extension's storage.sync. Where an extension's text is no JSON, it is one line without " +
    'a key, with "raw": true.',
  output: "list",
  source: "mirror",
  columns: itemColumns,
  args: {
    addon: {
      optional: true,
      label: "ADDON",
      help: `${ADDON_HELP}; all extensions where a field comes first`,
    },
    query: { optional: true, many: true, label: "Q", help: "Words of key or value, and fields: key: addon:" },
  },
  examples: [
    { line: "extstorage list" },
    { line: "extstorage list darkreader" },
    { line: "extstorage list key:theme", note: "that key of all extensions" },
    { line: "extstorage list --json -o storage.json" },
  ],
  async run(call) {
    const { addon, query } = call.args;
    const app = openApp(call);
    if (addon === undefined || !isField(addon)) {
      return rows(await listItems(app, { addon, query: query.join(" ") }));
    }
    return rows(await listItems(app, { query: [addon, ...query].join(" ") }));
  },
});

/** Whether a word is a term of a query: no id of an add-on has a colon. */
const isField = (word: string): boolean => /^-*[a-z]+:/i.test(word);

export const get = command({
  path: ["extstorage", "get"],
  summary: "Show what one extension keeps, or some of it",
  output: "list",
  source: "mirror",
  columns: itemColumns,
  args: {
    addon: { label: "ADDON", help: ADDON_HELP },
    key: { optional: true, many: true, label: "KEY", help: "Whole keys; - reads them from stdin" },
  },
  options: { field: FIELD },
  examples: [
    { line: "extstorage get addon@darkreader.org" },
    { line: "extstorage get darkreader theme --field value | jq .", note: "one value, as JSON" },
  ],
  async run(call) {
    const { addon, key } = call.args;
    const asked = await askedFor(call, key, "keys");
    const { field } = call.options;
    // Without a key, and where there is but one item, that is the one.
    const isOne = asked.isOne || key.length === 0;
    if (field !== undefined) fieldColumn(itemColumns, field, { isOne });
    const keys = wholeWords(asked);
    // A pipe without a single key asks for nothing, and not for everything.
    const found = await getItems(openApp(call), addon, key.length > 0 ? keys : undefined);
    const { rows: items, missing: [missing] } = found;
    if (missing !== undefined && items.length === 0) throw noSuchItem(addon, missing);
    return field === undefined
      ? await answerWith(call, found, asked)
      : await fieldOf(call, { ...found, columns: exactItemColumns }, { isOne }, field);
  },
});
