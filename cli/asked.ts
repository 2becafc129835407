/** What the commands share that look things up by what a person types: where the words come from, and what was found. */
import type { Column, Listing } from "../app/columns.ts";
import type { Sought } from "../app/find.ts";
import { noSuchRecord } from "../app/raw_rows.ts";
import { FoxdenError } from "../core/errors.ts";
import { exactText } from "../app/display/cells.ts";
import { readLines } from "./input.ts";
import { failing, one, type Outcome, rows, value, type ValueOptions } from "./outcome.ts";
import type { Call } from "./spec.ts";

/** Words as they were typed, and those from a pipe, which are whole. */
export interface Asked extends Sought {
  /** Whether one thing was asked for, so that one object is the answer. */
  readonly isOne: boolean;
  /** Whether stdin was read, were it to find nothing there. */
  readonly fromStdin: boolean;
}

type Reader = Parameters<typeof readLines>[0];

/** Reads words from stdin, one a line, where `-` stands among them. @param what for the person at the keyboard */
export async function askedFor(
  call: Reader,
  words: readonly string[],
  what = "ids",
): Promise<Asked> {
  const fromStdin = words.includes("-");
  const whole = fromStdin ? await readLines(call, what) : [];
  const typed = words.filter((word) => word !== "-");
  return { words: typed, whole, fromStdin, isOne: !fromStdin && typed.length === 1 };
}

/** The same, for commands that change something. @throws {FoxdenError} `usage.value` when stdin is empty */
export async function askedToChange(
  call: Reader,
  words: readonly string[],
  what = "ids",
): Promise<Asked> {
  const asked = await askedFor(call, words, what);
  if (asked.words.length + asked.whole.length > 0) return asked;
  throw nothingOnStdin(what);
}

/** The refusal of an empty stdin, where something is to be changed by what stands there. */
export const nothingOnStdin = (what: string): FoxdenError<"usage.value"> =>
  refusal("-", `there are no ${what} on stdin; nothing was changed`);

/** Each word once, where all of them are whole. */
export const wholeWords = ({ words, whole }: Sought): string[] => [...new Set([...words, ...whole])];

/** The refusal of a word or a flag. */
export const refusal = (name: string, message: string): FoxdenError<"usage.value"> =>
  new FoxdenError("usage.value", message, { name });

/** Rows that were asked for, the words that mean none; `malformed` counts records that were asked for and cannot be read. */
export interface Found<Row> extends Listing<Row> {
  readonly rows: readonly Row[];
  readonly missing: readonly string[];
}

/**
 * One object, or a list of several. What is missing, or cannot be read, is told, and ends the run with its exit code.
 *
 * @param collection for the refusal where nothing at all was found
 * @throws {FoxdenError} `not-found.record`
 */
export async function answerWith<Row>(
  call: Pick<Call, "say">,
  found: Found<Row>,
  { isOne }: Pick<Asked, "isOne">,
  collection: string = found.kind,
): Promise<Outcome> {
  const { rows: [first], missing, kind, columns } = found;
  const unread = found.malformed().count;
  if (missing[0] !== undefined && first === undefined && unread === 0) {
    throw noSuchRecord(collection, missing[0]);
  }
  if (isOne && first !== undefined && found.rows.length === 1) return one(kind, columns, first);
  if (missing.length === 0) return unread === 0 ? rows(found) : failing(rows(found), "partial");
  await call.say(`not there: ${missing.join(", ")}`);
  return failing(rows(found), "not-found");
}

/** For commands that can print one field alone. */
export const FIELD = {
  type: "string",
  label: "F",
  help: "Only this field, bare, as a script wants it",
} as const;

/** The column that a bare field is of. @throws {FoxdenError} `usage.value` with the names there are, and for several things */
export function fieldColumn<Row>(
  columns: readonly Column<Row>[],
  name: string,
  { isOne }: Pick<Asked, "isOne">,
): Column<Row> {
  const column = columns.find((each) => each.name === name);
  if (!column) {
    const names = columns.map((each) => each.name).join(", ");
    throw refusal("--field", `no field "${name}"; there are ${names}`);
  }
  if (!isOne) throw refusal("--field", "--field is of one thing, and several are asked for");
  return column;
}

/**
 * One bare field of the only thing that was asked for.
 *
 * @param options where the field is secret, or is to have no line end
 * @throws {FoxdenError} as {@link fieldColumn} and {@link answerWith} say
 */
export async function fieldOf<Row>(
  call: Pick<Call, "say">,
  found: Found<Row>,
  asked: Pick<Asked, "isOne">,
  name: string,
  options: Omit<ValueOptions, "field"> = { secret: false },
): Promise<Outcome> {
  const column = fieldColumn(found.columns, name, asked);
  const [row, other] = found.rows;
  if (other !== undefined) throw refusal("--field", "--field is of one thing, and several are there");
  // What cannot be read has no field to print.
  if (row === undefined) return await answerWith(call, found, asked);
  return value(exactText(column.value(row)), { field: name, ...options });
}

/** What was found, or one bare field of it where one is named. @throws {FoxdenError} as {@link fieldOf} says */
export const answerOrField = <Row>(
  call: Pick<Call, "say">,
  found: Found<Row>,
  asked: Pick<Asked, "isOne">,
  field: string | undefined,
): Promise<Outcome> =>
  field === undefined ? answerWith(call, found, asked) : fieldOf(call, found, asked, field);
