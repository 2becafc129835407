/** Answers of servers that are no records: asked for each time, and remembered for when that cannot be. */
import { FoxdenError, isFoxdenError } from "../core/errors.ts";
import { decodeOr, type Decoder, integer, object, unknownValue } from "../core/json.ts";
import { excuseFor } from "./freshen.ts";
import { DEFAULT_FRESHNESS, type WhyStale } from "./freshness.ts";
import { undefinedIfUnusable } from "./mirror/open.ts";
import type { App } from "./open.ts";

const remembered = object({ atMs: integer, answer: unknownValue });

/** An answer that may be remembered. */
export interface Question<T> {
  /** What it is about, in a word. */
  readonly name: string;
  readonly ask: () => Promise<T>;
  /** Reads the answer back from JSON. */
  readonly decode: Decoder<T>;
}

/**
 * Asks, or recalls the last answer where no server may be asked or none can be reached, if it is not too old.
 *
 * @throws {FoxdenError} `network.offline` where there is none to recall, and whatever asking throws
 */
export async function answer<T>(app: App, question: Question<T>): Promise<T> {
  if (app.options.offline) return await recall(app, question, "offline", offline(question.name));
  try {
    const answer = await question.ask();
    await remember(app, question, answer);
    return answer;
  } catch (error) {
    const why = excuseFor(error);
    if (why === undefined || !isFoxdenError(error)) throw error;
    return await recall(app, question, why, error);
  }
}

/** An answer that cannot be kept is an answer all the same. */
async function remember(app: App, question: Question<unknown>, answer: unknown): Promise<void> {
  const noted = { atMs: app.ctx.now(), answer };
  await app.mirror().then((mirror) => mirror.remember(noteOf(question), noted)).catch(undefinedIfUnusable);
}

/** When the answer to a question was given that is remembered, in ms by the local clock; undefined where none is. */
export async function answeredAtMs(
  app: App,
  { name }: Pick<Question<unknown>, "name">,
): Promise<number | undefined> {
  const noted = await app.mending(async () => await (await app.mirror()).recall(noteOf({ name })));
  return decodeOr(undefined, () => remembered(noted, name).atMs);
}

/** The last answer, however old, without asking anybody; undefined where none is remembered. */
export async function lastAnswer<T>(
  app: App,
  { name, decode }: Pick<Question<T>, "name" | "decode">,
): Promise<T | undefined> {
  const noted = await app.mending(async () => await (await app.mirror()).recall(noteOf({ name })));
  return decodeOr(undefined, () => decode(remembered(noted, name).answer, name));
}

const noteOf = ({ name }: Pick<Question<unknown>, "name">): string => `answer ${name}`;

function offline(what: string): FoxdenError<"network.offline"> {
  const message =
    `Nothing is known of ${what} on this machine that is new enough, and no server may be asked`;
  return new FoxdenError("network.offline", message, { what });
}

async function recall<T>(
  app: App,
  { name, decode }: Question<T>,
  why: WhyStale,
  otherwise: FoxdenError,
): Promise<T> {
  const noted = await app.mending(async () => await (await app.mirror()).recall(noteOf({ name })));
  const kept = decodeOr(undefined, () => {
    const { atMs, answer } = remembered(noted, name);
    return { atMs, answer: decode(answer, name) };
  });
  if (!kept || !mayServe(app, kept.atMs)) throw otherwise;
  await app.options.onStale?.({ collection: name, asOfMs: kept.atMs, why });
  return kept.answer;
}

/** Whether an answer of that time may be given in place of a new one. */
function mayServe({ options, ctx }: App, atMs: number): boolean {
  const fresh = options.fresh ?? DEFAULT_FRESHNESS;
  if (fresh.mode !== "max-age") return fresh.mode === "cached";
  return fresh.lenient || ctx.now() - atMs <= fresh.maxAgeMs;
}
