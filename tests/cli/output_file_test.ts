import assert from "node:assert/strict";
import { FORMATS } from "../../app/config/settings.ts";
import { foxden, showing } from "./memory_io.ts";
import { listing } from "./sample_tree.ts";

async function inFolder(check: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await check(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const namesIn = (folder: string) => [...Deno.readDirSync(folder)].map(({ name }) => name);

Deno.test("-o writes the whole output to a file that only its owner can read, and nothing to stdout", async () => {
  await inFolder(async (folder) => {
    const path = `${folder}/books.csv`;
    const { stdout, code } = await foxden(["books", "list", "-f", "ids", "-o", path], { onTerminal: true });
    assert.deepEqual([stdout, code], ["", 0]);
    assert.equal(await Deno.readTextFile(path), "aaaaaaaaaaaa\nbbbbbbbbbbbb\ncccccccccccc\n");
    if (Deno.build.os !== "windows") assert.equal(((await Deno.stat(path)).mode ?? 0) & 0o777, 0o600);
    assert.deepEqual(namesIn(folder), ["books.csv"]);
  });
});

Deno.test("every format is in the file as it would be on stdout", async () => {
  await inFolder(async (folder) => {
    for (const format of FORMATS) {
      const argv = ["books", "list", "-f", format, "--color", "never"];
      const path = `${folder}/books`;
      const { stdout, code } = await foxden([...argv, "-o", path], { onTerminal: true });
      assert.deepEqual([stdout, code], ["", 0]);
      assert.equal(await Deno.readTextFile(path), (await foxden(argv)).stdout, format);
    }
    assert.deepEqual(namesIn(folder), ["books"]);
  });
});

Deno.test("what is there is replaced by a file that only its owner can read; of a link, what it points to", async () => {
  await inFolder(async (folder) => {
    await Deno.mkdir(`${folder}/far`);
    await Deno.writeTextFile(`${folder}/far/f`, "old", { mode: 0o666 });
    await Deno.symlink("far/f", `${folder}/f`);
    assert.equal((await foxden(["books", "list", "-f", "ids", "-o", `${folder}/f`])).code, 0);
    assert.ok((await Deno.lstat(`${folder}/f`)).isSymlink);
    assert.match(await Deno.readTextFile(`${folder}/far/f`), /^aaaa/);
    if (Deno.build.os !== "windows") {
      assert.equal(((await Deno.stat(`${folder}/far/f`)).mode ?? 0) & 0o777, 0o600);
    }
    assert.deepEqual([namesIn(folder).sort(), namesIn(`${folder}/far`)], [["f", "far"], ["f"]]);
  });
});

Deno.test("a file is plain and without colour unless said, also when run on a terminal", async () => {
  await inFolder(async (folder) => {
    await foxden(["books", "list", "Tide", "-o", `${folder}/f`], { onTerminal: true });
    assert.match(await Deno.readTextFile(`${folder}/f`), /^Tide tables\thttps/);
    await foxden(["books", "list", "Tide", "-f", "table", "-o", `${folder}/f`], { onTerminal: true });
    assert.equal((await Deno.readTextFile(`${folder}/f`)).includes("\x1b"), false);
  });
});

Deno.test("a secret may go to a file from a terminal", async () => {
  await inFolder(async (folder) => {
    const argv = ["books", "get", "aaaaaaaaaaaa", "--field", "pin", "-o", `${folder}/pin`];
    assert.equal((await foxden(argv, { onTerminal: true })).code, 0);
    assert.equal(await Deno.readTextFile(`${folder}/pin`), "hunter2\n");
  });
});

Deno.test("when a listing fails half-way the old file stays as it was and nothing else is left", async () => {
  async function* pages() {
    yield [1, 2, 3];
    await Promise.reject(new TypeError("no"));
  }
  await inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/f`, "old");
    const tree = showing(() => listing([{ name: "id", value: (n: number) => n }], pages()));
    assert.equal((await foxden(["show", "-o", `${folder}/f`], { tree })).code, 70);
    assert.equal(await Deno.readTextFile(`${folder}/f`), "old");
    assert.deepEqual(namesIn(folder), ["f"]);
  });
});

Deno.test("a path that cannot be a plain file is refused with a reason", async () => {
  await inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/f`, "old");
    await Deno.symlink("loop", `${folder}/loop`);
    const refusal = async (path: string) => {
      const { stderr, code } = await foxden(["books", "list", "-o", path]);
      assert.equal(code, 1, path);
      return stderr;
    };
    assert.match(await refusal(folder), /is no plain file/);
    assert.match(await refusal(`${folder}/none/f`), /there is no such folder/);
    assert.match(await refusal(`${folder}/none/f`), new RegExp(`mkdir -p ${folder}/none\\b`));
    assert.match(await refusal(`${folder}/none/`), /there is no such folder/);
    assert.match(await refusal(`${folder}/f/g`), /a part of it is no folder/);
    assert.match(await refusal(`${folder}/loop`), /too many links/);
    assert.deepEqual(namesIn(folder).sort(), ["f", "loop"]);
  });
});

Deno.test("of a link that leads to nothing yet, the file it leads to is made", async () => {
  await inFolder(async (folder) => {
    await Deno.symlink("later", `${folder}/link`);
    assert.equal((await foxden(["books", "list", "-f", "ids", "-o", `${folder}/link`])).code, 0);
    assert.ok((await Deno.lstat(`${folder}/link`)).isSymlink);
    assert.match(await Deno.readTextFile(`${folder}/later`), /^aaaa/);
  });
});

Deno.test("-o - is stdout", async () => {
  assert.equal((await foxden(["books", "list", "-f", "ids", "-o", "-"])).stdout.split("\n").length, 4);
});
