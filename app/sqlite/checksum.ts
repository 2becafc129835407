/** Sums that tell values a disk has changed. */

/**
 * FNV-1a over values as JSON has them. Where no box holds a value, nothing else in the file would tell that a disk has
 * changed it; against somebody who changes it on purpose a sum is no help.
 */
export const checksumOf = (...values: readonly unknown[]): number => checksumOfAll(values);

/** The same of values that may be more than a call takes. */
export function checksumOfAll(values: readonly unknown[]): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(JSON.stringify(values))) {
    hash = Math.imul(hash ^ byte, 0x01000193);
  }
  return hash >>> 0;
}
