/** Which keys an account may come with, case by case. */
import assert from "node:assert/strict";
import { firstViolation, updatedKeys } from "../../server/token/rules.ts";

const known = { generation: 10, keysChangedAtMs: 10, clientState: "bb", oldClientStates: ["aa"] };
const rules: readonly (readonly [
  string,
  number | undefined,
  number | undefined,
  string,
  string | undefined,
])[] = [
  ["the same keys", 10, 10, "bb", undefined],
  ["a later password with the same keys", 11, 10, "bb", undefined],
  ["new keys with a later password", 11, 11, "cc", undefined],
  ["new keys of an unknown password time", undefined, 11, "cc", undefined],
  ["keys newer than their password", 10, 11, "bb", "invalid-keysChangedAt"],
  ["no keys where there were some", 11, 11, "", "empty string"],
  ["keys that were replaced", 11, 11, "aa", "stale value"],
  ["new keys with the old password", 10, 11, "cc", "invalid-keysChangedAt"],
  ["new keys with the old password and time", 10, 10, "cc", "new value with no generation change"],
  ["new keys of the old time", 11, 10, "cc", "new value with no keys_changed_at change"],
  ["an earlier password", 9, 10, "bb", "invalid-generation"],
  ["an earlier key time", 10, 9, "bb", "invalid-keysChangedAt"],
  ["no key time where there was one", 10, undefined, "bb", "invalid-keysChangedAt"],
];
for (const [name, generation, keysChangedAtMs, clientState, broken] of rules) {
  Deno.test(`${name}: ${broken ?? "accepted"}`, () => {
    const violation = firstViolation({ generation, keysChangedAtMs, clientState }, known);
    assert.equal(violation?.description ?? violation?.status, broken);
  });
}

Deno.test("what is on record rises with what is shown, also where the password's time is not", () => {
  const shown = { generation: undefined, keysChangedAtMs: 12, clientState: "bb" };
  assert.deepEqual(updatedKeys(shown, known), { generation: 12, keysChangedAtMs: 12, clientState: "bb" });
  const unknown = { generation: undefined, keysChangedAtMs: undefined, clientState: "bb" };
  const kept = { generation: 10, keysChangedAtMs: 10, clientState: "bb" };
  assert.deepEqual(updatedKeys(unknown, known), kept);
});
