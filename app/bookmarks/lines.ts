/** Bookmarks as people give them: an address as a word, or lines of an address, a tab and a title. */
import { readTitle, readUrl } from "../../core/bookmarks/values.ts";
import { isFoxdenError } from "../../core/errors.ts";
import { BOOKMARKS } from "./write.ts";
import { badRecords } from "../write/write.ts";

/** An address, and the title that was given with it. */
export interface GivenLink {
  readonly url: string;
  readonly title: string;
}

/**
 * Reads lines; what follows the first tab is the title, and blank lines do not count.
 *
 * @throws {FoxdenError} `usage.records` with the number of each line that cannot be used
 */
export function readLinks(text: string): GivenLink[] {
  const lines = text.replace(/^\ufeff/, "").split(/\r?\n/).map((line, i) => ({ line, number: i + 1 }));
  const given = lines.filter(({ line }) => line.trim() !== "").map(({ line, number }) => {
    const end = line.indexOf("\t");
    const url = (end < 0 ? line : line.slice(0, end)).trim();
    return { number, url, title: end < 0 ? "" : line.slice(end + 1).trim() };
  });
  const faults = given.flatMap(({ number, url, title }) => {
    const fault = addressFault(url) ?? faultOf(() => readTitle(title));
    return fault === undefined ? [] : [`line ${number}: ${fault}`];
  });
  if (faults.length > 0) throw badRecords(BOOKMARKS, faults, false);
  return given.map(({ url, title }) => ({ url, title }));
}

/** What is wrong with an address; undefined when nothing is. */
export function addressFault(text: string): string | undefined {
  // A host with a port would pass for a scheme of that name.
  const isHost = /^(localhost|[\w-]+(\.[\w-]+)+):\d/i.test(text);
  const fault = isHost ? "an address begins with https:// or the like" : faultOf(() => readUrl(text));
  if (fault === undefined) return undefined;
  const looksLikeOne = isHost || /^[^\s/:@]+\.[^\s/:@]+(\/|$)/.test(text);
  return looksLikeOne ? `${fault}; did you mean https://${text}?` : fault;
}

function faultOf(read: () => unknown): string | undefined {
  try {
    read();
    return undefined;
  } catch (error) {
    if (!isFoxdenError(error)) throw error;
    // What is given here has no flag.
    return error.message.replace(/^--[a-z]+: /, "");
  }
}
