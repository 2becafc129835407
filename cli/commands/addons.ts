/** `foxden addons list` and `get`: add-ons of all devices. */
import { addonColumns, getAddons, listAddons } from "../../app/browser/addons.ts";
import { answerOrField, askedFor, FIELD } from "../asked.ts";
import { openApp } from "../open.ts";
import { rows } from "../outcome.ts";
import { command } from "../spec.ts";

/** How an add-on is meant. */
export const ADDON_ARG = {
  label: "ID",
  many: true,
  help:
    "A record's id or its first 6 characters, an add-on's id, or a part of that; - reads whole ids from stdin",
} as const;

export const list = command({
  path: ["addons", "list"],
  summary: "Show add-ons",
  about:
    "What is here is what Firefox syncs: extensions and themes that were installed from addons.mozilla.org. They are " +
    "called by their ids; their names are not in the account.",
  output: "list",
  source: "mirror",
  columns: addonColumns,
  args: {
    query: {
      optional: true,
      many: true,
      label: "Q",
      help: "Parts of ids, and fields: is:enabled is:disabled id:",
    },
  },
  examples: [
    { line: "addons list" },
    { line: "addons list is:disabled -f ids", note: "ids for a pipe" },
    { line: "addons list --fields addonId,enabled" },
  ],
  async run(call) {
    return rows(await listAddons(openApp(call), { query: call.args.query.join(" ") }));
  },
});

export const get = command({
  path: ["addons", "get"],
  summary: "Show one add-on, or several",
  output: "list",
  source: "mirror",
  columns: addonColumns,
  args: { id: ADDON_ARG },
  options: { field: FIELD },
  examples: [
    { line: "addons get uBlock0@raymondhill.net" },
    { line: "addons get darkreader --json", note: "one object" },
    { line: "addons list is:disabled -f ids | foxden addons get - --json", note: "a list of them" },
  ],
  async run(call) {
    const asked = await askedFor(call, call.args.id);
    return await answerOrField(call, await getAddons(openApp(call), asked), asked, call.options.field);
  },
});
