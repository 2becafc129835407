/** The real entry over commands that take the terminal, for tests that need a process. */
import { runProcess } from "../../../cli/main.ts";
import { ToldDefect } from "../../../cli/io.ts";
import { done } from "../../../cli/outcome.ts";
import { command } from "../../../cli/spec.ts";

const told = (line: string) => void Deno.stderr.writeSync(new TextEncoder().encode(`${line}\n`));

const take = command({
  path: ["take"],
  summary: "Take the terminal",
  output: "none",
  source: "here",
  options: {
    orphan: { type: "flag", help: "Fall down unseen" },
    take: { type: "flag", help: "Fall down, and see to it" },
    lend: { type: "flag", help: "Have another program at work in it" },
  },
  examples: [{ line: "take" }],
  async run({ io, options, signal }) {
    io.screen?.onExit(() => told("first put back"));
    io.screen?.onExit(() => told("never put back"))();
    io.screen?.onExit(() => told("last put back"));
    signal.addEventListener("abort", () => told("asked to end"));
    const waiting = () => new Promise<void>((resolve) => setTimeout(resolve, 60_000));
    if (options.lend) Deno.addSignalListener("SIGINT", () => told("ctrl-c"));
    if (options.take) {
      const { promise, reject } = Promise.withResolvers<never>();
      io.screen?.takeCrashes((error) => {
        told(`took ${error instanceof Error ? error.message : ""}`);
        reject(new ToldDefect());
      });
      setTimeout(() => {
        throw new TypeError("left alone");
      });
      return await promise;
    }
    if (options.orphan) Promise.reject(new TypeError("left alone"));
    const work = options.lend ? io.screen?.lend(waiting) : waiting();
    told("taken");
    await work;
    return done();
  },
});

const leaf = { path: take.path, summary: take.summary, load: () => Promise.resolve(take) };
await runProcess(() =>
  Promise.resolve({ groups: [], leaves: [leaf], hiddenVerbs: {}, examples: [{ line: "take" }] })
);
