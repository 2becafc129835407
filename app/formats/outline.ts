/** A tree of bookmarks as it is told to a writer of documents: step by step from the top. */

/** A folder that begins. */
export interface OutlineFolder {
  readonly title: string;
  readonly addedMs: number | null;
  readonly modifiedMs: number | null;
  /** One of those that every browser has. */
  readonly place?: "toolbar" | "unfiled";
}

/** A bookmark, a saved search, or what is left of a feed. */
export interface OutlineLink {
  readonly title: string;
  readonly url: string;
  readonly feedUrl?: string;
  readonly tags: readonly string[];
  readonly keyword: string | null;
  readonly addedMs: number | null;
  readonly modifiedMs: number | null;
}

/** Text for each step. `depth` is how many folders are open around it. */
export interface OutlineWriter {
  readonly begin: () => string;
  readonly openFolder: (folder: OutlineFolder, depth: number) => string;
  readonly closeFolder: (depth: number) => string;
  readonly link: (link: OutlineLink, depth: number) => string;
  readonly separator: (depth: number) => string;
  readonly end: () => string;
}
