/** What output is written to besides stdout: a file that is there whole or not at all, and streams. */
import { basename, dirname } from "node:path";
import { abortable } from "../abortable.ts";
import { Interruption } from "../io.ts";
import type { Target } from "../sink.ts";
import { refusalOf } from "./place.ts";

const encoder = new TextEncoder();

/** A file that is written beside its target, and takes its place at the end. */
export class FileTarget implements Target {
  #isOpen = true;
  /** A second ctrl-c ends the process where it is. */
  readonly #onEnd = () => Deno.removeSync(this.draft.path);

  private constructor(
    private readonly path: string,
    private readonly target: string,
    private readonly draft: Draft,
  ) {
    globalThis.addEventListener("unload", this.#onEnd);
  }

  /** @param path as somebody knows the file @param target its path without links */
  static async begin(path: string, target: string): Promise<FileTarget> {
    return new FileTarget(path, target, await openDraft(path, target));
  }

  async write(text: string): Promise<void> {
    await this.writeBytes(encoder.encode(text));
  }

  async writeBytes(bytes: Uint8Array): Promise<void> {
    await writeAll(this.draft.file, bytes).catch((error) => this.#refuse(error));
  }

  async commit(): Promise<void> {
    await this.draft.file.sync().catch((error) => this.#refuse(error));
    this.#close();
    await Deno.rename(this.draft.path, this.target).catch((error) => this.#refuse(error));
    globalThis.removeEventListener("unload", this.#onEnd);
  }

  async discard(): Promise<void> {
    this.#close();
    await Deno.remove(this.draft.path).catch(() => {});
    globalThis.removeEventListener("unload", this.#onEnd);
  }

  #close(): void {
    if (this.#isOpen) this.draft.file.close();
    this.#isOpen = false;
  }

  #refuse(error: unknown): never {
    throw refusalOf(this.path, error);
  }
}

interface Draft {
  readonly path: string;
  readonly file: Deno.FsFile;
}

/** A file beside the target that only its owner can read, under a name nobody could have prepared. */
async function openDraft(path: string, target: string): Promise<Draft> {
  try {
    const draft = await Deno.makeTempFile({ dir: dirname(target), prefix: `.${basename(target)}.` });
    return { path: draft, file: await Deno.open(draft, { write: true }) };
  } catch (error) {
    throw refusalOf(path, error);
  }
}

/** A pipe, a device or what is open already: opened when there is something to write, and written at its end. */
export class StreamTarget implements Target {
  #file: Deno.FsFile | undefined;

  /** @param signal ends the wait for a reader */
  constructor(private readonly path: string, private readonly signal: AbortSignal) {}

  async write(text: string): Promise<void> {
    await this.writeBytes(encoder.encode(text));
  }

  async writeBytes(bytes: Uint8Array): Promise<void> {
    this.signal.throwIfAborted();
    try {
      // It never ends what is there, which may be somebody else's.
      this.#file ??= await abortable(Deno.open(this.path, { write: true, append: true }), this.signal);
      await abortable(writeAll(this.#file, bytes), this.signal);
    } catch (error) {
      this.signal.throwIfAborted();
      if (error instanceof Deno.errors.BrokenPipe) throw new Interruption(141);
      throw refusalOf(this.path, error);
    }
  }

  /** Also where there was nothing to write a reader waits for the end. */
  async commit(): Promise<void> {
    await this.writeBytes(new Uint8Array());
    this.discard();
  }

  discard(): void {
    this.#file?.close();
    this.#file = undefined;
  }
}

async function writeAll(file: Deno.FsFile, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length;) done += await file.write(bytes.subarray(done));
}
