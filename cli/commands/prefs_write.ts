/** `foxden prefs set` and `rm`: changing the synced preferences of Firefox. */
import {
  PREF_TYPES,
  type PrefSetting,
  preparePrefReset,
  preparePrefSet,
} from "../../app/browser/pref_edits.ts";
import { changeColumns } from "../../app/write/plan.ts";
import { askedToChange, nothingOnStdin, refusal, wholeWords } from "../asked.ts";
import { nothingLost, YES } from "../confirm.ts";
import { readLines, readText } from "../input.ts";
import { itemLoss, tellItems } from "../items.ts";
import { openApp } from "../open.ts";
import { type Call, command } from "../spec.ts";
import { didYouMean } from "../suggest.ts";
import { carryOut, DRY_RUN, FORCE, orAdvise, UNDO } from "../writing.ts";

const PREFERENCES = { noun: "prefs", one: "preference", many: "preferences" } as const;

export const set = command({
  path: ["prefs", "set"],
  summary: "Set preferences, on all devices",
  about:
    "They are those of Firefox on the desktop; other programs' are left alone. A value is of the type that " +
    "Firefox has it in, where foxden knows that, else of the type of the present one, else what it looks like: true and " +
    "false, a whole number, or text.\nFirefox takes a preference from the " +
    "account only where its switch is on, and has no switch for most: others are refused, unless with --unsynced. " +
    "services.sync.prefs.sync.NAME is the switch, and can be set too; but only a Firefox that has a switch of that name " +
    "takes it.\nWhat other devices change in other preferences meanwhile stays; if one changed the same, nothing is " +
    `written, unless with --force.\n${UNDO}`,
  output: "changes",
  source: "server",
  columns: changeColumns,
  args: {
    setting: {
      label: "NAME VALUE | NAME=VALUE...",
      many: true,
      help:
        "A name and its value, which - reads from stdin; or pairs of them, which - alone reads from lines",
    },
  },
  options: {
    type: {
      type: "choice",
      choices: PREF_TYPES,
      help: "The type of the values, where foxden does not know it and it is not that of before",
    },
    unsynced: { type: "flag", help: "Also preferences that no Firefox takes from the account by itself" },
    force: FORCE,
    dryRun: DRY_RUN,
  },
  examples: [
    { line: "prefs set browser.startup.page 3" },
    { line: "prefs set browser.tabs.warnOnClose=true browser.ctrlTab.sortByRecentlyUsed=false" },
    { line: "prefs set browser.startup.homepage - < homepage.txt" },
    { line: "prefs set layout.spellcheckDefault=-1", note: "a value that begins with a dash" },
  ],
  async run(call) {
    const { type, unsynced: isGiven, force, dryRun } = call.options;
    const settings = await settingsOf(call, call.args.setting);
    const app = openApp(call);
    const plan = (unsynced: boolean) =>
      preparePrefSet(app, { settings, type, unsynced, force, guess: didYouMean });
    const pending = await orAdvise(plan, isGiven, {
      line: "--unsynced",
      note: "to write it all the same, for a Firefox that was told to take it",
    });
    const telling = tellItems(call.globals, { ...PREFERENCES, done: "changed", toDo: "to change" });
    return await carryOut({ ...call, options: { dryRun, yes: undefined } }, pending, nothingLost, telling);
  },
});

export const rm = command({
  path: ["prefs", "rm"],
  summary: "Set preferences back to their defaults, on all devices",
  about:
    "Firefox has no way to delete a preference from the account: as it does itself, the name stays, with null in its " +
    "place, and every Firefox that takes it goes back to its own default. Nothing is done if one of them is not " +
    "there.\nOne is set back without a question, several after a yes, 25 or more after their number is typed. --yes " +
    `answers that beforehand.\n${UNDO}`,
  output: "changes",
  source: "server",
  columns: changeColumns,
  args: { name: { many: true, help: "The whole name of a preference; - reads names from stdin" } },
  options: { force: FORCE, dryRun: DRY_RUN, yes: YES },
  examples: [
    { line: "prefs rm browser.startup.homepage" },
    { line: "prefs list newtabpage -f ids | foxden prefs rm - --yes", note: "names from a pipe" },
  ],
  async run(call) {
    const names = wholeWords(await askedToChange(call, call.args.name, "names"));
    const { force } = call.options;
    const pending = await preparePrefReset(openApp(call), { names, force, guess: didYouMean });
    const verbs = { done: "set back to the default", toDo: "to set back to the default" };
    const telling = tellItems(call.globals, { ...PREFERENCES, ...verbs });
    const lossOf = itemLoss("Set % back to the default on all devices", PREFERENCES);
    return await carryOut(call, pending, lossOf, telling);
  },
});

/** @throws {FoxdenError} `usage.value` */
async function settingsOf(
  call: Pick<Call, "io" | "say">,
  words: readonly string[],
): Promise<readonly PrefSetting[]> {
  const [name = "", text] = words;
  if (words.length > 1 && name === "-") {
    throw refusal("-", "- alone reads lines NAME=VALUE from stdin; a name is a word");
  }
  if (words.length === 1 && name === "-") {
    const lines = await readLines(call, "lines NAME=VALUE");
    if (lines.length === 0) throw nothingOnStdin("lines NAME=VALUE");
    return lines.map(pairOf);
  }
  if (words.length > 2 || name.includes("=")) return words.map(pairOf);
  if (text === undefined) throw refusal("VALUE", `missing argument VALUE: what is ${name} to be?`);
  return [{ name, text: text === "-" ? await valueFrom(call) : text }];
}

/** A name never holds an equals sign; a value may. */
function pairOf(word: string): PrefSetting {
  const at = word.indexOf("=");
  if (at > 0) return { name: word.slice(0, at), text: word.slice(at + 1) };
  // The word may be a value, and that is not repeated.
  throw refusal("NAME=VALUE", "several preferences are written NAME=VALUE, each in one word");
}

const valueFrom = async (call: Pick<Call, "io" | "say">): Promise<string> =>
  (await readText(call, "-", "the value")).replace(/\r?\n$/, "");
