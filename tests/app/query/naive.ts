/** The query language once more, straight from docs/queries.md: slow, and sharing nothing with the program. */

/** One term, as the documentation speaks of it. */
export interface NaiveTerm {
  readonly negated: boolean;
  /** The field, or undefined for a word. */
  readonly field?: string;
  readonly value: string;
  readonly quoted: boolean;
}

/** A row of which everything is known. */
export interface NaiveRow {
  readonly text: readonly string[];
  readonly title?: string;
  readonly url?: string;
  readonly host?: string;
  readonly tags: readonly string[];
  readonly id: string;
  readonly visits?: number;
  readonly deleted: boolean;
  readonly atMs?: number;
  readonly changedMs?: number;
}

/** A character at a time: none of its steps looks at what stands beside it. */
export function naiveFold(text: string): string {
  let folded = "";
  for (const letter of text) {
    for (const part of letter.normalize("NFKD")) {
      if (!/^\p{M}$/u.test(part)) folded += part === "Σ" || part === "ς" ? "σ" : part.toLowerCase();
    }
  }
  return folded;
}

const isOfWords = (letter: string): boolean => /^[\p{L}\p{N}]$/u.test(letter);

/** Says whether a word is found in a text, as it was written. */
function wordIsIn(
  word: string,
  quoted: boolean,
  text: string,
  whole: (word: string, text: string) => boolean,
): boolean {
  const folded = naiveFold(text);
  if (!quoted && word.length > 1 && word.startsWith("'")) {
    return startsAWord(naiveFold(word.slice(1)), folded);
  }
  if (!quoted && word.length > 1 && word.endsWith("~")) {
    return hasLetters(naiveFold(word.slice(0, -1)), folded);
  }
  return whole(naiveFold(word), folded);
}

const isPart = (word: string, text: string): boolean => text.split(word).length > 1 || word === "";

function startsAWord(word: string, text: string): boolean {
  for (let at = 0; at <= text.length; at++) {
    if (text.slice(at, at + word.length) !== word) continue;
    const before = [...text.slice(0, at)].at(-1);
    if (before === undefined || !isOfWords(before)) return true;
  }
  return false;
}

function hasLetters(word: string, text: string): boolean {
  const wanted = [...word];
  for (let at = 0; at < text.length && wanted.length > 0;) {
    const next = wanted[0] ?? "";
    if (text.startsWith(next, at)) {
      wanted.shift();
      at += next.length;
    } else at++;
  }
  return wanted.length === 0;
}

const beginsALabel = (word: string, host: string): boolean =>
  host.split(".").some((_, i, labels) => labels.slice(i).join(".").startsWith(word));

/** A word with a dot in it is a host, and stands for its subdomains and for every port, unless it names one. */
function isHostOrBeginning(word: string, host: string): boolean {
  if (!word.includes(".")) return beginsALabel(word, host);
  const domain = word.length > 1 && word.endsWith(".") ? word.slice(0, -1) : word;
  const [, name = host, port = ""] = /^(.*?)(:[0-9]+)?$/s.exec(host) ?? [];
  const names = [name + port, name, name.endsWith(".") ? name.slice(0, -1) : name];
  return names.some((each) => {
    const before = each.slice(0, each.length - domain.length);
    return before + domain === each && (before === "" || /^[^\s/?#@:]*\.$/.test(before));
  });
}

/** The instants that a time covers, from and before. */
export type NaiveTimes = (written: string) => readonly [number, number];

/** Says whether a row is found by terms. */
export const naiveMatches = (terms: readonly NaiveTerm[], row: NaiveRow, timesOf: NaiveTimes): boolean =>
  terms.every((term) => term.negated !== naiveHolds(term, row, timesOf));

function naiveHolds({ field, value, quoted }: NaiveTerm, row: NaiveRow, timesOf: NaiveTimes): boolean {
  const someText = (texts: readonly (string | undefined)[], whole: (word: string, text: string) => boolean) =>
    texts.some((text) => text !== undefined && wordIsIn(value, quoted, text, whole));
  const isWhole = (word: string, text: string) => word === text;
  switch (field) {
    case undefined:
      return holdsForAll(value, quoted) || someText(row.text, isPart);
    case "title":
      return someText([row.title], isPart);
    case "url":
      return someText([row.url], isPart);
    case "host":
      return someText([row.host], quoted ? isWhole : isHostOrBeginning);
    case "tag":
      return someText(row.tags, isWhole);
    case "id":
      return row.id.replace(/^\{/, "").startsWith(value.replace(/^\{/, ""));
    case "visits":
      return naiveNumber(value, row.visits);
    case "deleted":
      return naiveFold(value) === (row.deleted ? "yes" : "no");
    default:
      return naiveTime(field, value, field === "changed" ? row.changedMs : row.atMs, timesOf);
  }
}

/** A word of which nothing is left to be looked for. */
function holdsForAll(value: string, quoted: boolean): boolean {
  const isMarked = !quoted && value.length > 1;
  const bare = isMarked && value.startsWith("'")
    ? value.slice(1)
    : isMarked && value.endsWith("~")
    ? value.slice(0, -1)
    : value;
  return naiveFold(bare) === "";
}

function naiveNumber(value: string, number: number | undefined): boolean {
  if (number === undefined) return false;
  const [low = "", high] = value.split("..");
  if (high !== undefined) {
    return (low === "" || number >= Number(low)) && (high === "" || number <= Number(high));
  }
  if (value.startsWith(">=")) return number >= Number(value.slice(2));
  if (value.startsWith("<=")) return number <= Number(value.slice(2));
  if (value.startsWith(">")) return number > Number(value.slice(1));
  if (value.startsWith("<")) return number < Number(value.slice(1));
  return number === Number(value.replace("=", ""));
}

const DAY_MS = 24 * 60 * 60 * 1000;

function naiveTime(field: string, value: string, atMs: number | undefined, timesOf: NaiveTimes): boolean {
  if (atMs === undefined) return false;
  if (field === "before") return atMs < timesOf(value)[0];
  if (field === "after") return atMs >= timesOf(value)[0];
  const [low = "", high] = value.split("..");
  if (high !== undefined) {
    return (low === "" || atMs >= timesOf(low)[0]) && (high === "" || atMs < timesOf(high)[1]);
  }
  const bare = value.replace(/^[<>=]+/, "");
  const [from, to] = timesOf(bare);
  if (value.startsWith(">=")) return atMs >= from;
  if (value.startsWith("<=")) return atMs < to;
  if (value.startsWith(">")) return atMs >= to;
  if (value.startsWith("<")) return atMs < from;
  if (to - from > 1) return atMs >= from && atMs < to;
  return Math.floor(atMs / DAY_MS) === Math.floor(from / DAY_MS);
}
