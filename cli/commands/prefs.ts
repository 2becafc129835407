/** `foxden prefs list` and `get`: the synced preferences of Firefox. */
import { getPrefs, listPrefs, noSuchPref, prefColumns } from "../../app/browser/prefs.ts";
import { answerWith, askedFor, FIELD, fieldColumn, fieldOf, wholeWords } from "../asked.ts";
import { openApp } from "../open.ts";
import { rows } from "../outcome.ts";
import { command } from "../spec.ts";
import { didYouMean } from "../suggest.ts";

export const list = command({
  path: ["prefs", "list"],
  summary: "Show synced preferences",
  about:
    'A preference without a value, of the type "default", is as Firefox comes. "synced" says whether a Firefox takes ' +
    "it from the account: whether its switch services.sync.prefs.sync.NAME is on, in the record or by default. Where " +
    "other programs keep preferences in the account too, a column says whose each is.",
  output: "list",
  source: "mirror",
  columns: prefColumns,
  args: {
    query: {
      optional: true,
      many: true,
      label: "Q",
      help: "Words of name or value, and fields: is:synced is:unsynced is:default type:boolean",
    },
  },
  options: { all: { type: "flag", help: "The switches services.sync.prefs.sync.NAME too" } },
  examples: [
    { line: "prefs list" },
    { line: "prefs list urlbar --json" },
    { line: "prefs list -f csv -o prefs.csv -- -is:default", note: "what is not as Firefox comes" },
  ],
  async run(call) {
    const { args, options } = call;
    const query = args.query.join(" ");
    return rows(await listPrefs(openApp(call), { query, switches: options.all }));
  },
});

export const get = command({
  path: ["prefs", "get"],
  summary: "Show one preference, or several",
  about: "Where several programs have one of the same name, it is that of Firefox on the desktop.",
  output: "list",
  source: "mirror",
  columns: prefColumns,
  args: { name: { many: true, help: "The whole name of a preference; - reads names from stdin" } },
  options: { field: FIELD },
  examples: [
    { line: "prefs get browser.startup.page" },
    { line: "prefs get browser.startup.homepage --field value", note: "the bare value" },
    { line: "prefs list urlbar -f ids | foxden prefs get - --json", note: "names from a pipe" },
  ],
  async run(call) {
    const asked = await askedFor(call, call.args.name, "names");
    const { field } = call.options;
    if (field !== undefined) fieldColumn(prefColumns, field, asked);
    const found = await getPrefs(openApp(call), wholeWords(asked));
    const { rows: [first], missing: [missing], known } = found;
    const isReadable = found.malformed().count === 0;
    if (missing !== undefined && first === undefined && isReadable) {
      throw noSuchPref(missing, known, didYouMean);
    }
    return field === undefined
      ? await answerWith(call, found, asked)
      : await fieldOf(call, found, asked, field);
  },
});
