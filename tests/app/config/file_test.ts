import assert from "node:assert/strict";
import { join } from "node:path";
import { type ConfigFile, readConfig, readSettings } from "../../../app/config/file.ts";

const saying = async (text: string) =>
  (await readSettings(text)).settings.map(({ name, profile, text }) => [name, profile, text]);

const faultsOf = async (text: string) =>
  (await readSettings(text)).faults.map(({ line, column, message }) => `${line}:${column}: ${message}`);

Deno.test("settings are read from sections, dotted names and inline tables, and so are those of profiles", async () => {
  assert.deepEqual(
    await saying(`
read_only = true
sync.max_age = "10m"
output = { format = "json", progress = false }
[network]
timeout = "1m"
[profiles.work]
read_only = false
sync.max_age = "1h"
[profiles."a.b".output]
color = "never"
`),
    [
      ["read_only", undefined, "true"],
      ["sync.max_age", undefined, "10m"],
      ["output.format", undefined, "json"],
      ["output.progress", undefined, "false"],
      ["network.timeout", undefined, "1m"],
      ["read_only", "work", "false"],
      ["sync.max_age", "work", "1h"],
      ["output.color", "a.b", "never"],
    ],
  );
});

Deno.test("each fault says its line and column and what is expected, and the rest is read all the same", async () => {
  const text = `# mine
read_only = 1
  offline = "yes"
sync.max_age = 5

[output]
format = "jsn"
frmat = "json"
time = "iso"
[profiles.work]
profile = "x"
network.timeout = "0s"
[profiles."a b"]
[mystery]
x = 1
[__proto__]
polluted = true
`;
  assert.deepEqual(await faultsOf(text), [
    "2:1: read_only: expected true or false, without quotes",
    "3:3: offline: expected true or false, without quotes",
    '4:1: sync.max_age: expected a time in quotes, such as "5m"',
    '7:1: output.format "jsn": expected one of table, plain, json, ndjson, csv, tsv, xml, yaml, ids',
    '8:1: unknown setting "output.frmat"',
    "11:1: profile stands above all sections, and in none of a profile",
    '12:1: network.timeout "0s": expected a time longer than nothing',
    '13:1: "a b" cannot be the name of a profile',
    '14:1: unknown setting "mystery"',
    '16:1: unknown setting "__proto__"',
  ]);
  assert.deepEqual(await saying(text), [["output.time", undefined, "iso"]]);
  assert.equal(Object.hasOwn(Object.prototype, "polluted"), false);
});

Deno.test("what is no TOML is one fault at the place where reading ended", async () => {
  assert.deepEqual(await faultsOf("read_only = true\noffline = \n"), ["2:11: invalid value"]);
  const [fault = ""] = await faultsOf('a = """\nnever closed');
  assert.match(fault, /^\d+:\d+: [^\n]+$/);
  assert.deepEqual(await saying("read_only = true\noffline = \n"), [], "half of a file is not used");
});

Deno.test("a section in the place of a value, and a value in that of a section, are told apart", async () => {
  assert.deepEqual(await faultsOf("sync = 3\nprofiles = 1"), [
    "1:1: sync: expected a section, written [sync]",
    "2:1: profiles: expected sections, written [profiles.NAME]",
  ]);
  assert.deepEqual(await faultsOf("sync = 2020-01-01\nprofiles.work = 2020-01-01"), [
    "1:1: sync: expected a section, written [sync]",
    "2:1: profiles.work: expected a section, written [profiles.work]",
  ]);
  assert.deepEqual(await faultsOf("profiles.work = true\n[read_only]\nx = 1"), [
    "1:1: profiles.work: expected a section, written [profiles.work]",
    "2:1: read_only: expected true or false, without quotes",
  ]);
});

Deno.test("a setting that takes several lines stands where it begins", async () => {
  const text = 'read_only = true\n\noutput.pager = """\nless\n"""\n[sync]\nmax_age = "1h"\n';
  const { settings, placeOf } = await readSettings(text);
  assert.deepEqual(settings.map((each) => placeOf(each).line), [1, 3, 7]);
});

async function inFolder(
  act: (folder: string, read: () => Promise<ConfigFile>) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "foxden-config-" });
  try {
    await act(folder, () => readConfig((name) => name === "FOXDEN_CONFIG_DIR" ? folder : undefined));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("no file is no fault, and without a home there is no place for one", async () => {
  await inFolder(async (folder, read) => {
    const { path, text, settings, faults } = await read();
    assert.deepEqual([path, text, settings, faults], [join(folder, "config.toml"), undefined, [], []]);
  });
  assert.equal((await readConfig(() => undefined)).path, undefined);
});

Deno.test("a file that cannot be read, or is no text, is a fault of its own", async () => {
  await inFolder(async (folder, read) => {
    await Deno.writeFile(join(folder, "config.toml"), new Uint8Array([0x61, 0xff]));
    assert.deepEqual((await read()).faults, [{
      line: 1,
      column: 1,
      fault: "syntax",
      message: "it is no text in UTF-8",
    }]);
    await Deno.remove(join(folder, "config.toml"));
    await Deno.mkdir(join(folder, "config.toml"));
    const { faults, isUnreadable, text } = await read();
    assert.deepEqual([faults[0]?.message, isUnreadable, text], ["it is no plain file", true, undefined]);
  });
});

Deno.test("a byte order mark and Windows' line ends are no fault", async () => {
  assert.deepEqual(await saying('\ufeffread_only = true\r\n[sync]\r\nmax_age = "1h"\r\n'), [
    ["read_only", undefined, "true"],
    ["sync.max_age", undefined, "1h"],
  ]);
});

Deno.test("a text full of faults is looked through once: each has its own line", async () => {
  const lines = Array.from({ length: 3000 }, (_, i) => i % 3 === 2 ? `# ${i}` : `mystery${i} = [\n  ${i} ]`);
  const { faults } = await readSettings(lines.join("\n"));
  assert.equal(faults.length, 2000);
  // Two lines each, and a comment after each two of them.
  assert.deepEqual(faults.map(({ line }) => line), faults.map((_, i) => 1 + 2 * i + Math.floor(i / 2)));
});

Deno.test(
  "a file that is too long, or is a pipe, is not read",
  { ignore: Deno.build.os === "windows" },
  async () => {
    const folder = await Deno.makeTempDir({ prefix: "foxden-config-" });
    const path = join(folder, "config.toml");
    const read = () => readConfig((name) => name === "FOXDEN_CONFIG_DIR" ? folder : undefined);
    try {
      await Deno.writeTextFile(path, `# ${"x".repeat(1_000_000)}`);
      assert.equal((await read()).faults[0]?.message, "it is larger than 1 MB");
      await Deno.remove(path);
      assert.ok((await new Deno.Command("mkfifo", { args: [path] }).output()).success);
      assert.equal((await read()).faults[0]?.message, "it is no plain file");
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
);
