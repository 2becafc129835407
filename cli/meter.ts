/** How far a download is: one line on stderr that is drawn again and again, and gone before anything else is written. */
import type { Progress } from "../app/pull.ts";
import type { Globals } from "./globals.ts";
import type { Io, Output } from "./io.ts";
import { cutEnd, pad, visible } from "./text.ts";

/** A line that is redrawn in place, a line of its own each 10 %, or nothing. */
export type MeterForm = "line" | "log" | "none";

/** What is over so soon is not worth a line. */
const PATIENCE_MS = 500;
const REDRAW_MS = 100;

/** What has been seen and shown of downloads. */
export interface Seen {
  /** Since when somebody waits for them; absent where that is known with the first news only. */
  readonly beganMs?: number;
  /** The one under way, as it was seen first; absent before there is one. */
  readonly first?: { readonly progress: Progress; readonly atMs: number };
  /** When something was last shown; absent when nothing was. */
  readonly shownMs?: number;
  /** How many whole tenths of it were shown. */
  readonly tenths: number;
}

/** Takes news of a download in. @returns what is known now, and the text to show, where one is due */
export function advance(
  seen: Seen,
  progress: Progress,
  nowMs: number,
  form: MeterForm,
): { readonly seen: Seen; readonly text?: string } {
  const isSame = seen.first?.progress.collection === progress.collection;
  const first = isSame && seen.first ? seen.first : { progress, atMs: nowMs };
  const tenths = isSame ? seen.tenths : 0;
  const beganMs = seen.beganMs ?? nowMs;
  const known: Seen = { ...seen, beganMs, first, tenths };
  if (form === "none" || nowMs - beganMs < PATIENCE_MS) return { seen: known };
  const reached = Math.floor(10 * shareOf(progress));
  const isDue = form === "log" ? reached > tenths : nowMs - (seen.shownMs ?? -Infinity) >= REDRAW_MS;
  if (!isDue) return { seen: known };
  const text = progressText(progress, secondsLeft(first, progress, nowMs));
  return { seen: { ...known, shownMs: nowMs, tenths: reached }, text };
}

/** What is done of what is known to be there, from 0 to 1; 0 where nobody knows. */
const shareOf = ({ done, total }: Progress): number => total ? Math.min(1, done / total) : 0;

/** At the pace since it was seen first; undefined where there is nothing to go by. */
function secondsLeft(
  first: NonNullable<Seen["first"]>,
  { done, total }: Progress,
  nowMs: number,
): number | undefined {
  const gained = done - first.progress.done;
  if (total === null || gained <= 0 || done >= total) return undefined;
  return Math.ceil(((total - done) * (nowMs - first.atMs)) / gained / 1000);
}

/** Such as `history  262,144 / 500,113  52%  9 s left`. */
export function progressText({ collection, done, total }: Progress, secondsLeft?: number): string {
  const count = done.toLocaleString("en");
  if (total === null || done > total) return `${visible(collection)}  ${count}`;
  const share = Math.floor(100 * (total === 0 ? 1 : done / total));
  const left = secondsLeft === undefined ? "" : `  ${spanText(secondsLeft)} left`;
  return `${visible(collection)}  ${count} / ${total.toLocaleString("en")}  ${share}%${left}`;
}

function spanText(seconds: number): string {
  if (seconds < 100) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 100 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
}

/** The form for a run. */
export function meterForm(
  { quiet, verbose, progress }: Pick<Globals, "quiet" | "verbose" | "progress">,
  { stderr }: Pick<Io, "stderr">,
): MeterForm {
  if (quiet || !progress) return "none";
  if (stderr.isTerminal) return "line";
  return verbose ? "log" : "none";
}

/** The meter of one run. What it draws never mixes with what is written through {@link Meter.guarded}. */
export class Meter {
  #seen: Seen;
  /** Cells of the line on the screen; 0 when there is none. */
  #drawn = 0;
  /** Settles when everything so far is written, so that pieces stay in order. */
  #written: Promise<void> = Promise.resolve();

  constructor(private readonly io: Pick<Io, "stderr" | "now">, private readonly form: MeterForm) {
    this.#seen = { beganMs: io.now(), tenths: 0 };
  }

  /** Takes news of a download in, and shows it where it is time to. */
  show(progress: Progress): void {
    const { seen, text } = advance(this.#seen, progress, this.io.now(), this.form);
    this.#seen = seen;
    if (text === undefined) return;
    if (this.form === "log") return this.#write(`${text}\n`);
    // One cell is left free: a full line would make some terminals begin the next.
    const line = cutEnd(text, Math.max(1, (this.io.stderr.columns || 80) - 1));
    this.#write(`\r${pad(line, this.#drawn)}`);
    this.#drawn = Math.max(this.#drawn, line.length);
  }

  /** Takes the line off the screen. */
  async clear(): Promise<void> {
    if (this.#drawn > 0) this.#write(`\r${" ".repeat(this.#drawn)}\r`);
    this.#drawn = 0;
    await this.#written;
  }

  /** Takes the line off the screen; nobody waits any more until there is news again. */
  async rest(): Promise<void> {
    await this.clear();
    this.#seen = { tenths: 0 };
  }

  /** The same world, in which the line is gone before anything is written. */
  guarded(io: Io): Io {
    return { ...io, stdout: this.#guard(io.stdout), stderr: this.#guard(io.stderr) };
  }

  #guard(output: Output): Output {
    return {
      get isTerminal() {
        return output.isTerminal;
      },
      get columns() {
        return output.columns;
      },
      write: (text) => this.#drawn > 0 ? this.clear().then(() => output.write(text)) : output.write(text),
    };
  }

  #write(text: string): void {
    this.#written = this.#written.then(() => this.io.stderr.write(text));
  }
}
