/** The steps in which an entry is begun, named so that a test can end the process at each of them. */
export const JOURNAL_STEPS = [
  // Its number is given out; its changes are sealed; they are written, in the middle of a transaction; it is committed.
  "numbered",
  "sealed",
  "writing",
  "begun",
] as const;

/** One of them. */
export type JournalStep = typeof JOURNAL_STEPS[number];
