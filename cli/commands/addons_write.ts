/** `foxden addons set` and `rm`: switching add-ons on and off, and uninstalling them. */
import {
  isMemberWord,
  prepareAddonRemoval,
  prepareAddonSet,
  readAddonChange,
} from "../../app/browser/addon_edits.ts";
import { changeColumns, type PlannedChange } from "../../app/write/plan.ts";
import { askedToChange, refusal } from "../asked.ts";
import { agreementFor, type Loss, YES } from "../confirm.ts";
import { NOT_ADDED } from "../nouns/addons.ts";
import { openApp } from "../open.ts";
import { command } from "../spec.ts";
import { carryOut, DRY_RUN, FORCE, UNDO } from "../writing.ts";
import { ADDON_ARG } from "./addons.ts";

export const set = command({
  path: ["addons", "set"],
  summary: "Switch add-ons on or off, on all devices",
  about:
    "Whether an add-on is enabled is all that can be set: the rest of a record says which add-on it is of.\n" +
    `None can be added: ${NOT_ADDED}.\n` +
    "If another device switched the same add-on meanwhile, nothing is written, unless with --force. A Firefox whose " +
    `services.sync.addons.ignoreUserEnabledChanges is true keeps its own state.\n${UNDO}`,
  output: "changes",
  source: "server",
  columns: changeColumns,
  args: {
    id: {
      label: "ID... enabled=yes|no",
      many: true,
      help: "Ids as addons get takes them, and last enabled=yes or enabled=no; - reads whole ids from stdin",
    },
  },
  options: { force: FORCE, dryRun: DRY_RUN },
  examples: [
    { line: "addons set uBlock0@raymondhill.net enabled=no" },
    { line: "addons list is:disabled -f ids | foxden addons set - enabled=yes", note: "all of them" },
  ],
  async run(call) {
    const words = call.args.id;
    if (words[0] === "new") throw refusal("new", NOT_ADDED);
    const change = readAddonChange(words.filter(isMemberWord));
    if (typeof change === "string") throw refusal("enabled", change);
    const ids = words.filter((word) => !isMemberWord(word));
    if (ids.length === 0) throw refusal("ID", "missing argument ID");
    const { words: typed, whole } = await askedToChange(call, ids);
    const { dryRun, force } = call.options;
    const pending = await prepareAddonSet(openApp(call), { ...change, words: typed, whole, force });
    return await carryOut({ ...call, options: { dryRun, yes: undefined } }, pending);
  },
});

export const rm = command({
  path: ["addons", "rm"],
  summary: "Uninstall add-ons, on all devices",
  about:
    "Every Firefox of the account uninstalls them, with what they keep there. Nothing is done if one of them is not " +
    "there.\nEven for one there is a question; 25 or more are agreed to by their number. --yes answers that " +
    "beforehand, --yes=3 only if exactly 3 are hit.\nfoxden undo brings the records back, and with them the add-ons, " +
    "but not what they kept on each device.",
  output: "changes",
  source: "server",
  columns: changeColumns,
  args: { id: ADDON_ARG },
  options: { force: FORCE, dryRun: DRY_RUN, yes: YES },
  examples: [
    { line: "addons rm sponsorBlocker@ajay.app" },
    { line: "addons rm sponsorBlocker@ajay.app --dry-run" },
    { line: "addons list is:disabled -f ids | foxden addons rm - --yes", note: "ids from a pipe" },
  ],
  async run(call) {
    const { words, whole } = await askedToChange(call, call.args.id);
    const pending = await prepareAddonRemoval(openApp(call), { words, whole, force: call.options.force });
    return await carryOut(call, pending, removalLoss);
  },
});

/** So many are named in the question. */
const MOST_NAMED = 3;

function removalLoss(changes: readonly PlannedChange[]): Loss {
  const removed = changes.filter(({ action }) => action === "remove");
  const { length: count } = removed;
  const names = removed.map(({ id, before }) => {
    const addonId = before?.["addonID"];
    return typeof addonId === "string" && addonId !== "" ? addonId : id;
  });
  const what = count <= MOST_NAMED ? names.join(", ") : `${count.toLocaleString("en")} add-ons`;
  const loss = {
    act: `Uninstall ${what} on all devices`,
    warning: "What an add-on keeps on a device goes with it.",
    count,
    hit: count,
  };
  return count === 1 && agreementFor(loss) === "none" ? { ...loss, agreement: "yes" } : loss;
}
