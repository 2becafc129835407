/** Output that is ended in the middle, in real processes. */
import assert from "node:assert/strict";
import { FORMATS } from "../../../app/config/settings.ts";
import { linesOf, mortal } from "../../support/world.ts";

const SAMPLE = new URL("../sample_main.ts", import.meta.url).pathname;

async function inFolder(check: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "foxden-test-" });
  try {
    await check(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function start(folder: string, ...argv: readonly string[]): Deno.ChildProcess {
  return mortal(new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-check", "--quiet", "--allow-all", SAMPLE, ...argv],
    env: { FOXDEN_CONFIG_DIR: folder, FOXDEN_STATE_DIR: folder },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn());
}

/** Waits for a line on stderr; what comes after it can be read on. */
async function reach(lines: AsyncGenerator<string>, line: string): Promise<void> {
  for (let next = await lines.next(); next.value !== line; next = await lines.next()) {
    if (next.done) throw new Error(`ended before "${line}"`);
  }
}

const contents = (folder: string) =>
  Object.fromEntries(
    [...Deno.readDirSync(folder)].map(({ name }) => [name, Deno.readTextFileSync(`${folder}/${name}`)]),
  );

for (const format of FORMATS) {
  Deno.test(`a reader who leaves early ends a list in ${format} quietly with 141`, async () => {
    await inFolder(async (folder) => {
      const child = start(folder, "endless", "-f", format);
      const reader = child.stdout.getReader();
      assert.ok(((await reader.read()).value?.length ?? 0) > 0);
      await reader.cancel();
      const stderr = await new Response(child.stderr).text();
      assert.deepEqual([(await child.status).code, stderr], [141, "counting\n"]);
    });
  });
}

Deno.test("a reader who leaves early ends a template quietly with 141", async () => {
  await inFolder(async (folder) => {
    const child = start(folder, "endless", "--template", "{id|json}");
    const reader = child.stdout.getReader();
    await reader.read();
    await reader.cancel();
    const stderr = await new Response(child.stderr).text();
    assert.deepEqual([(await child.status).code, stderr], [141, "counting\n"]);
  });
});

for (const [signal, code] of [["SIGINT", 130], ["SIGTERM", 143], ["SIGHUP", 129]] as const) {
  Deno.test({
    name: `${signal} in the middle of a file leaves what was there before, and nothing else`,
    ignore: Deno.build.os === "windows",
    async fn() {
      for (const format of ["csv", "xml", "table"]) {
        await inFolder(async (folder) => {
          await Deno.writeTextFile(`${folder}/old`, "old");
          for (const name of ["old", "new"]) {
            const child = start(folder, "endless", "-f", format, "-o", `${folder}/${name}`);
            await reach(linesOf(child.stderr), "counting");
            // It is written to now: the draft holds something.
            while (!Object.entries(contents(folder)).some(([, text]) => text.length > 3)) {
              await new Promise((resolve) => setTimeout(resolve, 5));
            }
            child.kill(signal);
            assert.equal((await child.status).code, code);
            await child.stdout.cancel();
          }
          assert.deepEqual(contents(folder), { old: "old" });
        });
      }
    },
  });
}

Deno.test({
  name: "a second ctrl-c, which ends foxden where it is, leaves no part of a file either",
  ignore: Deno.build.os === "windows",
  async fn() {
    await inFolder(async (folder) => {
      await Deno.writeTextFile(`${folder}/f`, "old");
      const child = start(folder, "stuck", "-f", "csv", "-o", `${folder}/f`);
      const lines = linesOf(child.stderr);
      await reach(lines, "waiting");
      assert.equal(Object.keys(contents(folder)).length, 2, "the file and what is to take its place");
      child.kill("SIGINT");
      await reach(lines, "stopping");
      child.kill("SIGINT");
      assert.equal((await child.status).code, 130);
      await lines.return(undefined);
      await child.stdout.cancel();
      assert.deepEqual(contents(folder), { f: "old" });
    });
  },
});
