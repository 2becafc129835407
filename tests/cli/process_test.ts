import assert from "node:assert/strict";
import { VERSION } from "../../app/version.ts";
import { mortal } from "../support/world.ts";

const root = new URL("../../", import.meta.url).pathname;

/** Neither what the person who runs the tests has set up reaches into them, nor the other way round. */
const place = await Deno.makeTempDir({ prefix: "foxden-test-" });
globalThis.addEventListener("unload", () => Deno.removeSync(place, { recursive: true }));
const ELSEWHERE = { FOXDEN_CONFIG_DIR: place, FOXDEN_STATE_DIR: place };

function start(script: string, args: string[], stdin: "piped" | "null" = "null"): Deno.ChildProcess {
  return mortal(new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-check", "--allow-all", script, ...args],
    cwd: root,
    env: ELSEWHERE,
    stdin,
    stdout: "piped",
    stderr: "piped",
  }).spawn());
}

const SAMPLE = "tests/cli/sample_main.ts";

async function finish(child: Deno.ChildProcess) {
  const { code, stdout, stderr } = await child.output();
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: decode(stdout), stderr: decode(stderr) };
}

/** Reads until the text has been seen; the reader can be used on. */
async function readUntil(reader: ReadableStreamDefaultReader<Uint8Array>, text: string): Promise<string> {
  const decoder = new TextDecoder();
  let seen = "";
  while (!seen.includes(text)) {
    const { value, done } = await reader.read();
    if (done) throw new Error(`ended before "${text}": ${seen}`);
    seen += decoder.decode(value, { stream: true });
  }
  return seen;
}

async function drain(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
  while (!(await reader.read()).done);
}

Deno.test("--version prints name and version, and loads neither the parser nor a command", async () => {
  const { code, stdout, stderr } = await finish(start("cli/main.ts", ["--version"]));
  assert.deepEqual([code, stdout, stderr], [0, `foxden ${VERSION}\n`, ""]);
});

Deno.test("the version is that of deno.json", async () => {
  const config: unknown = JSON.parse(await Deno.readTextFile(`${root}deno.json`));
  assert.deepEqual({ ...Object(config), version: VERSION }, config);
});

Deno.test("--version --json tells how foxden was built", async () => {
  const { stdout } = await finish(start("cli/main.ts", ["--version", "--json"]));
  assert.deepEqual(JSON.parse(stdout), { version: VERSION, build: "source", deno: Deno.version.deno });
});

Deno.test("stdin is read by lines and then whole", async () => {
  const child = start(SAMPLE, ["echo"], "piped");
  const writer = child.stdin.getWriter();
  const bytes = new TextEncoder().encode("first\r\nsecond é\nthird\n");
  // The cuts are inside a word, between CR and LF, and inside a character.
  for (const [from, to] of [[0, 3], [3, 6], [6, 15], [15, bytes.length]] as const) {
    await writer.write(bytes.slice(from, to));
  }
  await writer.close();
  assert.equal((await finish(child)).stdout, "first|second é\nthird\n");
});

Deno.test("a reader that leaves early ends foxden quietly with 141", async () => {
  const child = start(SAMPLE, ["endless", "--ndjson"]);
  const reader = child.stdout.getReader();
  assert.match(await readUntil(reader, "\n"), /^\{"id":0\}\n/);
  await reader.cancel();
  const stderr = await new Response(child.stderr).text();
  assert.deepEqual([(await child.status).code, stderr], [141, "counting\n"]);
});

for (const [signal, code] of [["SIGINT", 130], ["SIGTERM", 143], ["SIGHUP", 129]] as const) {
  Deno.test({
    name: `${signal} ends a listing quietly with ${code}`,
    ignore: Deno.build.os === "windows",
    async fn() {
      const child = start(SAMPLE, ["endless", "-f", "ids"]);
      const reader = child.stdout.getReader();
      await readUntil(reader, "\n");
      child.kill(signal);
      const [stderr] = await Promise.all([new Response(child.stderr).text(), drain(reader)]);
      assert.deepEqual([(await child.status).code, stderr], [code, "counting\n"]);
    },
  });
}

Deno.test({
  name: "a second ctrl-c ends at once what does not listen to the first",
  ignore: Deno.build.os === "windows",
  async fn() {
    const child = start(SAMPLE, ["stubborn"]);
    const reader = child.stderr.getReader();
    await readUntil(reader, "waiting\n");
    child.kill("SIGINT");
    await readUntil(reader, "stopping\n");
    child.kill("SIGINT");
    assert.equal((await child.status).code, 130);
    await Promise.all([drain(reader), child.stdout.cancel()]);
  },
});

Deno.test("a promise that nobody caught is a defect like any other: exit 70 and no trace", async () => {
  const { code, stdout, stderr } = await finish(start(SAMPLE, ["books", "check", "--orphan"]));
  assert.deepEqual([code, stdout, stderr.split("\n").length], [70, "", 4]);
  assert.doesNotMatch(stderr, /hunter2|\bat .*:\d+/);
});
