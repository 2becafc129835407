import assert from "node:assert/strict";
import { parseAddress, parseSize } from "../../cli/values.ts";
import { failsWith } from "../support/vectors.ts";
import { foxden } from "./memory_io.ts";

const get = (...argv: string[]) => ["books", "get", "aaaaaaaaaaaa", "--field", ...argv];

Deno.test("a field's value is printed bare, with a line end that can be left out", async () => {
  assert.equal((await foxden(get("title"))).stdout, "Tide tables\n");
  assert.equal((await foxden(get("title", "--no-newline"))).stdout, "Tide tables");
});

Deno.test("a secret is printed into a pipe", async () => {
  const { stdout, stderr, code } = await foxden(get("pin"));
  assert.deepEqual([stdout, stderr, code], ["hunter2\n", "", 0]);
});

Deno.test("a secret is not printed on a terminal: exit 11, naming the ways to have it all the same", async () => {
  const { stdout, stderr, code } = await foxden(get("pin"), { onTerminal: true });
  assert.deepEqual([stdout, code], ["", 11]);
  assert.match(stderr, /scrollback/);
  assert.match(stderr, /--reveal/);
  assert.doesNotMatch(stderr, /hunter2/);
});

Deno.test("what is not secret, or was asked to be revealed, is printed on a terminal too", async () => {
  assert.equal((await foxden(get("title"), { onTerminal: true })).stdout, "Tide tables\n");
  assert.equal((await foxden(get("pin", "--reveal"), { onTerminal: true })).stdout, "hunter2\n");
});

Deno.test("sizes are read in steps of 1000, or of 1024 where they say so", async () => {
  const sizes: [string, number][] = [
    ["1", 1],
    ["500", 500],
    ["4k", 4000],
    ["500M", 500_000_000],
    ["500mb", 500_000_000],
    ["1.5G", 1_500_000_000],
    ["64MiB", 67_108_864],
    ["2Ti", 2_199_023_255_552],
  ];
  for (const [text, bytes] of sizes) assert.equal(parseSize("--quota", text), bytes, text);
  for (const text of ["", "0", "0.0001k", "-1", "M", "5 M", "1e9", "5X", "500Mi B", "999999999999T"]) {
    await failsWith("usage.value", () => parseSize("--quota", text));
  }
});

Deno.test("the address of a server is a root and nothing else, and a password in one is not repeated", async () => {
  assert.equal(parseAddress("--server", "http://a.example/base").href, "http://a.example/base");
  for (
    const text of [
      "a.example",
      "ftp://a.example",
      "http://ann:hunter2@a.example",
      "http://a/?",
      "http://a/?x",
      "http://a/#y",
    ]
  ) {
    const error = await failsWith(
      "usage.value",
      () => Promise.resolve().then(() => parseAddress("--server", text)),
    );
    assert.ok(error.message.startsWith("--server: ") && !error.message.includes("hunter2"), text);
  }
});
