/** The terminal as Ink's stdout: what is written goes there at once, through the filter, until it is closed. */
import { EventEmitter } from "node:events";
import { FrameFilter } from "./frames.ts";

/** Where bytes end up. May take fewer than it is given. */
export interface ByteSink {
  /** @throws {Error} when nobody is there any more, or not right now */
  writeSync(bytes: Uint8Array): number;
}

export interface WindowSize {
  readonly columns: number;
  readonly rows: number;
}

type Written = (error?: Error | null) => void;

/** How long to wait before a terminal that takes nothing right now is tried again. */
const RETRY_MS = 2;
const encoder = new TextEncoder();
const asleep = new Int32Array(new SharedArrayBuffer(4));

/**
 * As much of a stream as Ink uses. Emits `resize` when the window has another size. Writing never throws: a terminal that
 * is gone is told by its input.
 */
export class ScreenOutput extends EventEmitter {
  readonly isTTY = true;
  readonly destroyed = false;
  readonly #filter = new FrameFilter();
  readonly #sink: ByteSink;
  #size: WindowSize;
  #isClosed = false;

  constructor(sink: ByteSink, size: WindowSize) {
    super();
    // Each mounted part of a frame may listen.
    this.setMaxListeners(0);
    this.#sink = sink;
    this.#size = size;
  }

  get columns(): number {
    return this.#size.columns;
  }

  get rows(): number {
    return this.#size.rows;
  }

  get writable(): boolean {
    return !this.#isClosed;
  }

  get writableEnded(): boolean {
    return this.#isClosed;
  }

  /** Takes the window's size without telling anybody; emit `resize` for that. */
  setSize(size: WindowSize): void {
    this.#size = size;
  }

  /** Writes a frame, or a part of one. Nothing is written once closed. @returns true, since it never has to wait */
  write(text: string | Uint8Array, encodingOrWritten?: string | Written, written?: Written): boolean {
    const done = typeof encodingOrWritten === "function" ? encodingOrWritten : written;
    if (!this.#isClosed) {
      const whole = typeof text === "string" ? text : new TextDecoder().decode(text);
      writeAllSync(this.#sink, this.#filter.feed(whole));
    }
    if (done) queueMicrotask(() => done());
    return true;
  }

  /** Empties the screen, and puts the cursor at its start, for whatever draws everything anew. */
  clear(): void {
    if (this.#isClosed) return;
    this.#filter.reset();
    writeAllSync(this.#sink, "\x1b[m\x1b[H\x1b[J");
  }

  /** While closed, nothing is written: the screen belongs to somebody else. */
  close(): void {
    this.#isClosed = true;
  }

  open(): void {
    this.#isClosed = false;
  }
}

/** Writes all of a text, waiting where a terminal takes no more right now; one that is gone takes everything. */
export function writeAllSync(sink: ByteSink, text: string): void {
  const bytes = encoder.encode(text);
  for (let done = 0; done < bytes.length;) {
    try {
      done += sink.writeSync(bytes.subarray(done));
    } catch (error) {
      if (!(error instanceof Deno.errors.WouldBlock)) return;
      Atomics.wait(asleep, 0, 0, RETRY_MS);
    }
  }
}
