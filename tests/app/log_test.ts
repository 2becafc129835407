import assert from "node:assert/strict";
import { join } from "node:path";
import { Log } from "../../app/log.ts";

const NOW_MS = Date.UTC(2030, 0, 1, 12);
const hasModes = Deno.build.os !== "windows";

async function inFolder(act: (path: string) => void | Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "foxden-log-" });
  try {
    await act(join(folder, "state", "foxden.log"));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const open = (path: string): Log => {
  const log = Log.open(path, () => NOW_MS);
  assert.ok(log);
  return log;
};

Deno.test("each line has its time, its process and what it is about, and later runs add theirs", async () => {
  await inFolder((path) => {
    for (const text of ["foxden sync", "foxden status\nsecond line"]) {
      using log = open(path);
      assert.equal(log.add("run", text), true);
    }
    const head = `2030-01-01T12:00:00.000Z ${Deno.pid} run`;
    assert.deepEqual(Deno.readTextFileSync(path).split("\n").map((line) => line.replace(/ {2,}/, " ")), [
      `${head} foxden sync`,
      `${head} foxden status`,
      `${head} second line`,
      "",
    ]);
  });
});

Deno.test({
  name: "the log is for its owner alone, also where it was not before",
  ignore: !hasModes,
  async fn() {
    await inFolder((path) => {
      open(path)[Symbol.dispose]();
      const modeOf = (of: string) => (Deno.statSync(of).mode ?? 0) & 0o777;
      assert.deepEqual([modeOf(path), modeOf(join(path, ".."))], [0o600, 0o700]);
      Deno.chmodSync(path, 0o644);
      open(path)[Symbol.dispose]();
      assert.equal(modeOf(path), 0o600);
    });
  },
});

Deno.test("a file that is full is put aside, and five are kept", async () => {
  await inFolder((path) => {
    using log = open(path);
    const text = "x".repeat(300_000);
    for (let n = 0; n < 24; n++) log.add("request", `${n} ${text}`);
    const names = [...Deno.readDirSync(join(path, ".."))].map(({ name }) => name).sort();
    assert.deepEqual(names, ["foxden.log", ...[1, 2, 3, 4].map((n) => `foxden.log.${n}`)]);
    const firstOf = (name: string) =>
      /request +(\d+) /.exec(Deno.readTextFileSync(join(path, "..", name)))?.[1];
    assert.deepEqual(names.map(firstOf), ["21", "18", "15", "12", "9"]);
    for (const name of names) assert.ok(Deno.statSync(join(path, "..", name)).size <= 1_000_000);
  });
});

Deno.test("nothing in a log moves a cursor or begins a line of its own", async () => {
  await inFolder((path) => {
    using log = open(path);
    log.add("request", "GET \x1b[2J\r\u202e\u2028 200");
    assert.match(Deno.readTextFileSync(path), /GET \?\[2J\?\?\? 200\n$/);
  });
});

Deno.test("where no log can be written there is none, and nothing fails", async () => {
  await inFolder((path) => {
    Deno.writeTextFileSync(join(path, "..", "..", "state"), "a file");
    assert.equal(Log.open(path, () => NOW_MS), undefined);
  });
  await inFolder((path) => {
    using log = open(path);
    log[Symbol.dispose]();
    assert.equal(log.add("run", "after the end"), false);
  });
});
