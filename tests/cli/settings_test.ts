import assert from "node:assert/strict";
import type { ConfigFile } from "../../app/config/file.ts";
import { readSettings } from "../../app/config/file.ts";
import { SETTING_NAMES, type SettingName, settingOf } from "../../app/config/settings.ts";
import { ALL_GLOBALS } from "../../cli/globals.ts";
import { faultText, refuseFaults, type SettingValue, settle } from "../../cli/settings.ts";
import { flagOf } from "../../cli/values.ts";
import { failsWith } from "../support/vectors.ts";

const file = async (text: string): Promise<ConfigFile> => ({
  path: "/x/config.toml",
  text,
  ...await readSettings(text),
});

interface Said {
  readonly flags?: Readonly<Record<string, SettingValue>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly config?: string;
}

async function settled(name: SettingName, { flags = {}, env = {}, config }: Said) {
  const settings = settle({
    typed: (flag) => flags[flag],
    env: (variable) => env[variable],
    config: config === undefined ? undefined : await file(config),
  });
  const { value, origin, source } = settings.get(name) ?? {};
  return [value, origin, source];
}

Deno.test("flag over variable over the profile's section over the file over the default", async () => {
  const config = '[sync]\nmax_age = "1m"\n[profiles.work]\nsync.max_age = "2m"\n';
  const env = { FOXDEN_MAX_AGE: "3m", FOXDEN_PROFILE: "work" };
  const flags = { "--max-age": 240_000 };
  const of = (said: Said) => settled("sync.max_age", said);
  assert.deepEqual(await of({}), [300_000, "default", "default"]);
  assert.deepEqual(await of({ config }), [60_000, "config", "/x/config.toml:2"]);
  const work = [120_000, "config", "/x/config.toml:4 [profiles.work]"];
  assert.deepEqual(await of({ config, env: { FOXDEN_PROFILE: "work" } }), work);
  assert.deepEqual(await of({ config, flags: { "--profile": "work" } }), work);
  assert.deepEqual(await of({ config: `profile = "work"\n${config}` }), [
    120_000,
    "config",
    "/x/config.toml:5 [profiles.work]",
  ]);
  assert.deepEqual(await of({ config, env: { ...env, FOXDEN_MAX_AGE: "" } }), work, "empty is not set");
  assert.deepEqual(await of({ config, env }), [180_000, "env", "env FOXDEN_MAX_AGE"]);
  assert.deepEqual(await of({ config, env, flags }), [240_000, "flag", "flag --max-age"]);
});

Deno.test("a profile without a section has what holds for all", async () => {
  const config = "read_only = true\n[profiles.work]\noffline = true\n";
  assert.deepEqual((await settled("read_only", { config, env: { FOXDEN_PROFILE: "work" } }))[0], true);
  assert.deepEqual((await settled("offline", { config, env: { FOXDEN_PROFILE: "other" } }))[0], false);
});

Deno.test("a variable that says no stands over a file that says yes", async () => {
  const config = "read_only = true\n";
  for (const no of ["0", "false", "no", "NO", "off", "OFF"]) {
    assert.deepEqual(await settled("read_only", { config, env: { FOXDEN_READ_ONLY: no } }), [
      false,
      "env",
      "env FOXDEN_READ_ONLY",
    ]);
  }
});

Deno.test("a flag turns a setting into the reverse of its default", async () => {
  assert.deepEqual((await settled("output.progress", { flags: { "--no-progress": true } }))[0], false);
  assert.deepEqual((await settled("no_input", { flags: { "--no-input": true } }))[0], true);
});

Deno.test("what a variable holds is looked at like what is typed", async () => {
  const refused: [Record<string, string>, RegExp][] = [
    [{ FOXDEN_FORMAT: "jsno" }, /^FOXDEN_FORMAT "jsno": expected one of table.*Did you mean "json"\?/],
    [{ FOXDEN_MAX_AGE: "soon" }, /^FOXDEN_MAX_AGE "soon": expected a time/],
    [{ FOXDEN_TIMEOUT: "0" }, /^FOXDEN_TIMEOUT "0": expected a time longer than nothing/],
    [
      { FOXDEN_OFFLINE: "n" },
      /^FOXDEN_OFFLINE "n": expected 1, true, yes or on, or else 0, false, no or off$/,
    ],
    [{ FOXDEN_READ_ONLY: "nope" }, /^FOXDEN_READ_ONLY "nope": expected 1, true/],
    [{ FOXDEN_PROFILE: "../x" }, /^FOXDEN_PROFILE "..\/x": expected the name of a profile$/],
  ];
  for (const [env, message] of refused) {
    const error = await failsWith("usage.value", () => settled("offline", { env }));
    assert.match(error.message, message);
  }
});

Deno.test("every setting that names a flag has that flag, of the same kind and with the same default", () => {
  const flags = new Map(Object.entries(ALL_GLOBALS).map(([key, spec]) => [flagOf(key), spec]));
  for (const name of SETTING_NAMES) {
    const { flag, type, env, default: usual } = settingOf(name);
    if (flag === undefined) continue;
    const spec = flags.get(flag);
    assert.equal(spec?.type, type, name);
    // A flag that says no cannot be what a variable says.
    assert.equal(spec?.env, usual === true ? undefined : env, name);
    if (type !== "flag") assert.equal(spec && "default" in spec ? spec.default : undefined, usual, name);
  }
});

Deno.test("a fault is told with its place and a guess, and how many more there are", async () => {
  const { faults } = await file("max_age = 1\nread_olny = true\n[output]\nformat = 'jsno'\n");
  assert.deepEqual(faults.map((fault) => faultText("c", fault).replace(/expected one of .*?\. /, "…")), [
    'c:1:1: unknown setting "max_age". Did you mean "sync.max_age"?',
    'c:2:1: unknown setting "read_olny". Did you mean "read_only"?',
    'c:4:1: output.format "jsno": …Did you mean "json"?',
  ]);
  const error = await failsWith("usage.config", () => refuseFaults({ path: "c", faults }));
  assert.match(error.message, /^c:1:1: .*, and 2 more$/);
  assert.deepEqual(error.details, { path: "c", line: 1, column: 1, fault: "unknown" });
  refuseFaults({ path: "c", faults: [] });
});

Deno.test("a name that no profile can have is refused, whoever says it", async () => {
  const typed = await failsWith("usage.value", () => settled("offline", { flags: { "--profile": "../x" } }));
  assert.deepEqual([typed.message, typed.details], [
    '--profile "../x": expected the name of a profile',
    { name: "--profile" },
  ]);
  const { faults } = await file("profile = '../x'\n");
  assert.deepEqual(faults.map(({ message, fault }) => [message, fault]), [
    ['profile "../x": expected the name of a profile', "value"],
  ]);
});

Deno.test("a variable that is wrong is passed over where somebody is told of it", () => {
  const env: Readonly<Record<string, string>> = {
    FOXDEN_FORMAT: "bad",
    FOXDEN_MAX_AGE: "-1",
    FOXDEN_TIME: "iso",
  };
  const told: string[] = [];
  const settings = settle({
    typed: () => undefined,
    env: (name) => env[name],
    config: undefined,
    onFault: ({ message }) => void told.push(message.split(":")[0] ?? ""),
  });
  assert.deepEqual(told, ['FOXDEN_MAX_AGE "-1"', 'FOXDEN_FORMAT "bad"']);
  assert.deepEqual([settings.get("sync.max_age")?.origin, settings.get("output.time")?.value], [
    "default",
    "iso",
  ]);
});
