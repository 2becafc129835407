/** Where the output goes: stdout in large pieces, or a file that is there whole or not at all. */
import { basename, dirname } from "node:path";
import { FoxdenError } from "../core/errors.ts";
import type { Io } from "./io.ts";

/** Text is held back up to here, and a little more, before it is written. */
const PIECE_LENGTH = 65_536;

/** Collects text; whoever adds to it flushes when it is {@link isFull} and at the end of each page. */
export class Sink {
  #held = "";

  constructor(
    private readonly target: {
      readonly write: (text: string) => void | Promise<void>;
      readonly commit: () => void | Promise<void>;
      readonly discard: () => void | Promise<void>;
    },
  ) {}

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
 * Opens stdout, or the file at `path`.
 *
 * @throws {FoxdenError} `failed.file` when no plain file can be written there
 */
export async function openSink(io: Io, path: string | undefined): Promise<Sink> {
  if (path !== undefined) return await openFile(path);
  return new Sink({ write: (text) => io.stdout.write(text), commit: () => {}, discard: () => {} });
}

async function openFile(path: string): Promise<Sink> {
  // A rename would put a file in the place of a device or a pipe.
  const present = await Deno.stat(path).catch(() => null);
  if (present && !present.isFile) throw cannotWrite(path, "it is there and is no plain file");
  const { draft, file } = await openDraft(path);
  const encoder = new TextEncoder();
  const refuse = (error: unknown): never => {
    throw cannotWrite(path, reasonOf(error), error);
  };
  let isOpen = true;
  const close = () => {
    if (isOpen) file.close();
    isOpen = false;
  };
  return new Sink({
    async write(text) {
      const bytes = encoder.encode(text);
      for (let done = 0; done < bytes.length;) {
        done += await file.write(bytes.subarray(done)).catch(refuse);
      }
    },
    async commit() {
      await file.sync().catch(refuse);
      close();
      await Deno.rename(draft, path).catch(refuse);
    },
    async discard() {
      close();
      await Deno.remove(draft).catch(() => {});
    },
  });
}

/** A file beside `path` that only its owner can read, under a name nobody could have prepared. */
async function openDraft(path: string): Promise<{ draft: string; file: Deno.FsFile }> {
  try {
    const draft = await Deno.makeTempFile({ dir: dirname(path), prefix: `.${basename(path)}.` });
    return { draft, file: await Deno.open(draft, { write: true }) };
  } catch (error) {
    throw cannotWrite(path, reasonOf(error), error);
  }
}

function cannotWrite(path: string, why: string, cause?: unknown): FoxdenError<"failed.file"> {
  return new FoxdenError("failed.file", `cannot write "${path}": ${why}`, { path }, { cause });
}

function reasonOf(error: unknown): string {
  if (error instanceof Deno.errors.NotFound) return "there is no such folder";
  if (error instanceof Deno.errors.PermissionDenied) return "it is not allowed there";
  if (error instanceof Deno.errors.NotCapable) return "foxden was started without leave to write there";
  return "the disk refused";
}
