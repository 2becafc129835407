/** `foxden backup create`, `inspect` and `verify`: the account in a file. */
import { type BackupSummary, inspectBackup, type Verified, verifyBackup } from "../../app/backup/check.ts";
import { heldColumns, verifiedColumns } from "../../app/backup/columns.ts";
import { createBackup } from "../../app/backup/create.ts";
import { refuseExisting } from "../../app/backup/files.ts";
import type { KeyKind } from "../../app/backup/head.ts";
import { backupKeys } from "../../app/backup/keys.ts";
import type { BackedUp } from "../../app/backup/text.ts";
import { type Column, type Listing, NONE_MALFORMED } from "../../app/columns.ts";
import type { App } from "../../app/open.ts";
import { onePage } from "../../app/read.ts";
import { FoxdenError } from "../../core/errors.ts";
import { newPassphrase, PASSPHRASE_STDIN, passphraseOf } from "../backup_passphrase.ts";
import { byteSize, localTime, relativeTime } from "../../app/display/cells.ts";
import { agreeOn, PLAIN_YES } from "../confirm.ts";
import { openApp } from "../open.ts";
import { done, type Outcome, rows } from "../outcome.ts";
import { type Call, command } from "../spec.ts";
import { splitList } from "../values.ts";
import { countOf, isForPeople } from "../writing.ts";

/** What every row of a backup says of the file. */
interface FileFacts {
  readonly path: string;
  readonly fileBytes: number;
  readonly createdAtMs: number;
  readonly account: string;
  readonly sealedWith: KeyKind;
}

const factColumns: readonly Column<{ readonly file: FileFacts }>[] = [
  { name: "path", value: ({ file }) => file.path, detail: true },
  { name: "fileBytes", value: ({ file }) => file.fileBytes, kind: "bytes", detail: true },
  { name: "createdAt", value: ({ file }) => new Date(file.createdAtMs), kind: "time", detail: true },
  { name: "account", value: ({ file }) => file.account, detail: true },
  { name: "sealedWith", value: ({ file }) => file.sealedWith, detail: true },
];

const createdColumns = [...heldColumns, ...factColumns];
const checkedColumns = [...verifiedColumns, ...factColumns];

const FILE = { help: "A backup" } as const;

export const create = command({
  path: ["backup", "create"],
  summary: "Copy the account, or some of it, into a sealed file",
  about:
    "Brings the local copy up to date and writes what is there, decrypted and sealed again with a passphrase: it opens " +
    "after any change of the account's password or keys, and gives nobody the account. A passphrase has 8 characters or " +
    "more. Deleted records and what does " +
    "not open with the account's keys are left out; the latter is told.\n" +
    "The file is readable by you alone and there whole or not at all. Without FILE it is named after the account and " +
    "the day, in the folder at hand. With --plaintext it is not sealed: everything in it, passwords too, is there to " +
    "read for whoever gets hold of the file.",
  // With flags for a list, -o would be taken for the file of the backup itself.
  output: "none",
  source: "mirror",
  args: { file: { help: "A new file", optional: true } },
  options: {
    only: {
      type: "list",
      label: "C",
      help: "Only this collection, or several with commas between",
    },
    passphraseStdin: PASSPHRASE_STDIN,
    plaintext: { type: "flag", help: "Do not seal it" },
    overwrite: { type: "flag", help: "Replace a file that is there" },
    yes: PLAIN_YES,
  },
  examples: [
    { line: "backup create", note: "asks for a passphrase, twice" },
    {
      line: "backup create /mnt/disk/sync.fxbackup --passphrase-stdin < passphrase.txt",
      note: "from a script",
    },
    {
      line: "backup create --only bookmarks --plaintext bookmarks.jsonl",
      note: "to look into, or to keep in git",
    },
  ],
  async run(call) {
    const { options, args, globals, meter } = call;
    if (options.plaintext && options.passphraseStdin) {
      throw new FoxdenError("usage.value", "--plaintext takes no passphrase", { name: "--plaintext" });
    }
    if (args.file === "-") {
      throw new FoxdenError("usage.value", "a backup is written to a file, never to stdout", {
        name: "FILE",
      });
    }
    const app = openApp(call);
    const only = splitList(options.only);
    const path = args.file ?? await defaultName(app, call);
    // Before anything is asked.
    await refuseExisting(path, options.overwrite);
    if (options.plaintext) await agreeToPlaintext(call, path, only);
    const key = options.plaintext
      ? { kind: "plaintext" } as const
      : { kind: "passphrase", passphrase: await newPassphrase(call) } as const;
    const report = await createBackup(app, {
      path,
      key,
      overwrite: options.overwrite,
      onProgress: (progress) => meter.show(progress),
      ...(only.length === 0 ? {} : { only }),
    });
    const { email } = await app.secrets();
    const { collections, createdAtMs, fileBytes, keyKind: sealedWith } = report;
    const file: FileFacts = { path, fileBytes, createdAtMs, account: email, sealedWith };
    await warnOfUnreadable(call, collections);
    if (isForPeople(globals)) await call.say(`${path}: ${contentsText(file, collections)}`);
    return rows(listingOf(collections, file, createdColumns));
  },
});

async function defaultName(app: App, { globals, io }: Pick<Call, "globals" | "io">): Promise<string> {
  const { email } = await app.secrets();
  const [name = ""] = email.split("@");
  const [day = ""] = localTime(new Date(io.now())).split(" ");
  return `foxden-${name.replace(/[^A-Za-z0-9._-]/g, "") || globals.profile}-${day}.fxbackup`;
}

async function agreeToPlaintext(
  call: Parameters<typeof agreeOn>[1],
  path: string,
  only: readonly string[],
): Promise<void> {
  const what = only.length === 0 || only.includes("passwords")
    ? "Everything, passwords too,"
    : "Everything in it";
  const warning = `${what} can be read by whoever gets hold of that file.`;
  await agreeOn({ act: `Write ${path} unsealed`, warning, count: 0, agreement: "yes" }, call);
}

export const inspect = command({
  path: ["backup", "inspect"],
  summary: "Show what a backup holds",
  about:
    "Reads the whole file and checks that it is what was written. Nobody has to be signed in for it, and no server " +
    "is asked. A backup that foxden made by itself opens without a passphrase, where the account is signed in.",
  output: "list",
  source: "here",
  columns: createdColumns,
  args: { file: FILE },
  options: { passphraseStdin: PASSPHRASE_STDIN },
  examples: [{ line: "backup inspect foxden-ann-2026-01-05.fxbackup" }],
  async run(call) {
    const backup = await inspectBackup(call.args.file, backupKeys(openApp(call), passphraseOf(call)));
    const { header, collections } = backup;
    const file = factsOf(backup);
    await warnOfUnreadable(call, collections);
    if (isForPeople(call.globals)) {
      const made = relativeTime(new Date(header.createdAtMs), call.io.now());
      await call.say(`${header.account.email} at ${header.server}, ${made}`);
      await call.say(contentsText(file, collections));
    }
    return rows(listingOf(collections, file, createdColumns));
  },
});

export const verify = command({
  path: ["backup", "verify"],
  summary: "Read a backup to its end and check every record",
  about:
    "Exit 0 when the file is what was written, to the last byte, and 10 when it is damaged; 12 when the passphrase does " +
    "not open it. Records that foxden cannot make sense of are told of: they were so in the account already.",
  output: "list",
  source: "here",
  columns: checkedColumns,
  args: { file: FILE },
  options: { passphraseStdin: PASSPHRASE_STDIN },
  examples: [
    { line: "backup verify foxden-ann-2026-01-05.fxbackup" },
    { line: "backup verify sync.fxbackup --passphrase-stdin < passphrase.txt", note: "from a script" },
  ],
  async run(call) {
    const keys = backupKeys(openApp(call), passphraseOf(call));
    const backup = await verifyBackup(call.args.file, keys, (progress) => call.meter.show(progress));
    const { collections } = backup;
    if (!isForPeople(call.globals)) return rows(listingOf(collections, factsOf(backup), checkedColumns));
    for (const { name, malformed: { count, ids } } of collections) {
      if (count === 0) continue;
      const named = ids.join(", ") + (count > ids.length ? ", …" : "");
      await call.say(
        `note: ${countOf(count)} of ${name} made no sense to foxden in the account either: ${named}`,
      );
    }
    return verified(collections);
  },
});

const verified = (collections: readonly Verified[]): Outcome => done(`${sumText(collections)}, all good`);

const factsOf = ({ path, fileBytes, keyKind, header }: BackupSummary): FileFacts => ({
  path,
  fileBytes,
  createdAtMs: header.createdAtMs,
  account: header.account.email,
  sealedWith: keyKind,
});

function listingOf<Row extends BackedUp>(
  collections: readonly Row[],
  file: FileFacts,
  columns: readonly Column<Row & { readonly file: FileFacts }>[],
): Listing<Row & { readonly file: FileFacts }> {
  const pages = onePage(collections.map((each) => ({ ...each, file })));
  return { kind: "backup", columns, pages, malformed: () => NONE_MALFORMED };
}

/** Such as `3,120 records in 9 collections`. */
function sumText(collections: readonly BackedUp[]): string {
  const records = collections.reduce((sum, each) => sum + each.records, 0);
  return `${countOf(records)} in ${
    collections.length === 1 ? "1 collection" : `${collections.length} collections`
  }`;
}

const SEALED: Readonly<Record<KeyKind, string>> = {
  passphrase: "sealed with a passphrase",
  profile: "sealed with the account's own key",
  plaintext: "not sealed",
};

const contentsText = ({ fileBytes, sealedWith }: FileFacts, collections: readonly BackedUp[]): string =>
  `${sumText(collections)}, ${byteSize(fileBytes)}, ${SEALED[sealedWith]}`;

async function warnOfUnreadable({ say }: Pick<Call, "say">, collections: readonly BackedUp[]): Promise<void> {
  for (const { name, unreadable } of collections) {
    if (unreadable === 0) continue;
    await say(
      `note: ${countOf(unreadable)} of ${name} could not be read with the account's keys, and ${
        unreadable === 1 ? "is" : "are"
      } left out`,
    );
  }
}
