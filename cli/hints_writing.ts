/** What to do about failures of writing: records that are refused, conflicts, leave that was not given. */
import { type Advisers, later, onProfile, shellWord } from "./advice.ts";

/** Codes that writing ends with. */
type WritingCode =
  | "usage.records"
  | "not-found.setup"
  | "not-found.empty-account"
  | "not-found.change"
  | "conflict.fields"
  | "conflict.tree"
  | "conflict.unknown"
  | "conflict.changed"
  | "server.refused-records"
  | "server.too-large"
  | "server.over-quota"
  | "partial.written"
  | "not-confirmed.declined"
  | "not-confirmed.count"
  | "failed.tree"
  | "failed.engine-version";

/** Advice on each of them. */
export const WRITING_ADVICE: Advisers<WritingCode> = {
  "usage.records": ({ forceable }, { command, options }) => ({
    why: forceable
      ? "other devices could not use what is written so"
      : "what was given is not what this command can write",
    tries: [
      ...(forceable && options.forceShape
        ? [{ line: "--force-shape", note: "to write it all the same" }]
        : []),
      { line: `foxden ${command} --help`, note: "to see what is expected" },
    ],
  }),
  "not-found.setup": (_, asked) => ({
    why: "this account has never been used for Sync, or its set-up was cut short",
    tries: [
      { line: onProfile("foxden sync --init", asked), note: "to set it up from here, if it is empty" },
      { note: "or sign in to Sync in Firefox once with this account" },
    ],
  }),
  "not-found.empty-account": ({ isSetUp }, asked) => ({
    why: "only an account that holds nothing at all is set up, so that nothing can be lost",
    tries: isSetUp ? [{ line: onProfile("foxden status", asked), note: "to see what it holds" }] : [{
      note: "sign in to Sync in Firefox with this account: it begins anew with what that device has, " +
        "and deletes what is on the server",
    }, { line: onProfile("foxden collections list", asked), note: "to see what that is" }],
  }),
  "not-found.change": (_, asked) => ({
    why:
      "foxden has changed nothing here that is not undone already; what other programs change is not its to undo",
    tries: [{ line: onProfile("foxden undo --list", asked), note: "to see what foxden has changed" }],
  }),
  "conflict.fields": ({ collection, fields }, asked) => ({
    why: asked.command === "undo"
      ? "another device has changed the same fields since, and undoing would take that back too; nothing was written"
      : "another device changed the same fields, and writing now would take that back; nothing was written",
    tries: [
      ...fields.filter(({ field, record }) => field !== null || record === "changed").slice(0, 1).map((
        { id },
      ) => ({
        line: onProfile(`foxden ${getting(collection)} ${shellWord(id)}`, asked),
        note: "to see what it wrote",
      })),
      ...(asked.options.force ? [{ line: "--force", note: "to write over it" }] : []),
      ...(asked.command === "undo" ? [] : [{ note: "or run it again, on the fresh copy" }]),
    ],
  }),
  "conflict.unknown": (_, { options }) => ({
    why:
      "it was cut short, and others have written the same records since; what looks like its work may be theirs",
    tries: [
      { line: "foxden undo --list", note: "to see it" },
      ...(options.force
        ? [{ line: "--force", note: "to take back whatever of it is as it would have left it" }]
        : []),
    ],
  }),
  "conflict.tree": ({ id }, asked) => ({
    why: "it would come to a place that others have taken away or filled since; nothing was written",
    tries: [
      { line: onProfile(`foxden bookmarks get ${shellWord(id)}`, asked), note: "to see what it is about" },
      ...(asked.options.force ? [{ line: "--force", note: "to find another place for it" }] : []),
    ],
  }),
  "conflict.changed": () => ({
    why: "another device changed it in the meantime",
    tries: [{ note: "run it again, on the fresh copy" }],
  }),
  "server.refused-records": ({ ids }) => ({
    why: `the server does not take these: ${ids.slice(0, 5).join(", ")}`,
    tries: [later],
  }),
  "server.too-large": ({ at }, asked) => ({
    why: "the server has limits for one record, for one request, and for what becomes visible at once",
    tries: [
      { line: onProfile("foxden quota", asked), note: "to see its limits" },
      // A record too large by itself, which is named, is not helped by that.
      ...(asked.options.inParts && !at.includes("/") && at !== "bookmarks"
        ? [{ line: "--in-parts", note: "to write records one batch after the other" }]
        : []),
    ],
  }),
  "server.over-quota": (_, asked) => ({
    why: "the account's room on the server is used up",
    tries: [{ line: onProfile("foxden quota", asked), note: "to see what takes it" }],
  }),
  "partial.written": ({ collection }, asked) => ({
    why: "what came first became visible by itself, and what came later failed",
    tries: [
      { note: "run the same again: what is written already is not sent twice" },
      { line: onProfile("foxden undo", asked), note: "to take back what is written" },
      { line: onProfile(`foxden records list ${collection}`, asked), note: "to see what is there" },
    ],
  }),
  "not-confirmed.declined": (_, { options }) => ({
    why: "the answer was not the one asked for",
    tries: [
      ...(options.dryRun ? [{ line: "--dry-run", note: "to see what would be done" }] : []),
      { note: "run it again, and answer as it asks" },
    ],
  }),
  "not-confirmed.count": ({ hit, agreed }, { options, given }) => {
    const wasAsked = given !== undefined && typeof given["yes"] !== "number";
    const why = wasAsked
      ? `there was leave for ${agreed}, and this hits ${hit}; nothing was changed`
      : `--yes=${agreed} holds for exactly so many records, and this hits ${hit}; nothing was changed`;
    const tries = [
      ...(options.dryRun ? [{ line: "--dry-run", note: "to see which" }] : []),
      wasAsked
        ? { note: "run it again, on what is there now" }
        : { line: `--yes=${hit}`, note: "to go on with these" },
    ];
    return { why, tries };
  },
  "failed.tree": (_, asked) => ({
    why: "building on a tree that is not in order would make it worse; nothing was written",
    tries: [
      { line: onProfile("foxden bookmarks check", asked), note: "to see what is wrong" },
      { line: onProfile("foxden bookmarks check --fix", asked), note: "to mend it, after a backup" },
    ],
  }),
  "failed.engine-version": ({ collection }) => ({
    why: `a newer Firefox of this account keeps ${collection} in a form this foxden does not know`,
    tries: [{ note: "use a newer foxden" }],
  }),
};

/** The command that shows a record by its id. */
const getting = (collection: string): string =>
  collection === "bookmarks" ? "bookmarks get" : `records get ${collection}`;
