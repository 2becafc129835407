/** Finding an act by some of its letters: words in any order, each as it stands in the title, or as the beginnings of words. */

/** What is looked through. */
export interface Findable {
  readonly title: string;
  /** Words it is found by besides those of its title. */
  readonly also: string;
}

/** What was found, with the places in its title that the letters stand at, ascending. */
export interface Hit<Item extends Findable> {
  readonly item: Item;
  readonly at: readonly number[];
}

/** What fits, best first; what fits alike stays in its order. */
export function find<Item extends Findable>(items: readonly Item[], text: string): readonly Hit<Item>[] {
  const words = lower(text).split(/\s+/).filter((word) => word !== "");
  const hits = items.flatMap((item) => {
    const fit = fitOf(item, words);
    return fit === null ? [] : [{ item, ...fit }];
  });
  return hits.sort((a, b) => b.score - a.score).map(({ item, at }) => ({ item, at }));
}

/** Small letters at the places of the ones they stand for. */
function lower(text: string): string {
  const small = text.toLowerCase();
  if (small.length === text.length) return small;
  return [...text].map((character) => {
    const each = character.toLowerCase();
    return each.length === character.length ? each : character;
  }).join("");
}

interface Fit {
  readonly score: number;
  readonly at: readonly number[];
}

function fitOf({ title, also }: Findable, words: readonly string[]): Fit | null {
  const [small, besides] = [lower(title), lower(also)];
  const fits = words.map((word) => {
    const [own, other] = [fitIn(small, word), fitBesides(besides, word)];
    // A whole word for it says more than letters of its title.
    return own && other ? own.score < other.score ? other : own : own ?? other;
  });
  if (!fits.every((fit) => fit !== null)) return null;
  const score = fits.reduce((sum, fit) => sum + fit.score, 0);
  return { score, at: [...new Set(fits.flatMap(({ at }) => at))].sort((a, b) => a - b) };
}

/** How well a word fits, by where it stands. */
const SCORES = { first: 12, wordStart: 10, inside: 6, besides: 4, gaps: 2 } as const;

function fitIn(title: string, word: string): Fit | null {
  const starts = [...title.matchAll(new RegExp(RegExp.escape(word), "g"))].map(({ index }) => index);
  const start = starts.find((at) => isWordStart(title, at));
  if (start !== undefined) {
    return { score: start === 0 ? SCORES.first : SCORES.wordStart, at: range(start, word.length) };
  }
  const [inside] = starts;
  if (inside !== undefined) return { score: SCORES.inside, at: range(inside, word.length) };
  return word.length < 2 ? null : fitWithGaps(title, word);
}

/** The letters in their order, each word of the title taken up at its first letter or right after the letter before. */
function fitWithGaps(title: string, word: string): Fit | null {
  for (let from = 0; from < title.length; from++) {
    if (!isWordStart(title, from) || title[from] !== word[0]) continue;
    const at = placesFrom(title, word, from);
    if (at !== null) return { score: SCORES.gaps - (at.at(-1) ?? 0) / 1000 + from / 1000, at };
  }
  return null;
}

/** Letters scattered over a title mean nothing: each stands right after the one before, or begins a word. */
function placesFrom(title: string, word: string, from: number): readonly number[] | null {
  const [letter = ""] = word;
  if (!title.startsWith(letter, from)) return null;
  const [here, end, rest] = [range(from, letter.length), from + letter.length, word.slice(letter.length)];
  if (rest === "") return here;
  for (let next = end; next < title.length; next++) {
    const more = next === end || isWordStart(title, next) ? placesFrom(title, rest, next) : null;
    if (more) return [...here, ...more];
  }
  return null;
}

/** Other words for it count from their beginnings. */
function fitBesides(text: string, word: string): Fit | null {
  const found = [...text.matchAll(new RegExp(RegExp.escape(word), "g"))];
  return found.some(({ index }) => isWordStart(text, index)) ? { score: SCORES.besides, at: [] } : null;
}

const isWordStart = (text: string, at: number): boolean =>
  at === 0 || !/[\p{L}\p{N}]/u.test(text[at - 1] ?? "");

const range = (from: number, count: number): readonly number[] =>
  Array.from({ length: count }, (_, i) => from + i);
