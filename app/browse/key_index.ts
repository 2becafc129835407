/** Finding rows by their keys, in a few bytes for each. */

/** Rows by their keys, which are all different. */
export class KeyIndex {
  /** Numbers of rows and one more; 0 where there is none. At least half of them. */
  #slots: Uint32Array;
  #size = 0;

  /** @param keyOf of a row that was added */
  constructor(private readonly keyOf: (row: number) => string, expected = 0) {
    this.#slots = new Uint32Array(slotsFor(expected));
  }

  /** Adds the next row. */
  add(key: string): void {
    if (2 * (this.#size + 1) > this.#slots.length) this.#grow();
    this.#put(key, this.#size++);
  }

  /** The row of a key; -1 where there is none. */
  rowOf(key: string): number {
    for (let slot = this.#slotOf(key);; slot = (slot + 1) % this.#slots.length) {
      const row = (this.#slots[slot] ?? 0) - 1;
      if (row < 0 || this.keyOf(row) === key) return row;
    }
  }

  #put(key: string, row: number): void {
    let slot = this.#slotOf(key);
    while ((this.#slots[slot] ?? 0) > 0) slot = (slot + 1) % this.#slots.length;
    this.#slots[slot] = row + 1;
  }

  #grow(): void {
    this.#slots = new Uint32Array(slotsFor(2 * this.#size + 16));
    for (let row = 0; row < this.#size; row++) this.#put(this.keyOf(row), row);
  }

  /** By the method of Fowler, Noll and Vo. */
  #slotOf(key: string): number {
    let hash = 0x811c9dc5;
    for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
    return ((hash ^ (hash >>> 15)) >>> 0) % this.#slots.length;
  }
}

const slotsFor = (rows: number): number => 2 ** Math.ceil(Math.log2(2 * rows + 16));
