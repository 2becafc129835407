import assert from "node:assert/strict";
import { join } from "node:path";
import {
  makeOwnerOnly,
  makePrivateFolder,
  readFileIfThere,
  removeFile,
  writePrivateFile,
} from "../../app/files.ts";
import { equal, utf8 } from "../../core/bytes.ts";
import { failsWith } from "../support/vectors.ts";

const FILES = new URL("../../app/files.ts", import.meta.url).href;
const hasModes = Deno.build.os !== "windows";

/** Runs a test in a folder of its own. */
async function inFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "foxden-files-" });
  try {
    await run(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Permission bits in octal. */
const modeOf = async (path: string) => ((await Deno.stat(path)).mode ?? 0) & 0o777;
const namesIn = (folder: string) => [...Deno.readDirSync(folder)].map(({ name }) => name).sort();

Deno.test("folders are made for the owner alone, and one that is there is left as it is", () =>
  inFolder(async (folder) => {
    await makePrivateFolder(join(folder, "a", "b"));
    if (hasModes) {
      for (const path of ["a", "a/b"]) assert.equal(await modeOf(join(folder, path)), 0o700);
      await Deno.chmod(join(folder, "a"), 0o755);
    }
    await makePrivateFolder(join(folder, "a"));
    if (hasModes) assert.equal(await modeOf(join(folder, "a")), 0o755);
  }));

Deno.test("a folder that cannot be made is told by its path", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(join(folder, "file"), "");
    const path = join(folder, "file", "below");
    const error = await failsWith("failed.file", () => makePrivateFolder(path));
    assert.deepEqual(error.details, { path });
  }));

Deno.test("a file is written for the owner alone, in a folder made for it, and leaves nothing beside it", () =>
  inFolder(async (folder) => {
    const path = join(folder, "profile", "vault");
    const large = new Uint8Array(3_000_000).fill(7);
    for (const content of [utf8("first"), large, utf8("short"), new Uint8Array()]) {
      await writePrivateFile(path, content);
      assert.ok(equal(await Deno.readFile(path), content), `${content.length} bytes as they were given`);
      assert.deepEqual(namesIn(join(folder, "profile")), ["vault"]);
    }
    if (!hasModes) return;
    assert.equal(await modeOf(path), 0o600);
    assert.equal(await modeOf(join(folder, "profile")), 0o700);
  }));

Deno.test(
  "a file that others could read is theirs no more once it is written again",
  { ignore: !hasModes },
  () =>
    inFolder(async (folder) => {
      const path = join(folder, "vault");
      await Deno.writeTextFile(path, "old", { mode: 0o644 });
      await writePrivateFile(path, utf8("new"));
      assert.equal(await modeOf(path), 0o600);
    }),
);

Deno.test("a file that cannot be replaced is told by its path, and nothing is left behind", () =>
  inFolder(async (folder) => {
    const path = join(folder, "vault");
    await makePrivateFolder(join(path, "a folder in the way"));
    const error = await failsWith("failed.file", () => writePrivateFile(path, utf8("new")));
    assert.deepEqual(error.details, { path });
    assert.deepEqual(namesIn(folder), ["vault"]);
  }));

/** Runs a piece of code that may write no file larger than some kilobytes, and gives what it prints. */
async function runWithSmallFiles(code: string): Promise<string> {
  const limit = `trap "" XFSZ; ulimit -f 16; exec "$0" "$@"`;
  const args = ["-c", limit, Deno.execPath(), "eval", "--no-lock", "--quiet", code];
  const { stdout, stderr } = await new Deno.Command("sh", { args }).output();
  const text = new TextDecoder();
  return text.decode(stdout) + text.decode(stderr);
}

Deno.test(
  "a write that fails half-way leaves the old file and nothing else",
  { ignore: !hasModes },
  () =>
    inFolder(async (folder) => {
      const path = join(folder, "vault");
      await writePrivateFile(path, utf8("old"));
      const printed = await runWithSmallFiles(`
      import { writePrivateFile } from ${JSON.stringify(FILES)};
      const content = new Uint8Array(100_000);
      try {
        await writePrivateFile(${JSON.stringify(path)}, content);
      } catch (error) {
        console.log(error.code, error.cause.message);
      }
    `);
      assert.match(printed, /^failed\.file .*large/i);
      assert.equal(await Deno.readTextFile(path), "old");
      assert.deepEqual(namesIn(folder), ["vault"]);
    }),
);

Deno.test("a file is read whole, and one that is not there is not a failure", () =>
  inFolder(async (folder) => {
    const path = join(folder, "file");
    assert.equal(await readFileIfThere(path), undefined);
    assert.equal(await readFileIfThere(join(folder, "no", "folder")), undefined);
    await Deno.writeTextFile(path, "stäple");
    assert.deepEqual(new Uint8Array(await readFileIfThere(path) ?? []), utf8("stäple"));
    assert.deepEqual((await failsWith("failed.file", () => readFileIfThere(folder))).details, {
      path: folder,
    });
  }));

Deno.test(
  "group and others lose what they had, and whether they had anything is told",
  { ignore: !hasModes },
  () =>
    inFolder(async (folder) => {
      const path = join(folder, "file");
      await Deno.writeTextFile(path, "");
      for (const mode of [0o644, 0o640, 0o604, 0o601, 0o620, 0o777]) {
        await Deno.chmod(path, mode);
        assert.equal(await makeOwnerOnly(path, 0o600), true, mode.toString(8));
        assert.equal(await modeOf(path), 0o600);
      }
      for (const mode of [0o600, 0o400, 0o700]) {
        await Deno.chmod(path, mode);
        assert.equal(await makeOwnerOnly(path, 0o600), false);
        assert.equal(await modeOf(path), mode, "what is closed already is left alone");
      }
      await Deno.chmod(folder, 0o755);
      assert.equal(await makeOwnerOnly(folder, 0o700), true);
      assert.equal(await modeOf(folder), 0o700);
    }),
);

Deno.test("removing tells whether there was anything to remove", () =>
  inFolder(async (folder) => {
    const path = join(folder, "file");
    assert.equal(await removeFile(path), false);
    await Deno.writeTextFile(path, "");
    assert.equal(await removeFile(path), true);
    assert.equal(await removeFile(path), false);
    await makePrivateFolder(join(folder, "full", "x"));
    const full = join(folder, "full");
    assert.deepEqual((await failsWith("failed.file", () => removeFile(full))).details, { path: full });
  }));

Deno.test(
  "a file that stays open to others is told by its path, as a failure",
  { ignore: Deno.build.os !== "linux" },
  async () => {
    // Others may read this one, and not even the administrator can change that.
    const path = `/proc/${Deno.pid}/status`;
    const before = await modeOf(path);
    assert.notEqual(before & 0o077, 0);
    const error = await failsWith("failed.file", () => makeOwnerOnly(path, 0o600));
    assert.deepEqual([error.details, await modeOf(path)], [{ path }, before]);
  },
);
