/** A thread for tests that want several to ask for the secret of one folder at the very same moment. */
import { masterSecret } from "../../../server/data_dir.ts";

interface Order {
  readonly dir: string;
  /** Counts the threads that are ready. */
  readonly ready: Int32Array<SharedArrayBuffer>;
  readonly threads: number;
}

self.addEventListener("message", (event) => {
  const { dir, ready, threads }: Order = (event as MessageEvent).data;
  Atomics.add(ready, 0, 1);
  while (Atomics.load(ready, 0) < threads);
  let answer: string;
  try {
    answer = masterSecret(dir);
  } catch (error) {
    answer = String(error);
  }
  (self as unknown as Worker).postMessage(answer);
});
