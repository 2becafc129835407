/** What a command hands back: values to draw, never text it has formatted for one reader. */
import { type Column, type Listing, type MalformedCount, NONE_MALFORMED } from "../app/columns.ts";
import type { ErrorKind } from "../core/errors.ts";
import type { OwnFormat } from "./form.ts";

interface OutcomeBase {
  /** The kind whose exit code ends the run although something was printed. */
  readonly failed?: ErrorKind;
  /** Never through a pager: it has no end, or is not to stay anywhere. */
  readonly unpaged?: true;
}

/** A document that is made of rows: text for the start, for each row and for the end. */
export interface RowDocument<Row> {
  readonly begin: () => string;
  readonly row: (row: Row) => string;
  readonly end: () => string;
}

/** The documents that a list can be printed as, made when one is asked for. */
export type RowDocuments<Row> = { readonly [format in OwnFormat]?: () => RowDocument<Row> };

interface RowsOutcome extends OutcomeBase {
  readonly type: "rows";
  readonly listing: Listing<unknown>;
  /** A line for people after the last row, in place of the word that there are none. */
  readonly closing?: () => string;
  readonly documents?: RowDocuments<unknown>;
}

interface OneOutcome extends OutcomeBase {
  readonly type: "one";
  readonly kind: string;
  readonly columns: readonly Column<unknown>[];
  readonly row: unknown;
}

interface TextOutcome extends OutcomeBase {
  readonly type: "text";
  readonly pieces: AsyncIterable<string>;
  /** Final when the pieces have ended. */
  readonly malformed: () => MalformedCount;
}

interface ValueOutcome extends OutcomeBase {
  readonly type: "value";
  readonly text: string;
  readonly field: string;
  readonly secret: boolean;
  readonly newline: boolean;
}

interface DoneOutcome extends OutcomeBase {
  readonly type: "done";
  readonly message?: string;
}

export type Outcome = RowsOutcome | OneOutcome | TextOutcome | ValueOutcome | DoneOutcome;

/**
 * Records to list, in whatever format was asked for.
 *
 * @param closing a line for people after the last row, in place of the word that there are none
 * @param documents the formats of its own that the command has
 */
export function rows<Row>(
  listing: Listing<Row>,
  closing?: () => string,
  documents?: RowDocuments<Row>,
): Outcome {
  return {
    type: "rows",
    // Rows only ever go to the listing's own columns and documents, so their type may be forgotten here.
    listing: listing as Listing<unknown>,
    ...(closing === undefined ? {} : { closing }),
    ...(documents === undefined ? {} : { documents: documents as RowDocuments<unknown> }),
  };
}

/** One record: an object in JSON, a line per field for people. */
export function one<Row>(kind: string, columns: readonly Column<Row>[], row: Row): Outcome {
  return { type: "one", kind, columns: columns as readonly Column<unknown>[], row };
}

/**
 * Lines for people, such as a drawn tree. Control characters in them are shown, not sent.
 *
 * @param malformed how many records could not be drawn
 * @param pieces a whole, or one or more whole lines each, which are sent as soon as they are there
 */
export function text(
  pieces: AsyncIterable<string> | string,
  malformed: () => MalformedCount = () => NONE_MALFORMED,
): Outcome {
  if (typeof pieces === "string") return { type: "text", pieces: single(pieces), malformed };
  return unpaged({ type: "text", pieces, malformed });
}

/** Nothing for stdout; the message, if any, goes to stderr. */
export function done(message?: string): Outcome {
  return message === undefined ? { type: "done" } : { type: "done", message };
}

export interface ValueOptions {
  /** Name of the field, for the refusal to print it on a terminal. */
  readonly field: string;
  /** A secret is not printed on a terminal. */
  readonly secret: boolean;
  /** A line end after the value; `true` when left out. */
  readonly newline?: boolean;
}

/** One bare value for a script, such as a password. */
export function value(text: string, options: ValueOptions): Outcome {
  return {
    type: "value",
    text,
    field: options.field,
    secret: options.secret,
    newline: options.newline ?? true,
  };
}

/** Prints the outcome straight to the screen, however long it is. */
export function unpaged(outcome: Outcome): Outcome {
  return { ...outcome, unpaged: true };
}

/** Prints the outcome and then ends with the exit code of `kind`. */
export function failing(outcome: Outcome, kind: ErrorKind): Outcome {
  return { ...outcome, failed: kind };
}

async function* single(piece: string): AsyncGenerator<string> {
  yield piece;
}
