/** What to do about failures of writing: records that are refused, conflicts, leave that was not given. */
import { type Advisers, later, onProfile } from "./advice.ts";

/** Codes that writing ends with. */
type WritingCode =
  | "usage.records"
  | "not-found.setup"
  | "not-found.empty-account"
  | "conflict.records"
  | "conflict.changed"
  | "server.refused-records"
  | "server.too-large"
  | "server.over-quota"
  | "partial.written"
  | "not-confirmed.declined"
  | "not-confirmed.count"
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
  "conflict.records": ({ collection, ids }, asked) => ({
    why:
      "another device changed the same records, and writing now would undo that; they are as that device left them",
    tries: [
      {
        line: onProfile(`foxden records get ${collection} ${ids[0] ?? "ID"}`, asked),
        note: "to see what it wrote",
      },
      { note: "then run it again, on the fresh copy" },
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
    why: "with --in-parts each batch becomes visible by itself, and a later one failed",
    tries: [
      { note: "run the same again: what is written already is not sent twice" },
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
  "not-confirmed.count": ({ hit, agreed }, { options }) => ({
    why: `--yes=${agreed} holds for exactly so many records, and this hits ${hit}; nothing was changed`,
    tries: [
      ...(options.dryRun ? [{ line: "--dry-run", note: "to see which" }] : []),
      { line: `--yes=${hit}`, note: "to go on with these" },
    ],
  }),
  "failed.engine-version": ({ collection }) => ({
    why: `a newer Firefox of this account keeps ${collection} in a form this foxden does not know`,
    tries: [{ note: "use a newer foxden" }],
  }),
};
