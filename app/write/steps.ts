/** The steps of a write, in order, named so that a test can end the process at each of them. */
export const WRITE_STEPS = [
  // The collection is read from the mirror; the edit has said what is to become of it; …
  "read",
  "edited",
  // … nothing of that is refused; records are text; they are sealed and laid out for the server.
  "validated",
  "encoded",
  "encrypted",
  // What is about to happen stands in the journal; the server has taken it; the mirror knows; the journal does.
  "journalled",
  "uploaded",
  "mirrored",
  "done",
] as const;

export type WriteStep = typeof WRITE_STEPS[number];
