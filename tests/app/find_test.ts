import assert from "node:assert/strict";
import { apartFromUnread, findEach, findOne, findThose } from "../../app/find.ts";
import { failsWith } from "../support/vectors.ts";

const item = (id: string, ...names: readonly string[]) => ({ ids: [id], names });
const dark = item("AbCdEfGh_-12", "addon@darkreader.org");
const light = item("AbCdEfXX_-12", "Light@reader.example");
const short = item("abc", "dark");
const nameless = item("nameless-id-");
const items = [dark, light, short, nameless];
const search = { collection: "addons", items };

Deno.test("a word means what has it as its whole id or name, before what it is only a part of", () => {
  assert.equal(findOne(search, "abc"), short);
  assert.equal(findOne(search, "dark"), short);
  assert.equal(findOne(search, "DARK"), short);
  assert.equal(findOne(search, "addon@darkreader.org"), dark);
  assert.equal(findOne(search, "light@READER.example"), light);
});

Deno.test("else it means what begins so with six characters or more, and then what is called so in part", () => {
  assert.equal(findOne(search, "AbCdEfG"), dark);
  assert.equal(findOne(search, "nameless"), nameless);
  assert.equal(findOne(search, "namel"), undefined);
  assert.equal(findOne(search, "darkr"), dark);
  assert.equal(findOne(search, "LIGHT"), light);
  assert.equal(findOne(search, ""), undefined);
  assert.equal(findOne(search, "nobody"), undefined);
});

Deno.test("what comes from a pipe is whole", () => {
  const whole = { ...search, whole: true };
  assert.equal(findOne(whole, "AbCdEfGh_-12"), dark);
  assert.equal(findOne(whole, "addon@darkreader.org"), dark);
  assert.equal(findOne(whole, "AbCdEfG"), undefined);
  assert.equal(findOne(whole, "light"), undefined);
});

async function candidatesFor(word: string, within = search): Promise<readonly string[]> {
  const error = await failsWith("ambiguous.match", () => findOne(within, word));
  assert.ok(error.code === "ambiguous.match");
  return error.details.candidates;
}

Deno.test("a word that several fit is refused with what tells them apart", async () => {
  assert.deepEqual(await candidatesFor("reader"), ["addon@darkreader.org", "Light@reader.example"]);
  assert.equal((await candidatesFor("AbCdEf")).length, 2);
  const twins = { collection: "addons", items: [item("one", "x@y"), item("two", "x@y")] };
  assert.deepEqual(await candidatesFor("x@y", twins), ["one", "two"]);
});

Deno.test("several are found once each, and one that is missing is told or refused", async () => {
  const sought = { words: ["dark", "abc", "nobody"], whole: ["AbCdEfGh_-12", "light"] };
  assert.deepEqual(findThose(search, sought), { found: [short, dark], missing: ["nobody", "light"] });
  await failsWith("not-found.record", () => findEach(search, sought));
  assert.deepEqual(findEach(search, { words: ["light"], whole: ["abc"] }), [light, short]);
});

Deno.test("an id of a record that cannot be read is not missing: it is counted", () => {
  const { missing, malformed } = apartFromUnread(["a", "b", "c"], { count: 2, ids: ["b", "x"] });
  assert.deepEqual([missing, malformed()], [["a", "c"], { count: 1, ids: ["b"] }]);
});
