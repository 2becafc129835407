/** SQLite's journal, read from beside it. @see https://www.sqlite.org/fileformat.html, "The Write-Ahead Log" */

const HEAD_BYTES = 32;
const FRAME_HEAD_BYTES = 24;

/** How many transactions the journal holds since it was begun. @param path of the database */
export function commitsIn(path: string): number {
  const bytes = Deno.readFileSync(`${path}-wal`);
  const view = new DataView(bytes.buffer);
  const frame = FRAME_HEAD_BYTES + view.getUint32(8);
  let commits = 0;
  for (let at = HEAD_BYTES; at + frame <= bytes.length; at += frame) {
    // Frames of an earlier round of the journal have other salts.
    const isCurrent = view.getUint32(at + 8) === view.getUint32(16) &&
      view.getUint32(at + 12) === view.getUint32(20);
    if (isCurrent && view.getUint32(at + 4) > 0) commits++;
  }
  return commits;
}
