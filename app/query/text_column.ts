/** The texts of all rows, folded: the first one of each by itself, the others in one. */
import { GrowingTexts, Slabs } from "./growing.ts";
import { fold, foldedTest, type Pattern } from "./text.ts";
import { END, isQuick, type Marking, TextBlocks } from "./text_blocks.ts";

/** A test on the row of a number. */
export type NumberedTest = (row: number) => boolean;

/** A test on single rows, and on many at once where that can be had. */
export interface RowTests {
  readonly test: NumberedTest;
  /** Says of whole blocks what `test` says of each of their rows; undefined as long as it cannot. */
  readonly marking?: () => Marking | undefined;
}

/** @see TextColumn.original */
export interface KeptTexts {
  /** How many rows there will be, about. */
  readonly expected?: number;
  /** Whether the first two texts of each row can be given back as they were. */
  readonly keepsOriginals?: boolean;
}

/** All texts of the rows of a list. */
export class TextColumn {
  /** Where they are kept, with room for others. */
  readonly slabs = new Slabs();
  readonly #firsts = new TextBlocks(this.slabs);
  readonly #others = new TextBlocks(this.slabs);
  /** The texts of rows of which one holds the very sign that stands between them. */
  readonly #odd = new Map<number, readonly string[]>();
  /** Whether no row has more than two texts. */
  #arePairs = true;
  #length = 0;
  /** Texts that differ from their folds. */
  readonly #originals: readonly GrowingTexts[];

  constructor({ expected, keepsOriginals = false }: KeptTexts = {}) {
    this.#originals = keepsOriginals
      ? [new GrowingTexts(this.slabs, expected), new GrowingTexts(this.slabs, expected)]
      : [];
  }

  add(texts: readonly string[]): void {
    const folded = texts.map(fold);
    if (folded.some((text) => text.includes(END))) this.#odd.set(this.#length, folded);
    this.#arePairs &&= folded.length <= 2;
    this.#firsts.add(folded[0] ?? "");
    this.#others.add(folded.length === 2 ? folded[1] ?? "" : folded.slice(1).join(END));
    for (const [place, originals] of this.#originals.entries()) {
      const text = texts[place] ?? "";
      originals.add(text === folded[place] ? "" : text);
    }
    this.#length++;
  }

  /** One of the first two texts of a row as it was given. @throws {RangeError} where originals are not kept */
  original(row: number, place: 0 | 1): string {
    const originals = this.#originals[place];
    if (!originals) throw new RangeError("originals are not kept");
    return originals.at(row) || this.blocks(place).at(row);
  }

  /** The first texts of all rows, or all others. */
  blocks(place: 0 | 1): TextBlocks {
    return place === 0 ? this.#firsts : this.#others;
  }

  /** All texts of a row in one. */
  line(row: number): string {
    const others = this.#others.at(row);
    return others === "" ? this.#firsts.at(row) : this.#firsts.at(row) + END + others;
  }

  /** How long the first text of a row is. */
  firstEnd(row: number): number {
    return this.#firsts.at(row).length;
  }

  /** The texts of a row, as they were given but folded. */
  #texts(row: number): readonly string[] {
    return this.#odd.get(row) ?? [this.#firsts.at(row), ...this.#others.at(row).split(END)];
  }

  /** Compiles tests that say whether one of the texts of a row holds a pattern. */
  anyTests(pattern: Pattern): RowTests {
    const test = foldedTest(pattern);
    const isWithinOne = (pattern.mode === "substring" || pattern.mode === "prefix") &&
      !pattern.text.includes(END);
    const testEach: NumberedTest = (row) => this.#texts(row).some(test);
    const [first, others] = [this.#firsts.marking(pattern), this.#others.marking(pattern)];
    return {
      test: isWithinOne ? (row) => test(this.#firsts.at(row)) || test(this.#others.at(row)) : testEach,
      marking: () => {
        if (!isQuick(pattern) || !(isWithinOne || this.#arePlain())) return undefined;
        return (block, hits) => {
          first(block, hits);
          others(block, hits);
        };
      },
    };
  }

  /** Compiles a test of one text of a row, by its place among them. */
  oneTest(pattern: Pattern): (row: number, place: number) => boolean {
    const test = foldedTest(pattern);
    return (row, place) => {
      if (place === 0) return test(this.#firsts.at(row));
      if (place === 1 && this.#arePlain()) return test(this.#others.at(row));
      return test(this.#texts(row)[place] ?? "");
    };
  }

  /** The same of many rows at once; undefined where that cannot be. */
  oneMarking(pattern: Pattern, place: number): Marking | undefined {
    if (!isQuick(pattern)) return undefined;
    if (place === 0) return this.#firsts.marking(pattern);
    return place === 1 && this.#arePlain() ? this.#others.marking(pattern) : undefined;
  }

  #arePlain(): boolean {
    return this.#arePairs && this.#odd.size === 0;
  }
}
