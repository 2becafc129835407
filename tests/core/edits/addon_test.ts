import assert from "node:assert/strict";
import fc from "fast-check";
import { changedAddon, isMemberWord, readAddonChange } from "../../../core/edits/addon.ts";

Deno.test("an add-on is switched on or off by one word", () => {
  for (const yes of ["yes", "true", "on", "YES"]) {
    assert.deepEqual(readAddonChange([`enabled=${yes}`]), { enabled: true });
  }
  for (const no of ["no", "false", "off"]) {
    assert.deepEqual(readAddonChange([`enabled=${no}`]), { enabled: false });
  }
});

Deno.test("whatever else is to be set is refused, with why", () => {
  const cases: Record<string, RegExp> = {
    "enabled=": /yes or no/,
    "enabled=maybe": /yes or no/,
    "addonID=x@y": /addonID cannot be set: it says which add-on/,
    "addonId=x@y": /addonId cannot be set: it says which add-on/,
    "application=x": /application cannot be set: .* program/,
    "source=web": /source cannot be set: .* addons\.mozilla\.org/,
    "id=abc": /id cannot be set/,
    "constructor=1": /no member "constructor"/,
    "colour=red": /no member "colour" that could be set, only enabled/,
  };
  for (const [word, told] of Object.entries(cases)) {
    const read = readAddonChange([word]);
    assert.ok(typeof read === "string", word);
    assert.match(read, told);
  }
  assert.match(String(readAddonChange([])), /enabled=yes or enabled=no/);
  assert.match(String(readAddonChange(["enabled=yes", "enabled=no"])), /twice/);
});

Deno.test("ids are told from what is to be set", () => {
  for (const word of ["enabled=no", "addonID=x"]) assert.ok(isMemberWord(word), word);
  for (const word of ["-", "x@y.example", "{446900e4-71c2-419f-a6a7-df9c091e268b}", "AbCdEfGh_-12", "new"]) {
    assert.ok(!isMemberWord(word), word);
  }
});

Deno.test("nothing else of a record changes, whatever it holds", () => {
  const record = fc.dictionary(fc.string(), fc.jsonValue());
  fc.assert(fc.property(record, fc.boolean(), (clear, enabled) => {
    const { enabled: now, ...rest } = changedAddon(clear, { enabled });
    const { enabled: _, ...before } = clear;
    assert.equal(now, enabled);
    assert.deepEqual(rest, before);
  }));
});
