/** `foxden backup diff`: what is different between a backup and the account. */
import { diffColumns } from "../../app/backup/columns.ts";
import { diffBackup, type DiffRow } from "../../app/backup/diff.ts";
import { backupKeys } from "../../app/backup/keys.ts";
import { type Listing, NONE_MALFORMED } from "../../app/columns.ts";
import { onePage } from "../../app/read.ts";
import { PASSPHRASE_STDIN, passphraseOf } from "../backup_passphrase.ts";
import { openApp } from "../open.ts";
import { done, failing, rows } from "../outcome.ts";
import { command } from "../spec.ts";
import { isForPeople } from "../writing.ts";

export const diff = command({
  path: ["backup", "diff"],
  summary: "Compare a backup with the account, or with another backup",
  about:
    "A row for each record that is not the same: only-in-backup, only-here (in the account, or in OTHER), or changed, " +
    "with the members that differ. Exit 10 when there is any, and 0 when there is none. Of a backup of some " +
    "collections only those are compared.",
  output: "list",
  source: "mirror",
  columns: diffColumns,
  args: {
    file: { help: "A backup" },
    other: { help: "Another one; the account when left out", optional: true },
  },
  options: {
    passphraseStdin: {
      ...PASSPHRASE_STDIN,
      help: `${PASSPHRASE_STDIN.help}; of OTHER from the next, if there is one`,
    },
  },
  examples: [
    { line: "backup diff foxden-ann-2026-01-05.fxbackup", note: "what has changed since" },
    { line: "backup diff january.fxbackup february.fxbackup" },
  ],
  async run(call) {
    const { args: { file: path, other } } = call;
    const app = openApp(call);
    const different = await diffBackup(app, { path, other, keys: backupKeys(app, passphraseOf(call)) });
    if (different.length > 0) return failing(rows(listingOf(different), () => sumOf(different)), "findings");
    return isForPeople(call.globals) ? done("no differences") : rows(listingOf(different));
  },
});

const listingOf = (different: readonly DiffRow[]): Listing<DiffRow> => ({
  kind: "differences",
  columns: diffColumns,
  pages: onePage(different),
  malformed: () => NONE_MALFORMED,
});

const ACTIONS: readonly DiffRow["action"][] = ["only-in-backup", "only-here", "changed"];

/** Such as `3 only-in-backup, 1 changed`. */
function sumOf(different: readonly DiffRow[]): string {
  return ACTIONS.flatMap((action) => {
    const count = different.filter((row) => row.action === action).length;
    return count === 0 ? [] : [`${count.toLocaleString("en")} ${action}`];
  }).join(", ");
}
