/** `foxden records`: the records of any collection, as they are. */
import { getRecords, listRecords, recordColumns, type RecordRow, type Shown } from "../../app/records.ts";
import { type Column, NONE_MALFORMED } from "../../app/columns.ts";
import { noSuchRecord } from "../../app/raw_rows.ts";
import { onePage } from "../../app/read.ts";
import { readLines } from "../input.ts";
import { openApp } from "../open.ts";
import { failing, one, type Outcome, rows, text } from "../outcome.ts";
import { refuseRevealOnTerminal, REVEAL } from "../reveal.ts";
import { type Call, command } from "../spec.ts";
import { safeJson } from "../../app/display/text.ts";

function shownBy(options: { readonly raw: boolean; readonly reveal: true | "inline" | undefined }): Shown {
  return { raw: options.raw, reveal: options.reveal !== undefined };
}

const RAW = {
  type: "flag",
  help: "The envelope as the server stores it, payload sealed; always read from the server",
} as const;

export const list = command({
  path: ["records", "list"],
  summary: "Show the records of a collection",
  about:
    "In JSON each record is the decrypted object itself. Passwords, card numbers and the account's keys are " +
    'left out and named in "masked".',
  output: "list",
  source: "mirror",
  args: { collection: { help: "Such as bookmarks, prefs, addons; foxden collections list names them" } },
  options: {
    ids: { type: "flag", help: "Short for -f ids" },
    since: { type: "string", label: "T", help: "Only what changed after this: 7d, 2026-01-05" },
    deleted: { type: "flag", help: "Tombstones in place of live records" },
    raw: RAW,
    reveal: REVEAL,
  },
  examples: [
    { line: "records list prefs --ndjson", note: "one decrypted object a line" },
    { line: "records list bookmarks --deleted", note: "what was deleted" },
    { line: "records list history --since 1d -f ids" },
  ],
  run(call) {
    const { options, args } = call;
    refuseRevealOnTerminal(call);
    const { since, deleted } = options;
    const { collection } = args;
    const listing = listRecords(openApp(call), { collection, since, deleted, ...shownBy(options) });
    return Promise.resolve(rows(listing));
  },
});

export const get = command({
  path: ["records", "get"],
  summary: "Show records as they are",
  output: "list",
  source: "mirror",
  args: {
    collection: { help: "Such as bookmarks" },
    id: { help: "A record's id, or its first 6 characters or more; - reads ids from stdin", many: true },
  },
  options: { raw: RAW, reveal: REVEAL },
  examples: [
    { line: "records get bookmarks toolbar" },
    { line: "records list prefs -f ids | foxden records get prefs -", note: "ids from a pipe" },
  ],
  async run(call) {
    const { options, args } = call;
    refuseRevealOnTerminal(call);
    const fromStdin = args.id.includes("-");
    const read = fromStdin ? await readLines(call, "ids") : [];
    const ids = args.id.flatMap((id) => id === "-" ? read : [id]);
    const shown = shownBy(options);
    const { rows: found, missing } = await getRecords(openApp(call), args.collection, ids, shown);
    const [first] = found;
    const columns = recordColumns(args.collection, shown);
    if (missing[0] !== undefined && !first) throw noSuchRecord(args.collection, missing[0]);
    if (!fromStdin && ids.length === 1 && first) return one("records", columns, first);
    const outcome = several(call, { columns, rows: found });
    if (missing.length === 0) return outcome;
    await call.say(`not there: ${missing.join(", ")}`);
    return failing(outcome, "not-found");
  },
});

interface Found {
  readonly columns: readonly Column<RecordRow>[];
  readonly rows: readonly RecordRow[];
}

/** Records one after the other; people see each as the object it is, as they see a single one. */
function several({ globals }: Pick<Call, "globals">, { columns, rows: found }: Found): Outcome {
  const whole = columns.find((column) => column.whole);
  const forPeople = globals.format === "table" || globals.format === "plain";
  if (!forPeople || globals.fields || !whole) {
    return rows({ kind: "records", columns, pages: onePage(found), malformed: () => NONE_MALFORMED });
  }
  return text(found.map((row) => safeJson(whole.value(row), 2)).join("\n"));
}
