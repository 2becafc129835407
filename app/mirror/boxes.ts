/** What the mirror keeps sealed, and what each box is about. */
import type { CollectionName } from "../../core/ids.ts";
import { Boxes, type BoxOwner } from "../sqlite/boxes.ts";
import { MIRROR, type MirrorDb } from "./db.ts";
import { Page } from "./page.ts";

/** The boxes of one account's mirror. */
export const makeBoxes = (path: string, owner: BoxOwner): Promise<Boxes> => Boxes.make(path, MIRROR, owner);

/** Opens a page of a copy. @throws {FoxdenError} `failed.mirror`, damaged, as {@link Boxes.open} */
export async function openPage(db: MirrorDb, boxes: Boxes, name: CollectionName, no: number): Promise<Page> {
  const [row] = db.rows("SELECT box FROM page WHERE no = ?", no);
  const box = row?.[0];
  try {
    return new Page(await boxes.open(box, aboutPage(name, no)));
  } finally {
    // Nobody else has it, and a long list opens boxes faster than they would be collected.
    if (box instanceof Uint8Array) (box.buffer as ArrayBuffer).transfer(0);
  }
}

/** A page that was moved to another place, collection or account does not open there. */
export const aboutPage = (name: CollectionName, no: number): string => `page ${no} of ${name}`;

export const aboutNote = (name: string): string => `note ${name}`;
