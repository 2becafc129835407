import assert from "node:assert/strict";
import fc from "fast-check";
import { joinName, splitName } from "../../../core/edits/address_name.ts";

const parts = (given: string, additional: string, family: string) => ({ given, additional, family });

Deno.test("a name is taken apart as Firefox does it", () => {
  const cases: [string, string, string, string][] = [
    ["Ann", "Ann", "", ""],
    ["Ann Lee", "Ann", "", "Lee"],
    ["Ann Marie Lee", "Ann", "Marie", "Lee"],
    ["Ann Marie Sue Lee", "Ann Marie", "Sue", "Lee"],
    ["Dr. Ann Lee", "Ann", "", "Lee"],
    ["Prof. Dr. Ann Lee", "Ann", "", "Lee"],
    ["Ann Lee Jr.", "Ann", "", "Lee"],
    ["Ann Lee M.D. III", "Ann", "", "Lee"],
    ["John Ma", "John", "", "Ma"],
    ["Ludwig van Beethoven", "Ludwig", "", "van Beethoven"],
    ["Vincent Willem van der Berg", "Vincent", "Willem", "van der Berg"],
    ["van der Berg", "", "", "van der Berg"],
    ["Mr.", "Mr.", "", ""],
    ["Lee, Ann", "Lee", "", "Ann"],
    ["李安", "安", "", "李"],
    ["欧阳修", "修", "", "欧阳"],
    ["李 安", "安", "", "李"],
    ["ピカソ・パブロ", "パブロ", "", "ピカソ"],
    ["남궁민", "민", "", "남궁"],
    ["황목치승", "치승", "", "황목"],
    ["황목치", "목치", "", "황"],
    ["李 安 明", "李", "安", "明"],
    ["李 Ann", "李", "", "Ann"],
  ];
  for (const [name, ...expected] of cases) assert.deepEqual(splitName(name), parts(...expected), name);
});

Deno.test("parts are joined with blanks, and East Asian ones the other way round without", () => {
  assert.equal(joinName(parts("Ann", "", "Lee")), "Ann Lee");
  assert.equal(joinName(parts("Ann", "Marie", "Lee")), "Ann Marie Lee");
  assert.equal(joinName(parts("安", "", "李")), "李安");
  assert.equal(joinName(parts("안", "", "Lee")), "안 Lee");
  assert.equal(joinName(parts("安", "x", "李")), "安 x 李");
  assert.equal(joinName(parts("", "", "")), "");
});

Deno.test("a name of plain words, none of which has a meaning of its own, is the same taken apart and joined", () => {
  const word = fc.constantFrom("Ann", "Marie", "Lee", "Müller", "O'Neil", "Jean-Luc", "Åse", "Иван");
  fc.assert(fc.property(fc.array(word, { minLength: 1, maxLength: 6 }), (words) => {
    assert.equal(joinName(splitName(words.join(" "))), words.join(" "));
  }));
});

Deno.test("whatever is given as a name, its parts hold nothing that was not there", () => {
  fc.assert(fc.property(fc.string({ unit: "grapheme" }), (name) => {
    const { given, additional, family } = splitName(name);
    for (const part of [given, additional, family]) {
      for (const word of part.split(" ")) assert.ok(name.includes(word), JSON.stringify([name, word]));
    }
  }));
});
