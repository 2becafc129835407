/** What to do about failures of backups: files that are damaged, of another foxden, or sealed with something else. */
import { type Advice, type Advisers, type Asked, onProfile } from "./advice.ts";

/** Codes that backups end with, and what every check ends with. */
type BackupCode = "findings.backup" | "findings.faults" | "failed.backup-version";

/** Advice on each of them. */
export const BACKUP_ADVICE: Advisers<BackupCode> = {
  "findings.backup": (_, { command }) => ({
    why: "bytes of it are missing, changed or out of place" +
      (command === "backup restore" ? "; nothing was restored" : ""),
    tries: [
      { note: "try another copy of that file, or another backup" },
      ...(command === "backup verify" ? [] : [{ line: "foxden backup verify FILE", note: "to check one" }]),
    ],
  }),
  "findings.faults": () => ({
    why: "what was found is listed above",
    tries: [{ note: "mend it, and run it again" }],
  }),
  "failed.backup-version": () => ({
    why: "it does not begin as the backups do that this foxden knows",
    tries: [{ note: "check the name of the file, or use a newer foxden" }],
  }),
};

/** Advice on what a backup does not hold. @param what `records` where an id was asked for */
export const notInBackup = (what: string, asked: Asked): Advice => ({
  why: what === "records" ? "the backup has no record of that id" : "the backup has nothing of that name",
  tries: [
    { line: "foxden backup inspect FILE", note: "to see what it holds" },
    ...(what === "records"
      ? [{
        line: onProfile("foxden backup diff FILE", asked),
        note: "to see the ids of what is not as it has it",
      }]
      : []),
  ],
});

/** Whether a passphrase that does not fit may be that of a backup. */
export const opensBackup = ({ command }: Asked): boolean => /^backup (?!create$)/.test(command);

/** Advice on a backup that a passphrase, or this profile, does not open. */
export const wrongBackupKey = (asked: Asked): Advice => ({
  why:
    "a backup opens with the passphrase it was made with, and one that foxden made by itself with the account's keys of then",
  tries: [
    asked.given?.["passphraseStdin"]
      ? { note: "check the first line of stdin: all of it is the passphrase" }
      : { note: "run it again and type it once more" },
    { line: onProfile("foxden auth status", asked), note: "to see which account is signed in here" },
  ],
});
