/** Use-cases on form history. Its entries are made and deleted, and never changed: no Firefox would take that. */
import { formKey, type FormValue, newForm, readForm } from "../../core/edits/form.ts";
import { isFoxdenError } from "../../core/errors.ts";
import { isObject } from "../../core/json.ts";
import { type CollectionName, newGuid } from "../../core/ids.ts";
import { formCodec, type FormEntry } from "../../core/records/forms.ts";
import { type Column, instant, type Listing } from "../columns.ts";
import type { Sought } from "../find.ts";
import type { App } from "../open.ts";
import { type ListInput, narrowing, type SearchSpec } from "../query/search.ts";
import { onePage, readAll, readLive, type Stored } from "../read.ts";
import {
  type MatchingRemovalInput,
  type PendingMatchingRemoval,
  prepareMatchingRemoval,
} from "../remove_matching.ts";
import { badRecords, type PendingWrite, prepareWrite, refuseWriting } from "../write/write.ts";
import { addedOnce } from "./add.ts";
import { type EntryLookup, type FoundEntries, getEntries } from "./find.ts";
import { compareTexts } from "../text_order.ts";

export type { FormValue };

const FORMS = "forms" as CollectionName;

export type FormRow = Stored<FormEntry>;

export const formColumns: readonly Column<FormRow>[] = [
  { name: "name", value: ({ record }) => record.name },
  { name: "value", value: ({ record }) => record.value },
  { name: "id", value: ({ id }) => id },
  { name: "modified", value: ({ modified }) => instant(modified), kind: "time", detail: true },
];

/** How values of forms are searched. */
export const formSearch: SearchSpec<FormRow> = {
  fields: ["name", "value", "id", "before", "after", "on"],
  searchable: ({ id, modified, record: { name, value } }) => (
    { text: [name, value], fields: { name, value, id }, atMs: modified }
  ),
};

/** Values of forms in the order of the fields' names. */
export async function listForms(app: App, input: ListInput): Promise<Listing<FormRow>> {
  const narrow = narrowing(app, formSearch, input);
  const reading = narrow(readLive(app, FORMS, formCodec, input));
  const rows = (await readAll(reading)).sort(({ record: a }, { record: b }) =>
    compareTexts(a.name, b.name) || compareTexts(a.value, b.value)
  );
  return { ...reading, kind: "forms", columns: formColumns, pages: onePage(rows) };
}

/** Values of forms by their ids, or six characters of them. @throws {FoxdenError} `ambiguous.match` */
export const getForms = (app: App, sought: Sought): Promise<FoundEntries<FormRow>> =>
  getEntries(app, LOOKUP, sought);

const LOOKUP: EntryLookup<FormEntry, FormRow> = {
  collection: FORMS,
  codec: formCodec,
  kind: "forms",
  columns: formColumns,
  rowOf: (stored) => stored,
};

/**
 * Reads lines; what follows the first tab is the value, and blank lines do not count.
 *
 * @throws {FoxdenError} `usage.records` with the number of each line that cannot be used
 */
export function readFormLines(text: string): readonly FormValue[] {
  const read = numberedLines(text).map(({ line, number }) => {
    const end = line.indexOf("\t");
    const fault = end < 0 ? "there is no tab after the name of the field" : undefined;
    const value = { name: line.slice(0, Math.max(0, end)), value: line.slice(end + 1) };
    return { number, value, fault };
  });
  return usable(read);
}

/** A value, and the line it was on. */
interface FormLine {
  readonly number: number;
  readonly value: FormValue;
  readonly fault?: string | undefined;
}

function usable(read: readonly FormLine[]): readonly FormValue[] {
  const faults = read.flatMap(({ number, value, fault = faultOf(value) }) =>
    fault === undefined ? [] : [`line ${number}: ${fault}`]
  );
  if (faults.length > 0) throw badRecords(FORMS, faults, false);
  return read.map(({ value }) => value);
}

function numberedLines(text: string) {
  const lines = text.replace(/^\ufeff/, "").split(/\r?\n/).map((line, i) => ({ line, number: i + 1 }));
  return lines.filter(({ line }) => line.trim() !== "");
}

/** Reads lines of which each is a value of the same field. @throws {FoxdenError} as {@link readFormLines} */
export const readFormValues = (name: string, text: string): readonly FormValue[] =>
  usable(numberedLines(text).map(({ line, number }) => ({ number, value: { name, value: line } })));

function faultOf(value: FormValue): string | undefined {
  try {
    readForm(value);
    return undefined;
  } catch (error) {
    if (!isFoxdenError(error)) throw error;
    return error.message;
  }
}

/** Adds values, each unless it is there. @throws {FoxdenError} as `core/edits/form.ts` and `app/write/write.ts` say */
export async function prepareFormAdd(
  app: App,
  values: readonly FormValue[],
  options: Pick<MatchingRemovalInput<FormRow>, "inParts">,
): Promise<PendingWrite> {
  refuseWriting(app);
  const made = values.map(readForm).map((value) => {
    const id = newGuid(app.ctx.random);
    return { id, clear: newForm(id, value) };
  });
  const keys = new Set(made.map(({ clear }) => formKey(clear)));
  return await prepareWrite(app, {
    name: FORMS,
    title: "forms add",
    // Only those that might be the same.
    scope: ({ clear }) => isObject(clear) && keys.has(formKey(clear)),
    begin: () => (view) => addedOnce(FORMS, view, made, formKey),
    whole: !options.inParts,
  });
}

/** What is to be deleted, in the words of {@link prepareMatchingRemoval}. */
export type FormRemovalInput = Omit<MatchingRemovalInput<FormRow>, "name" | "title" | "read" | "search">;

/** Deletes values by a query, or by ids. @throws {FoxdenError} as `app/remove_matching.ts` says */
export const prepareFormRemoval = (app: App, input: FormRemovalInput): Promise<PendingMatchingRemoval> =>
  prepareMatchingRemoval(app, {
    ...input,
    name: FORMS,
    title: "forms rm",
    read: (options) => readLive(app, FORMS, formCodec, options),
    search: formSearch,
  });
