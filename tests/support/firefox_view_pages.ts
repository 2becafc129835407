/** The history of the real-Firefox account: numbered pages that follow a rule, and two addresses of its server. */

/** Of the 600 pages there once were, number 3 was deleted. */
export const PAGE_NUMBERS: readonly number[] = Array.from({ length: 600 }, (_, k) => k).filter((k) =>
  k !== 3
);

/** How many visits to a page a record holds. */
export const RECORDED_VISITS = 20;

const NEWEST_MS = 1_795_305_149_343;
const STEP_MS = 61_000;
const DAY_MS = 86_400_000;

export const pageUrl = (k: number): string => `https://site${k % 37}.example/page/${k}?q=${k}`;

/** Visits to page `k` that the device which made them knows of. */
export const visitCount = (k: number): number => k % 5 === 0 ? 22 : k % 7 + 1;

/** Visit `i` of page `k`, the newest being 0, as a view and a record have it: microseconds and transition. */
export function visitOf(k: number, i: number): readonly [dateUs: number, transition: number] {
  const dateMs = NEWEST_MS - k * STEP_MS - i * DAY_MS;
  return [dateMs * 1000, (k + i) % 3 === 0 ? 1 : 2];
}
