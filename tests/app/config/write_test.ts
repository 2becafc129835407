import assert from "node:assert/strict";
import { join } from "node:path";
import { changeSetting, removeKey, rewriteConfig } from "../../../app/config/write.ts";
import type { Environment } from "../../../app/config/places.ts";
import { failsWith } from "../../support/vectors.ts";

const hasModes = Deno.build.os !== "windows";

interface Place extends AsyncDisposable {
  readonly env: Environment;
  readonly folder: string;
  readonly path: string;
  readonly read: () => Promise<string>;
}

async function makePlace(): Promise<Place> {
  const home = await Deno.makeTempDir({ prefix: "foxden-config-" });
  const folder = join(home, "config");
  const path = join(folder, "config.toml");
  return {
    env: (name) => name === "FOXDEN_CONFIG_DIR" ? folder : undefined,
    folder,
    path,
    read: () => Deno.readTextFile(path),
    [Symbol.asyncDispose]: () => Deno.remove(home, { recursive: true }),
  };
}

const OFFLINE = { name: "offline", profile: undefined, text: "true" } as const;

Deno.test("the first setting makes the file and its folder, for their owner alone", async () => {
  await using place = await makePlace();
  assert.equal(await changeSetting(place.env, OFFLINE), true);
  assert.equal(await place.read(), "offline = true\n");
  const modeOf = async (path: string) => ((await Deno.stat(path)).mode ?? 0) & 0o777;
  if (hasModes) assert.deepEqual([await modeOf(place.path), await modeOf(place.folder)], [0o600, 0o700]);
  assert.equal(await changeSetting(place.env, OFFLINE), false, "there is nothing to do");
  assert.deepEqual([...Deno.readDirSync(place.folder)].map(({ name }) => name), ["config.toml"]);
});

Deno.test("a setting of a profile goes into its section, and what is unmade is gone", async () => {
  await using place = await makePlace();
  await changeSetting(place.env, { name: "sync.max_age", profile: "work", text: "1h" });
  await changeSetting(place.env, { name: "read_only", profile: "work", text: "true" });
  assert.equal(await place.read(), '[profiles.work]\nsync.max_age = "1h"\nread_only = true\n');
  await changeSetting(place.env, { name: "sync.max_age", profile: "work", text: undefined });
  assert.equal(await place.read(), "[profiles.work]\nread_only = true\n");
  assert.equal(await removeKey(place.env, ["mystery"]), false);
});

Deno.test({
  name: "a link to a file elsewhere stays a link, and that file keeps its modes",
  ignore: !hasModes,
  async fn() {
    await using place = await makePlace();
    await Deno.mkdir(join(place.folder, "dotfiles"), { recursive: true });
    const target = join(place.folder, "dotfiles", "foxden.toml");
    await Deno.symlink("dotfiles/foxden.toml", place.path);
    await changeSetting(place.env, OFFLINE);
    assert.equal(
      await Deno.readTextFile(target),
      "offline = true\n",
      "a link may lead to what is not there yet",
    );
    await Deno.chmod(target, 0o644);
    await changeSetting(place.env, { ...OFFLINE, text: "false" });
    assert.ok((await Deno.lstat(place.path)).isSymlink);
    assert.equal(await Deno.readTextFile(target), "offline = false\n");
    assert.equal(((await Deno.stat(target)).mode ?? 0) & 0o777, 0o644);
  },
});

Deno.test({
  name: "links that lead round in a circle are refused",
  ignore: !hasModes,
  async fn() {
    await using place = await makePlace();
    await Deno.mkdir(place.folder);
    await Deno.symlink("config.toml", place.path);
    await failsWith("failed.file", () => changeSetting(place.env, OFFLINE));
    await failsWith("failed.file", () => rewriteConfig(place.env, undefined, "offline = true\n"));
  },
});

Deno.test("a file that only a person can change is left as it is, and the place is named", async () => {
  await using place = await makePlace();
  await Deno.mkdir(place.folder);
  const texts: [string, "by-hand" | "syntax", RegExp][] = [
    ["sync = { max_age = '1m' }\n", "by-hand", /config\.toml:1:1: sync\.max_age is written there in a way/],
    ["# mine\nread_only = \n", "syntax", /config\.toml:2:\d+: invalid value; nothing was changed/],
  ];
  for (const [text, fault, message] of texts) {
    await Deno.writeTextFile(place.path, text);
    const error = await failsWith(
      "usage.config",
      () => changeSetting(place.env, { name: "sync.max_age", profile: undefined, text: "3m" }),
    );
    assert.match(error.message, message);
    assert.equal("fault" in error.details && error.details.fault, fault);
    assert.equal(await place.read(), text);
  }
  await Deno.writeFile(place.path, new Uint8Array([0xff]));
  await failsWith("failed.file", () => changeSetting(place.env, OFFLINE));
  assert.deepEqual(await Deno.readFile(place.path), new Uint8Array([0xff]));
});

Deno.test("a whole new text takes the place of the very one it was made of", async () => {
  await using place = await makePlace();
  await rewriteConfig(place.env, undefined, "offline = true\n");
  assert.equal(await place.read(), "offline = true\n");
  const error = await failsWith(
    "failed.file",
    () => rewriteConfig(place.env, "other\n", "offline = false\n"),
  );
  assert.ok("fault" in error.details && error.details.fault === "changed");
  assert.equal(await place.read(), "offline = true\n");
});

Deno.test("without a home there is no place for a file", async () => {
  const error = await failsWith("failed.file", () => changeSetting(() => undefined, OFFLINE));
  assert.match(error.message, /HOME is not set/);
});

Deno.test("settings that are made at the same time are all in the file, and no lock stays", async () => {
  await using place = await makePlace();
  const profiles = Array.from({ length: 12 }, (_, i) => `p${i}`);
  await Promise.all(
    profiles.map((profile) => changeSetting(place.env, { name: "read_only", profile, text: "true" })),
  );
  const text = await place.read();
  for (const profile of profiles) assert.ok(text.includes(`[profiles.${profile}]\nread_only = true\n`), text);
  assert.deepEqual([...Deno.readDirSync(place.folder)].map(({ name }) => name), ["config.toml"]);
});

Deno.test("of two whole texts that are made of the same one, only the first is taken", async () => {
  await using place = await makePlace();
  const ends = await Promise.allSettled(
    ["a", "b"].map((pager) => rewriteConfig(place.env, undefined, `output.pager = "${pager}"\n`)),
  );
  assert.deepEqual(ends.map(({ status }) => status).sort(), ["fulfilled", "rejected"]);
});

Deno.test("the section of a profile goes with the last setting in it", async () => {
  await using place = await makePlace();
  const unset = { name: "read_only", profile: "work", text: undefined } as const;
  const cases = [
    ["[profiles.work]\nread_only = true\n", ""],
    ["offline = true\n\n[profiles.work]\nread_only = true\n", "offline = true\n"],
    ["[profiles.work]\r\nread_only = true\r\n\r\n[sync]\r\n", "[sync]\r\n"],
    ["[profiles.work]\nread_only = true\n# mine\n", "[profiles.work]\n# mine\n"],
    ["[profiles.work]\nread_only = true\noffline = true\n", "[profiles.work]\noffline = true\n"],
  ] as const;
  await Deno.mkdir(place.folder);
  for (const [before, after] of cases) {
    await Deno.writeTextFile(place.path, before);
    assert.equal(await changeSetting(place.env, unset), true);
    assert.equal(await place.read(), after, before);
  }
});
