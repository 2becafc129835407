/** Cutting a query into words. */
import type { Word } from "./terms.ts";

/** Says which field the name before a colon is, if any; `rest` is what follows the colon, up to the next blank. */
export type FieldReader = (name: string, rest: string) => string | undefined;

/** Longer names are no names: no list has such a field. */
const NAME = /([\p{L}\p{N}_-]{1,40}):/uy;
const BLANKS = /\s*/uy;
const BLANK = /\s/gu;

/** Cuts a query into words. A quotation mark that is never closed closes at the end. */
export function splitWords(text: string, fieldOf: FieldReader): Word[] {
  const words: Word[] = [];
  for (let at = skipBlanks(text, 0); at < text.length;) {
    const { word, end } = readWord(text, at, fieldOf);
    words.push(word);
    at = skipBlanks(text, end);
  }
  return words;
}

/** A word and where it ends. */
interface Cut {
  readonly word: Word;
  readonly end: number;
}

function readWord(text: string, start: number, fieldOf: FieldReader): Cut {
  const signs = countMinuses(text, start);
  const at = start + signs;
  const negated = signs % 2 === 1;
  if (text[at] === '"') return readQuoted(text, at, { negated });
  const named = readName(text, at, fieldOf);
  if (named) {
    const { field, valueAt } = named;
    if (text[valueAt] === '"') return readQuoted(text, valueAt, { negated, field });
    const end = wordEnd(text, valueAt);
    return { word: { negated, field, value: text.slice(valueAt, end), quoted: false }, end };
  }
  const end = wordEnd(text, start);
  // A word of minus signs only: the last one is what is looked for, since nothing else is there.
  const valueAt = Math.min(at, end - 1);
  const word = { negated: (valueAt - start) % 2 === 1, value: text.slice(valueAt, end), quoted: false };
  return { word, end };
}

function readQuoted(text: string, at: number, about: Pick<Word, "negated" | "field">): Cut {
  const close = text.indexOf('"', at + 1);
  const end = close === -1 ? text.length : close;
  const word = { ...about, value: text.slice(at + 1, end), quoted: true };
  return { word, end: Math.min(end + 1, text.length) };
}

function readName(text: string, at: number, fieldOf: FieldReader) {
  NAME.lastIndex = at;
  const name = NAME.exec(text)?.[1];
  if (name === undefined) return undefined;
  const valueAt = NAME.lastIndex;
  const field = fieldOf(name, text.slice(valueAt, wordEnd(text, valueAt)));
  return field === undefined ? undefined : { field, valueAt };
}

function countMinuses(text: string, start: number): number {
  let at = start;
  while (text[at] === "-") at++;
  return at - start;
}

function skipBlanks(text: string, at: number): number {
  BLANKS.lastIndex = at;
  BLANKS.exec(text);
  return BLANKS.lastIndex;
}

/** Where the next blank is, or the end. */
function wordEnd(text: string, at: number): number {
  BLANK.lastIndex = at;
  return BLANK.exec(text)?.index ?? text.length;
}
