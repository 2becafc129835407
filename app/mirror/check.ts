/** Looks for faults in a mirror that nobody would come across by reading it. */
import { isFoxdenError } from "../../core/errors.ts";
import { aboutNote, aboutPage } from "./boxes.ts";
import { addTimes, type Copy, readAllCopies } from "./copies.ts";
import type { Mirror } from "./mirror.ts";
import { Page, placeOn, slotOf } from "./page.ts";

/**
 * Checks a mirror that nobody is writing to: the file itself, that every box opens, and that rows, pages and copies
 * fit each other.
 *
 * @returns the faults, each in words that tell nothing of a record; none for a sound mirror
 */
export async function checkMirror(mirror: Mirror): Promise<readonly string[]> {
  const faults: string[] = [];
  await whole(faults, "the file", () => {
    const [[verdict] = []] = mirror.db.rows("PRAGMA integrity_check(1)");
    if (verdict !== "ok") faults.push(`the file: ${verdict}`);
    for (const [words, sql] of STRAYS) if (mirror.db.numbers(sql)[0] !== 0) faults.push(words);
  });
  await whole(faults, "the notes", async () => {
    for (const [name, box] of mirror.db.rows("SELECT name, box FROM note")) {
      await mirror.boxes.open(box, aboutNote(String(name)));
    }
  });
  await whole(faults, "the list of copies", async () => {
    for (const copy of readAllCopies(mirror.db)) {
      await whole(faults, copy.name, () => checkCopy(mirror, copy, faults));
    }
  });
  return faults;
}

/** What belongs to nothing. */
const STRAYS: readonly (readonly [words: string, sql: string])[] = [
  ["pages of no copy", "SELECT count(*) FROM page WHERE copy NOT IN (SELECT id FROM copy)"],
  [
    "rows that point to no page",
    `SELECT count(*) FROM row LEFT JOIN page ON no = place / ${
      placeOn(1)
    } AND page.copy = row.copy WHERE no IS NULL`,
  ],
  [
    "pages with numbers not given out yet",
    "SELECT count(*) FROM page WHERE no >= (SELECT next_page FROM numbers)",
  ],
  ["not one number for the next page", "SELECT count(*) <> 1 FROM numbers"],
];

/** A part that cannot be read is a fault, and the others are looked at all the same. */
async function whole(faults: string[], what: string, look: () => void | Promise<void>): Promise<void> {
  try {
    await look();
  } catch (error) {
    if (!isFoxdenError(error) || error.code !== "failed.mirror") throw error;
    faults.push(`${what}: ${error.details.fault}`);
  }
}

async function checkCopy({ db, boxes }: Mirror, copy: Copy, faults: string[]): Promise<void> {
  let records = 0;
  let timeSum = 0;
  for (const no of db.numbers("SELECT no FROM page WHERE copy = ? ORDER BY no", copy.id)) {
    const [[count, box] = []] = db.rows("SELECT count, box FROM page WHERE no = ?", no);
    const page = new Page(await boxes.open(box, aboutPage(copy.name, no)));
    if (page.count !== count) faults.push(`${copy.name}, page ${no}: holds ${page.count}, not ${count}`);
    for (const [place, id, modified, sortKey] of db.rows(ROWS, placeOn(no), placeOn(no + 1))) {
      const entry = page.entry(slotOf(Number(place)));
      const isRight = entry?.id === id && entry?.modified === modified && entry?.sortKey === sortKey;
      if (!isRight) faults.push(`${copy.name}, page ${no}: a row is not that of its record`);
      timeSum = addTimes(timeSum, [Number(modified)]);
      records++;
    }
  }
  if (records !== copy.records) faults.push(`${copy.name}: ${records} rows, not ${copy.records}`);
  if (timeSum !== copy.timeSum) faults.push(`${copy.name}: its rows are not those it was left with`);
}

const ROWS = "SELECT place, id, modified, sort_key FROM row WHERE place >= ? AND place < ? ORDER BY place";
