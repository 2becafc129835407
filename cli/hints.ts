/**
 * What to do about a failure, by its code. Core says what happened; only this face knows which words to type. Name
 * only commands and flags that exist.
 */
import { isLoopback } from "../app/marks.ts";
import type { AnyFoxdenError, ErrorCode, FoxdenError } from "../core/errors.ts";
import {
  type Advice,
  type Advisers,
  type Asked,
  askFirst,
  givenText,
  inBrowser,
  later,
  onProfile,
  seeAll,
  showRecord,
  signIn,
  signInAgain,
  type Try,
} from "./advice.ts";
import { BACKUP_ADVICE, notInBackup, opensBackup, wrongBackupKey } from "./hints_backup.ts";
import { CONFIG_ADVICE } from "./hints_config.ts";
import { JOURNAL_ADVICE } from "./hints_journal.ts";
import { MIRROR_ADVICE } from "./hints_mirror.ts";
import { noSuchFile, SERVER_ADVICE } from "./hints_server.ts";
import { WRITING_ADVICE } from "./hints_writing.ts";
import type { OptionSpec } from "./spec.ts";

export type { Asked, Try };

const IN_PROCESS_LIST =
  "its value would be in the process list, for everyone on this machine to read, and in the shell's history";

const noPasswordFlag: Advice = {
  why: IN_PROCESS_LIST,
  tries: [{ note: "leave it out, to be asked" }, { line: "--password-stdin", note: "to read it from stdin" }],
};

/** Whether what was refused is the number of a card, among the words or as a flag that there is not. */
const isCardNumber = (name: string, command: string): boolean =>
  name === "number=" || (command.startsWith("cards ") && /^--(cc-|card-)?number$/.test(name));

const NUMBER_STDIN: Try = {
  line: "--number-stdin",
  note: "to read it from stdin, or to be asked for it",
};

const noNumberWord = (asked: Asked): Advice => ({
  why: IN_PROCESS_LIST.replace("its value", "it"),
  tries: asked.options.numberStdin
    ? [{ note: "leave it out: of a new card it is asked for" }, NUMBER_STDIN]
    : [seeAll("creditcards", asked), { note: "name a card by its id, or look for the last four digits" }],
});

/** What there is help for. @param name of what was refused, such as `bookmarks lst` where no command was found */
function foxden(command: string, name: string): string {
  const words = command !== "" ? command : /^[a-z]/.test(name) ? name.split(" ").slice(0, -1).join(" ") : "";
  return words === "" ? "foxden" : `foxden ${words}`;
}

/** The form of `--reveal` that shows a secret on the terminal itself. */
const revealFlag = (option: OptionSpec): string =>
  option.type === "optional-value" ? `--reveal=${option.choices[0]}` : "--reveal";

const DEMO_VARIABLES = "FOXDEN_CONFIG_DIR FOXDEN_DATA_DIR FOXDEN_STATE_DIR FOXDEN_CACHE_DIR FOXDEN_PROFILE";

const ADVICE: Advisers = {
  ...BACKUP_ADVICE,
  ...CONFIG_ADVICE,
  ...JOURNAL_ADVICE,
  ...MIRROR_ADVICE,
  ...SERVER_ADVICE,
  ...WRITING_ADVICE,
  "usage.value": ({ name }, asked) => {
    const { command, options } = asked;
    return name === "--password" ? noPasswordFlag : isCardNumber(name, command) ? noNumberWord(asked) : {
      why: null,
      tries: [
        { line: `${foxden(command, name)} --help`, note: "to see how it is used" },
        ...(/^-[a-z]/.test(name) && command.endsWith(" list")
          ? [{
            line: `foxden ${command} -- ${name}`,
            note: "for a word of the query that begins with a dash",
          }]
          : []),
        ...(name === "Q" ? [{ line: "foxden help queries", note: "for how a query is written" }] : []),
        ...(name === "--fields" && command.startsWith("passwords ")
          ? [{ line: "--reveal", note: "for the fields that stay hidden" }]
          : []),
        ...(name === "number" && options.numberStdin ? [NUMBER_STDIN] : []),
      ],
    };
  },
  "not-found.record": ({ collection }, asked) => ({
    why: asked.command.startsWith("bookmarks ")
      ? "no id is or begins so, and no path from menu, toolbar, unfiled or mobile leads there"
      : "the account holds nothing of that id",
    tries: [
      ...askFirst(asked),
      seeAll(collection, asked),
    ],
  }),
  "not-found.match": ({ collection }, asked) =>
    asked.command === "backup restore" ? notInBackup(collection, asked) : {
      why: "the server holds nothing of that description",
      tries: [...askFirst(asked), seeAll(collection, asked)],
    },
  "not-found.path": (_, asked) => ({
    why: "the server answers, and has nothing of that name",
    tries: [{
      line: onProfile("foxden api GET info/collections", asked),
      note: "to see which collections there are",
    }],
  }),
  "not-found.file": ({ path }, asked) => noSuchFile(path, asked),
  "auth.demo-ended": () => ({
    why: "its folder is gone, and with it the sample account",
    tries: [
      { line: `unset ${DEMO_VARIABLES}`, note: "to use your own account in this shell" },
      { line: "foxden demo --cli", note: "in another shell, for a new demo" },
    ],
  }),
  "auth.wrong-password": () => ({
    why: "the server knows the address, and the password does not fit it",
    tries: [{ note: "check the address and the password, and run it again" }],
  }),
  "auth.unknown-account": (_, asked) => ({
    why: "this server has no account with that e-mail address",
    tries: [{ ...signInAgain(asked), note: "with another address" }, {
      line: "foxden auth login --server URL",
      note: "if the account is on another server",
    }],
  }),
  "auth.unverified": () => ({
    why: "the account or this sign-in still has to be confirmed",
    tries: [
      { line: "--otp-stdin", note: "to read the code from stdin, after the password" },
      { note: "or run it in a terminal, where it asks for the code" },
    ],
  }),
  "auth.wrong-code": (_, asked) => ({
    why: "codes hold for a short time only, and each one once",
    tries: [signInAgain(asked)],
  }),
  "auth.blocked": ({ unblockable }, asked) => ({
    why: unblockable
      ? "the server wants a code from a mail before it lets this sign-in through"
      : "the server does not let this sign-in through for now",
    tries: [inBrowser(asked), later],
  }),
  "auth.revoked": (_, asked) => ({
    why:
      "this sign-in was ended: on another device, by its age, by a new password, or with the account itself",
    tries: [signInAgain(asked)],
  }),
  "auth.refused": (_, asked) => ({
    why: "the server knows this account and says no",
    tries: [signInAgain(asked)],
  }),
  "auth.wrong-answer": (_, asked) => ({
    why: "what was pasted is not the end of this sign-in",
    tries: [{ ...inBrowser(asked), note: "to start again, and paste the address of the last page" }],
  }),
  "auth.keys-changed": (_, asked) => ({
    why: "the account's password was reset since, which makes new keys",
    tries: [signInAgain(asked)],
  }),
  "ambiguous.match": ({ collection, candidates }, asked) => ({
    why: `all of these match: ${candidates.join("; ")}`,
    tries: asked.options.user
      ? [{ line: "--user NAME", note: "to choose one by its user name, or --first for the newest" }]
      : [
        showRecord(collection, candidates[0] ?? "ID", asked, "to see which one that is"),
        seeAll(collection, asked),
      ],
  }),
  "network.unreachable": ({ host }, asked) => unreachable(host, asked),
  "network.timeout": ({ host }) => ({
    why: `${host} did not answer in time`,
    tries: [{ line: "--timeout 2m", note: "to wait longer" }],
  }),
  "server.shape": () => ({
    why: "the answer is not what a Sync server sends",
    tries: [{ note: "check that the address is that of a Sync server" }, later],
  }),
  "server.status": ({ status }, { command }) =>
    status === 404
      ? {
        why: "there is nothing of an accounts or Sync server at that address",
        tries: [CHECK_SERVER],
      }
      : status >= 300 && status < 500
      ? {
        why: "the server does not take this request",
        tries: [command === "api" ? { note: "check the method, the path and the body" } : CHECK_SERVER],
      }
      : { why: "the server failed in a way it should not", tries: [later] },
  "server.errno": () => ({ why: "the server refused for a reason foxden does not know", tries: [later] }),
  "server.busy": ({ retryAfterSeconds }) => ({
    why: "the server has too much to do",
    tries: [retryAfterSeconds === null ? later : { note: `run it again in ${retryAfterSeconds} s` }],
  }),
  "server.challenge": (_, asked) => ({
    why: "a page against robots answered in place of the server; only a browser can pass it",
    tries: [inBrowser(asked)],
  }),
  "partial.malformed": () => ({
    why: "they are damaged, or sealed with another key",
    tries: [{ note: "leave --strict out to take the rest as good" }],
  }),
  "not-confirmed.no-terminal": ({ need }) => ({
    why: "nobody can be asked: this is no terminal, or --no-input is given",
    tries: [{ line: need, note: "to say it beforehand" }],
  }),
  "not-confirmed.secret-on-terminal": (_, { options }) => ({
    why: "it would stay in the terminal's scrollback",
    tries: [
      ...(options.copy ? [{ line: "--copy", note: "to put it on the clipboard" }] : []),
      ...(options.reveal ? [{ line: revealFlag(options.reveal), note: "to show it all the same" }] : []),
      { line: "-o FILE", note: "to write it to a file that only you can read" },
    ],
  }),
  "crypto.failed": (_, asked) => ({
    why: "the key is another one, or the text is damaged",
    tries: [{ line: onProfile("foxden auth status", asked), note: "to see whose keys these are" }],
  }),
  "crypto.wrong-keys": (_, asked) => ({
    why: "the keys on the server were made with another account key",
    tries: [signInAgain(asked)],
  }),
  "failed.storage-version": () => ({
    why: "the account's storage has a version this foxden does not know",
    tries: [{ note: "use a newer foxden" }],
  }),
  "crypto.wrong-passphrase": (_, asked) =>
    opensBackup(asked) ? wrongBackupKey(asked) : wrongPassphrase(asked),
  "failed.vault-version": () => ({
    why: "a newer foxden has written it",
    tries: [{ note: "use that foxden, or another profile with -p NAME" }],
  }),
  "failed.vault": (_, asked) => ({
    why: "without it this profile has neither a token nor a key",
    tries: [
      { line: onProfile("foxden auth logout", asked), note: "to remove it" },
      signIn(asked, "then to sign in again"),
    ],
  }),
  "failed.shape": ({ at }) => ({
    why: `what stands at ${at} is not what foxden wrote there`,
    tries: [{ note: "restore the file, or remove it" }],
  }),
  "failed.program": ({ name, namedBy }, { command }) =>
    namedBy !== undefined
      ? { why: null, tries: [{ note: `set ${namedBy} to a program that is there` }] }
      : command === "tabs open"
      ? { why: null, tries: [{ note: "name one that can open pages here in BROWSER: BROWSER=firefox" }] }
      : { why: `what ${name} printed above says more`, tries: [{ note: "run that command by itself" }] },
};

const CHECK_SERVER: Try = { note: "check the server's address" };

const wrongPassphrase = (asked: Asked): Advice => ({
  why: "the file is sealed with another passphrase, or it is damaged",
  tries: [
    { note: "run it again and type it once more" },
    {
      line: onProfile("foxden auth logout --forget", asked),
      note: "if the passphrase is lost: forgets this sign-in",
    },
  ],
});

function unreachable(host: string, asked: Asked): Advice {
  const why = `no connection to ${host} could be made`;
  if (!isLoopback(host)) return { why, tries: [{ note: "check the network and the server's address" }] };
  const isSecure = /^https:/i.test(givenText(asked, "server") ?? "");
  return {
    why: `${why}; is the server running?`,
    tries: [
      ...(isSecure
        ? [{ line: `--server http://${host}`, note: "foxden serve itself speaks plain HTTP, not https" }]
        : []),
      { line: "foxden serve", note: "to start a server of your own" },
      { note: "or check the server's address and its port" },
    ],
  };
}

/** Advice on a failure. */
export function adviseOn(error: AnyFoxdenError, asked: Asked): Advice {
  return lookUp<ErrorCode>(error, asked);
}

function lookUp<C extends ErrorCode>(error: FoxdenError<C>, asked: Asked): Advice {
  return ADVICE[error.code](error.details, asked);
}
