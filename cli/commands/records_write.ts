/** `foxden records put` and `rm`: writing records of any collection, as they are. */
import { preparePut } from "../../app/put.ts";
import { prepareRemoval } from "../../app/remove.ts";
import { changeColumns } from "../../app/write/plan.ts";
import { nothingOnStdin } from "../asked.ts";
import { CONFIRM, YES } from "../confirm.ts";
import { readLines, readText } from "../input.ts";
import { openApp } from "../open.ts";
import { failing } from "../outcome.ts";
import { command } from "../spec.ts";
import { removalLoss } from "../tree_writing.ts";
import { carryOut, countOf, DRY_RUN, FORCE, IN_PARTS, type LossOf } from "../writing.ts";

export const put = command({
  path: ["records", "put"],
  summary: "Write records as they are given",
  about:
    "Each record is the decrypted object itself with its id, as records list --reveal prints it: one object, a list " +
    "of them, or one a line. It takes the place of the record of that id; with --merge only the members given are " +
    'set, at every depth, and all others kept. {"id":"…","deleted":true} deletes. What is unchanged is not sent.\n' +
    "Everything becomes visible at once or not at all, and only if nobody changed the collection meanwhile. If " +
    "somebody did, it is read again, and written unless the very same records were changed.",
  output: "changes",
  source: "server",
  columns: changeColumns,
  args: {
    collection: { help: "Such as bookmarks, prefs, or a name of your own" },
    file: { help: "JSON, or JSON lines; - or nothing is stdin", optional: true },
  },
  options: {
    merge: { type: "flag", help: "Set the members given, keep all others" },
    dryRun: DRY_RUN,
    yes: YES,
    inParts: IN_PARTS,
    force: FORCE,
    forceShape: { type: "flag", help: "Also write records that other devices could not use" },
    ifUnmodifiedSince: {
      type: "string",
      label: "T",
      help: "Only if the collection has not changed after this time of the server (exit 6)",
    },
  },
  examples: [
    { line: "records put prefs changed.json --dry-run", note: "what would be done" },
    {
      line:
        `records list prefs --ndjson | jq -c '.value["browser.startup.page"]=3' | foxden records put prefs`,
      note: "edit in a pipe",
    },
    {
      line: `records put passwords renamed.ndjson --merge`,
      note: 'lines such as {"id":"…","username":"ann"}',
    },
  ],
  async run(call) {
    const { args, options } = call;
    const text = await readText(call, args.file, "records");
    if (text.trim() === "" && (args.file ?? "-") === "-") throw nothingOnStdin("records");
    const { merge, force, forceShape, inParts, ifUnmodifiedSince: unmodifiedSince } = options;
    const input = { collection: args.collection, text, merge, force, forceShape, inParts, unmodifiedSince };
    return await carryOut(call, await preparePut(openApp(call), input));
  },
});

export const rm = command({
  path: ["records", "rm"],
  summary: "Delete records",
  about:
    "A deleted record leaves a tombstone, from which the other devices learn that it is gone. With --hard it is " +
    "taken off the server without a trace: other devices never notice, and may bring it back.\n" +
    "One record is deleted without a question, several after a yes, 25 or more after their number is typed, and with " +
    "--hard the name of the collection is to be typed, even for one. --yes answers all of that beforehand.",
  output: "changes",
  source: "server",
  columns: changeColumns,
  args: {
    collection: { help: "Such as bookmarks" },
    id: {
      help: "A record's id, or its first 6 characters or more; - reads whole ids from stdin",
      many: true,
    },
  },
  options: {
    hard: { type: "flag", help: "Take the records off the server, without tombstones" },
    dryRun: DRY_RUN,
    yes: YES,
    confirm: CONFIRM,
    force: FORCE,
    inParts: IN_PARTS,
  },
  examples: [
    { line: "records rm forms 6qU3bPz0hXy1" },
    {
      line: "records list history --since 1h -f ids | foxden records rm history - --yes",
      note: "ids from a pipe",
    },
    { line: "records rm tabs 6qU3bPz0hXy1 --hard", note: "tabs have no tombstones" },
  ],
  async run(call) {
    const { args, options } = call;
    const { collection } = args;
    const wholeIds = args.id.includes("-") ? await readLines(call, "ids") : [];
    const ids = args.id.filter((id) => id !== "-");
    const { hard, force, inParts } = options;
    const pending = await prepareRemoval(openApp(call), { collection, ids, wholeIds, hard, force, inParts });
    const { missing, name } = pending;
    const outcome = await carryOut(call, pending, lossOf(name, hard));
    if (missing.length === 0) return outcome;
    await call.say(`not there: ${missing.join(", ")}`);
    return failing(outcome, "not-found");
  },
});

/** What is asked; undefined for the question that every removal asks. */
function lossOf(name: string, hard: boolean): LossOf | undefined {
  if (!hard) return name === "bookmarks" ? removalLoss : undefined;
  return ({ length: count }) => ({
    act: `Take ${countOf(count)} of ${name} off the server`,
    warning: "Other devices never notice, and may bring back what they have.",
    count,
    name,
  });
}
