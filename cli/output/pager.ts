/** What is longer than the screen, in the reader's own pager. */
import type { Io, Pager } from "../io.ts";
import type { Target } from "../sink.ts";
import { screenLines } from "../../app/display/text.ts";

/** The program of those who have named none. It is not there on Windows. */
const USUAL_PAGER = "less";

/**
 * The pager to use, as a line for a shell: `FOXDEN_PAGER`, else what foxden was set up with, else `PAGER`, else less.
 *
 * @returns undefined where stdout is no terminal that can be paged, and where somebody wants none: empty, or `cat`
 */
export function pagerFor(
  { env, stdout, startPager }: Pick<Io, "env" | "stdout" | "startPager">,
  configured?: string,
  isWindows = Deno.build.os === "windows",
): string | undefined {
  if (!startPager || !stdout.isTerminal || !stdout.rows || env("TERM") === "dumb") return undefined;
  const named = env("FOXDEN_PAGER") ?? configured ?? env("PAGER") ?? (isWindows ? "" : USUAL_PAGER);
  const command = named.trim();
  return command === "" || command === "cat" ? undefined : command;
}

/** So much is kept until the pager has surely been started: far more than waits in a pipe that nobody reads. */
const MOST_KEPT = 1 << 20;

/** A screen and the pager in front of it, which is started as soon as there is more than the screen holds. */
export class PagedScreen implements Target {
  /** What nobody has been shown. */
  #held = "";
  /** What the pager was given, while it may turn out that there is none; undefined from then on. */
  #given: string | undefined = "";
  #state: "waiting" | "paging" | "plain" = "waiting";
  #pager: Pager | undefined;

  constructor(private readonly io: Io, private readonly command: string) {}

  async write(text: string): Promise<void> {
    if (this.#state !== "waiting") return await this.#show(text);
    this.#held += text;
    const { rows = 0, columns } = this.io.stdout;
    // A line is left for the shell's prompt.
    if (screenLines(this.#held, columns || 80, rows) < rows) return;
    this.#pager = await this.io.startPager?.(this.command);
    this.#state = this.#pager ? "paging" : "plain";
    await this.#showHeld();
  }

  async commit(): Promise<void> {
    await this.#showHeld();
    await this.#close();
  }

  /** What came before a failure is shown, as it would be without a pager. */
  async discard(): Promise<void> {
    if (this.#pager) await this.#close();
    else if (!this.io.signal.aborted) await this.#showHeld();
  }

  async #showHeld(): Promise<void> {
    const held = this.#held;
    this.#held = "";
    if (held !== "") await this.#show(held);
  }

  async #show(text: string): Promise<void> {
    if (!this.#pager) return await this.io.stdout.write(text);
    if (this.#given !== undefined) this.#given += text;
    if (!await this.#pager.write(text)) return await this.#goOnPlain();
    if ((this.#given?.length ?? 0) > MOST_KEPT) this.#given = undefined;
  }

  async #close(): Promise<void> {
    if (this.#pager && !await this.#pager.close()) await this.#goOnPlain();
  }

  /** Without a pager, from the beginning: it was given something, and nobody has seen it. */
  async #goOnPlain(): Promise<void> {
    const given = this.#given ?? "";
    this.#pager = undefined;
    this.#state = "plain";
    this.#given = undefined;
    await this.io.stdout.write(given);
  }
}
