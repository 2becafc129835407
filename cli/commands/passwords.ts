/** `foxden passwords`: saved logins. */
import { getLogin, listPasswords, loginColumns, revealedLoginColumns } from "../../app/passwords.ts";
import { openApp } from "../open.ts";
import { one, rows, value } from "../outcome.ts";
import { refuseRevealOnTerminal, REVEAL } from "../reveal.ts";
import { exactText } from "../../app/display/cells.ts";
import { command } from "../spec.ts";
import { FoxdenError } from "../../core/errors.ts";

export const list = command({
  path: ["passwords", "list"],
  summary: "Show logins, without their passwords",
  output: "list",
  source: "mirror",
  columns: loginColumns,
  args: {
    query: { optional: true, many: true, label: "Q", help: "Words, and fields such as host: user: after:" },
  },
  options: { reveal: REVEAL },
  examples: [
    { line: "passwords list github" },
    { line: "passwords list host:example.org after:30d", note: "changed within 30 days" },
    {
      line: "passwords list --reveal -f csv -o logins.csv",
      note: "all of them, in a file only you can read",
    },
  ],
  async run(call) {
    refuseRevealOnTerminal(call);
    const query = call.args.query.join(" ");
    return rows(await listPasswords(openApp(call), { query, reveal: call.options.reveal !== undefined }));
  },
});

export const get = command({
  path: ["passwords", "get"],
  summary: "Show one login, or one field of it",
  about: "Q is a host, an address, a record id, or words. When several logins fit, --user says which.",
  output: "one",
  source: "mirror",
  columns: revealedLoginColumns,
  args: { query: { label: "Q", many: true, help: "A host, an address, an id, or words" } },
  options: {
    user: { type: "string", label: "U", help: "The login of this user name" },
    field: { type: "string", label: "F", help: "Only this field, bare: password, username, origin, …" },
    first: { type: "flag", help: "Take the most recently changed one when several fit" },
    reveal: REVEAL,
    noNewline: { type: "flag", help: "No line end after the bare field" },
  },
  examples: [
    { line: "passwords get github.com --user annl" },
    {
      line: "passwords get github.com --user annl --field password | wc -c",
      note: "the password, to another program",
    },
    { line: "passwords get github.com --first --reveal=inline", note: "shown on the screen" },
  ],
  async run(call) {
    const { options, args } = call;
    refuseRevealOnTerminal(call);
    const { user, first, field } = options;
    const column = field === undefined ? undefined : columnNamed(field);
    const login = await getLogin(openApp(call), { query: args.query.join(" "), user, first });
    if (!column) return one("passwords", options.reveal ? revealedLoginColumns : loginColumns, login);
    return value(exactText(column.value(login)), {
      field: column.name,
      secret: column.name === "password" && options.reveal === undefined,
      newline: !options.noNewline,
    });
  },
});

/** @throws {FoxdenError} `usage.value` with the names there are */
function columnNamed(name: string) {
  const column = revealedLoginColumns.find((each) => each.name === name);
  if (column) return column;
  const names = revealedLoginColumns.map((each) => each.name).join(", ");
  throw new FoxdenError("usage.value", `No field "${name}"; there are: ${names}`, { name: "--field" });
}
