/** Tags as they are typed after `--tag`: words with commas between them, or what is added and what is taken away. */
import { FoxdenError } from "../core/errors.ts";
import { tagWords } from "../app/bookmarks/sheet.ts";

/** What is to become of the tags of a bookmark. */
export interface TagEdit {
  readonly setTags?: readonly string[];
  readonly addTags?: readonly string[];
  readonly removeTags?: readonly string[];
}

/**
 * Reads `+a,-b`, which changes the tags, or `a,b`, which takes their place; an empty text takes all of them away.
 *
 * @throws {FoxdenError} `usage.value` for a mixture of the two, a sign with nothing after it, and what holds no tag
 */
export function parseTagEdit(texts: readonly string[]): TagEdit {
  if (texts.length === 0) return {};
  if (texts.length === 1 && texts[0] === "") return { setTags: [] };
  if (texts.some((text) => tagWords([text]).length === 0)) throw refuse("no tag is given");
  const words = tagWords(texts);
  const signed = (sign: string) =>
    words.filter((word) => word.startsWith(sign)).map((word) => word.slice(1).trim());
  const [addTags, removeTags] = [signed("+"), signed("-")];
  const signs = addTags.length + removeTags.length;
  if (signs === 0) return { setTags: words };
  if (signs < words.length) throw refuse("either all tags begin with + or -, or none does");
  if ([...addTags, ...removeTags].includes("")) throw refuse("there is no tag after the sign");
  return { addTags, removeTags };
}

/**
 * Reads `a,b`, the tags of something new.
 *
 * @throws {FoxdenError} `usage.value` for a sign, which means something only where there are tags already
 */
export function parseTagNames(texts: readonly string[]): readonly string[] {
  const words = tagWords(texts);
  const signed = words.find((word) => /^[+-]/.test(word));
  if (signed !== undefined) throw refuse(`plain names here, without a sign: "${signed}"`);
  return words;
}

/**
 * Reads one tag, such as the new name of another.
 *
 * @param name how a refusal names the word
 * @throws {FoxdenError} `usage.value` for nothing, and for a comma, which is between tags wherever they are typed
 */
export function parseTagName(text: string, name: string): string {
  if (text.trim() === "") throw new FoxdenError("usage.value", `${name}: no tag is given`, { name });
  if (!text.includes(",")) return text;
  throw new FoxdenError("usage.value", `${name}: a comma cannot be in a tag: "${text}"`, { name });
}

const refuse = (why: string) => new FoxdenError("usage.value", `--tag: ${why}`, { name: "--tag" });
