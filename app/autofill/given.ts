/** Fields as people and programs give them: words FIELD=VALUE, lines of such, or JSON. No refusal repeats a value. */
import type { GivenFields } from "../../core/edits/autofill.ts";
import { FoxdenError } from "../../core/errors.ts";
import { isObject } from "../../core/json.ts";
import { textOfLine } from "./quoting.ts";

export type { GivenFields };

/**
 * Reads words `FIELD=VALUE`; `\n` in a value is a line break, and `\\` a backslash.
 *
 * @throws {FoxdenError} `usage.value` with the place of the word that cannot be read
 */
export const readFieldWords = (words: readonly string[]): GivenFields =>
  readPairs(words.map((text, i) => ({ text, at: `word ${i + 1} of the fields` })));

interface Pair {
  readonly text: string;
  readonly at: string;
}

function readPairs(pairs: readonly Pair[]): GivenFields {
  const given = new Map<string, string>();
  for (const { text, at } of pairs) {
    const end = text.indexOf("=");
    const word = text.slice(0, Math.max(0, end)).trim();
    if (word === "") throw refuse(`${at} is no FIELD=VALUE`);
    if (given.has(word)) throw refuse(`${at} gives a field for the second time`);
    given.set(word, textOfLine(text.slice(end + 1)));
  }
  return given;
}

const refuse = (message: string) => new FoxdenError("usage.value", message, { name: "FIELD=VALUE" });

/** What lists print of a record, and nobody sets. */
export interface Printed {
  /** Members that are passed over, whatever they hold. */
  readonly passedOver: readonly string[];
  /** The other fields without what only repeats some of them. */
  readonly tidied?: (given: GivenFields) => GivenFields;
}

/**
 * Reads a text that holds the fields of one record as lines `FIELD=VALUE`, or those of one or several as JSON: an
 * object, a list of them, one a line, or the document that a list with `--json` prints.
 *
 * @param printed what JSON may hold besides
 * @throws {FoxdenError} `usage.value`
 */
export function readFieldText(
  text: string,
  { passedOver, tidied = (given) => given }: Printed,
): readonly GivenFields[] {
  const body = text.replace(/^\ufeff/, "").trim();
  if (body === "") throw refuse("there are no fields on stdin; nothing was changed");
  if (/^[[{]/.test(body)) {
    const objects = objectsIn(body);
    if (objects.length === 0) throw refuse("there are no records on stdin; nothing was changed");
    return objects.map((value, i) => tidied(readObject(value, `record ${i + 1}`, passedOver)));
  }
  const lines = body.split(/\r?\n/).map((line, i) => ({ text: line.trim(), at: `line ${i + 1}` }));
  return [readPairs(lines.filter(({ text }) => text !== "" && !text.startsWith("#")))];
}

function objectsIn(body: string): readonly unknown[] {
  const whole = parsed(body);
  if (whole === undefined) return body.split("\n").filter((line) => line.trim() !== "").map(parsed);
  if (Array.isArray(whole)) return whole;
  const items = isObject(whole) && "schemaVersion" in whole ? whole["items"] : undefined;
  return Array.isArray(items) ? items : [whole];
}

/** Undefined, which no JSON means, for what is none. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function readObject(value: unknown, at: string, passedOver: readonly string[]): GivenFields {
  if (!isObject(value)) throw refuse(`${at} is no JSON object of fields`);
  const given = new Map<string, string>();
  for (const [word, each] of Object.entries(value)) {
    if (passedOver.includes(word)) continue;
    if (each !== null && typeof each !== "string" && typeof each !== "number") {
      throw refuse(`${at}: each field holds text, a number or null`);
    }
    given.set(word, each === null ? "" : String(each));
  }
  return given;
}
