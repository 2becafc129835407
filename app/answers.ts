/** Answers of servers that are no records: asked for each time, and remembered for when that cannot be. */
import { FoxdenError, isFoxdenError } from "../core/errors.ts";
import { type Decoder, integer, object, unknownValue } from "../core/json.ts";
import { DEFAULT_FRESHNESS } from "./freshness.ts";
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
 * Asks, or recalls the last answer where no server may be asked or none can be reached.
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
    const fresh = app.options.fresh ?? DEFAULT_FRESHNESS;
    const isLenient = fresh.mode === "max-age" && fresh.lenient;
    if (!isLenient || !isFoxdenError(error) || error.kind !== "network") throw error;
    return await recall(app, question, "unreachable", error);
  }
}

/** An answer that cannot be kept is an answer all the same. */
async function remember(app: App, question: Question<unknown>, answer: unknown): Promise<void> {
  try {
    await (await app.mirror()).remember(noteOf(question), { atMs: app.ctx.now(), answer });
  } catch (error) {
    if (!isFoxdenError(error) || error.code !== "failed.mirror") throw error;
  }
}

const noteOf = ({ name }: Pick<Question<unknown>, "name">): string => `answer ${name}`;

const offline = (what: string) =>
  new FoxdenError(
    "network.offline",
    `Nothing is known of ${what} on this machine yet, and no server may be asked`,
    {
      what,
    },
  );

async function recall<T>(
  app: App,
  question: Question<T>,
  why: "offline" | "unreachable",
  otherwise: FoxdenError,
): Promise<T> {
  const noted = await (await app.mirror()).recall(noteOf(question));
  if (noted === undefined) throw otherwise;
  const { atMs, answer } = remembered(noted, question.name);
  await app.options.onStale?.({ collection: question.name, asOfMs: atMs, why });
  return question.decode(answer, question.name);
}
