/** An outcome → output, in the format that was asked for. */
import type { Listing } from "../app/columns.ts";
import { FoxdenError } from "../core/errors.ts";
import { fieldText, plainText, type TimeView } from "./cells.ts";
import { rowObject, type RowWriter, rowWriter, type View } from "./formats.ts";
import type { Globals } from "./globals.ts";
import type { Io } from "./io.ts";
import { arrange, describeColumns, maskedNames, selectColumns } from "./listing.ts";
import type { Outcome } from "./outcome.ts";
import { openSink, type Sink } from "./sink.ts";
import type { OutputShape } from "./spec.ts";
import { type Paint, paintFor } from "./style.ts";
import { titleOf } from "./table.ts";
import { pad, safeJson, visible, wrap } from "./text.ts";

type OutcomeOf<T extends Outcome["type"]> = Extract<Outcome, { readonly type: T }>;

/** Where and how to draw. */
export interface Drawing {
  readonly io: Io;
  readonly globals: Globals;
  /** What the command said it prints. */
  readonly shape: OutputShape;
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
export async function render(outcome: Outcome, drawing: Drawing): Promise<void> {
  if (outcome.type === "done") {
    if (outcome.message !== undefined) await drawing.say(outcome.message);
    return;
  }
  if (asksForFields(drawing.globals) && (outcome.type === "rows" || outcome.type === "one")) {
    const { columns } = outcome.type === "rows" ? outcome.listing : outcome;
    return await intoSink(drawing, (sink) => sink.add(`${describeColumns(columns).join("\n")}\n`));
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
export function asksForFields({ fields }: Pick<Globals, "fields">): boolean {
  return fields?.length === 1 && fields[0] === "help";
}

/** Lines a person reads are as wide as their window; `COLUMNS` says it where there is none. */
export function windowCells(io: Io): number {
  const said = Number(io.env("COLUMNS"));
  const cells = io.stdout.isTerminal ? io.stdout.columns : said;
  return Number.isSafeInteger(cells) && cells > 0 ? cells : NO_WINDOW_CELLS;
}

async function intoSink({ io, globals }: Drawing, draw: (sink: Sink) => void | Promise<void>): Promise<void> {
  const sink = await openSink(io, globals.output);
  try {
    await draw(sink);
    await sink.commit();
  } catch (error) {
    await sink.discard();
    throw error;
  }
}

async function drawRows({ listing, closing }: OutcomeOf<"rows">, drawing: Drawing): Promise<void> {
  const { globals, io } = drawing;
  const columns = selectColumns(listing.columns, globals);
  const writer = rowWriter(
    globals.format,
    columns,
    {
      ...viewOf(listing.kind, maskedNames(listing.columns, globals), drawing),
      dryRun: listing.dryRun ?? false,
    },
  );
  let count = 0;
  await intoSink(drawing, async (sink) => {
    for await (const page of arrange(listing, globals)) {
      io.signal.throwIfAborted();
      const cells = page.map((row) => columns.map((column) => column.value(row)));
      if (count === 0 && cells.length > 0) sink.add(writer.begin(cells));
      count += cells.length;
      await addRows(sink, writer, cells);
    }
    if (count === 0) sink.add(writer.begin([]));
    sink.add(writer.end());
  });
  const last = closing?.() ?? (count === 0 ? `no ${listing.kind}` : undefined);
  if (last !== undefined && globals.format === "table") await drawing.say(last);
  await reportMalformed(listing, drawing);
}

async function addRows(
  sink: Sink,
  writer: RowWriter,
  page: Parameters<RowWriter["begin"]>[0],
): Promise<void> {
  for (const cells of page) {
    sink.add(writer.row(cells));
    if (sink.isFull) await sink.flush();
  }
  await sink.flush();
}

async function reportMalformed(
  read: Pick<Listing<unknown>, "malformed">,
  { globals, say }: Drawing,
): Promise<void> {
  const { count, ids } = read.malformed();
  if (count === 0) return;
  const named = ids.length === 0 ? "" : `: ${ids.map(visible).join(", ")}${count > ids.length ? ", …" : ""}`;
  const records = count === 1 ? "1 record" : `${count.toLocaleString("en")} records`;
  const message = `${records} could not be read (wrong key or damaged)${named}`;
  if (globals.strict) throw new FoxdenError("partial.malformed", message, { malformed: count });
  await say(`note: ${message}`);
}

function viewOf(kind: string, masked: readonly string[], { io, globals }: Drawing): View {
  return {
    kind,
    masked,
    dryRun: false,
    header: globals.header,
    onTerminal: globals.onTerminal,
    width: windowCells(io),
    paint: paintFor(globals.color, io, io.stdout, globals.output !== undefined),
    time: { form: globals.time ?? (globals.format === "table" ? "rel" : "iso"), nowMs: io.now() },
  };
}

function oneText(outcome: OutcomeOf<"one">, drawing: Drawing): string {
  const { globals } = drawing;
  const columns = selectColumns(outcome.columns, globals, true);
  const cells = columns.map((column) => column.value(outcome.row));
  const view = viewOf(outcome.kind, maskedNames(outcome.columns, globals), drawing);
  const object = () => `${safeJson(rowObject(columns, cells, view.masked), 2)}\n`;
  if (globals.format === "json") return object();
  if (globals.format === "table" || globals.format === "plain") {
    const isWhole = columns.some((column) => column.whole);
    return isWhole ? object() : fieldLines(outcome, drawing, view.paint);
  }
  const writer = rowWriter(globals.format, columns, view);
  return writer.begin([cells]) + writer.row(cells) + writer.end();
}

/** A line a field: its title in front on a terminal, its name and a tab otherwise; a secret shows as stars. */
function fieldLines(outcome: OutcomeOf<"one">, { globals, io }: Drawing, paint: Paint): string {
  const columns = globals.fields ? selectColumns(outcome.columns, globals) : outcome.columns;
  const inTable = globals.format === "table";
  const time: TimeView = { form: globals.time ?? (inTable ? "both" : "iso"), nowMs: io.now() };
  const longest = Math.max(...columns.map(({ name }) => titleOf(name).length));
  const lines = columns.map(({ name, kind, secret, value }) => {
    if (!inTable) return secret ? "" : `${paint("bold", name)}\t${plainText(value(outcome.row), time)}\n`;
    const shown = secret ? "************" : fieldText(value(outcome.row), kind, time);
    const [first = "", ...more] = wrap(shown || "-", Math.max(20, windowCells(io) - longest - 2));
    const head = `${paint("bold", pad(capital(titleOf(name)), longest))}  ${first}\n`;
    return head + more.map((line) => `${" ".repeat(longest + 2)}${line}\n`).join("");
  });
  return lines.join("");
}

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

async function drawPieces(pieces: AsyncIterable<string>, drawing: Drawing, sink: Sink): Promise<void> {
  const { format } = drawing.globals;
  const hasOtherForms = drawing.shape === "list" || drawing.shape === "one";
  if (hasOtherForms && format !== "table" && format !== "plain") {
    throw new FoxdenError("usage.value", `this is drawn for people and has no ${format} form`, {
      name: "--format",
    });
  }
  for await (const piece of pieces) {
    drawing.io.signal.throwIfAborted();
    for (const line of piece.replace(/\n$/, "").split("\n")) sink.add(`${visible(line)}\n`);
    await sink.flush();
  }
}

function valueText({ text, field, secret, newline }: OutcomeOf<"value">, { globals }: Drawing): string {
  const { onTerminal } = globals;
  if (onTerminal && secret) {
    throw new FoxdenError("not-confirmed.secret-on-terminal", `the ${field} is not shown on a terminal`, {
      field,
    });
  }
  return (onTerminal ? visible(text) : text) + (newline ? "\n" : "");
}
