import assert from "node:assert/strict";
import fc from "fast-check";
import { durationMs, SETTING_NAMES, settingOf, valueFault } from "../../../app/config/settings.ts";

Deno.test("every setting's default is one of its values, and its help is a line without a full stop", () => {
  assert.ok(SETTING_NAMES.length >= 10);
  for (const name of SETTING_NAMES) {
    const setting = settingOf(name);
    if (setting.default !== undefined) {
      assert.equal(valueFault(setting, String(setting.default)), undefined, name);
    } else assert.ok(setting.otherwise, `${name} says what holds without it`);
    assert.doesNotMatch(setting.help, /\.$|\n/);
  }
});

Deno.test("no two settings share a variable or a flag, and only what stands for an on is turned off by a flag", () => {
  const all = SETTING_NAMES.map(settingOf);
  for (const word of ["env", "flag"] as const) {
    const used = all.flatMap((setting) => setting[word] ?? []);
    assert.deepEqual(used, [...new Set(used)]);
  }
  for (const name of SETTING_NAMES) {
    const { flag = "", type, default: off } = settingOf(name);
    if (type === "flag" && off === true) assert.match(flag, /^--no-/, name);
  }
});

Deno.test("durations are whole or broken numbers with a unit, which only nothing at all can do without", () => {
  const cases = { "500ms": 500, "30s": 30_000, "1.5h": 5_400_000, "1d": 86_400_000, "0": 0, "0s": 0 };
  for (const [text, ms] of Object.entries(cases)) assert.equal(durationMs(text), ms, text);
  for (
    const text of ["", "soon", "-1s", "5 m", "5mm", "m", "1e3", "0x1", "5m ", "1.2345s", "45", "0.0", "1.5"]
  ) {
    assert.equal(durationMs(text), undefined, text);
  }
  fc.assert(fc.property(fc.string(), (text) => {
    const ms = durationMs(text);
    return ms === undefined || (Number.isSafeInteger(ms) && ms >= 0);
  }));
});

Deno.test("what is expected of a value is said in words", () => {
  const faults: [Parameters<typeof settingOf>[0], string, RegExp][] = [
    ["read_only", "yes", /^true or false$/],
    ["sync.max_age", "soon", /a time such as/],
    ["sync.max_age", "10", /a time with its unit: 10 what\? 10s or 10m/],
    ["network.timeout", "0s", /longer than nothing/],
    ["output.format", "jsn", /^one of table, plain, json/],
    ["profile", "../x", /name of a profile/],
  ];
  for (const [name, text, expected] of faults) {
    assert.match(valueFault(settingOf(name), text) ?? "", expected);
  }
  assert.equal(valueFault(settingOf("sync.max_age"), "0s"), undefined);
  assert.equal(valueFault(settingOf("output.pager"), ""), undefined);
});
