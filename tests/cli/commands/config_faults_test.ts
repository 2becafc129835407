import assert from "node:assert/strict";
import { join } from "node:path";
import { TREE } from "../../../cli/tree.ts";
import { expectFailure, expectSuccess, itemsOf } from "../../stories/expect.ts";
import { foxden } from "../memory_io.ts";
import { makePlace } from "./config_place.ts";

Deno.test("a profile that no folder can have is no section to write to", async () => {
  await using place = await makePlace();
  const run = await place.run("config set -p ../x read_only true --json");
  assert.match(
    expectFailure(run, 2, "usage.value").message,
    /^--profile "..\/x": expected the name of a profile$/,
  );
  const env = { FOXDEN_PROFILE: "../x" };
  const told = expectFailure(await place.run("status --json", { env }), 2, "usage.value");
  assert.match(told.message, /^FOXDEN_PROFILE "..\/x"/);
  assert.equal((await place.run("config list")).code, 0, "nothing was written");
});

Deno.test("a section that stops every command goes with what is unset in it", async () => {
  await using place = await makePlace('[profiles."../x"]\nread_only = true\n\n[profiles.w]\n"a.b" = 1\n');
  const words = ["config", "set", 'profiles."../x".read_only', "--unset"];
  expectSuccess(await foxden(words, { tree: TREE, env: { FOXDEN_CONFIG_DIR: join(place.path, "..") } }));
  assert.equal(await place.read(), '[profiles.w]\n"a.b" = 1\n');
  expectSuccess(await place.run("config unset -p w a.b"));
  assert.equal(await place.read(), "");
});

Deno.test("a variable that holds nonsense stops neither config nor help, and everything else", async () => {
  await using place = await makePlace();
  const env = { FOXDEN_FORMAT: "bad", FOXDEN_MAX_AGE: "-1", FOXDEN_DEBUG: "maybe" };
  const told = /^warning: FOXDEN_FORMAT "bad": expected one of/m;
  for (const line of ["config path", "config set offline true", "config get offline", "help config"]) {
    const run = await place.run(line, { env });
    assert.equal(run.code, 0, run.stderr);
    assert.match(run.stderr, told);
    assert.match(run.stderr, /^warning: FOXDEN_DEBUG "maybe": expected 1, true/m);
  }
  const list = await place.run("config list", { env });
  assert.deepEqual([list.code, told.test(list.stderr)], [2, true]);
  expectFailure(await place.run("status --json", { env }), 2, "usage.value");
  const format = { env: { FOXDEN_FORMAT: "bad" } };
  const codes = [
    await place.run("config list -f plain", format),
    await place.run("config list --json", format),
  ];
  assert.deepEqual(codes.map(({ code }) => code), [0, 2], "a flag stands over it");
  const doctor = await place.run("doctor --offline --json", { env });
  const finding = itemsOf(doctor).find(({ check }) => check === "environment");
  assert.deepEqual([doctor.code, finding?.["state"]], [10, "problem"]);
});

Deno.test("an exit code of config list is told of, however quiet it is to be", async () => {
  await using place = await makePlace("read_olny = true\n");
  const { code, stderr } = await place.run("config list -q", { env: { FOXDEN_MAX_AGE: "-1" } });
  assert.equal(code, 2);
  assert.match(
    stderr,
    /config\.toml:1:1: unknown setting "read_olny".*\nwarning: FOXDEN_MAX_AGE "-1": expected/,
  );
});

Deno.test("what is wrong with the file is told in words of its own", async () => {
  await using place = await makePlace();
  const why = async (text: string, line: string) => {
    await place.write(text);
    return expectFailure(await place.run(`${line} --json`), 2, "usage.config").why;
  };
  const told = [
    await why("read_only = \n", "status"),
    await why("read_olny = true\n", "status"),
    await why("read_only = 3\n", "status"),
    await why("sync = { max_age = '1m' }\n", "config set sync.max_age 2m"),
  ];
  assert.equal(new Set(told).size, 4, told.join("; "));
  await Deno.writeFile(place.path, new Uint8Array([0xff]));
  expectFailure(await place.run("status --json"), 1, "failed.file");
});

Deno.test("short flags in one word choose the form of errors too", async () => {
  await using place = await makePlace();
  for (const line of ["auth status -vf json", "auth status -vfjson", "auth status -qfndjson --nonsense"]) {
    assert.match((await place.run(line)).stderr, /^\{"error":/m, line);
  }
  assert.match((await place.run("auth status -pf json")).stderr, /^foxden: /, "f is a profile there");
});
