import assert from "node:assert/strict";
import { foxden } from "./memory_io.ts";

Deno.test("where nobody can be asked a question is exit 11 and names the flag that answers it", async () => {
  const { stdout, stderr, code } = await foxden(["books", "add", "Knots"]);
  assert.deepEqual([stdout, code], ["", 11]);
  assert.match(stderr, /^foxden: cannot ask: PIN\n.*--pin-stdin/s);
});

Deno.test("--no-input asks nothing even on a terminal", async () => {
  for (const argv of [["--no-input"], []]) {
    const env: Record<string, string> = argv.length > 0 ? {} : { FOXDEN_NO_INPUT: "1" };
    const { code } = await foxden(["books", "add", ...argv], { onTerminal: true, env });
    assert.equal(code, 11);
  }
});

Deno.test("a secret on stdin is the first line, without its line end", async () => {
  const pinOf = async (stdin: string) =>
    JSON.parse((await foxden(["books", "add", "x", "--pin-stdin"], { stdin })).stderr).pin;
  assert.equal(await pinOf("1234\nmore\n"), 4);
  assert.equal(await pinOf(" 12 "), 4);
});

Deno.test("an empty secret on stdin is refused", async () => {
  for (const stdin of ["", "\n", "\n1234\n"]) {
    const { stderr, code } = await foxden(["books", "add", "x", "--pin-stdin"], { stdin });
    assert.equal(code, 2);
    assert.match(stderr, /--pin-stdin: there is no line on stdin, or it is empty/);
  }
});
