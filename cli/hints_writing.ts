/** What to do about failures of writing: records that are refused, conflicts, leave that was not given. */
import type { FieldConflict } from "../core/errors.ts";
import {
  type Advisers,
  type Asked,
  later,
  onProfile,
  seeAll,
  shellWord,
  showRecord,
  type Try,
} from "./advice.ts";

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
  | "failed.record"
  | "failed.tree"
  | "failed.engine-version";

/** Advice on each of them. */
export const WRITING_ADVICE: Advisers<WritingCode> = {
  "usage.records": ({ forceable }, { command, options }) => ({
    why: forceable ? "other devices could not use what is written so" : null,
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
    why: conflictReason(fields, asked),
    tries: [
      ...fields.filter(({ field, record }) => field !== null || record === "changed").slice(0, 1)
        .map(({ id }) => showRecord(collection, id, asked, "to see what it wrote")),
      ...overwriting(collection, fields, asked),
    ],
  }),
  "conflict.tree": ({ id }, asked) => ({
    why:
      "others have changed the tree since, and what comes back would have no place in it; nothing was written",
    tries: [
      showRecord("bookmarks", id, asked, "to see what it is about"),
      ...(asked.options.force
        ? [{
          line: "--force",
          note: "to find another place, Other Bookmarks, for what would be left without one",
        }]
        : []),
    ],
  }),
  "conflict.unknown": (_, asked) => ({
    why:
      "it was cut short, and others have written the same records since; what looks like its work may be theirs",
    tries: [
      { line: onProfile("foxden undo --list", asked), note: "to see it" },
      ...(asked.options.force
        ? [{ line: "--force", note: "to take back whatever of it is as it would have left it" }]
        : []),
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
    why: at === "bookmarks"
      ? "changes of bookmarks become visible all at once, and the server limits how much that may be"
      : "the server has limits for one record, for one request, and for what becomes visible at once",
    tries: [
      { line: onProfile("foxden quota", asked), note: "to see its limits" },
      ...smaller(at, asked),
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
  "not-confirmed.declined": ({ answer }, { options, given }) =>
    answer === "no" ? { why: null, tries: [] } : ({
      why: "the answer was not the one asked for",
      tries: [
        ...(options.dryRun ? [{ line: "--dry-run", note: "to see what would be done" }] : []),
        given?.["confirm"] === undefined
          ? { note: "run it again, and answer as it asks" }
          : { note: "run it again with that name, or without --confirm to be asked" },
      ],
    }),
  "not-confirmed.count": ({ hit, agreed }, { options, given }) => {
    const wasAsked = given !== undefined && typeof given["yes"] !== "number";
    const why = wasAsked
      ? `there was leave for ${agreed.toLocaleString("en")}, and this hits ${
        hit.toLocaleString("en")
      }; nothing was changed`
      : `--yes=${agreed} holds for exactly so many records, and this hits ${
        hit.toLocaleString("en")
      }; nothing was changed`;
    const tries = [
      ...(options.dryRun ? [{ line: "--dry-run", note: "to see which" }] : []),
      wasAsked
        ? { note: "run it again, on what is there now" }
        : { line: `--yes=${hit}`, note: "to go on with these" },
    ];
    return { why, tries };
  },
  "failed.record": ({ collection, id }, asked) => ({
    why: "what it holds cannot be kept where a part of it is changed, and would be lost",
    tries: [
      { line: onProfile(`foxden records get ${collection} ${shellWord(id)}`, asked), note: "to see it" },
      {
        line: onProfile(`foxden records put ${collection} FILE`, asked),
        note: "to write the record as it is to be",
      },
    ],
  }),
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

const isGone = ({ record }: FieldConflict): boolean => record === "deleted";

function conflictReason(fields: readonly FieldConflict[], { command }: Asked): string {
  if (fields.every(isGone)) {
    return command === "undo"
      ? "it was deleted on another device since, and undoing would bring it back; nothing was written"
      : "it was deleted on another device meanwhile; nothing was written";
  }
  return command === "undo"
    ? "another device has changed the same fields since, and undoing would take that back too; nothing was written"
    : "another device changed the same fields, and writing now would take that back; nothing was written";
}

/** The ways to write all the same. What is gone can be made anew only by who has all of it. */
function overwriting(collection: string, fields: readonly FieldConflict[], asked: Asked): Try[] {
  const { command, options, given } = asked;
  const needsIt = /^(bookmarks|addresses|cards) /.test(command) || given?.["merge"] === true;
  if (fields.some(isGone) && needsIt) return [seeAll(collection, asked)];
  return [
    ...(options.force ? [{ line: "--force", note: "to write over it" }] : []),
    ...(command === "undo" ? [] : [{ note: "or run it again, on the fresh copy" }]),
  ];
}

/** The ways round a limit. @param at a collection, or a record that is too large by itself */
function smaller(at: string, { command, options }: Asked): Try[] {
  if (at.includes("/")) return [];
  if (at !== "bookmarks") {
    return options.inParts
      ? [{ line: "--in-parts", note: "to write records one batch after the other" }]
      : [];
  }
  return command === "bookmarks add"
    ? [{ note: "split the input, and run it once for each part: bookmarks are never written in parts" }]
    : [];
}
