/** The steps in which the mirror changes, named so that a test can end the process at each of them. */
export const MIRROR_STEPS = [
  // A refresh: the server has said what it holds; a page of records is decrypted; …
  "asked",
  "downloaded",
  // … records are sealed; they are written, in the middle of a transaction; it is committed.
  "sealed",
  "writing",
  "stored",
  // The former copy is gone, in the middle of a transaction; the new one has taken its place.
  "replacing",
  "replaced",
  // Records the server no longer has are gone, in the middle of a transaction; it is committed.
  "dropping",
  "dropped",
  // Thin pages are sealed together; they are written, in the middle of a transaction; it is committed.
  "gathered",
  "moving",
  "moved",
  // The time of the refresh is written down.
  "checked",
] as const;

export type MirrorStep = typeof MIRROR_STEPS[number];
