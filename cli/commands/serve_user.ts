/** `foxden serve user`: the people of a server of your own. */
import { type Column, instant, NONE_MALFORMED } from "../../app/columns.ts";
import { newPasswordFault, PASSWORD_RULE } from "../../app/new_password.ts";
import { onePage } from "../../app/read.ts";
import { FoxdenError } from "../../core/errors.ts";
import {
  addUser,
  changePassword,
  checkNewUser,
  type Database,
  listUsers,
  removeUser,
  resetPassword,
  type UserSummary,
} from "../../server/admin.ts";
import { agreeOn, CONFIRM, PLAIN_YES } from "../confirm.ts";
import { done, rows } from "../outcome.ts";
import { askNewSecret, askSecret, readSecretLine } from "../prompt.ts";
import { DATA, dataDirOf, openServerData } from "../server_folder.ts";
import { type Call, command } from "../spec.ts";
import { countOf } from "../writing.ts";

const PASSWORD_STDIN = "--password-stdin";

export const add = command({
  path: ["serve", "user", "add"],
  summary: "Add an account to your own server",
  about:
    `Works on a server that has been started before, and beside a running one. A password has ${PASSWORD_RULE}.`,
  output: "none",
  source: "here",
  args: { email: { help: "The account's e-mail address; no mail is sent to it" } },
  options: {
    passwordStdin: { type: "flag", help: "Read the password from the first line of stdin" },
    data: DATA,
  },
  examples: [
    { line: "serve user add ann@example.org" },
    { line: "serve user add ann@example.org --password-stdin < password.txt" },
  ],
  async run(call) {
    const { email } = call.args;
    using database = await openServerData(call);
    checkNewUser(database, email);
    const password = await newPassword(call, { message: `Password for ${email}`, line: "line" });
    await addUser(database, { email, password });
    return done(`Added ${email} to ${theServer(call)}.\n${signInLine(email)}`);
  },
});

const userColumns: readonly Column<UserSummary>[] = [
  { name: "email", value: (user) => user.email },
  { name: "devices", value: (user) => user.devices, kind: "count" },
  { name: "records", value: (user) => user.records, kind: "count" },
  { name: "bytes", value: (user) => user.bytes, kind: "bytes" },
  { name: "lastUsed", value: (user) => instant(user.lastUsedAtMs ?? null), kind: "time" },
  { name: "created", value: (user) => instant(user.createdAtMs), kind: "time" },
  { name: "uid", value: (user) => user.uid, detail: true },
  { name: "id", value: (user) => user.email, detail: true },
];

export const list = command({
  path: ["serve", "user", "list"],
  summary: "Show the accounts of your own server",
  about:
    "Works beside a running server. What the accounts hold is encrypted: only counts and sizes are known here.",
  output: "list",
  source: "here",
  columns: userColumns,
  options: { data: DATA },
  examples: [{ line: "serve user list" }, { line: "serve user list --sort bytes --reverse --json" }],
  async run(call) {
    using database = await openServerData(call);
    const pages = onePage(listUsers(database));
    return rows({ kind: "users", columns: userColumns, pages, malformed: () => NONE_MALFORMED });
  },
});

export const passwd = command({
  path: ["serve", "user", "passwd"],
  summary: "Change a password on your own server",
  about:
    "Works beside a running server. With the current password everything that is synced stays readable. A " +
    "forgotten one is replaced with --reset: the account gets new keys, what is on the server can never be read again " +
    "and is dropped, and the devices upload what they have. Either way every device has to sign in again.",
  output: "none",
  source: "here",
  args: { email: { help: "The account's e-mail address" } },
  options: {
    reset: { type: "flag", help: "The current password is lost: new keys, and the server starts empty" },
    passwordStdin: {
      type: "flag",
      help: "Read the current password and then the new one from stdin, a line each",
    },
    yes: PLAIN_YES,
    confirm: CONFIRM,
    data: DATA,
  },
  examples: [
    { line: "serve user passwd ann@example.org" },
    { line: "serve user passwd ann@example.org --reset", note: "when the password is forgotten" },
  ],
  async run(call) {
    using database = await openServerData(call);
    const user = knownUser(database, call.args.email);
    const { email } = user;
    if (call.options.reset) {
      await agreeOn(resetLoss(user), call);
      await resetPassword(database, {
        email,
        newPassword: await newPassword(call, { message: `New password for ${email}`, line: "line" }),
      });
      return done(`${email} has a new password and new keys on ${theServer(call)}. ${SIGN_IN_AGAIN}`);
    }
    const password = await currentPassword(call, email);
    const replacement = await newPassword(call, {
      message: `New password for ${email}`,
      line: "second line, with the new password,",
    });
    await changePassword(database, { email, password, newPassword: replacement });
    return done(`${email} has a new password on ${theServer(call)}. ${SIGN_IN_AGAIN}`);
  },
});

export const rm = command({
  path: ["serve", "user", "rm"],
  summary: "Remove an account from your own server",
  about:
    "Works beside a running server. What the account has synced goes from the server too; its devices keep what " +
    "they have.",
  output: "none",
  source: "here",
  args: { email: { help: "The account's e-mail address" } },
  options: { yes: PLAIN_YES, confirm: CONFIRM, data: DATA },
  examples: [{ line: "serve user rm ann@example.org" }],
  async run(call) {
    using database = await openServerData(call);
    const { email, records } = knownUser(database, call.args.email);
    const warning = `What it has synced to this server goes too: ${countOf(records)}.`;
    await agreeOn({ act: `Remove ${email}`, warning, count: 1, name: email }, call);
    removeUser(database, email);
    return done(`Removed ${email} and ${countOf(records)} from ${theServer(call)}.`);
  },
});

const resetLoss = ({ email, records }: UserSummary) => ({
  act: `Give ${email} a new password and new keys`,
  warning: `What is on this server can never be read again and is dropped: ${countOf(records)}.`,
  count: 1,
  name: email,
});

/** @throws {FoxdenError} `not-found.match` */
function knownUser(database: Database, email: string): UserSummary {
  const user = listUsers(database).find((each) => each.email.toLowerCase() === email.toLowerCase());
  if (user) return user;
  throw new FoxdenError("not-found.match", `There is no account of ${email} on this server`, {
    collection: "users",
  });
}

const theServer = (call: Parameters<typeof dataDirOf>[0]): string => `the server in ${dataDirOf(call)}`;

const signInLine = (email: string): string =>
  `Sign in at the address it serves on, for example:\n  foxden auth login --server http://127.0.0.1:8000 --email ${email}`;

const SIGN_IN_AGAIN = "Sign in again on every device.";

type PasswordCall = Pick<Call, "io" | "globals"> & { readonly options: { readonly passwordStdin: boolean } };

function currentPassword(call: PasswordCall, email: string): Promise<string> {
  return call.options.passwordStdin
    ? readSecretLine(call.io, PASSWORD_STDIN)
    : askSecret(call, { message: `Current password of ${email}`, flag: PASSWORD_STDIN });
}

/**
 * Reads or asks for a password that is to be.
 *
 * @param line how a refusal names its line of stdin
 * @throws {FoxdenError} `usage.value` for one that is too short
 */
async function newPassword(
  call: PasswordCall,
  { message, line }: { readonly message: string; readonly line: string },
): Promise<string> {
  const flag = PASSWORD_STDIN;
  if (!call.options.passwordStdin) {
    return await askNewSecret(call, { message, flag, faultOf: newPasswordFault });
  }
  const password = await readSecretLine(call.io, flag, line);
  const fault = newPasswordFault(password);
  if (fault === undefined) return password;
  throw new FoxdenError("usage.value", fault, { name: flag });
}
