/** `foxden backup restore`: the account as a backup has it. */
import { type PendingRestore, prepareRestore } from "../../app/backup/restore.ts";
import type { App } from "../../app/open.ts";
import { isWritten, type PlannedChange } from "../../app/write/plan.ts";
import { PASSPHRASE_STDIN, passphraseOf } from "../backup_passphrase.ts";
import { CONFIRM, type Loss, YES } from "../confirm.ts";
import { openApp } from "../open.ts";
import { command } from "../spec.ts";
import { splitList } from "../values.ts";
import { carryOut, countOf, DRY_RUN, FORCE, IN_PARTS } from "../writing.ts";

export const restore = command({
  path: ["backup", "restore"],
  summary: "Make the account what a backup holds",
  about:
    "Writes what is not as the backup has it, and deletes what the backup does not have, in the account and so on all " +
    "its devices. --missing-only just brings back what is gone. Tabs and the list of devices are never written: each " +
    "device keeps its own.\n" +
    "What is there is backed up first, into the profile's own folder, and foxden undo takes a restore back. The name " +
    "of the collection is to be typed, or the account's address where there are several; --confirm NAME or --yes " +
    "answers that beforehand.",
  output: "changes",
  source: "server",
  args: { file: { help: "A backup" } },
  options: {
    only: {
      type: "list",
      label: "C",
      help: "Only this collection, or several with commas between",
    },
    ids: { type: "list", label: "A,B", help: "Only records of these ids" },
    missingOnly: { type: "flag", help: "Only bring back what is gone; change and delete nothing" },
    passphraseStdin: PASSPHRASE_STDIN,
    dryRun: DRY_RUN,
    yes: YES,
    confirm: CONFIRM,
    inParts: IN_PARTS,
    force: FORCE,
  },
  examples: [
    { line: "backup restore foxden-ann-2026-01-05.fxbackup --dry-run", note: "what would be done" },
    { line: "backup restore foxden-ann-2026-01-05.fxbackup --only bookmarks" },
    {
      line: "backup restore foxden-ann-2026-01-05.fxbackup --ids vJ3k0aQ2mZ9t --missing-only",
      note: "one record that was deleted",
    },
  ],
  async run(call) {
    const { args: { file: path }, options } = call;
    const app = openApp(call);
    const ask = passphraseOf(call);
    const only = splitList(options.only);
    const ids = splitList(options.ids);
    const { missingOnly, inParts, force } = options;
    const pending = await prepareRestore(app, {
      path,
      passphrase: () => ask(path),
      ...(only.length === 0 ? {} : { only }),
      ...(ids.length === 0 ? {} : { ids }),
      missingOnly,
      inParts,
      force,
    });
    const name = await nameToType(app, pending);
    return await carryOut(call, pending, (changes) => lossOf(path, name, changes), {
      beforehand: options.dryRun ? leftOut(pending) : [...leftOut(pending), ...whatRestoringDoes(pending)],
      toDo: () => planText(pending),
      nothing: "Nothing to restore: all of it is there.",
    });
  },
});

const written = (changes: readonly PlannedChange[]): number => changes.filter(isWritten).length;

const removed = (changes: readonly PlannedChange[]): number =>
  changes.filter(({ action }) => action === "remove").length;

async function nameToType(app: App, pending: PendingRestore): Promise<string> {
  const { collections: [only, ...others], foreign } = pending;
  // Another account's records in this one are seldom what was meant.
  if (foreign !== undefined) return foreign;
  return only !== undefined && others.length === 0 ? only : (await app.secrets()).email;
}

function lossOf(path: string, name: string, changes: readonly PlannedChange[]): Loss {
  const hit = written(changes);
  const act = `Restore ${countOf(hit)} from ${path}`;
  return hit === 0 ? { act, count: 0 } : { act, count: removed(changes), hit, name };
}

/** What whoever is to agree should know. */
function whatRestoringDoes(pending: PendingRestore): string[] {
  if (written(pending.changes) === 0) return [];
  return [
    planText(pending),
    "It is done in the account, and so on all devices as each of them syncs.",
    ...(removed(pending.changes) === 0
      ? []
      : [`What is removed is not in the backup; --missing-only leaves it.`]),
    "What is there now is backed up first.",
  ];
}

function leftOut({ leftOut }: PendingRestore): string[] {
  if (leftOut.length === 0) return [];
  return [`note: ${leftOut.join(", ")} left alone: each device writes its own`];
}

/** Such as `bookmarks: 3 add, 0 change, 1 remove.` */
function planText({ name, changes }: PendingRestore): string {
  const count = (action: PlannedChange["action"]) =>
    changes.filter((change) => change.action === action).length.toLocaleString("en");
  return `${name}: ${count("add")} add, ${count("change")} change, ${count("remove")} remove.`;
}
