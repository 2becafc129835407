/** Lists that come in pages, as one. */
import { type ApiReply, type ApiRequest, callApi } from "./api.ts";
import { FoxdenError } from "../core/errors.ts";
import { parseJson } from "../core/json.ts";
import type { App } from "./open.ts";

/** How many records a page has where nobody says it. */
const PAGE_RECORDS = 1000;

/** @throws {FoxdenError} `usage.value` for a request whose answer has no pages */
export function withPages(request: ApiRequest, hasHead: boolean): ApiRequest {
  const refuse = (message: string) => {
    throw new FoxdenError("usage.value", `--paginate: ${message}`, { name: "--paginate" });
  };
  const isList = /^\/storage\/[^/]+\/?$/.test(request.path);
  if (request.server !== "storage" || request.method !== "GET" || !isList) {
    refuse("only GET storage/COLLECTION has pages");
  }
  if (hasHead) refuse("each page has a head of its own, which --include would put between them");
  const query = new URLSearchParams(request.query);
  if (query.has("offset")) refuse("it begins at the first page, and takes no offset");
  if (!query.has("limit")) query.set("limit", String(PAGE_RECORDS));
  // A line a record: pages can be put together without being held.
  return { ...request, query: `?${query}`, headers: { ...request.headers, accept: LINES } };
}

const LINES = "application/newlines, application/json;q=0.9";

/**
 * All pages as one list, of one moment: a collection that changes meanwhile is a conflict.
 *
 * @param inLines a record a line, in place of one JSON list
 */
export async function* listPages(app: App, request: ApiRequest, inLines: boolean): AsyncGenerator<ApiReply> {
  let page = request;
  const sent = new Set<string>();
  const joint = new Joint(inLines);
  for (;;) {
    const reply = await callApi(app, page);
    // A list that has begun is no place for the text of a refusal.
    if (reply.failure) return yield page === request ? reply : { ...reply, body: await unread(reply) };
    const header = (name: string) => reply.headers.find(([each]) => each === name)?.[1];
    const next = header("x-weave-next-offset");
    const isJson = !/newlines/.test(header("content-type") ?? "");
    yield { ...reply, body: joint.joined(reply.body, isJson, next === undefined) };
    if (next === undefined) return;
    if (sent.has(next)) {
      throw new FoxdenError("server.shape", "The server repeats a page, so that its list has no end", {
        at: request.path,
      });
    }
    sent.add(next);
    const query = new URLSearchParams(request.query);
    query.set("offset", next);
    const unmodified = header("x-last-modified");
    const pinned = unmodified === undefined ? {} : { "x-if-unmodified-since": unmodified };
    page = { ...page, query: `?${query}`, headers: { ...pinned, ...page.headers } };
  }
}

/** Takes a body off the network, and shows none of it. */
async function unread({ body }: ApiReply): Promise<AsyncIterable<string>> {
  for await (const _ of body);
  return nothing();
}

async function* nothing(): AsyncGenerator<string> {}

/** Puts the bodies of pages together. */
class Joint {
  #count = 0;

  constructor(private readonly inLines: boolean) {}

  async *joined(body: AsyncIterable<string>, isJson: boolean, isLast: boolean): AsyncGenerator<string> {
    if (!this.inLines && this.#count === 0) yield "[";
    for await (const item of isJson ? itemsOf(body) : linesOf(body)) {
      yield this.inLines ? `${item}\n` : `${this.#count === 0 ? "" : ","}\n${item}`;
      this.#count++;
    }
    if (!this.inLines && isLast) yield this.#count === 0 ? "]\n" : "\n]\n";
  }
}

async function* linesOf(body: AsyncIterable<string>): AsyncGenerator<string> {
  let held = "";
  for await (const piece of body) {
    const lines = (held + piece).split("\n");
    held = lines.pop() ?? "";
    yield* lines.filter((line) => line !== "");
  }
  if (held !== "") yield held;
}

/** A server that knows no other form sends a page as one list, which has to be held to be taken apart. */
async function* itemsOf(body: AsyncIterable<string>): AsyncGenerator<string> {
  const items = parseJson((await Array.fromAsync(body)).join(""), "a page");
  for (const item of Array.isArray(items) ? items : [items]) yield JSON.stringify(item);
}
