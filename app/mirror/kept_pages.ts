/** Opened pages that are kept while records come in an order that goes to and fro between them. */
import type { Page } from "./page.ts";

/**
 * How many bytes of opened pages are kept at most. Records are stored in sorted runs, so that one page of each run is
 * enough: for a million records of 400 bytes some 50 million bytes. With less than that every page would be opened
 * again and again.
 */
const KEPT_BYTES = 256 << 20;

interface KeptPage {
  readonly page: Page;
  /** Records on it that were not used yet, dead ones included. */
  left: number;
}

/** Opened pages, those that were used last at the end; each goes when all of its records have been used. */
export class KeptPages {
  readonly #pages = new Map<number, KeptPage>();
  readonly #opening = new Map<number, Promise<void>>();
  /** Pages whose last record has been used, and may be looked at until {@link trim}. */
  readonly #spent: Page[] = [];
  #length = 0;

  /** Opens a page, unless it is here or on its way. */
  async add(no: number, open: () => Promise<Page>): Promise<void> {
    if (this.#pages.has(no)) return;
    const opening = this.#opening.get(no) ?? this.#open(no, open).finally(() => this.#opening.delete(no));
    this.#opening.set(no, opening);
    await opening;
  }

  async #open(no: number, open: () => Promise<Page>): Promise<void> {
    const page = await open();
    this.#pages.set(no, { page, left: page.count });
    this.#length += page.length;
  }

  /** The page, for one record of it. */
  use(no: number): Page | undefined {
    const kept = this.#pages.get(no);
    if (!kept) return undefined;
    this.#pages.delete(no);
    if (--kept.left > 0) this.#pages.set(no, kept);
    else {
      this.#length -= kept.page.length;
      this.#spent.push(kept.page);
    }
    return kept.page;
  }

  /** Lets go of what has been used up, and of what was not used for longest. */
  trim(): void {
    for (const page of this.#spent.splice(0)) page.release();
    for (const [no, { page }] of this.#pages) {
      if (this.#length <= KEPT_BYTES) return;
      this.#pages.delete(no);
      this.#length -= page.length;
    }
  }
}
