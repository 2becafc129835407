/** The words of commands that set fields: which records are meant, and FIELD=VALUE for each field. */
import { type GivenFields, type Printed, readFieldText, readFieldWords } from "../app/autofill/given.ts";
import type { Sought } from "../app/find.ts";
import { askedToChange, refusal } from "./asked.ts";
import { readText } from "./input.ts";

/** A paragraph of help. */
export const FIELD_WORDS =
  "FIELD= empties a field. In a value \\n is a line break, and \\\\ a backslash. With - after an id, or after new, the fields come " +
  "from stdin: a line FIELD=VALUE for each, or JSON; with - in place of an id, ids come from stdin, one a line.";

/** What stands for a record that is to be made. */
export const NEW = "new";

/** Words, taken apart. */
export interface SetWords {
  /** Ids as they were typed; undefined for a new record. */
  readonly ids: readonly string[] | undefined;
  /** Whether stdin has more ids, or the fields. */
  readonly stdin: "ids" | "fields" | undefined;
  readonly fields: readonly string[];
}

/** @throws {FoxdenError} `usage.value` for words that mean nothing, or two things */
export function splitSetWords(words: readonly string[]): SetWords {
  const end = words.findIndex((word) => word.includes("="));
  const [before, fields] = end < 0 ? [words, []] : [words.slice(0, end), words.slice(end)];
  const named = before.filter((word) => word !== "-");
  const isNew = named.includes(NEW);
  if (isNew && named.length > 1) {
    throw refusal("ID", "new stands alone: a record is made, or others are changed");
  }
  const hasStdin = named.length < before.length;
  const idsAreThere = named.length > 0 && before.at(-1) === "-";
  if (hasStdin && before.filter((word) => word === "-").length > 1) {
    throw refusal("-", "- is stdin, which can be read only once");
  }
  if (idsAreThere && fields.length > 0) {
    throw refusal("-", "- after an id reads the fields from stdin, and they stand on the command line too");
  }
  if (hasStdin && isNew && !idsAreThere) throw refusal("ID", "new stands alone: - cannot be before it");
  const stdin = !hasStdin ? undefined : idsAreThere ? "fields" : "ids";
  return { ids: isNew ? undefined : named, stdin, fields };
}

/** What a command is to set. */
export interface SetWish {
  /** Which records; undefined for new ones. */
  readonly sought: Sought | undefined;
  /** Of each record that is made, or once for those that are changed; empty where none are given. */
  readonly given: readonly GivenFields[];
}

/**
 * Reads what is to be set, from the words and from stdin.
 *
 * @param printed what JSON may hold besides
 * @throws {FoxdenError} `usage.value`
 */
export async function readSetWish(
  call: Parameters<typeof readText>[0],
  { ids, stdin, fields }: SetWords,
  printed: Printed,
): Promise<SetWish> {
  const typed = { words: ids ?? [], whole: [] };
  const sought = ids === undefined ? undefined : typed;
  if (stdin === "fields") {
    const given = readFieldText(await readText(call, "-", "fields"), printed);
    if (ids !== undefined && given.length !== 1) {
      throw refusal("-", "the fields of one record are to be on stdin, and there are more");
    }
    return { sought, given };
  }
  const given = fields.length === 0 ? [] : [readFieldWords(fields)];
  if (stdin !== "ids") return { sought, given };
  return { sought: await askedToChange(call, [...typed.words, "-"]), given };
}
