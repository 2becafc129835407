/** Where the output goes: a stream in large pieces, or a file that is there whole or not at all. */
import { fromUtf8 } from "../core/bytes.ts";
import type { Io, Output } from "./io.ts";
import { PagedScreen } from "./output/pager.ts";
import { placeOf } from "./output/place.ts";
import { FileTarget, StreamTarget } from "./output/targets.ts";

/** Text is held back up to here, and a little more, before it is written. */
const PIECE_LENGTH = 65_536;

/** Where a sink's text goes. */
export interface Target {
  readonly write: (text: string) => void | Promise<void>;
  /** The same of text in UTF-8, where that need not be made text first. */
  readonly writeBytes?: (bytes: Uint8Array) => void | Promise<void>;
  readonly commit: () => void | Promise<void>;
  readonly discard: () => void | Promise<void>;
}

/** Collects text; whoever adds to it flushes when it is {@link isFull} and at the end of each page. */
export class Sink {
  #held = "";

  constructor(private readonly target: Target) {}

  add(text: string): void {
    this.#held += text;
  }

  get isFull(): boolean {
    return this.#held.length >= PIECE_LENGTH;
  }

  /** Resolves when the reader has taken what was held. */
  async flush(): Promise<void> {
    if (this.#held === "") return;
    const held = this.#held;
    this.#held = "";
    await this.target.write(held);
  }

  /** Whole lines in UTF-8, for after what is held. Resolves when the reader has taken them. */
  async writeBytes(bytes: Uint8Array): Promise<void> {
    await this.flush();
    const { target } = this;
    await (target.writeBytes ? target.writeBytes(bytes) : target.write(fromUtf8(bytes)));
  }

  /** Ends the output; a file appears under its name only now. */
  async commit(): Promise<void> {
    await this.flush();
    await this.target.commit();
  }

  /** Gives up: what is held is dropped, and a file leaves nothing behind. */
  async discard(): Promise<void> {
    this.#held = "";
    await this.target.discard();
  }
}

/**
 * Opens stdout, or what the path leads to.
 *
 * @param pager the program that shows what is longer than the screen
 * @throws {FoxdenError} `failed.file` when nothing can be written there
 */
export async function openSink(io: Io, path: string | undefined, pager?: string): Promise<Sink> {
  if (path !== undefined) return new Sink(await openPlace(io, path));
  if (pager !== undefined) return new Sink(new PagedScreen(io, pager));
  return new Sink(streamOf(io.stdout));
}

async function openPlace(io: Io, path: string): Promise<Target> {
  const place = placeOf(path);
  switch (place.type) {
    case "stdout":
    case "stderr":
      return streamOf(io[place.type]);
    case "stream":
      return new StreamTarget(path, io.signal);
    case "file":
      return await FileTarget.begin(path, place.target);
  }
}

function streamOf(output: Output): Target {
  const { writeBytes } = output;
  return {
    write: (text) => output.write(text),
    ...(writeBytes && { writeBytes }),
    commit: () => {},
    discard: () => {},
  };
}
