/** `foxden collections wipe`: empties a collection on the server. */
import { type Column, type Listing, NONE_MALFORMED } from "../../app/columns.ts";
import { onePage } from "../../app/read.ts";
import { type PendingWipe, prepareWipe } from "../../app/wipe.ts";
import { onProfile } from "../advice.ts";
import { CONFIRM, YES } from "../confirm.ts";
import type { Globals } from "../globals.ts";
import { openApp } from "../open.ts";
import { done, rows } from "../outcome.ts";
import { canAsk } from "../prompt.ts";
import { command } from "../spec.ts";
import { countOf, DRY_RUN, isForPeople, NOT_WRITTEN, readyToWrite } from "../writing.ts";

/** What became of a collection, for programs. */
interface WipedRow {
  readonly collection: string;
  readonly records: number;
  /** Path of the backup; null where none was made. */
  readonly backup: string | null;
}

const wipedColumns: readonly Column<WipedRow>[] = [
  { name: "action", value: () => "wipe" },
  { name: "collection", value: (row) => row.collection },
  { name: "records", value: (row) => row.records, kind: "count" },
  { name: "backup", value: (row) => row.backup },
];

export const wipe = command({
  path: ["collections", "wipe"],
  summary: "Empty a collection on the server",
  about:
    "Deletes the collection on the server, and only there: every Firefox uploads its own copy again. That mends a " +
    "collection in disorder, or makes room of what no device holds any more. Sync every device first: a change that one " +
    "of them has not synced yet may be lost. To delete on the devices too use records rm, which leaves marks from which " +
    "they learn of it. Of a collection that is none of Firefox's, no Firefox has a copy.\n" +
    "A backup is made first, into the profile's own folder. The name of the collection is to be typed; --confirm NAME " +
    "or --yes answers that beforehand.",
  output: "changes",
  source: "server",
  columns: wipedColumns,
  args: { name: { help: "Such as forms; collections list names them" } },
  options: { dryRun: DRY_RUN, yes: YES, confirm: CONFIRM },
  examples: [
    { line: "collections wipe forms --dry-run", note: "how much would go" },
    { line: "collections wipe forms", note: "asks for the name" },
    { line: "collections wipe forms --confirm forms", note: "from a script" },
  ],
  async run(call) {
    const { globals, options: { dryRun }, say } = call;
    const pending = await prepareWipe(openApp(call), call.args.name);
    const { name, records, warnings, commit } = pending;
    const first = dryRun || canAsk(call);
    if (first) {
      for (const sentence of [...warnings, ...whatWipingDoes(pending, globals)]) await say(sentence);
    }
    const listed = (backup: string | null) =>
      rows(wipedListing({ collection: name, records, backup }, dryRun));
    if (dryRun) {
      if (!isForPeople(globals)) return listed(null);
      return done(`${name}: ${countOf(records)} to delete on the server. ${NOT_WRITTEN}`);
    }
    const act = `Delete ${countOf(records)} of ${name} on the server`;
    await readyToWrite(call, { act, count: records, name });
    const { backup, removed } = await commit();
    if (!first) { for (const warning of warnings) await say(warning); }
    if (!isForPeople(globals)) return listed(backup);
    const back = onProfile("foxden backup restore", globals);
    return done(
      `${name}: ${countOf(removed)} deleted on the server.\n${back} with that file brings them back`,
    );
  },
});

/** What whoever is to agree should know. */
function whatWipingDoes({ name, isFirefoxs }: PendingWipe, globals: Pick<Globals, "profile">): string[] {
  if (!isFirefoxs) {
    return [
      `Wiping deletes ${name} on the server, and no Firefox has a copy of it.`,
      "A backup is made first; it is then the only copy.",
    ];
  }
  return [
    `Wiping deletes ${name} on the server only: every Firefox then uploads its own copy again.`,
    "Sync all devices first: what one of them has changed and not yet synced may be lost.",
    `To delete on the devices too: ${onProfile(`foxden records rm ${name} ID`, globals)}`,
    "A backup is made first.",
  ];
}

const wipedListing = (row: WipedRow, dryRun: boolean): Listing<WipedRow> => ({
  kind: "wipe",
  columns: wipedColumns,
  pages: onePage([row]),
  malformed: () => NONE_MALFORMED,
  ...(dryRun ? { dryRun } : {}),
});
