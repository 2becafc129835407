/** Runs that end before their end: a key, a signal, a reader who has left. */
import assert from "node:assert/strict";
import { FaultBox } from "../support/faults.ts";
import { programEnv, programWords, type World } from "../support/world.ts";
import { linesOf } from "./expect.ts";
import { openFilledWorld } from "./filled.ts";

/** More than two pages, and far more than a pipe holds. */
const ROWS = 2500;

const faults = new FaultBox();
let world: World;
Deno.test.beforeAll(async () => {
  world = await openFilledWorld({ fault: faults.fault, rows: ROWS });
});
Deno.test.afterAll(async () => await world[Symbol.asyncDispose]());

/** Pages that are held back. */
interface Held extends Disposable {
  /** Settles when somebody has asked for one. */
  readonly asked: Promise<void>;
  /** Settles when whoever asked has given up. */
  readonly givenUp: Promise<void>;
}

/** Begins to answer for every page but the first, and never comes to the end. */
function holdLaterPages(): Held {
  const [asked, givenUp] = [gate(), gate()];
  const trap = faults.use((request) => {
    if (!new URL(request.url).searchParams.has("offset")) return undefined;
    asked.resolve();
    return new Response(
      new ReadableStream({
        start: (body) => body.enqueue(new TextEncoder().encode("[")),
        cancel: () => givenUp.resolve(),
      }),
    );
  });
  return { asked: asked.promise, givenUp: givenUp.promise, [Symbol.dispose]: () => trap[Symbol.dispose]() };
}

const gate = () => Promise.withResolvers<void>();

/** The output of a child, read when asked for. */
function readerOf(stream: ReadableStream<Uint8Array>) {
  const reader = stream.pipeThrough(new TextDecoderStream() as TransformStream<Uint8Array, string>)
    .getReader();
  return {
    next: async () => (await reader.read()).value ?? "",
    rest: async () => {
      let text = "";
      for (let read = await reader.read(); !read.done; read = await reader.read()) text += read.value;
      return text;
    },
    leave: () => reader.cancel(),
  };
}

const SIGNALS = [["SIGINT", 130], ["SIGTERM", 143], ["SIGHUP", 129]] as const;
for (const [signal, exit] of SIGNALS) {
  Deno.test(`${signal} in a long list ends it with ${exit}, and what is out is whole lines`, async () => {
    using _ = holdLaterPages();
    await using child = world.start("history list --ndjson");
    const out = readerOf(child.stdout);
    const first = await out.next();
    child.kill(signal);
    const text = first + await out.rest();
    const lines = linesOf(text);
    assert.equal((await child.status).code, exit);
    assert.ok(lines.length > 0 && lines.length < ROWS, `${lines.length} lines`);
    for (const line of lines) JSON.parse(line);
    assert.equal(await readerOf(child.stderr).rest(), "");
  });
}

Deno.test("a second SIGINT ends a run whose reader takes nothing any more", async () => {
  using held = holdLaterPages();
  await using child = world.start("history list --ndjson");
  const out = readerOf(child.stdout);
  await out.next();
  await held.asked;
  child.kill("SIGINT");
  await held.givenUp;
  child.kill("SIGINT");
  assert.equal((await child.status).code, 130);
  await out.leave();
  await child.stderr.cancel();
});

Deno.test("a reader that closes early ends the run quietly with 141", async () => {
  for (const format of ["ndjson", "json", "csv", "plain"]) {
    await using child = world.start(`history list -f ${format}`);
    const out = readerOf(child.stdout);
    assert.notEqual(await out.next(), "");
    await out.leave();
    assert.equal((await child.status).code, 141, format);
    assert.equal(await readerOf(child.stderr).rest(), "", format);
  }
});

Deno.test("a shell's `| head -1` gets its line, and foxden's own status is 141", async () => {
  const script = '"$@" | head -1; echo "status ${PIPESTATUS[0]}"';
  const command = new Deno.Command("bash", {
    args: ["-c", script, "bash", ...programWords("history list --ndjson")],
    clearEnv: true,
    env: programEnv({ HOME: world.home }),
  });
  const { stdout, stderr } = await command.output();
  const [line = "", status] = linesOf(new TextDecoder().decode(stdout));
  assert.equal(typeof JSON.parse(line), "object");
  assert.equal(status, "status 141");
  assert.equal(new TextDecoder().decode(stderr), "");
});

Deno.test("an interrupted file is not there, and an older one of its name is untouched", async () => {
  using held = holdLaterPages();
  const path = `${world.home}/history.csv`;
  await Deno.writeTextFile(path, "before\n");
  await using child = world.start(["history", "list", "-f", "csv", "-o", path]);
  const draft = () => [...Deno.readDirSync(world.home)].some(({ name }) => name.startsWith(".history.csv."));
  await held.asked;
  child.kill("SIGINT");
  const { code } = await child.output();
  assert.equal(code, 130);
  assert.equal(await Deno.readTextFile(path), "before\n");
  assert.ok(!draft(), "no draft is left behind");
});
