/** What the mirror keeps sealed, and what each box is about. */
import { type Bytes, fromUtf8, utf8 } from "../../core/bytes.ts";
import { type BoxKey, importBoxKey, openBox, sealBox } from "../../core/crypto/box.ts";
import { isFoxdenError } from "../../core/errors.ts";
import type { CollectionName, Uid } from "../../core/ids.ts";
import { fault, type MirrorDb } from "./db.ts";
import { Page } from "./page.ts";
import { FORMAT } from "./schema.ts";

/** Whose mirror it is, and what seals it. */
export interface MirrorOwner {
  /** 32 bytes. */
  readonly key: Bytes;
  readonly uid: Uid | string;
  readonly random: (length: number) => Bytes;
}

/** Seals and opens the boxes of one account. */
export class Boxes {
  private constructor(
    readonly path: string,
    readonly owner: MirrorOwner,
    readonly key: BoxKey,
  ) {}

  static async make(path: string, owner: MirrorOwner): Promise<Boxes> {
    return new Boxes(path, owner, await importBoxKey(owner.key));
  }

  seal(text: string, about: string): Promise<Bytes> {
    return sealBox(utf8(text), this.key, this.#about(about), this.owner.random);
  }

  /** @throws {FoxdenError} `failed.mirror`, damaged, for a box that is not what stood in this place */
  async openText(box: unknown, about: string): Promise<string> {
    return fromUtf8(await this.open(box, about));
  }

  /** The same as the bytes of its text. */
  async open(box: unknown, about: string): Promise<Bytes> {
    if (!(box instanceof Uint8Array)) throw fault(this.path, "damaged");
    const bytes = new Uint8Array(box.buffer as ArrayBuffer, box.byteOffset, box.length);
    try {
      return await openBox(bytes, this.key, this.#about(about));
    } catch (error) {
      if (isFoxdenError(error) && error.code === "crypto.failed") throw fault(this.path, "damaged");
      throw error;
    }
  }

  #about(what: string): Bytes {
    return utf8(`foxden mirror ${FORMAT}\n${this.owner.uid}\n${what}`);
  }
}

/** Opens a page of a copy. @throws {FoxdenError} `failed.mirror`, damaged, as {@link Boxes.open} */
export async function openPage(db: MirrorDb, boxes: Boxes, name: CollectionName, no: number): Promise<Page> {
  const [row] = db.rows("SELECT box FROM page WHERE no = ?", no);
  return new Page(await boxes.open(row?.[0], aboutPage(name, no)));
}

/** A page that was moved to another place, collection or account does not open there. */
export const aboutPage = (name: CollectionName, no: number): string => `page ${no} of ${name}`;

export const aboutNote = (name: string): string => `note ${name}`;
