/** Tags as they are typed after `--tag`: words with commas between them, or what is added and what is taken away. */
import { FoxdenError } from "../core/errors.ts";
import { tagWords } from "../app/bookmark_sheet.ts";

/** What is to become of the tags of a bookmark. */
export interface TagEdit {
  readonly setTags?: readonly string[];
  readonly addTags?: readonly string[];
  readonly removeTags?: readonly string[];
}

/**
 * Reads `+a,-b`, which changes the tags, or `a,b`, which takes their place; an empty word takes all of them away.
 *
 * @throws {FoxdenError} `usage.value` for a mixture of the two
 */
export function parseTagEdit(texts: readonly string[]): TagEdit {
  if (texts.length === 0) return {};
  const words = tagWords(texts);
  const signed = (sign: string) =>
    words.filter((word) => word.startsWith(sign)).map((word) => word.slice(1).trim());
  const [addTags, removeTags] = [signed("+"), signed("-")];
  const signs = addTags.length + removeTags.length;
  if (signs === 0) return { setTags: words };
  if (signs === words.length) return { addTags, removeTags };
  throw new FoxdenError("usage.value", "--tag: either all tags begin with + or -, or none does", {
    name: "--tag",
  });
}
