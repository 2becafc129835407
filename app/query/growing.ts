/** Columns of numbers and texts that grow at their end and take hardly more room than what is in them. */
import { fromUtf8 } from "../../core/bytes.ts";

type Numbers = Float64Array<ArrayBuffer> | Uint32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>;

/** Numbers one after another. */
export class GrowingNumbers<A extends Numbers> {
  #numbers: A;
  #length = 0;

  /** @param expected how many there will be, about */
  constructor(private readonly make: (length: number) => A, expected = 0) {
    this.#numbers = make(expected);
  }

  get length(): number {
    return this.#length;
  }

  /** Undefined where there is none. */
  at(i: number): number | undefined {
    return i < this.#length ? this.#numbers[i] : undefined;
  }

  push(number: number): void {
    if (this.#length === this.#numbers.length) {
      const larger = this.make(Math.ceil(this.#length * 1.5) + 64);
      larger.set(this.#numbers);
      release(this.#numbers);
      this.#numbers = larger;
    }
    this.#numbers[this.#length++] = number;
  }
}

/** Numbers with fractions. */
export type GrowingFloats = GrowingNumbers<Float64Array<ArrayBuffer>>;
/** Numbers of 32 bits. */
export type GrowingWords = GrowingNumbers<Uint32Array<ArrayBuffer>>;
/** Numbers of 8 bits. */
export type GrowingBytes = GrowingNumbers<Uint8Array<ArrayBuffer>>;

/** Times, and whatever has a fraction or may be missing. */
export const growingFloats = (expected?: number): GrowingFloats =>
  new GrowingNumbers((length) => new Float64Array(length), expected);

/** Whole numbers below 2^32. */
export const growingWords = (expected?: number): GrowingWords =>
  new GrowingNumbers((length) => new Uint32Array(length), expected);

/** Whole numbers below 2^8. */
export const growingBytes = (expected?: number): GrowingBytes =>
  new GrowingNumbers((length) => new Uint8Array(length), expected);

/** Gives the room of arrays back at once that nobody looks at any more: they are many megabytes, and are collected late. */
export function release(...arrays: readonly ArrayBufferView<ArrayBuffer>[]): void {
  for (const { buffer } of arrays) buffer.transfer(0);
}

const FIRST_SLAB = 1 << 12;
const LARGEST_SLAB = 1 << 20;

/**
 * Room for many small pieces that are kept for long. By themselves they would lie between what comes and goes while a list
 * is read, and keep all of its room from being given back.
 */
export class Slabs {
  #slab = new Uint8Array(FIRST_SLAB);
  #used = 0;

  /** A copy of some bytes. */
  keep(bytes: Uint8Array): Uint8Array {
    const from = this.#reserve(bytes.length);
    this.#slab.set(bytes, from);
    return this.#slab.subarray(from, from + bytes.length);
  }

  /** Whole numbers below 2^16, all 0. */
  words(length: number): Uint16Array {
    const from = this.#reserve(2 * length);
    return new Uint16Array(this.#slab.buffer, from, length);
  }

  #reserve(length: number): number {
    if (this.#used + length > this.#slab.length) {
      this.#slab = new Uint8Array(Math.max(length, Math.min(2 * this.#slab.length, LARGEST_SLAB)));
      this.#used = 0;
    }
    const from = this.#used;
    this.#used = from + length + length % 2;
    return from;
  }
}

/** So many texts share an array, as a power of two. */
const SHARING_BITS = 10;
const SHARING = 1 << SHARING_BITS;

const encoder = new TextEncoder();

/** Texts one after another, as bytes. */
export class GrowingTexts {
  readonly #full: Uint8Array[] = [];
  #last = new Uint8Array(1 << 14);
  #lastLength = 0;
  /** Where each text ends in its array. */
  readonly #ends: GrowingWords;
  /** What cannot be written in UTF-8. */
  readonly #odd = new Map<number, string>();

  constructor(private readonly slabs: Slabs, expected?: number) {
    this.#ends = growingWords(expected);
  }

  get length(): number {
    return this.#ends.length;
  }

  add(text: string): void {
    if (text !== "") this.#write(text);
    this.#ends.push(this.#lastLength);
    if (this.length % SHARING !== 0) return;
    this.#full.push(this.slabs.keep(this.#last.subarray(0, this.#lastLength)));
    this.#lastLength = 0;
  }

  #write(text: string): void {
    if (!text.isWellFormed()) {
      this.#odd.set(this.length, text);
      return;
    }
    const most = this.#lastLength + 3 * text.length;
    if (most > this.#last.length) {
      const larger = new Uint8Array(2 * most);
      larger.set(this.#last.subarray(0, this.#lastLength));
      this.#last = larger;
    }
    this.#lastLength += encoder.encodeInto(text, this.#last.subarray(this.#lastLength)).written;
  }

  /** Empty where there is none. */
  at(i: number): string {
    const odd = this.#odd.get(i);
    if (odd !== undefined) return odd;
    const bytes = this.bytesAt(i);
    return bytes.length === 0 ? "" : fromUtf8(bytes);
  }

  /** A text in UTF-8. */
  bytesAt(i: number): Uint8Array {
    const from = i % SHARING === 0 ? 0 : this.#ends.at(i - 1) ?? 0;
    return (this.#full[i >> SHARING_BITS] ?? this.#last).subarray(from, this.#ends.at(i) ?? from);
  }
}
