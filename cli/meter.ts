/**
 * How far long work is: one line on stderr that is drawn again and again, and gone before anything else is written;
 * lines of a log; or events for programs.
 */
import type { Act, Progress } from "../app/progress.ts";
import { onProfile } from "./advice.ts";
import type { Globals } from "./globals.ts";
import type { Io, Output } from "./io.ts";
import { cutEnd, pad, safeJson, visible } from "../app/display/text.ts";

/** A line that is redrawn in place, a line of its own each 10 %, a line of JSON each time, or nothing. */
export type MeterForm = "line" | "log" | "json" | "none";

/** What is over so soon is not worth a line. Programs are told at once. */
const PATIENCE_MS = 500;
const REDRAW_MS = 100;

/** What has been seen and shown of long work. */
export interface Seen {
  /** Since when somebody waits for it; absent where that is known with the first news only. */
  readonly beganMs?: number;
  /** The one under way, as it was seen first; absent before there is one. */
  readonly first?: { readonly progress: Progress; readonly atMs: number };
  /** When something was last shown; absent when nothing was. */
  readonly shownMs?: number;
  /** How many whole tenths of it were shown. */
  readonly tenths: number;
}

/** Takes news in. @returns what is known now, and the text to show, where one is due */
export function advance(
  seen: Seen,
  progress: Progress,
  nowMs: number,
  form: MeterForm,
): { readonly seen: Seen; readonly text?: string } {
  const isSame = seen.first !== undefined && isSameWork(seen.first.progress, progress);
  const first = isSame && seen.first ? seen.first : { progress, atMs: nowMs };
  const tenths = isSame ? seen.tenths : 0;
  const beganMs = seen.beganMs ?? nowMs;
  const known: Seen = { ...seen, beganMs, first, tenths };
  const isPatient = form !== "json" && nowMs - beganMs < PATIENCE_MS;
  if (form === "none" || isPatient) return { seen: known };
  const reached = Math.floor(10 * shareOf(progress));
  const isLate = nowMs - (seen.shownMs ?? -Infinity) >= REDRAW_MS;
  const isDue = form === "log"
    ? reached > tenths
    : isLate || (form === "json" && reached === 10 && tenths < 10);
  if (!isDue) return { seen: known };
  const left = secondsLeft(first, progress, nowMs);
  const text = form === "json" ? progressEvent(progress, left) : progressText(progress, left);
  return { seen: { ...known, shownMs: nowMs, tenths: reached }, text };
}

const isSameWork = (one: Progress, other: Progress): boolean =>
  one.collection === other.collection && actOf(one) === actOf(other);

const actOf = ({ act = "download" }: Progress): Act => act;

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

/** What is said of work that is no download. */
const ACT_WORDS: Readonly<Record<Act, string>> = {
  download: "",
  upload: " sent",
  read: " read",
  backup: " backed up",
};

/** Such as `history  262,144 / 500,113  52%  9 s left`. */
export function progressText(progress: Progress, secondsLeft?: number): string {
  const { collection, done, total } = progress;
  const count = `${visible(collection)}${ACT_WORDS[actOf(progress)]}  ${done.toLocaleString("en")}`;
  if (total === null || done > total) return count;
  const share = Math.floor(100 * (total === 0 ? 1 : done / total));
  const left = secondsLeft === undefined ? "" : `  ${spanText(secondsLeft)} left`;
  return `${count} / ${total.toLocaleString("en")}  ${share}%${left}`;
}

/** The same for a program: one line of JSON. */
function progressEvent(progress: Progress, secondsLeft: number | undefined): string {
  const { collection, done, total } = progress;
  const share = total === null ? null : total === 0 ? 1 : Math.min(1, Math.round(1000 * done / total) / 1000);
  return safeJson({
    progress: { collection, act: actOf(progress), done, total, share, secondsLeft: secondsLeft ?? null },
  });
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
  if (quiet || progress === "off") return "none";
  if (progress === "json") return "json";
  if (stderr.isTerminal) return "line";
  return verbose || progress === "on" ? "log" : "none";
}

/** What ends when work is stopped in the middle, and how it goes on. */
const STOPPED: Readonly<Record<Act, ((typed: (line: string) => string) => string) | undefined>> = {
  download: (typed) => `What was read is kept, and the next ${typed("foxden sync")} goes on from there.`,
  upload: (typed) =>
    `What the server has taken stays there: the next write or ${typed("foxden undo")} asks it, and ` +
    `${typed("foxden undo --list")} shows it.`,
  backup: () => "No file was written.",
  read: undefined,
};

/** The meter of one run. What it draws never mixes with what is written through {@link Meter.guarded}. */
export class Meter {
  #seen: Seen;
  #last: Progress | undefined;
  /** Cells of the line on the screen; 0 when there is none. */
  #drawn = 0;
  /** Whether rows are on the screen already, between which a line that comes and goes would flicker. */
  #isSilent = false;
  /** Settles when everything so far is written, so that pieces stay in order. */
  #written: Promise<void> = Promise.resolve();

  /** @param profile that the work is on */
  constructor(
    private readonly io: Pick<Io, "stderr" | "now">,
    private readonly form: MeterForm,
    private readonly profile = "default",
  ) {
    this.#seen = { beganMs: io.now(), tenths: 0 };
  }

  /** Takes news in, and shows it where it is time to. */
  show(progress: Progress): void {
    this.#last = progress;
    const { seen, text } = advance(this.#seen, progress, this.io.now(), this.form);
    this.#seen = seen;
    if (text === undefined) return;
    if (this.form !== "line") return this.#write(`${text}\n`);
    if (this.#isSilent) return;
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
    this.#last = undefined;
    this.#isSilent = false;
  }

  /** What to tell somebody who stops the run now; undefined where nothing is in the middle, or nobody watches. */
  stopped(): string | undefined {
    const last = this.#last;
    if (!last || this.form === "none" || this.form === "json") return undefined;
    const way = STOPPED[actOf(last)];
    const isOver = last.total !== null && last.done >= last.total;
    return way === undefined || isOver
      ? undefined
      : `Stopped at ${progressText(last)}. ${way((line) => onProfile(line, { profile: this.profile }))}`;
  }

  /** The same world, in which the line is gone before anything is written. */
  guarded(io: Io): Io {
    const { startPager } = io;
    return {
      ...io,
      stdout: this.#guard(io.stdout, () => this.#isSilent ||= io.stdout.isTerminal),
      stderr: this.#guard(io.stderr),
      ...(startPager === undefined ? {} : {
        startPager: async (command: string) => {
          this.#isSilent = true;
          // What is written once it is open waits until it is left.
          await this.clear();
          return await startPager(command);
        },
      }),
    };
  }

  #guard(output: Output, onWrite: () => void = () => {}): Output {
    const { writeBytes } = output;
    const guarded = (write: () => void | Promise<void>) => {
      onWrite();
      return this.#drawn > 0 ? this.clear().then(write) : write();
    };
    return {
      get isTerminal() {
        return output.isTerminal;
      },
      get columns() {
        return output.columns;
      },
      get rows() {
        return output.rows ?? 0;
      },
      write: (text) => guarded(() => output.write(text)),
      ...(writeBytes && { writeBytes: (bytes) => guarded(() => writeBytes(bytes)) }),
    };
  }

  #write(text: string): void {
    this.#written = this.#written.then(() => this.io.stderr.write(text));
  }
}
