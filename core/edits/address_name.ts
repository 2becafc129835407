/**
 * Names of people, taken apart and joined as Firefox 153 does it. It keeps the whole name; devices that are older know
 * only the parts, and get those beside it.
 */

/** The parts of a name; each may be empty. */
export interface NameParts {
  readonly given: string;
  readonly additional: string;
  readonly family: string;
}

const wordSet = (words: string): ReadonlySet<string> => new Set(words.split(" "));

/** Words before a name that are no part of it. */
const TITLES = wordSet(
  "1lt 1st 2lt 2nd 3rd admiral capt captain col cpt dr gen general lcdr lt ltc ltg ltjg maj major mg mr mrs ms " +
    "pastor prof rep rev reverend sen st",
);

/** Words after a name that are no part of it. */
const SUFFIXES = wordSet("b.a ba d.d.s dds i ii iii iv ix jr m.a m.d ma md ms ph.d phd sr v vi vii viii x");

/** Words with which the family name begins. */
const PARTICLES = wordSet("d' de del der di la le mc san st ter van von");

/** Family names of two letters in China, on Taiwan and in Korea, where one is the rule. */
const LONG_FAMILY_NAMES = wordSet(
  "欧阳 令狐 皇甫 上官 司徒 诸葛 司马 宇文 呼延 端木 張簡 歐陽 諸葛 申屠 尉遲 司馬 軒轅 夏侯 " +
    "남궁 사공 서문 선우 제갈 황보 독고 망절",
);

/** In a Korean name of four letters and more, all that there are. */
const LONG_KOREAN_FAMILY_NAMES = wordSet(
  "강전 남궁 독고 동방 망절 사공 서문 선우 소봉 어금 장곡 제갈 황목 황보",
);

const LETTER = /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Hang}\p{scx=Bopo}\uff00-\uffef]/u;
const DOT = /[\u30fb\u00b7]/u;
const KOREAN = /^\p{scx=Hang}+$/u;

const NO_PARTS: NameParts = { given: "", additional: "", family: "" };

/** The parts of a whole name. */
export function splitName(name: string): NameParts {
  const words = withoutTitles(name.split(/[\s,\u30fb\u00b7]+/u).filter((word) => word !== ""));
  const eastAsian = isEastAsian(name) ? splitEastAsian(words) : undefined;
  if (eastAsian) return eastAsian;
  // "Ma" in John Ma is no degree.
  const rest = words.length > 2 ? withoutSuffixes(words) : words;
  if (rest.length < 2) return { ...NO_PARTS, given: rest[0] ?? name };
  const start = familyStart(rest);
  const before = rest.slice(0, start);
  const additional = before.length > 1 ? before.pop() ?? "" : "";
  return { given: before.join(" "), additional, family: rest.slice(start).join(" ") };
}

/** A whole name from its parts. */
export function joinName({ given, additional, family }: NameParts): string {
  if (additional === "" && isEastAsian(given) && isEastAsian(family)) return family + given;
  return [given, additional, family].filter((part) => part !== "").join(" ");
}

const isIn = (words: ReadonlySet<string>, word: string): boolean =>
  words.has(word.replace(/\.$/, "").toLowerCase());

function withoutTitles(words: readonly string[]): string[] {
  const start = words.findIndex((word) => !isIn(TITLES, word));
  return start < 0 ? [] : words.slice(start);
}

const withoutSuffixes = (words: readonly string[]): string[] =>
  words.slice(0, words.findLastIndex((word) => !isIn(SUFFIXES, word)) + 1);

/** The place of the last word, or of the particles before it. */
function familyStart(words: readonly string[]): number {
  let start = words.length - 1;
  while (start > 0 && isIn(PARTICLES, words[start - 1] ?? "")) start--;
  return start;
}

/** Whether a name is of one or two words of Chinese, Japanese or Korean letters. */
function isEastAsian(name: string): boolean {
  const words = name.split(/[\s\u30fb\u00b7]+/u).filter((word) => word !== "");
  const isWord = (word: string) => [...word].every((letter) => LETTER.test(letter) && !DOT.test(letter));
  return (words.length === 1 || words.length === 2) && words.every(isWord);
}

/** The family name comes first, with or without a blank after it. */
function splitEastAsian([first = "", second, ...more]: readonly string[]): NameParts | undefined {
  if (first === "" || more.length > 0) return undefined;
  if (second !== undefined) return { ...NO_PARTS, given: second, family: first };
  const long = KOREAN.test(first) && first.length > 3 ? LONG_KOREAN_FAMILY_NAMES : LONG_FAMILY_NAMES;
  const length = long.has(first.slice(0, 2)) ? 2 : 1;
  return { ...NO_PARTS, given: first.slice(length), family: first.slice(0, length) };
}
