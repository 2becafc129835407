/** The real commands without a process: run on a profile that a test has made. */
import { TREE } from "../../../cli/tree.ts";
import type { TestProfile } from "../../app/app_support.ts";
import { foxden, type Ran, type Surroundings } from "../memory_io.ts";

/** Runs `foxden` with these words on the profiles below the folder `home`. What was just written is seen at once. */
export function runOn(
  { home }: Pick<TestProfile, "home">,
  argv: readonly string[],
  around: Surroundings = {},
): Promise<Ran> {
  return foxden(argv, {
    ...around,
    tree: TREE,
    env: { FOXDEN_DATA_DIR: home, FOXDEN_MAX_AGE: "0s", ...around.env },
  });
}

/** The network of this process as far as this machine goes. */
export interface Loopback extends Disposable {
  /** Addresses elsewhere that were asked, answered or not. */
  readonly asked: readonly string[];
}

/** Keeps requests on this machine: those to others get what `answer` has for them, or no connection. */
export function keepOnLoopback(answer: (url: URL) => Response | undefined = () => undefined): Loopback {
  const { fetch } = globalThis;
  const asked: string[] = [];
  globalThis.fetch = (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    if (url.hostname === "127.0.0.1") return fetch(input, init);
    asked.push(url.href);
    const response = answer(url);
    return response ? Promise.resolve(response) : Promise.reject(new TypeError("no way there"));
  };
  return { asked, [Symbol.dispose]: () => void (globalThis.fetch = fetch) };
}
