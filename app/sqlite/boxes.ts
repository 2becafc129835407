/** What a database keeps sealed, and what each box is about. */
import { type Bytes, fromUtf8, utf8 } from "../../core/bytes.ts";
import { type BoxKey, importBoxKey, openBox, sealBox } from "../../core/crypto/box.ts";
import { isFoxdenError } from "../../core/errors.ts";
import type { Uid } from "../../core/ids.ts";
import type { DatabaseKind } from "./database.ts";

/** Whose the boxes are, and what seals them. */
export interface BoxOwner {
  /** 32 bytes. */
  readonly key: Bytes;
  readonly uid: Uid | string;
  readonly random: (length: number) => Bytes;
}

/** Seals and opens the boxes of one account in one database. */
export class Boxes {
  private constructor(
    readonly path: string,
    readonly kind: DatabaseKind,
    readonly owner: BoxOwner,
    readonly key: BoxKey,
  ) {}

  static async make(path: string, kind: DatabaseKind, owner: BoxOwner): Promise<Boxes> {
    return new Boxes(path, kind, owner, await importBoxKey(owner.key));
  }

  seal(text: string, about: string): Promise<Bytes> {
    return sealBox(utf8(text), this.key, this.#about(about), this.owner.random);
  }

  /** @throws the kind's fault, damaged, for a box that is not what stood in this place */
  async openText(box: unknown, about: string): Promise<string> {
    return fromUtf8(await this.open(box, about));
  }

  /** The same as the bytes of its text. */
  async open(box: unknown, about: string): Promise<Bytes> {
    if (!(box instanceof Uint8Array)) throw this.#damaged();
    const bytes = new Uint8Array(box.buffer as ArrayBuffer, box.byteOffset, box.length);
    try {
      return await openBox(bytes, this.key, this.#about(about));
    } catch (error) {
      if (isFoxdenError(error) && error.code === "crypto.failed") throw this.#damaged();
      throw error;
    }
  }

  #damaged(): Error {
    return this.kind.fault(this.path, "damaged");
  }

  #about(what: string): Bytes {
    return utf8(`foxden ${this.kind.name} ${this.kind.format}\n${this.owner.uid}\n${what}`);
  }
}
