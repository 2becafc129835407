import assert from "node:assert/strict";
import { agreementFor, agreeOn, type Loss, refuseMore } from "../../cli/confirm.ts";
import { parseWords } from "../../cli/framework.ts";
import { rm } from "../../cli/commands/records_write.ts";
import { failsWith } from "../support/vectors.ts";

const loss = (count: number, over: Partial<Loss> = {}): Loss => ({ act: "Delete", count, ...over });

Deno.test("the more is lost, the more has to be typed", () => {
  const needed = [0, 1, 2, 24, 25, 1000].map((count) => agreementFor(loss(count)));
  assert.deepEqual(needed, ["none", "none", "yes", "yes", "count", "count"]);
  assert.equal(agreementFor(loss(1, { name: "forms" })), "name");
  assert.equal(agreementFor(loss(1000, { agreement: "yes" })), "yes", "where the loss itself says so");
});

const nobody = (yes: true | number | undefined, confirm?: string) => ({
  options: { yes, confirm },
  globals: { input: true } as Parameters<typeof agreeOn>[1]["globals"],
  io: { stdin: { isTerminal: false }, stderr: { isTerminal: true } } as Parameters<typeof agreeOn>[1]["io"],
});

Deno.test("--yes answers everything, with a number only that very number", async () => {
  for (const each of [loss(1), loss(7), loss(30), loss(1, { name: "forms" })]) {
    await agreeOn(each, nobody(true));
    await agreeOn(each, nobody(each.count));
    const error = await failsWith("not-confirmed.count", () => agreeOn(each, nobody(each.count + 1)));
    assert.deepEqual(error.details, { hit: each.count, agreed: each.count + 1 });
  }
  await agreeOn(loss(2, { hit: 5 }), nobody(5));
  await failsWith("not-confirmed.count", () => agreeOn(loss(2, { hit: 5 }), nobody(2)));
});

Deno.test("leave for one loss holds for no greater one, and a number given beforehand for that number alone", async () => {
  const refused = async (now: Loss, yes: true | number | undefined, more: object = {}) => {
    const options = { yes, ...more };
    return (await failsWith("not-confirmed.count", () => refuseMore(loss(2, { hit: 3 }), now, options)))
      .details;
  };
  for (const count of [0, 1, 2]) refuseMore(loss(2), loss(count), { yes: undefined });
  assert.deepEqual(await refused(loss(3), undefined), { hit: 3, agreed: 2 });
  refuseMore(loss(2, { hit: 3 }), loss(2, { hit: 3 }), { yes: 3 });
  for (const hit of [2, 4]) {
    assert.deepEqual(await refused(loss(2, { hit }), 3), { hit, agreed: 3 });
  }
  // What is done already is not hit once more when the rest is planned anew.
  refuseMore(loss(2, { hit: 3 }), loss(1, { hit: 1 }), { yes: 3, inParts: true });
  assert.deepEqual(await refused(loss(4), 3, { inParts: true }), { hit: 4, agreed: 3 });
  refuseMore(loss(2), loss(1000), { yes: true });
  refuseMore(loss(2), loss(1000), { yes: undefined, confirm: "forms" });
});

Deno.test("a name given beforehand must be the right one", async () => {
  await agreeOn(loss(1, { name: "forms" }), nobody(undefined, "forms"));
  const { message } = await failsWith(
    "not-confirmed.declined",
    () => agreeOn(loss(1, { name: "forms" }), nobody(undefined, "form")),
  );
  assert.equal(message, "Not confirmed: --confirm is to be forms; nothing was changed");
  await agreeOn(loss(0), nobody(undefined, "forms"));
  await failsWith("not-confirmed.no-terminal", () => agreeOn(loss(2), nobody(undefined, "forms")));
});

Deno.test("large numbers are told with marks between their thousands", async () => {
  const { message } = await failsWith("not-confirmed.count", () => agreeOn(loss(5001), nobody(60002)));
  assert.equal(message, "This hits 5,001 records, not 60,002");
  const now = await failsWith("not-confirmed.count", () => refuseMore(loss(5001), loss(5002), { yes: 5001 }));
  assert.match(now.message, /now this hits 5,002 records, not 5,001$/);
});

Deno.test("where nobody can be asked, what needs an answer names the flag that gives it", async () => {
  await agreeOn(loss(1), nobody(undefined));
  const need = async (each: Loss) => {
    const error = await failsWith("not-confirmed.no-terminal", () => agreeOn(each, nobody(undefined)));
    return "need" in error.details && error.details.need;
  };
  assert.equal(await need(loss(2)), "--yes");
  assert.equal(await need(loss(30)), "--yes=30");
  assert.equal(await need(loss(30, { hit: 40 })), "--yes=40", "the number that --yes is held against");
  assert.equal(await need(loss(1, { name: "forms" })), "--confirm forms");
  assert.equal(await need(loss(1, { name: "my forms" })), "--confirm 'my forms'");
});

const parsed = (...words: string[]) => parseWords(rm, ["forms", ...words], () => undefined);

Deno.test("--yes and -y take a number only after an equals sign, and never the next word", () => {
  assert.equal(parsed("a").options["yes"], undefined);
  for (const words of [["--yes", "7"], ["-y", "7"], ["7", "-y"]]) {
    const { options, args } = parsed(...words);
    assert.deepEqual([options["yes"], args["id"]], [true, ["7"]]);
  }
  assert.equal(parsed("--yes=37", "a").options["yes"], 37);
  assert.deepEqual(parsed("--", "-y").args["id"], ["-y"]);
});

Deno.test("what is no number after --yes= is refused", async () => {
  for (const word of ["--yes=many", "--yes=-1", "--yes=1.5"]) {
    await failsWith("usage.value", () => parsed(word, "a"));
  }
});

Deno.test("a value that is there and empty is not one that was left out", async () => {
  for (const words of [["--yes=", "a"], ["--yes=", "-y", "a"], ["-y=", "a"]]) {
    await failsWith("usage.value", () => parsed(...words));
  }
});

Deno.test("--yes among other short flags in one word takes no word either", () => {
  const { options, args } = parsed("-ny", "7");
  assert.deepEqual([options["dryRun"], options["yes"], args["id"]], [true, true, ["7"]]);
});
