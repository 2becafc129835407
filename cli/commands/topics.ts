/** Pages about what commands share, as lists of terms. */
import { QUERY_FIELDS } from "../../app/query/query.ts";
import { SETTING_NAMES, settingOf } from "../../app/config/settings.ts";
import type { Definition } from "../help.ts";

/** How a query is written. */
export const QUERY_DEFINITIONS: readonly Definition[] = [
  {
    term: "word",
    text: "In title, address, tags or user; case and accents do not count. All words must be there.",
  },
  { term: '"two words"', text: "Just so, with the blank." },
  { term: "'start", text: "Where a word begins so." },
  { term: "fuzzy~", text: "The letters in this order, with others between." },
  {
    term: "-word",
    text: "Not there. On the command line a -- must come before it: bookmarks list -- -draft",
  },
  {
    term: "host:",
    text:
      'A host and its subdomains: host:example.org; host:git begins so; host:"example.org" is that host alone.',
  },
  { term: "title: url: user:", text: "Part of that column." },
  { term: "tag: type: is:", text: "All of it." },
  { term: "folder: device:", text: "Part of a path of folders, or of a device's name." },
  { term: "id:", text: "The beginning of a record's id." },
  {
    term: "after: before: on:",
    text:
      "2026, 2026-01, 2026-01-05, 2026-01-05T10:00Z, today, yesterday, or an age; on: also 2026-01..2026-03. In UTC.",
  },
  { term: "7d", text: "An age: 45s, 90m, 12h, 7d, 2w, 6mo, 1y." },
  { term: "visits:>5", text: "A number, with < <= = >= >, or a range: visits:5..9, 5.., ..9." },
  { term: "deleted:yes", text: "Or no." },
  {
    term: "",
    text:
      `Fields: ${
        QUERY_FIELDS.join(" ")
      }. Each list has some of them, may have others, and names all it has in ` +
      'its errors. localhost:3000 and addresses are plain words; other words with a colon, such as "foo:bar", have to be ' +
      "quoted. There is no OR, and * is a letter like any other.",
  },
];

/** Where answers come from, and what of the account is on this machine. */
export const OFFLINE_DEFINITIONS: readonly Definition[] = [
  {
    term: "the local copy",
    text:
      "Records are read from a copy of the account on this machine. One older than 5 minutes is brought up to date " +
      "first, which reads only what changed; where the server cannot be reached, it answers as it is.",
  },
  { term: "--fresh", text: "Asks the server first, however new the copy is." },
  {
    term: "--max-age T",
    text:
      "The oldest copy to answer from: 10m, 1d, or 0s to ask every time. Where it is older and the server cannot be " +
      "reached, the command fails (exit 7).",
  },
  {
    term: "--offline",
    text:
      "Asks no server. The copy answers, whatever its age unless --max-age is given too; what is not in it fails " +
      "(exit 7), and so does writing: nothing waits here to be sent.",
  },
  {
    term: "variables",
    text:
      "FOXDEN_OFFLINE=1 and FOXDEN_MAX_AGE=T do the same for a whole shell. A flag stands over them, and they over offline " +
      "and sync.max_age of the config file; of that age an older copy will do where the server cannot be reached.",
  },
  {
    term: "what is old",
    text:
      'An answer that is older than it should be says so on stderr: "note: data from 14:02 (offline)". One that was ' +
      "asked for with --max-age is not old.",
  },
  {
    term: "what you wrote",
    text:
      "Goes to the server, and at once into the copy where that is of the same moment, so that --offline shows it. Where " +
      "it is not, the next list fetches it, however new the copy is.",
  },
  {
    term: "foxden sync",
    text:
      "Brings all of it up to date now, for a journey say; with --watch again and again. Every list fetches what it " +
      "needs by itself.",
  },
  {
    term: "always asked",
    text:
      "status, quota, collections list and devices list; their last answer is kept for when nobody can be asked; a " +
      "sync that brought something asks for them too. Records with --raw, and everything that signs in or writes, need the server.",
  },
  {
    term: "on the disk",
    text:
      "mirror.db beside the profile's secrets, readable by you alone. Records are sealed with a key that is among those " +
      "secrets; names of collections, ids, times and counts are in the clear.",
  },
  {
    term: "to be rid of it",
    text:
      "foxden auth logout removes it with the secrets; foxden sync --full reads everything anew. The account itself is " +
      "on the server either way.",
  },
];

/** The variables that stand for flags, and over the config file. */
const SETTING_VARIABLES: readonly Definition[] = SETTING_NAMES.flatMap((name) => {
  const { env, flag } = settingOf(name);
  return env === undefined
    ? []
    : [{ term: env, text: flag === undefined ? `As ${name} of the config file` : `As ${flag}` }];
});

/** The environment, and where files are. */
export const ENVIRONMENT_DEFINITIONS: readonly Definition[] = [
  ...SETTING_VARIABLES,
  {
    term: "FOXDEN_SERVER",
    text: "As --server of auth login; FOXDEN_ACCOUNTS_SERVER and FOXDEN_TOKEN_SERVER likewise",
  },
  { term: "FOXDEN_EMAIL", text: "As --email of auth login" },
  {
    term: "FOXDEN_PASSWORD_FILE",
    text:
      "As --password-file of auth login; FOXDEN_PASSWORD_CMD as --password-cmd. FOXDEN_PASSWORD holds the password itself, " +
      "which every program started from the same shell can read, and is used with a warning",
  },
  {
    term: "FOXDEN_PASSPHRASE_FILE",
    text: "A file whose first line opens, or with auth login --passphrase seals, a profile",
  },
  { term: "FOXDEN_CLIENT_ID", text: "Another OAuth client to be, with FOXDEN_REDIRECT_URI" },
  {
    term: "FOXDEN_DATA_DIR",
    text: "Where profiles are; foxden in XDG_DATA_HOME (~/.local/share) without it",
  },
  {
    term: "FOXDEN_CONFIG_DIR",
    text: "Where config.toml is; foxden in XDG_CONFIG_HOME (~/.config) without it",
  },
  {
    term: "FOXDEN_STATE_DIR",
    text: "Where foxden.log is; foxden in XDG_STATE_HOME (~/.local/state) without it",
  },
  {
    term: "FOXDEN_SERVER_DIR",
    text: "Where foxden serve keeps its data; foxden-server beside it without it",
  },
  {
    term: "FOXDEN_MASTER_SECRET",
    text: "What foxden serve signs storage tokens with, 32 characters or more, in place of --secret-file",
  },
  { term: "FOXDEN_DEBUG", text: "As --debug" },
  { term: "NO_COLOR", text: "No colours; CLICOLOR_FORCE and FORCE_COLOR the reverse; --color beats all" },
  {
    term: "PAGER",
    text:
      "The pager where FOXDEN_PAGER says nothing, else less; less itself is set up as FRX unless LESS says otherwise",
  },
  { term: "COLUMNS", text: "Width of tables where there is no window" },
  { term: "BROWSER", text: "The program that opens the sign-in page, and tabs" },
];
