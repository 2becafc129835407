/** Which parts of a text a query found, for the few texts that are on the screen. */
import type { Query, Term } from "../../app/query/terms.ts";
import { cellWidth, takeEnd } from "../../app/display/text.ts";
import { finder, fold, type Pattern, startsWord } from "../../app/query/text.ts";
import type { Look } from "../look/look.ts";
import { fit } from "./text.ts";

/** Finds the words of a query in texts of columns. */
export interface Highlighter {
  /** Whether there is anything to find. */
  readonly isActive: boolean;
  readonly spans: (column: string, text: string) => readonly Span[];
  /** The text with what was found in it painted. */
  readonly paint: (column: string, text: string, look: Look) => string;
}

/** Part of a text, in code units. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Fields of queries and the columns that show what they speak of, where those are called otherwise. */
const COLUMNS_OF: ReadonlyMap<string, readonly string[]> = new Map([
  ["host", ["url", "origin"]],
  ["tag", ["tags"]],
  ["user", ["username"]],
]);

/** What a term looks for, and where; undefined for one that shows nowhere. */
interface Sought {
  readonly pattern: Pattern;
  /** Null for all columns. */
  readonly columns: readonly string[] | null;
}

const NOTHING: Highlighter = { isActive: false, spans: () => [], paint: (_, text) => text };

/** Makes what finds the words of a query. */
export function highlighter(query: Query | null): Highlighter {
  const sought = (query?.terms ?? []).flatMap((term) => soughtBy(term) ?? []);
  if (sought.length === 0) return NOTHING;
  const patternsOf = (column: string) =>
    sought.filter(({ columns }) => columns === null || columns.includes(column)).map(({ pattern }) =>
      pattern
    );
  const spans = (column: string, text: string) => spansIn(text, patternsOf(column));
  return { isActive: true, spans, paint: (column, text, look) => painted(text, spans(column, text), look) };
}

/** The part of a safe text that has what was found in it: its beginning if that will do. It takes no more than so many cells. */
export function aroundHit(text: string, { from, to }: Span, cells: number, look: Look): string {
  if (cellWidth(text.slice(0, to)) < cells) return fit(text, cells, look);
  const end = takeEnd(text, cells - 1);
  if (text.length - end.length <= from) return look.signs.ellipsis + end;
  const room = cells - cellWidth(text.slice(from, to)) - 2;
  if (room < 0) return fit(text.slice(from), cells, look);
  const before = takeEnd(text.slice(0, from), Math.floor(room / 2));
  return look.signs.ellipsis + fit(before + text.slice(from), cells - 1, look);
}

function soughtBy({ word, condition }: Term): Sought | undefined {
  if (word.negated || !("pattern" in condition) || condition.pattern.text === "") return undefined;
  const { pattern } = condition;
  if (condition.kind === "text") return { pattern, columns: null };
  return { pattern, columns: COLUMNS_OF.get(condition.field) ?? [condition.field] };
}

/** The parts of a text that patterns find, in order, none over another, whole graphemes only. */
export function spansIn(text: string, patterns: readonly Pattern[]): readonly Span[] {
  const folding = foldWithPlaces(text);
  const spans = patterns.flatMap((pattern) =>
    pattern.mode === "subsequence" ? lettersOf(folding, pattern) : wordsOf(folding, pattern)
  );
  return merged(spans.map(({ from, to }) => ({ from: folding.startOf(from), to: folding.endOf(to) })));
}

/** A folded text, and where its parts come from. */
interface Folding {
  readonly text: string;
  /** The place in the text that was folded where the grapheme begins, or has ended, that a place of the fold is in. */
  readonly startOf: (at: number) => number;
  readonly endOf: (at: number) => number;
}

/** ASCII, and the sign of what was cut: folded, each unit stays where it is. */
const ASCII = /^[ -~…]*$/;
/** Latin, Greek, Cyrillic; signs, kana, ideographs, Hangul and wide forms: each unit is a grapheme, so none is looked for. */
const SINGLES = new RegExp(
  "^[ -~…\\u00a1-\\u00ac\\u00ae-\\u02ff\\u0370-\\u0482\\u048a-\\u052f" +
    "\\u3001-\\u3029\\u3041-\\u3096\\u30a1-\\u30ff\\u4e00-\\u9fff\\uac00-\\ud7a3\\uff01-\\uff5e]*$",
);
const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });
const same = (at: number): number => at;

function foldWithPlaces(text: string): Folding {
  if (ASCII.test(text)) return { text: text.toLowerCase(), startOf: same, endOf: same };
  const parts = SINGLES.test(text)
    ? text.split("")
    : Array.from(graphemes.segment(text), ({ segment }) => segment);
  let folded = "";
  let start = 0;
  const starts: number[] = [];
  const ends: number[] = [];
  for (const part of parts) {
    const letters = foldPart(part);
    const end = start + part.length;
    for (let at = 0; at < letters.length; at++) {
      starts.push(start);
      ends.push(end);
    }
    folded += letters;
    start = end;
  }
  return {
    text: folded,
    startOf: (at) => starts[at] ?? text.length,
    endOf: (at) => at === 0 ? 0 : ends[at - 1] ?? text.length,
  };
}

/** Folds of single characters: those of a screen are the same ones again and again. */
const folds = new Map<string, string>();
const MOST_FOLDS = 5000;

function foldPart(part: string): string {
  const known = folds.get(part);
  if (known !== undefined) return known;
  if (folds.size === MOST_FOLDS) folds.clear();
  const letters = fold(part);
  folds.set(part, letters);
  return letters;
}

/** A cell of a list is short, and a screen has a few hundred: more than this in one of them tells nobody anything. */
const MOST_SPANS = 64;

function wordsOf({ text }: Folding, { mode, text: sought }: Pattern): Span[] {
  const spans: Span[] = [];
  finder(sought)(text, (_, at) => {
    if (mode !== "prefix" || startsWord(text, at)) spans.push({ from: at, to: at + sought.length });
    return spans.length >= MOST_SPANS;
  });
  return spans;
}

function lettersOf({ text }: Folding, { text: sought }: Pattern): Span[] {
  const spans: Span[] = [];
  let at = 0;
  for (const letter of sought) {
    at = text.indexOf(letter, at);
    if (at < 0) return [];
    spans.push({ from: at, to: at + letter.length });
    at += letter.length;
  }
  return spans;
}

function merged(spans: readonly Span[]): readonly Span[] {
  const apart: Span[] = [];
  for (const span of spans.toSorted((a, b) => a.from - b.from)) {
    const last = apart.at(-1);
    if (last && span.from <= last.to) {
      apart[apart.length - 1] = { from: last.from, to: Math.max(last.to, span.to) };
    } else apart.push(span);
  }
  return apart;
}

function painted(text: string, spans: readonly Span[], look: Look): string {
  let line = "";
  let done = 0;
  for (const { from, to } of spans) {
    line += text.slice(done, from) + look.paint("match", text.slice(from, to));
    done = to;
  }
  return line + text.slice(done);
}
