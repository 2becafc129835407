import assert from "node:assert/strict";
import { join } from "node:path";
import { template } from "../../../cli/commands/config_set.ts";
import { readSettings } from "../../../app/config/file.ts";
import { SETTING_NAMES } from "../../../app/config/settings.ts";
import { expectFailure, expectSuccess, itemsOf } from "../../stories/expect.ts";
import type { Run } from "../../support/world.ts";
import type { Surroundings } from "../memory_io.ts";
import { makePlace, type Place } from "./config_place.ts";

const sourcesIn = (run: Run) =>
  Object.fromEntries(itemsOf(run).map(({ name, value, source }) => [name, [value, source]]));

Deno.test("config list shows every setting with who has the last word on it", async () => {
  await using place = await makePlace('[sync]\nmax_age = "1h"\n[profiles.work]\nread_only = true\n');
  const env = { FOXDEN_OFFLINE: "1" };
  const run = expectSuccess(await place.run("config list -p work --timeout 2m --json", { env }));
  const sources = sourcesIn(run);
  assert.deepEqual(Object.keys(sources), SETTING_NAMES);
  assert.deepEqual(sources["sync.max_age"], ["1h", `${place.path}:2`]);
  assert.deepEqual(sources["read_only"], ["true", `${place.path}:4 [profiles.work]`]);
  assert.deepEqual(sources["offline"], ["true", "env FOXDEN_OFFLINE"]);
  assert.deepEqual(sources["profile"], ["work", "flag --profile"]);
  assert.deepEqual(sources["network.timeout"], ["2m", "flag --timeout"]);
  assert.deepEqual(sources["output.format"], [null, "default"]);
  assert.deepEqual(sources["output.color"], ["auto", "default"]);
});

Deno.test("config list has all formats", async () => {
  await using place = await makePlace();
  for (const format of ["table", "plain", "csv", "tsv", "ndjson", "xml", "yaml"]) {
    assert.match(expectSuccess(await place.run(`config list -f ${format}`)).stdout, /network\.timeout/);
  }
});

Deno.test("config get prints what holds, and an empty line where nothing does", async () => {
  await using place = await makePlace('sync.max_age = "1h"\n');
  const got = async (line: string, env = {}) => (await place.run(`config get ${line}`, { env })).stdout;
  assert.equal(await got("sync.max_age"), "1h\n");
  assert.equal(await got("sync.max_age", { FOXDEN_MAX_AGE: "2h" }), "2h\n");
  assert.equal(await got("network.timeout"), "30s\n");
  assert.equal(await got("output.format"), "\n");
  assert.equal((await place.run("config path")).stdout, `${place.path}\n`);
});

Deno.test("a name that no setting has is refused with a guess", async () => {
  await using place = await makePlace();
  const guesses: [string, RegExp][] = [
    ["config get sync.maxage", /there is no setting "sync\.maxage"\. Did you mean "sync\.max_age"\?/],
    ["config set max_age 1m", /Did you mean "sync\.max_age"\?/],
    ["config set read-only true", /Did you mean "read_only"\?/],
    ["config set nonsense 1", /there is no setting "nonsense"; foxden config list names them/],
    ["config set zzz --unset", /there is no setting "zzz"/],
  ];
  for (const [line, message] of guesses) {
    assert.match(expectFailure(await place.run(`${line} --json`), 2, "usage.value").message, message);
  }
});

Deno.test("config set writes what is right, and refuses what is not before anything is written", async () => {
  await using place = await makePlace("# mine\n");
  assert.equal((await place.run("config set sync.max_age 10m")).stderr, "sync.max_age is 10m now.\n");
  expectSuccess(await place.run("config set read_only TRUE -p work"));
  expectSuccess(await place.run("config set output.progress false"));
  assert.equal(
    await place.read(),
    '# mine\n\n[sync]\nmax_age = "10m"\n\n[profiles.work]\nread_only = true\n\n[output]\nprogress = false\n',
  );
  const before = await place.read();
  const refused: [string, RegExp][] = [
    ["sync.max_age soon", /sync\.max_age "soon": expected a time/],
    ["read_only maybe", /read_only "maybe": expected true or false/],
    ["output.format jsno", /Did you mean "json"\?/],
    ["network.timeout 0s", /longer than nothing/],
    ["profile ../x", /the name of a profile/],
    ["profile work -p work", /cannot be in the section of a profile/],
    ["sync.max_age", /missing argument VALUE/],
    ["sync.max_age 1m --unset", /--unset takes no value/],
  ];
  for (const [line, message] of refused) {
    const { message: told } = expectFailure(await place.run(`config set ${line} --json`), 2, "usage.value");
    assert.match(told, message);
  }
  assert.equal(await place.read(), before);
});

Deno.test("a setting is taken out with --unset, and by its other word", async () => {
  await using place = await makePlace('offline = true\n[sync]\nmax_age = "1m" # why\n');
  assert.match((await place.run("config set offline --unset")).stderr, /in the config file no more/);
  assert.match((await place.run("config unset sync.max_age")).stderr, /in the config file no more/);
  assert.match((await place.run("config unset sync.max_age")).stderr, /was not in the config file/);
  assert.equal(await place.read(), "[sync]\n");
});

Deno.test("a profile of habit is no section to write to: only one that is typed is", async () => {
  await using place = await makePlace('profile = "work"\n');
  expectSuccess(await place.run("config set offline true", { env: { FOXDEN_PROFILE: "other" } }));
  assert.equal(await place.read(), 'profile = "work"\noffline = true\n');
});

Deno.test("a variable that stands over what was set is named", async () => {
  await using place = await makePlace();
  const { stderr } = await place.run("config set sync.max_age 1m", { env: { FOXDEN_MAX_AGE: "2m" } });
  assert.equal(stderr, "sync.max_age is 1m now. FOXDEN_MAX_AGE stands over it in this shell.\n");
});

Deno.test("a mistake in the file stops every command with its place, but for those that mend it", async () => {
  await using place = await makePlace("read_only = true\nread_olny = true\n");
  const told = /config\.toml:2:1: unknown setting "read_olny"\. Did you mean "read_only"\?/;
  for (const line of ["status", "auth status", "bookmarks list", "auth list", "serve --check"]) {
    const error = expectFailure(await place.run(`${line} --json`), 2, "usage.config");
    assert.match(error.message, told, line);
    assert.deepEqual(error.try.slice(0, 1), ["foxden config edit"]);
  }
  for (const line of ["help", "help config", "config path", "config get read_only"]) {
    const run = await place.run(line);
    assert.equal(run.code, 0, line);
    assert.match(run.stderr, told, line);
  }
  for (const line of ["--version", "--help", "bookmarks -h"]) {
    assert.equal((await place.run(line)).code, 0, line);
  }
  const list = await place.run("config list");
  assert.equal(list.code, 2, "a list that is not the whole of it says so");
  assert.match(list.stdout, /read_only\ttrue\t.*config\.toml:1\n/);
  assert.match(list.stderr, told);
});

Deno.test("what is wrong in the file can be mended by config set", async () => {
  await using place = await makePlace("read_only = 1\nread_olny = true\n");
  expectSuccess(await place.run("config set read_only true"));
  expectSuccess(await place.run("config unset read_olny"));
  assert.equal(await place.read(), "read_only = true\n");
  assert.equal((await place.run("config list")).code, 0);
});

Deno.test("what is no TOML is left to the person, whatever is to be set", async () => {
  await using place = await makePlace("read_only = \n");
  expectFailure(await place.run("config set offline true -q --json"), 2, "usage.config");
  assert.equal(await place.read(), "read_only = \n");
});

Deno.test("config edit needs somebody at a terminal", async () => {
  await using place = await makePlace();
  const error = expectFailure(await place.run("config edit --json"), 11, "not-confirmed.no-terminal");
  assert.deepEqual(error.try, ["foxden config set NAME VALUE"]);
});

Deno.test({
  name: "an editor that is not there is named, with the variables that choose one",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using place = await makePlace("offline = true\n");
    const around = { onTerminal: true, env: { EDITOR: "nosuched -w", VISUAL: "" } };
    const { message, why, try: tries } = expectFailure(
      await place.run("config edit --json", around),
      1,
      "failed.program",
    );
    assert.equal(message, 'There is no program "nosuched" to edit with; nothing was changed');
    assert.deepEqual([why, tries], [null, ["set VISUAL or EDITOR to a program that is there"]]);
  },
});

/** An editor that puts a text in the file's place, and keeps what it was given. */
async function editor({ path }: Place, text: string): Promise<Surroundings> {
  const script = `${path}.editor`;
  await Deno.writeTextFile(script, `cp "$1" '${path}.seen'\ncat > "$1" <<'END'\n${text}END\n`);
  return { onTerminal: true, env: { EDITOR: "false", VISUAL: `sh '${script}'`, NO_COLOR: "1" } };
}

Deno.test({
  name: "config edit puts what was typed in the file's place, if foxden understands it",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using place = await makePlace("offline = true # why\n");
    const good = await place.run("config edit", await editor(place, "offline = false\n"));
    assert.match(expectSuccess(good).stderr, /config\.toml is changed\.\n$/);
    assert.equal(await Deno.readTextFile(`${place.path}.seen`), "offline = true # why\n");
    assert.equal(await place.read(), "offline = false\n");
    const bad = await place.run("config edit", await editor(place, "ofline = false\n"));
    assert.equal(bad.code, 2);
    assert.match(bad.stderr, /config\.toml:1:1: unknown setting "ofline"\. Did you mean "offline"\?/);
    const [, kept = ""] = /what you typed is kept in (\S+)/.exec(bad.stderr) ?? [];
    assert.equal(await Deno.readTextFile(kept), "ofline = false\n");
    await Deno.remove(join(kept, ".."), { recursive: true });
    assert.equal(await place.read(), "offline = false\n");
    const same = await place.run("config edit", await editor(place, "offline = false\n"));
    assert.match(same.stderr, /Nothing was changed/);
  },
});

Deno.test({
  name:
    "config edit begins with all settings as comments where there is no file, and mends one that is wrong",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using place = await makePlace();
    expectSuccess(await place.run("config edit", await editor(place, "offline = true\n")));
    assert.equal(await Deno.readTextFile(`${place.path}.seen`), template());
    await place.write("read_olny = true\n");
    expectSuccess(await place.run("config edit", await editor(place, "read_only = true\n")));
    assert.equal(await place.read(), "read_only = true\n");
  },
});

Deno.test("what an editor is given where there is no file yet names every setting, and says nothing", async () => {
  const text = template();
  assert.deepEqual(await readSettings(text).then(({ settings, faults }) => [settings, faults]), [[], []]);
  const bare = text.replace(/^# (?=[a-z_]+ = |\[)/gm, "");
  const { settings, faults } = await readSettings(bare);
  assert.deepEqual(faults, []);
  const top = settings.filter(({ profile }) => profile === undefined).map(({ name }) => name);
  assert.deepEqual(top.toSorted(), SETTING_NAMES.toSorted());
});

Deno.test("where the file keeps foxden from servers, the failure names the line and the way round it", async () => {
  await using place = await makePlace("offline = true\n");
  const login = "auth login --server http://127.0.0.1:9 --email a@example.org --password-stdin --json";
  const error = expectFailure(await place.run(login, { stdin: "x\n" }), 7, "network.offline");
  assert.deepEqual(error.try, ["FOXDEN_OFFLINE=0"]);
  const { stderr } = await place.run(login.replace(" --json", ""), { stdin: "x\n" });
  assert.match(stderr, /config\.toml:1 keeps it from the server/);
});

Deno.test("the file's format is that of errors too, and a flag stands over it", async () => {
  await using place = await makePlace('[profiles.work]\noutput.format = "json"\n');
  expectFailure(await place.run("auth status -p work"), 4, "auth.signed-out");
  expectFailure(await place.run("auth status --nonsense -p work"), 2, "usage.value");
  assert.match((await place.run("auth status -p work -f table")).stderr, /^foxden: nobody is signed in/);
  assert.match((await place.run("auth status")).stderr, /^foxden: nobody is signed in/);
});

Deno.test("the file's colours hold for help and errors; variables that other programs know stand over it", async () => {
  await using place = await makePlace('[output]\ncolor = "always"\n');
  const isColoured = async (line: string, env = {}) => {
    const { stdout, stderr } = await place.run(line, { env });
    return (stdout + stderr).includes("\x1b[");
  };
  assert.equal(await isColoured("--help"), true);
  assert.equal(await isColoured("auth status"), true);
  assert.equal(await isColoured("auth status", { NO_COLOR: "1" }), false);
  assert.equal(await isColoured("auth status --color never"), false);
  // Tests have no terminal, where auto is never.
  for (const line of ["--help --color auto", "auth status --color=auto", "nonsense --color auto"]) {
    assert.equal(await isColoured(line), false, line);
  }
  await place.write('[output]\ncolor = "never"\n');
  assert.equal(await isColoured("auth status", { FORCE_COLOR: "1" }), true);
});
