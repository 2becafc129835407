/** Runs that end before their end: a key, a signal, a reader who has left. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { FaultBox } from "../support/faults.ts";
import { madeBy, programEnv, programWords, runToEnd, type World } from "../support/world.ts";
import { expectSuccess, linesOf } from "./expect.ts";
import { dropMirror, openFilledWorld, put } from "./filled.ts";

/** Five pages of the server, and far more than a pipe holds. */
const ROWS = 5000;

const faults = new FaultBox();
let world: World;
Deno.test.beforeAll(async () => {
  world = await openFilledWorld({ fault: faults.fault, rows: ROWS });
});
Deno.test.afterAll(async () => await world[Symbol.asyncDispose]());

/** Makes sure that all rows are on this machine, so that the next list writes them without a wait. */
const fillMirror = async () => void expectSuccess(await world.foxden("sync history"));

/** Pages that are held back. */
interface Held extends Disposable {
  /** Settles when somebody has asked for one. */
  readonly asked: Promise<void>;
}

/** Begins to answer for every page of history but the first two, and never comes to the end. */
function holdLaterPages(): Held {
  const asked = Promise.withResolvers<void>();
  let pages = 0;
  const trap = faults.use((request) => {
    if (!isPageOfHistory(request) || ++pages <= 2) return undefined;
    asked.resolve();
    const body = { start: (body: ByteSink) => body.enqueue(new TextEncoder().encode("[")) };
    return new Response(new ReadableStream(body));
  });
  return { asked: asked.promise, [Symbol.dispose]: () => trap[Symbol.dispose]() };
}

type ByteSink = ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>;

const isPageOfHistory = ({ url }: Request) => new URL(url).pathname.endsWith("/storage/history");

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
    await fillMirror();
    await using child = world.start("history list --ndjson");
    const out = readerOf(child.stdout);
    const first = await out.next();
    // Far more than a pipe holds is still to come.
    child.kill(signal);
    const text = first + await out.rest();
    const lines = linesOf(text);
    assert.equal((await child.status).code, exit);
    assert.ok(lines.length > 0 && lines.length < ROWS, `${lines.length} lines`);
    for (const line of lines) JSON.parse(line);
    assert.equal(await readerOf(child.stderr).rest(), "");
  });

  Deno.test(`${signal} in a download ends it at once with ${exit}, and the next run goes on from there`, async () => {
    await dropMirror(world);
    {
      using held = holdLaterPages();
      await using child = world.start("history list --ndjson");
      await askedBy(child, held);
      child.kill(signal);
      const { code, stdout, stderr } = await child.output();
      const text = new TextDecoder();
      assert.deepEqual([code, text.decode(stdout), text.decode(stderr)], [exit, "", ""]);
    }
    const pages: URLSearchParams[] = [];
    using _ = faults.use((request) => {
      if (isPageOfHistory(request)) pages.push(new URL(request.url).searchParams);
      return undefined;
    });
    const ids = linesOf(expectSuccess(await world.foxden("history list -f ids")).stdout);
    assert.deepEqual([ids.length, new Set(ids).size], [ROWS, ROWS]);
    assert.ok(
      pages.length > 0 && pages.every((page) => Number(page.get("newer")) > 0),
      "from where it ended",
    );
  });
}

/** Waits until the child has asked for a page that is held back. */
const askedBy = (child: Deno.ChildProcess, { asked }: Held) =>
  madeBy(child, "it asked for a third page", asked);

Deno.test("a second SIGINT ends a run whose reader takes nothing any more", async () => {
  const id = "abcdefghijkl";
  await put(world, "forms", id, { id, name: "field", value: "long ".repeat(200_000) });
  await using child = world.start(`records get forms ${id} --json`);
  const out = readerOf(child.stdout);
  // All of it is written at once: from its first byte on, nothing else can end the run.
  assert.notEqual(await out.next(), "");
  let sent = 0;
  const ended = child.status.then(() => true);
  for (let isOver = false; !isOver; sent++) {
    child.kill("SIGINT");
    // Two that come together would be taken for one.
    isOver = await Promise.race([ended, pause(100)]);
  }
  assert.equal((await child.status).code, 130);
  assert.ok(sent > 1, "the first waits for what is being written");
  await out.leave();
  await child.stderr.cancel();
});

/** The time until something is looked at again. */
const pause = (ms: number) => new Promise<false>((resolve) => setTimeout(resolve, ms, false));

Deno.test("a reader that closes early ends the run quietly with 141", async () => {
  await fillMirror();
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
  await fillMirror();
  const script = '"$@" | head -1; echo "status ${PIPESTATUS[0]}"';
  const command = new Deno.Command("bash", {
    args: ["-c", script, "bash", ...programWords("history list --ndjson")],
    clearEnv: true,
    env: programEnv({ HOME: world.home }),
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  });
  const { stdout, stderr } = await runToEnd(command);
  const [line = "", status] = linesOf(stdout);
  assert.equal(typeof JSON.parse(line), "object");
  assert.equal(status, "status 141");
  assert.equal(stderr, "");
});

const FILE = "history.csv";

/** The files that are being written to take the place of that one. */
const drafts = () => [...Deno.readDirSync(world.home)].filter(({ name }) => name.startsWith(`.${FILE}.`));

/** Lists history into a file that was there before, and interrupts that when it is time. @returns the exit code */
async function interruptFile(untilTime: (child: Deno.ChildProcess) => Promise<void>): Promise<number> {
  const path = join(world.home, FILE);
  await Deno.writeTextFile(path, "before\n");
  await using child = world.start(["history", "list", "-f", "csv", "-o", path]);
  await untilTime(child);
  interrupt(child);
  const { code } = await child.output();
  const lines = linesOf(await Deno.readTextFile(path));
  if (code === 0) assert.equal(lines.length, ROWS + 1);
  else assert.deepEqual(lines, ["before"]);
  assert.deepEqual(drafts(), [], "no draft is left behind");
  return code;
}

/** The child may have ended by itself. */
function interrupt(child: Deno.ChildProcess): void {
  try {
    child.kill("SIGINT");
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
}

Deno.test("an interrupted file is not there, and an older one of its name is untouched", async () => {
  await dropMirror(world);
  using held = holdLaterPages();
  const code = await interruptFile(async (child) => {
    await askedBy(child, held);
    assert.equal(drafts().length, 1);
  });
  assert.equal(code, 130);
});

Deno.test("nor is a file there that is interrupted when some rows are in it", async () => {
  await fillMirror();
  const sizeOf = (name: string) => Deno.stat(join(world.home, name)).then(({ size }) => size, () => 0);
  const codes: number[] = [];
  // A run may be done before the signal comes.
  while (!codes.includes(130) && codes.length < 20) {
    const code = await interruptFile(async (child) => {
      let isOver = false;
      child.status.then(() => isOver = true);
      while (!isOver) {
        const [draft] = drafts();
        if (draft && await sizeOf(draft.name) > 0) return;
        await pause(1);
      }
    });
    assert.ok(code === 0 || code === 130, `exit ${code}`);
    codes.push(code);
  }
  assert.ok(codes.includes(130), "one was interrupted in the middle");
});
