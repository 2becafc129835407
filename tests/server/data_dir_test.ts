/** The folder of a server that several processes start on. */
import assert from "node:assert/strict";
import { withDir } from "./support/data_dir.ts";

const THREADS = 2;

Deno.test("of several that start on one empty folder at once, all use the secret that was first", () =>
  withDir(async (parent) => {
    const script = new URL("support/secret_worker.ts", import.meta.url);
    const workers = Array.from({ length: THREADS }, () => new Worker(script, { type: "module" }));
    try {
      for (let round = 0; round < 10; round++) {
        const dir = `${parent}/${round}`;
        await Deno.mkdir(dir, { recursive: true });
        const ready = new Int32Array(new SharedArrayBuffer(4));
        const answers = await Promise.all(
          workers.map((worker) => ask(worker, { dir, ready, threads: THREADS })),
        );
        const kept = (await Deno.readTextFile(`${dir}/master-secret`)).trim();
        assert.deepEqual(answers, answers.map(() => kept));
        assert.deepEqual([...Deno.readDirSync(dir)].map(({ name }) => name), ["master-secret"]);
      }
    } finally {
      for (const worker of workers) worker.terminate();
    }
  }));

function ask(worker: Worker, order: unknown): Promise<unknown> {
  const answered = Promise.withResolvers<unknown>();
  worker.addEventListener("message", ({ data }) => answered.resolve(data), { once: true });
  worker.addEventListener("error", ({ message }) => answered.reject(new Error(message)), { once: true });
  worker.postMessage(order);
  return answered.promise;
}
