/** Output to what is no file of its own: streams that are open, pipes and devices. */
import assert from "node:assert/strict";
import { Interruption } from "../../../cli/io.ts";
import { placeOf } from "../../../cli/output/place.ts";
import { mortal } from "../../support/world.ts";
import { foxden } from "../memory_io.ts";

const root = new URL("../../../", import.meta.url).pathname;
const ignore = Deno.build.os !== "linux";
const IDS = "aaaaaaaaaaaa\nbbbbbbbbbbbb\ncccccccccccc\n";
const LIST = ["books", "list", "-f", "ids"];

async function inFolder(check: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await check(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Runs a line of a shell in which `books` lists books and `$D` is the folder. */
async function shell(
  folder: string,
  line: string,
): Promise<{ code: number; stdout: string; stderr: string }> {
  const books =
    `books() { '${Deno.execPath()}' run --no-check -A tests/cli/sample_main.ts books list -f ids "$@"; }`;
  const child = mortal(new Deno.Command("sh", {
    args: ["-c", `${books}; ${line}`],
    cwd: root,
    env: { D: folder, FOXDEN_CONFIG_DIR: folder, FOXDEN_STATE_DIR: folder, NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn());
  const { code, stdout, stderr } = await child.output();
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: decode(stdout), stderr: decode(stderr) };
}

Deno.test({
  name: "/dev/stdout and its like are the stream and never replaced, also where it is a file",
  ignore,
  async fn() {
    for (const path of ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1", "$D/link", "$D/all"]) {
      await inFolder(async (folder) => {
        await Deno.symlink("/dev/stdout", `${folder}/link`);
        const { code, stderr } = await shell(
          folder,
          `{ echo before; books -o "${path}"; echo after; } > "$D/all"`,
        );
        assert.deepEqual([code, stderr], [0, ""], path);
        assert.equal(await Deno.readTextFile(`${folder}/all`), `before\n${IDS}after\n`, path);
        assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name).sort(), ["all", "link"]);
      });
    }
  },
});

Deno.test({
  name: "stderr and any other descriptor are written to at their end",
  ignore,
  async fn() {
    await inFolder(async (folder) => {
      assert.deepEqual(await shell(folder, "books -o /dev/stderr"), { code: 0, stdout: "", stderr: IDS });
      const line = '{ echo before >&3; books -o /dev/fd/3; books -o /proc/self/fd/3; } 3> "$D/three"';
      assert.deepEqual(await shell(folder, line), { code: 0, stdout: "", stderr: "" });
      assert.equal(await Deno.readTextFile(`${folder}/three`), `before\n${IDS}${IDS}`);
      const closed = await shell(folder, "books -o /dev/fd/900");
      assert.deepEqual([closed.code, closed.stdout], [1, ""]);
      assert.match(closed.stderr, /nothing is open there/);
    });
  },
});

Deno.test({
  name:
    "a named pipe is written to and stays one, and its reader sees an end also where there was nothing to write",
  ignore,
  async fn() {
    await inFolder(async (folder) => {
      const whole = await shell(folder, 'mkfifo "$D/p"; books -o "$D/p" & timeout 60 cat "$D/p"; wait $!');
      assert.deepEqual(whole, { code: 0, stdout: IDS, stderr: "" });
      assert.ok((await Deno.lstat(`${folder}/p`)).isFifo);
      const none = await shell(folder, 'books no-such-title -o "$D/p" & timeout 60 cat "$D/p"; wait $!');
      assert.deepEqual(none, { code: 0, stdout: "", stderr: "" });
    });
  },
});

Deno.test({
  name: "a device is written to, and one that is full is a failure",
  ignore,
  async fn() {
    assert.deepEqual(await foxden([...LIST, "-o", "/dev/null"]).then(({ code, stdout }) => [code, stdout]), [
      0,
      "",
    ]);
    assert.ok((await Deno.stat("/dev/null")).isCharDevice);
    const full = await foxden([...LIST, "-o", "/dev/full"]);
    assert.deepEqual([full.code, full.stdout], [1, ""]);
  },
});

Deno.test({
  name: "a signal ends the wait for somebody who reads a pipe",
  ignore,
  // The file that nobody waits for any more is opened all the same, once there is a reader.
  sanitizeResources: false,
  async fn() {
    await inFolder(async (folder) => {
      const path = `${folder}/p`;
      assert.equal((await shell(folder, 'mkfifo "$D/p"')).code, 0);
      const controller = new AbortController();
      const running = foxden([...LIST, "-o", path], { signal: controller.signal });
      setTimeout(() => controller.abort(new Interruption(130)));
      assert.equal((await running).code, 130);
      (await Deno.open(path, { read: true, write: true })).close();
    });
  },
});

Deno.test({
  name: "a device is taken for a terminal, on which no secret is shown and no title does anything",
  ignore,
  async fn() {
    assert.deepEqual(placeOf("/dev/full"), { type: "stream", isTerminal: true });
    const secret = ["books", "get", "aaaaaaaaaaaa", "--field", "pin", "-o"];
    assert.equal((await foxden([...secret, "/dev/full"])).code, 11);
    assert.equal((await foxden([...secret, "/dev/null"])).code, 0);
    assert.equal((await foxden([...secret, "/dev/stderr"], { onTerminal: true })).code, 11);
    assert.equal((await foxden([...secret, "/dev/stdout"], { onTerminal: true })).code, 11);
  },
});
