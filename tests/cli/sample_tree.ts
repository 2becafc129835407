/** A small tree of real commands over invented books, to see the framework at work. */
import { type Column, type Listing, NONE_MALFORMED } from "../../app/columns.ts";
import { FoxdenError } from "../../core/errors.ts";
import { done, failing, one, rows, text, value } from "../../cli/outcome.ts";
import { askSecret, askText, confirm, readSecretLine } from "../../cli/prompt.ts";
import { command } from "../../cli/spec.ts";
import type { Tree } from "../../cli/tree.ts";

export interface Book {
  readonly id: string;
  readonly title: string;
  readonly url: string;
  readonly readAt: Date | null;
  readonly pages: number;
  readonly size: number;
  readonly tags: readonly string[];
  readonly lent: boolean;
  readonly note: string;
  readonly pin: string;
}

export const BOOK_COLUMNS: readonly Column<Book>[] = [
  { name: "id", value: (book) => book.id, detail: true },
  { name: "title", value: (book) => book.title },
  { name: "url", value: (book) => book.url, kind: "url" },
  { name: "lastRead", value: (book) => book.readAt, kind: "time" },
  { name: "pages", value: (book) => book.pages, kind: "count" },
  { name: "size", value: (book) => book.size, kind: "bytes" },
  { name: "tags", value: (book) => book.tags },
  { name: "lent", value: (book) => book.lent, detail: true },
  { name: "note", value: (book) => book.note, detail: true },
  { name: "pin", value: (book) => book.pin, secret: true },
];

export function book(over: Partial<Book> = {}): Book {
  return {
    id: "aaaaaaaaaaaa",
    title: "Tide tables",
    url: "https://books.example/tides",
    readAt: new Date(Date.UTC(2030, 0, 29, 12)),
    pages: 1234,
    size: 56_789,
    tags: ["sea", "moon"],
    lent: false,
    note: "",
    pin: "hunter2",
    ...over,
  };
}

export const BOOKS: readonly Book[] = [
  book(),
  book({ id: "bbbbbbbbbbbb", title: "Knots", url: "https://books.example/k", pages: 90, readAt: null }),
  book({
    id: "cccccccccccc",
    title: "日本の鳥",
    pages: 300,
    readAt: new Date(Date.UTC(2030, 0, 31, 11, 57)),
  }),
];

/** A listing of these pages. */
export function listing<Row>(
  columns: readonly Column<Row>[],
  pages: readonly (readonly Row[])[] | AsyncIterable<readonly Row[]>,
  malformed = NONE_MALFORMED,
): Listing<Row> {
  return {
    kind: "books",
    columns,
    pages: Symbol.asyncIterator in pages ? pages : each(pages),
    malformed: () => malformed,
  };
}

async function* each<T>(items: readonly T[]): AsyncGenerator<T> {
  for (const item of items) yield await Promise.resolve(item);
}

const withoutSecrecy = BOOK_COLUMNS.map(({ secret: _, ...column }) => column);

export const list = command({
  path: ["books", "list"],
  summary: "Show books",
  about: "Books come in the order in which they were bought.",
  output: "list",
  source: "here",
  columns: BOOK_COLUMNS,
  args: { query: { optional: true, help: "Words to look for in titles" } },
  options: {
    tree: { type: "flag", help: "Draw the shelves" },
    empty: { type: "flag", help: "As if there were none" },
    broken: { type: "flag", help: "As if two were unreadable" },
    tag: { type: "list", label: "T", help: "Only with this tag" },
    shelf: { type: "choice", choices: ["top", "low"], help: "Only from this shelf" },
    reveal: { type: "optional-value", choices: ["inline"], help: "Show the PINs" },
  },
  examples: [{ line: "books list tides", note: "books about tides" }, {
    line: "books list --tag sea --json",
  }],
  run({ args, options }) {
    if (options.tree) return Promise.resolve(text("shelf\n  Tide \x1b[31mtables\n"));
    const found = options.empty ? [] : BOOKS.filter(({ title }) => title.includes(args.query ?? ""));
    const malformed = options.broken ? { count: 2, ids: ["dddddddddddd", "e\x1b"] } : NONE_MALFORMED;
    return Promise.resolve(rows(listing(options.reveal ? withoutSecrecy : BOOK_COLUMNS, [found], malformed)));
  },
});

export const get = command({
  path: ["books", "get"],
  summary: "Show one book",
  output: "one",
  source: "here",
  args: { id: { help: "Its id" } },
  options: {
    field: { type: "string", label: "NAME", help: "Only the value of this field" },
    noNewline: { type: "flag", help: "Without a line end" },
    reveal: { type: "flag", help: "Show the PIN" },
  },
  examples: [{ line: "books get aaaaaaaaaaaa" }],
  run({ args, options }) {
    const found = BOOKS.find(({ id }) => id === args.id);
    if (!found) {
      return Promise.reject(
        new FoxdenError("not-found.record", `No book "${args.id}"`, { collection: "books", id: args.id }),
      );
    }
    if (options.field === undefined) return Promise.resolve(one("book", BOOK_COLUMNS, found));
    const secret = options.field === "pin" && !options.reveal;
    const shown = options.field === "pin" ? found.pin : found.title;
    return Promise.resolve(value(shown, { field: options.field, secret, newline: !options.noNewline }));
  },
});

export const add = command({
  path: ["books", "add"],
  summary: "Buy a book",
  output: "none",
  source: "here",
  args: { title: { optional: true, help: "Its title" } },
  options: {
    pinStdin: { type: "flag", help: "Read the PIN from stdin" },
    copies: { type: "integer", min: 1, max: 9, default: 1, help: "How many" },
    within: { type: "duration", default: "2h", help: "How soon" },
    shop: { type: "string", env: "BOOK_SHOP", label: "NAME", help: "Where" },
    noGift: { type: "flag", help: "Not wrapped" },
  },
  examples: [{ line: "books add Knots" }],
  async run(call) {
    const { args, options, io, globals } = call;
    const title = args.title ?? await askText(call, { message: "Title", flag: "TITLE" });
    const pin = options.pinStdin
      ? await readSecretLine(io, "--pin-stdin")
      : await askSecret(call, { message: "PIN", flag: "--pin-stdin" });
    const sure = options.pinStdin || await confirm(call, { message: `Buy ${title}?`, flag: "--pin-stdin" });
    return done(
      JSON.stringify({
        title,
        pin: pin.length,
        sure,
        ...options,
        timeoutMs: globals.timeoutMs,
        input: globals.input,
      }),
    );
  },
});

export const check = command({
  path: ["books", "check"],
  summary: "Look for loose pages",
  output: "text",
  source: "here",
  options: {
    fail: { type: "flag", help: "Find some" },
    crash: { type: "flag", help: "Fall down" },
    orphan: { type: "flag", help: "Fall down unseen" },
    every: { type: "optional-duration", implied: "90s", label: "T", help: "Again and again" },
    closing: { type: "flag", help: "Say so when something is closed" },
  },
  examples: [{ line: "books check" }],
  run({ options, say, defer }) {
    if (options.closing) { for (const name of ["door", "window"]) defer(() => say(`closing the ${name}`)); }
    if (options.every !== undefined) return Promise.resolve(text(`every ${options.every} ms`));
    if (options.orphan) {
      Promise.reject(new TypeError("hunter2 was left alone"));
      return new Promise((resolve) => setTimeout(() => resolve(done()), 60_000));
    }
    if (options.crash) throw new TypeError("hunter2 is not a function");
    return say("checking").then(() => options.fail ? failing(text("loose"), "auth") : text("all well"));
  },
});

export const endless = command({
  path: ["endless"],
  summary: "Count",
  output: "list",
  source: "here",
  examples: [{ line: "endless" }],
  async run({ say }) {
    async function* pages() {
      for (let n = 0;; n += 500) {
        yield Array.from({ length: 500 }, (_, i) => n + i);
        // A turn of the event loop, as a page from the network would take.
        await new Promise((resolve) => setTimeout(resolve));
      }
    }
    await say("counting");
    return rows({
      kind: "numbers",
      columns: [{ name: "id", value: (n: number) => n }],
      pages: pages(),
      malformed: () => NONE_MALFORMED,
    });
  },
});

export const stuck = command({
  path: ["stuck"],
  summary: "List something, and then nothing more",
  output: "list",
  source: "here",
  examples: [{ line: "stuck" }],
  run({ say, signal }) {
    signal.addEventListener("abort", () => say("stopping"));
    async function* pages() {
      yield [1, 2, 3];
      await say("waiting");
      await new Promise((resolve) => setTimeout(resolve, 60_000));
    }
    const columns = [{ name: "id", value: (n: number) => n }];
    return Promise.resolve(
      rows({ kind: "numbers", columns, pages: pages(), malformed: () => NONE_MALFORMED }),
    );
  },
});

export const stubborn = command({
  path: ["stubborn"],
  summary: "Go on when asked to stop",
  output: "none",
  source: "here",
  examples: [{ line: "stubborn" }],
  async run({ say, signal }) {
    signal.addEventListener("abort", () => say("stopping"));
    await say("waiting");
    await new Promise((resolve) => setTimeout(resolve, 60_000));
    return done();
  },
});

export const echo = command({
  path: ["echo"],
  summary: "Repeat stdin",
  output: "text",
  source: "here",
  examples: [{ line: "echo" }],
  async run({ io }) {
    const first = await io.stdin.readLine();
    return text(`${first}|${await io.stdin.readAll()}`);
  },
});

export const SAMPLE_TREE: Tree = {
  groups: [{
    path: ["books"],
    aliases: ["bk"],
    section: "Records",
    summary: "Books",
    examples: [{ line: "books list" }],
  }, { path: ["endless", "loop"], summary: "Loops", examples: [{ line: "endless loop check" }] }],
  leaves: [
    { path: ["books", "list"], summary: list.summary, load: () => Promise.resolve(list) },
    { path: ["books", "get"], summary: get.summary, load: () => Promise.resolve(get) },
    { path: ["books", "add"], summary: add.summary, load: () => Promise.resolve(add) },
    { path: ["books", "check"], summary: check.summary, load: () => Promise.resolve(check) },
    { path: ["stuck"], section: "Server", summary: stuck.summary, load: () => Promise.resolve(stuck) },
    { path: ["endless"], section: "Server", summary: endless.summary, load: () => Promise.resolve(endless) },
    {
      path: ["stubborn"],
      section: "Server",
      summary: stubborn.summary,
      load: () => Promise.resolve(stubborn),
    },
    { path: ["echo"], section: "Server", summary: echo.summary, load: () => Promise.resolve(echo) },
    { path: ["endless", "loop", "check"], summary: check.summary, load: () => Promise.resolve(check) },
  ],
  hiddenVerbs: { ls: "list", show: "get" },
  examples: [{ line: "books list", note: "every book" }],
};
