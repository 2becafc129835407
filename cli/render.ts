/** An outcome → output, in the format that was asked for. */
import type { ColumnHead, Listing } from "../app/columns.ts";
import { FoxdenError } from "../core/errors.ts";
import { type Format, isDocument, type OwnFormat } from "./form.ts";
import { recordText, rowWriter } from "./formats.ts";
import type { Globals } from "./globals.ts";
import type { Io } from "./io.ts";
import { arrange, describeColumns, isAsItComes, maskedNames, selectColumns } from "./listing.ts";
import type { Outcome } from "./outcome.ts";
import { addLines, jsonRowWriter, ndjsonRowWriter } from "./output/json.ts";
import { pagerFor } from "./output/pager.ts";
import { drawnRecord, plainRecord } from "./output/record.ts";
import { templateWriter } from "./output/template.ts";
import type { View, Writer } from "./output/writer.ts";
import type { Settings } from "./settings.ts";
import { openSink, type Sink } from "./sink.ts";
import type { OutputShape } from "./spec.ts";
import { paintFor } from "./style.ts";
import { visible } from "../app/display/text.ts";

type OutcomeOf<T extends Outcome["type"]> = Extract<Outcome, { readonly type: T }>;

/** Where and how to draw. */
export interface Drawing {
  readonly io: Io;
  readonly globals: Globals;
  /** What the command said it prints. */
  readonly shape: OutputShape;
  /** Whether secrets were asked for. */
  readonly reveals: boolean;
  /** One line on stderr, unless quiet. */
  readonly say: (message: string) => Promise<void>;
}

/** The window assumed where there is none. */
const NO_WINDOW_CELLS = 80;

/**
 * Draws the outcome.
 *
 * @throws {FoxdenError} `usage.value` for a field that is none, `partial.malformed` under `--strict`,
 *   `not-confirmed.secret-on-terminal` for a secret that would stay in the scrollback
 */
export async function render(outcome: Outcome, { reveals, ...drawing }: Drawing): Promise<void> {
  const mayPage = !reveals && !outcome.unpaged && outcome.type !== "value" && drawing.globals.paged;
  await draw(outcome, { ...drawing, mayPage });
}

/** A drawing of which it is known whether it may go through a pager. */
type Sheet = Omit<Drawing, "reveals"> & { readonly mayPage: boolean };

async function draw(outcome: Outcome, drawing: Sheet): Promise<void> {
  if (outcome.type === "done") {
    if (outcome.message !== undefined) await drawing.say(outcome.message);
    return;
  }
  if (asksForFields(drawing.globals) && (outcome.type === "rows" || outcome.type === "one")) {
    const { columns } = outcome.type === "rows" ? outcome.listing : outcome;
    return await intoSink(drawing, (sink) => sink.add(fieldsText(columns)));
  }
  switch (outcome.type) {
    case "rows":
      return await drawRows(outcome, drawing);
    case "one":
      return await intoSink(drawing, (sink) => sink.add(oneText(outcome, drawing)));
    case "text":
      await intoSink(drawing, (sink) => drawPieces(outcome.pieces, drawing, sink));
      return await reportMalformed(outcome, drawing);
    case "value":
      return await intoSink(drawing, (sink) => sink.add(valueText(outcome, drawing)));
  }
}

/** Whether `--fields help` was given, which asks for the names of the columns instead of records. */
export function asksForFields({ fields, template }: Pick<Globals, "fields" | "template">): boolean {
  return template === undefined && fields?.length === 1 && fields[0] === "help";
}

/** What `--fields help` prints. */
export const fieldsText = (columns: readonly ColumnHead[]): string =>
  `${describeColumns(columns).join("\n")}\n`;

/** Lines a person reads are as wide as their window; `COLUMNS` says it where there is none. */
export function windowCells(io: Io): number {
  const said = Number(io.env("COLUMNS"));
  const cells = io.stdout.isTerminal ? io.stdout.columns : said;
  return Number.isSafeInteger(cells) && cells > 0 ? cells : NO_WINDOW_CELLS;
}

/** Prints a page of text. @param paging names the pager, where it may go through one */
export async function printText(io: Io, text: string, paging: Settings | undefined): Promise<void> {
  await fillSink(await openSink(io, undefined, paging && pagerIn(io, paging)), (sink) => sink.add(text));
}

const pagerIn = (io: Io, settings: Settings): string | undefined =>
  pagerFor(io, settings.get("output.pager")?.text);

async function intoSink({ io, globals, mayPage }: Sheet, fill: Filling): Promise<void> {
  const pager = mayPage ? pagerIn(io, globals.settings) : undefined;
  await fillSink(await openSink(io, globals.output, pager), fill);
}

type Filling = (sink: Sink) => void | Promise<void>;

async function fillSink(sink: Sink, fill: Filling): Promise<void> {
  try {
    await fill(sink);
    await sink.commit();
  } catch (error) {
    await sink.discard();
    throw error;
  }
}

async function drawRows(outcome: OutcomeOf<"rows">, drawing: Sheet): Promise<void> {
  const { listing, closing } = outcome;
  const { format } = drawing.globals;
  const count = isDocument(format)
    ? await drawDocument(outcome, format, drawing)
    : await drawCells(listing, format, drawing);
  const last = closing?.() ?? (count === 0 ? `no ${listing.kind}` : undefined);
  if (last !== undefined && format === "table") await drawing.say(last);
  await reportMalformed(listing, drawing);
}

/** @returns how many rows there were */
async function drawCells(
  listing: Listing<unknown>,
  format: Format,
  drawing: Sheet,
): Promise<number> {
  const { globals } = drawing;
  const columns = selectColumns(listing.columns, globals);
  const view = viewOf(listing, maskedNames(listing.columns, globals), drawing);
  const { template } = globals;
  if (!template && (format === "json" || format === "ndjson")) {
    const ofRows = format === "json" ? jsonRowWriter(columns, view) : ndjsonRowWriter(columns, view);
    const lines = format === "ndjson" && isAsItComes(globals) ? listing.jsonLines?.() : undefined;
    if (lines) await intoSink(drawing, (sink) => addLines(sink, lines, ofRows.row, drawing.io.signal));
    return lines ? 0 : await writeRows(listing, drawing, ofRows, (row) => row);
  }
  const writer = template ? templateWriter(template, columns, view) : rowWriter(format, columns, view);
  const count = await writeRows(
    listing,
    drawing,
    writer,
    (row) => columns.map((column) => column.value(row)),
  );
  const leftOut = count === 0 ? [] : writer.leftOut?.() ?? [];
  if (leftOut.length > 0) {
    await drawing.say(`note: no room for ${leftOut.join(", ")}; -f plain shows all columns`);
  }
  return count;
}

async function drawDocument(
  { listing, documents }: OutcomeOf<"rows">,
  format: OwnFormat,
  drawing: Sheet,
): Promise<number> {
  const document = documents?.[format]?.();
  if (!document) throw noForm(format);
  const shown = drawing.globals.onTerminal
    ? (text: string) => text.split("\n").map(visible).join("\n")
    : (text: string) => text;
  const writer: Writer<unknown> = {
    begin: () => shown(document.begin()),
    row: (row) => shown(document.row(row)),
    end: () => shown(document.end()),
  };
  return await writeRows(listing, drawing, writer, (row) => row);
}

/** @returns how many rows there were */
async function writeRows<Piece>(
  listing: Listing<unknown>,
  drawing: Sheet,
  writer: Writer<Piece>,
  pieceOf: (row: unknown) => Piece,
): Promise<number> {
  let count = 0;
  await intoSink(drawing, async (sink) => {
    for await (const page of arrange(listing, drawing.globals)) {
      drawing.io.signal.throwIfAborted();
      const pieces = page.map(pieceOf);
      if (count === 0 && pieces.length > 0) sink.add(writer.begin(pieces));
      count += pieces.length;
      for (const piece of pieces) {
        sink.add(writer.row(piece));
        if (sink.isFull) await sink.flush();
      }
      await sink.flush();
    }
    if (count === 0) sink.add(writer.begin([]));
    sink.add(writer.end());
  });
  return count;
}

async function reportMalformed(
  read: Pick<Listing<unknown>, "malformed">,
  { globals, say }: Sheet,
): Promise<void> {
  const { count, ids } = read.malformed();
  if (count === 0) return;
  const named = ids.length === 0 ? "" : `: ${ids.map(visible).join(", ")}${count > ids.length ? ", …" : ""}`;
  const records = count === 1 ? "1 record" : `${count.toLocaleString("en")} records`;
  const message = `${records} could not be read (wrong key or damaged)${named}`;
  if (globals.strict) throw new FoxdenError("partial.malformed", message, { malformed: count });
  await say(`note: ${message}`);
}

function viewOf(
  { kind, dryRun = false, syncedAt }: Pick<Listing<unknown>, "kind" | "dryRun" | "syncedAt">,
  masked: readonly string[],
  { io, globals }: Sheet,
): View {
  const { header, bom, spreadsheetSafe, onTerminal, format } = globals;
  return {
    kind,
    masked,
    dryRun,
    ...(syncedAt === undefined ? {} : { syncedAt }),
    header,
    bom,
    spreadsheetSafe,
    onTerminal,
    isNamed: globals.fields !== undefined,
    width: windowCells(io),
    paint: paintFor(globals.color, io, io.stdout, globals.output !== undefined),
    time: { form: globals.time ?? (format === "table" ? "rel" : "iso"), nowMs: io.now() },
  };
}

function oneText(outcome: OutcomeOf<"one">, drawing: Sheet): string {
  const { globals } = drawing;
  const { format, template } = globals;
  const columns = selectColumns(outcome.columns, globals, true);
  const cells = columns.map((column) => column.value(outcome.row));
  const view = viewOf(outcome, maskedNames(outcome.columns, globals), drawing);
  if (template) return templateWriter(template, columns, view).row(cells);
  if (isDocument(format)) throw noForm(format);
  const isForPeople = format === "table" || format === "plain";
  if (isForPeople && !columns.some((column) => column.whole)) return fieldLines(outcome, drawing, view);
  return recordText(format, columns, cells, view);
}

const noForm = (format: string) =>
  new FoxdenError("usage.value", `this has no ${format} form`, { name: "--format" });

/** Secrets are told of on a terminal, where nobody named the fields. */
function fieldLines(outcome: OutcomeOf<"one">, { globals }: Sheet, view: View): string {
  const columns = globals.fields ? selectColumns(outcome.columns, globals) : outcome.columns;
  if (globals.format !== "table") return plainRecord(columns, outcome.row, view);
  return drawnRecord(columns, outcome.row, { ...view, time: { ...view.time, form: globals.time ?? "both" } });
}

async function drawPieces(pieces: AsyncIterable<string>, drawing: Sheet, sink: Sink): Promise<void> {
  const { format, template } = drawing.globals;
  const hasOtherForms = drawing.shape === "list" || drawing.shape === "one";
  if (hasOtherForms && (template || (format !== "table" && format !== "plain"))) {
    const [form, name] = template ? ["template", "--template"] : [`${format} form`, "--format"];
    throw new FoxdenError("usage.value", `this is drawn for people and has no ${form}`, { name });
  }
  for await (const piece of pieces) {
    drawing.io.signal.throwIfAborted();
    for (const line of piece.replace(/\n$/, "").split("\n")) sink.add(`${visible(line)}\n`);
    await sink.flush();
  }
}

function valueText({ text, field, secret, newline }: OutcomeOf<"value">, { globals }: Sheet): string {
  const { onTerminal } = globals;
  if (onTerminal && secret) {
    throw new FoxdenError("not-confirmed.secret-on-terminal", `the ${field} is not shown on a terminal`, {
      field,
    });
  }
  return (onTerminal ? visible(text) : text) + (newline ? "\n" : "");
}
