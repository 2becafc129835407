/** What to do where the journal, from which changes are taken back, cannot be used. */
import type { StoreFault } from "../core/errors.ts";
import type { Advice, Advisers, Try } from "./advice.ts";

/** Advice on each of its faults. */
export const JOURNAL_ADVICE: Advisers<"failed.journal"> = {
  "failed.journal": ({ fault }) => FAULTS[fault],
};

const again: Try = { note: "run it again" };

const FAULTS: Readonly<Record<StoreFault, Advice>> = {
  damaged: {
    why: "something in it is not what foxden wrote there",
    tries: [
      { note: "run it again: a journal that nothing can be added to is set aside then, and a new one begun" },
      { note: "a change that cannot be read there can no longer be undone; the others can" },
    ],
  },
  newer: {
    why: "a newer foxden has written it, and nothing is changed that could not be undone",
    tries: [{ note: "use that foxden, or another profile with -p NAME" }],
  },
  busy: {
    why: "another foxden is changing the account, and they do it one after the other",
    tries: [again, { line: "--timeout 5m", note: "to wait longer for it" }],
  },
  "read-only": {
    why: "foxden may not write there, and changes nothing that could not be undone",
    tries: [{
      note:
        "see whether its folder is still there, who owns both, and whether the disk is mounted to be read only",
    }],
  },
  full: {
    why: "there is no room left for it, and nothing is changed that could not be undone",
    tries: [{ note: "free some space, and run it again" }],
  },
  other: {
    why: "the system could not read or write the file, and nothing is changed that could not be undone",
    tries: [again, { note: "or look at the disk that holds it" }],
  },
};
