/**
 * The text that an extension's record holds, taken apart into its items and put together again. What nobody edits
 * stays as it was written: a number of many digits would not survive being read and written.
 */
import { isObject } from "../json.ts";

/** The text of each item's value, by key, without blanks; in the order of the text. */
export type ItemTexts = ReadonlyMap<string, string>;

/** The items of a text; undefined for one that is not the JSON of an object. */
export function splitItems(text: string): ItemTexts | undefined {
  if (!isObject(parsed(text))) return undefined;
  const items = new Map<string, string>();
  // Between the outer braces of what is known to be an object.
  const body = withoutBlanks(text).slice(1, -1);
  for (const member of members(body)) {
    const end = endOfString(member, 0);
    const key: unknown = JSON.parse(member.slice(0, end));
    // As other readers do, the last of one key counts.
    if (typeof key === "string") items.set(key, member.slice(end + 1));
  }
  return items;
}

/** The text of items. */
export function joinItems(items: ItemTexts): string {
  return `{${[...items].map(([key, value]) => `${JSON.stringify(key)}:${value}`).join(",")}}`;
}

/** A JSON text without the blanks between its parts; undefined for what is no JSON. */
export function compactJson(text: string): string | undefined {
  return parsed(text) === undefined ? undefined : withoutBlanks(text);
}

/** `undefined`, which no JSON means, for what is none. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** @param text JSON. Read in steps from quote to quote: a pattern for whole strings gives up on very long ones. */
function withoutBlanks(text: string): string {
  const parts: string[] = [];
  for (let at = 0; at < text.length;) {
    const quote = text.indexOf('"', at);
    parts.push(text.slice(at, quote < 0 ? undefined : quote).replace(/[ \t\r\n]+/g, ""));
    if (quote < 0) break;
    at = endOfString(text, quote);
    parts.push(text.slice(quote, at));
  }
  return parts.join("");
}

/** The members of an object's text, cut at the commas that are in no string and in no inner object or list. */
function* members(body: string): Generator<string, void> {
  let depth = 0;
  let start = 0;
  for (let at = 0; at < body.length; at++) {
    const sign = body[at];
    if (sign === '"') at = endOfString(body, at) - 1;
    else if (sign === "{" || sign === "[") depth++;
    else if (sign === "}" || sign === "]") depth--;
    else if (sign === "," && depth === 0) {
      yield body.slice(start, at);
      start = at + 1;
    }
  }
  if (start < body.length) yield body.slice(start);
}

/** The index after the string that begins at `at`. */
function endOfString(text: string, at: number): number {
  let end = at + 1;
  while (text[end] !== '"') end += text[end] === "\\" ? 2 : 1;
  return end + 1;
}
