/** What an entry changes, record by record, in boxes. */
import type { Guid } from "../../core/ids.ts";
import type { JsonObject } from "../../core/json.ts";
import type { Boxes } from "../sqlite/boxes.ts";
import type { Database } from "../sqlite/database.ts";
import { type FiledEntry, placeOf } from "./entries.ts";

/** What happens to one record. */
export interface JournalChange {
  readonly id: Guid;
  /** The record as it was; null where there was none, or only a tombstone. */
  readonly before: JsonObject | null;
  /** The record, or the tombstone, that takes its place. */
  readonly after: JsonObject;
  /**
   * SHA-256 of the sealed payload that is sent, in base64: no two seals of one text are the same. Absent where nothing
   * is sealed, since the record is taken off the server, and in entries of before this was kept.
   */
  readonly sent?: string;
  /** There was a record that could not be read; `before` is null then. */
  readonly wasUnreadable?: true;
}

/** What not every change says. */
type Extra = Pick<JournalChange, "sent" | "wasUnreadable">;

/** A change as it stands in a box. */
type Boxed = readonly [id: Guid, before: JsonObject | null, after: JsonObject, extra?: Extra];

function boxed({ id, before, after, sent, wasUnreadable }: JournalChange): Boxed {
  if (sent === undefined && !wasUnreadable) return [id, before, after];
  const extra = { ...(sent === undefined ? {} : { sent }), ...(wasUnreadable ? { wasUnreadable } : {}) };
  return [id, before, after, extra];
}

/** How many changes a box holds at most. */
const BOX_CHANGES = 512;

/** How long the text of a box may get before the next change goes to another one, in UTF-16 units. */
const BOX_TEXT = 1 << 20;

/** The texts of as many boxes as the changes need, each made when it is asked for. */
export function* boxTexts(changes: Iterable<JournalChange>): Generator<string> {
  let texts: string[] = [];
  let length = 0;
  for (const change of changes) {
    const text = JSON.stringify(boxed(change));
    if (texts.length === BOX_CHANGES || (texts.length > 0 && length + text.length > BOX_TEXT)) {
      yield `[${texts.join()}]`;
      texts = [];
      length = 0;
    }
    texts.push(text);
    length += text.length;
  }
  if (texts.length > 0) yield `[${texts.join()}]`;
}

function changesFrom(text: string): JournalChange[] {
  // The box was sealed by this program and is authentic, so the shape of what is in it is not checked again.
  const list: Boxed[] = JSON.parse(text);
  return list.map(([id, before, after, extra]) => ({ id, before, after, ...extra }));
}

/** Seals changes of an entry into boxes, the first of which gets this number. */
export async function sealChanges(
  boxes: Boxes,
  seq: number,
  firstBox: number,
  changes: Iterable<JournalChange>,
): Promise<Uint8Array[]> {
  const sealed: Uint8Array[] = [];
  for (const text of boxTexts(changes)) {
    sealed.push(await boxes.seal(text, aboutBox(seq, firstBox + sealed.length)));
  }
  return sealed;
}

/** Part of a transaction. */
export function insertBoxes(
  db: Database,
  seq: number,
  firstBox: number,
  sealed: readonly Uint8Array[],
): void {
  for (const [i, box] of sealed.entries()) {
    db.run("INSERT INTO box (place, box) VALUES (?, ?)", placeOf(seq, firstBox + i), box);
  }
}

/** The boxes of an entry, as they stand in the file. */
export function boxesOf(db: Database, { entry: { seq }, firstBox, boxes }: FiledEntry): unknown[] {
  const [from, to] = [placeOf(seq, firstBox), placeOf(seq, firstBox + boxes)];
  const rows = db.rows("SELECT place, box FROM box WHERE place >= ? AND place < ? ORDER BY place", from, to);
  const isWhole = rows.length === boxes && rows.every(([place], i) => place === from + i);
  if (!isWhole) throw db.kind.fault(db.path, "damaged");
  return rows.map(([, box]) => box);
}

/** Opens them. @throws {FoxdenError} `failed.journal`, damaged, where one of them is not what stood in its place */
export async function openChanges(
  boxes: Boxes,
  { entry: { seq }, firstBox }: FiledEntry,
  sealed: readonly unknown[],
): Promise<JournalChange[]> {
  const changes: JournalChange[] = [];
  for (const [i, box] of sealed.entries()) {
    for (const change of changesFrom(await boxes.openText(box, aboutBox(seq, firstBox + i)))) {
      changes.push(change);
    }
  }
  return changes;
}

/** A box that was moved to another place, entry or account does not open there. */
const aboutBox = (seq: number, box: number): string => `box ${box} of entry ${seq}`;
