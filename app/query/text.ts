/** Finding text the way people type it: without regard to case, accents or width. Takes linear time whatever it is given. */

/** How a folded pattern is looked for in folded text. */
export interface Pattern {
  /**
   * `prefix` begins at the start of a word, `label` after a dot; `domain` is a host or what it lies in, with any port;
   * `subsequence` allows gaps between the letters.
   */
  readonly mode: "substring" | "prefix" | "label" | "domain" | "subsequence" | "equal";
  /** Already folded. */
  readonly text: string;
}

/** A test on a text. */
export type TextTest = (text: string) => boolean;

// deno-lint-ignore no-control-regex
const BEYOND_ASCII = /[^\x00-\x7f]/;
const MARKS = /\p{M}+/gu;

/**
 * Makes texts comparable that differ only in case, accents or width: NFKD without marks, in lower case.
 *
 * Folding twice changes nothing, and the fold of a part of a text is a part of its fold.
 */
export function fold(text: string): string {
  if (!BEYOND_ASCII.test(text)) return text.toLowerCase();
  // Marks go before, too: to decompose is to sort them, and that takes quadratic time for a long run of them.
  const decomposed = text.replace(MARKS, "").normalize("NFKD").replace(MARKS, "");
  // Lower-casing knows a second sigma for the end of a word, so one spelling would depend on what follows.
  return decomposed.toLowerCase().replaceAll("ς", "σ");
}

/** Compiles a pattern into a test on folded text. */
export function foldedTest({ mode, text: sought }: Pattern): TextTest {
  switch (mode) {
    case "substring":
      return containing(sought);
    case "equal":
      return (text) => text === sought;
    case "prefix": {
      const place = finder(sought);
      return (text) => place(text, startsWord);
    }
    case "label": {
      const after = containing(`.${sought}`);
      return (text) => text.startsWith(sought) || after(text);
    }
    case "domain":
      return (text) => isWithinDomain(text, sought);
    case "subsequence": {
      const letters = [...sought];
      return (text) => isSubsequence(letters, text);
    }
  }
}

/** What can stand before the name of a domain is labels, and nothing that no host holds. */
function isWithinDomain(text: string, domain: string): boolean {
  const withoutPort = text.replace(/:\d+$/, "");
  const hosts = [text, withoutPort, withoutPort.replace(/\.$/, "")];
  return hosts.some((host) =>
    host === domain ||
    (host.endsWith(`.${domain}`) && !/[\s/?#@:]/.test(host.slice(0, -domain.length)))
  );
}

/** Says whether no letter and no digit stands right before this place. */
export function startsWord(text: string, at: number): boolean {
  const unit = text.charCodeAt(at - 1);
  if (unit < 128) return !isAsciiWord(unit);
  return at === 0 || !OF_WORDS.test(text.slice(isPair(text, at - 2) ? at - 2 : at - 1, at));
}

/** Says whether no letter and no digit stands right at this place, where a word that was found has its end. */
export function endsWord(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  if (unit < 128) return !isAsciiWord(unit);
  return !OF_WORDS.test(text.slice(at, at + (isPair(text, at) ? 2 : 1)));
}

/** One letter or digit. Bound at both ends: without the first, the engine misses letters of two units before the second. */
const OF_WORDS = /^[\p{L}\p{N}]$/u;

/** Says whether two units that stand for one character begin at this place. */
const isPair = (text: string, at: number): boolean => (text.codePointAt(at) ?? 0) > 0xffff;

/** Of folded text: there are no capital letters. */
const isAsciiWord = (unit: number): boolean => (unit >= 97 && unit <= 122) || (unit >= 48 && unit <= 57);

function isSubsequence(letters: readonly string[], text: string): boolean {
  let at = 0;
  for (const letter of letters) {
    at = text.indexOf(letter, at);
    if (at === -1) return false;
    at += letter.length;
  }
  return true;
}

/** What the engine's own search does with longer ones can take the product of both lengths. */
const LONG = 64;

/** Calls `accept` for the places where the sought text is, from the start on, until it says yes. */
export type Finder = (text: string, accept: (text: string, at: number) => boolean) => boolean;

/** Compiles the search for a text. */
export function finder(sought: string): Finder {
  if (sought.length > LONG) return longFinder(sought);
  return (text, accept) => {
    for (let at = text.indexOf(sought); at !== -1; at = text.indexOf(sought, at + 1)) {
      if (accept(text, at)) return true;
      // Where nothing is sought the last place is the end, and it would be found again and again.
      if (at >= text.length) return false;
    }
    return false;
  };
}

function containing(sought: string): TextTest {
  if (sought.length <= LONG) return (text) => text.includes(sought);
  const find = longFinder(sought);
  return (text) => find(text, () => true);
}

/** The search of Knuth, Morris and Pratt, which never goes back in the text. */
function longFinder(sought: string): Finder {
  let overlaps: Int32Array | undefined;
  return (text, accept) => {
    if (text.length < sought.length) return false;
    overlaps ??= overlapsOf(sought);
    let length = 0;
    for (let at = 0; at < text.length; at++) {
      length = longer(sought, overlaps, length, text.charCodeAt(at));
      if (length === sought.length && accept(text, at + 1 - length)) return true;
    }
    return false;
  };
}

/** For each beginning of a text: how much of its end is a shorter beginning, too. */
function overlapsOf(sought: string): Int32Array {
  const overlaps = new Int32Array(sought.length + 1);
  let length = 0;
  for (let at = 1; at < sought.length; at++) {
    length = longer(sought, overlaps, length, sought.charCodeAt(at));
    overlaps[at + 1] = length;
  }
  return overlaps;
}

/** How much of the sought text stands before the next place, when `length` of it stood before this one. */
function longer(sought: string, overlaps: Int32Array, length: number, unit: number): number {
  let left = length;
  // Behind the last letter stands nothing that could be this unit: one that is there as a whole goes on from its overlap.
  while (left > 0 && sought.charCodeAt(left) !== unit) left = overlaps[left] ?? 0;
  return sought.charCodeAt(left) === unit ? left + 1 : 0;
}
