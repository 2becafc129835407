/** A world for pure tests: nothing reaches the machine unless the test puts it there. */
import type { Bytes } from "../../core/bytes.ts";
import { type Context, webContext } from "../../core/context.ts";

/** Where the clock of a test context stands at first. */
export const NOW_MS = Date.UTC(2030, 0, 1);

export interface TestContext extends Context {
  /** The pauses that were asked for, in ms; none of them was waited for. */
  readonly pauses: readonly number[];
  /** Moves the clock. */
  readonly advance: (ms: number) => void;
}

/** A fixed clock, the same bytes in every run, no pauses, and no network but what `over` brings. */
export function testContext(over: Partial<Context> = {}): TestContext {
  const pauses: number[] = [];
  let nowMs = NOW_MS;
  return {
    fetch: () => Promise.reject(new Error("this test may not use the network")),
    now: () => nowMs,
    random: seededRandom(7),
    sleep: (ms) => {
      pauses.push(ms);
      return Promise.resolve();
    },
    pauses,
    advance: (ms) => {
      nowMs += ms;
    },
    ...over,
  };
}

/** The same, but requests go out, which in tests means to this machine's own loopback. */
export function loopbackContext(over: Partial<Context> = {}): TestContext {
  return testContext({ fetch: webContext().fetch, ...over });
}

/** The same, and every request is kept: method, address, headers and body. */
export function recordingContext(): TestContext & { readonly requests: readonly RecordedRequest[] } {
  const requests: RecordedRequest[] = [];
  const { fetch } = webContext();
  const record = async (request: Request) => {
    const { method, url, headers } = request;
    requests.push({ method, url, headers, body: await request.clone().text() });
    return await fetch(request);
  };
  return { ...testContext({ fetch: record }), requests };
}

/** A request as it was about to go out. */
export interface RecordedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  readonly body: string;
}

/** Bytes that follow from the seed: all different, and the same in every run. */
export function seededRandom(seed: number): (length: number) => Bytes {
  let state = seed;
  return (length) => Uint8Array.from({ length }, () => (state = step(state)) >>> 24);
}

/** One step of a linear congruential generator; its upper bits are good enough to tell values apart. */
const step = (state: number): number => (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
