import assert from "node:assert/strict";
import { put, type TestRecord } from "../../app/app_support.ts";
import { meanwhile, openWriting, stored, type WritingAccount } from "../../app/writing_support.ts";
import { expectFailure, expectSuccess, itemsOf, linesOf } from "../../stories/expect.ts";
import { needs, openPty } from "../../support/pty.ts";
import type { Run } from "../../support/world.ts";
import type { Surroundings } from "../memory_io.ts";
import { runOn } from "./on_profile.ts";

const VISA = "4111111111111111";
const MASTERCARD = "5555555555554444";
const NUMBERS = new RegExp(
  [VISA, MASTERCARD, "378282246310005", "4111-1111-1111-1111", "4111 1111"].join("|"),
);
const ANN = "77c0ad12be90";
const BO = "c0ffee123456";
const card = (id: string, entry: object): TestRecord => (
  { id, entry: { version: 3, "cc-number": VISA, "cc-type": "visa", ...entry } }
);
const RECORDS = [
  card(ANN, { "cc-name": "Ann Lee", "cc-exp-month": 4, "cc-exp-year": 2031, "x-newer": 1 }),
  card(BO, { "cc-name": "Bo", "cc-number": MASTERCARD, "cc-type": "mastercard", "cc-exp-year": 2019 }),
];

async function onCards(
  run: (account: WritingAccount) => Promise<void>,
  records: readonly TestRecord[] = RECORDS,
): Promise<void> {
  await using account = await openWriting();
  if (records.length > 0) await put(account.app, "creditcards", ...records);
  account.writes.length = 0;
  await run(account);
}

const cards = (account: WritingAccount, words: readonly string[], around: Surroundings = {}) =>
  runOn(account, ["cards", ...words], around);

async function shown(account: WritingAccount, id: string): Promise<Record<string, unknown>> {
  const run = await cards(account, ["get", id, "--json", "--reveal"]);
  return JSON.parse(expectSuccess(run).stdout);
}

/** Checks that nothing of a run tells a number. */
function isSilent(run: Run): Run {
  assert.doesNotMatch(run.stdout + run.stderr, NUMBERS);
  return run;
}

Deno.test("cards are listed with the last four digits, and no list in any format tells more", () =>
  onCards(async (account) => {
    const [ann, bo] = itemsOf(isSilent(expectSuccess(await cards(account, ["list", "--json"]))));
    assert.deepEqual(
      [ann?.["lastFour"], ann?.["network"], ann?.["expiry"], ann?.["expired"], ann?.["masked"]],
      ["1111", "visa", "2031-04", false, ["number"]],
    );
    assert.deepEqual([bo?.["lastFour"], bo?.["expiry"], bo?.["expired"]], ["4444", null, null]);
    for (const format of ["table", "plain", "ndjson", "csv", "tsv", "ids"]) {
      isSilent(expectSuccess(await cards(account, ["list", "-f", format], { onTerminal: true })));
    }
    for (const field of ["--fields", "--sort"]) {
      const run = await cards(account, ["list", field, "number", "--json"]);
      assert.match(expectFailure(run, 2, "usage.value").message, /secret/);
    }
    const wrong = await cards(account, ["list", "is:lost", "--json"]);
    assert.match(expectFailure(wrong, 2, "usage.value").message, /none of expired, valid/);
  }));

Deno.test("a number is shown where it is asked for, and on a terminal only where it is to stay there", () =>
  onCards(async (account) => {
    assert.equal(expectSuccess(await cards(account, ["get", ANN, "--field", "number"])).stdout, `${VISA}\n`);
    const bare = await cards(account, ["get", ANN, "--field", "number", "--no-newline"]);
    assert.equal(bare.stdout, VISA);
    assert.equal((await shown(account, ANN))["number"], VISA);
    assert.equal(itemsOf(await cards(account, ["list", "--reveal", "--json"]))[0]?.["number"], VISA);
    const terminal = { onTerminal: true };
    for (const words of [["get", ANN, "--field", "number"], ["get", ANN, "--reveal"], ["list", "--reveal"]]) {
      const run = isSilent(await cards(account, [...words, "--json"], terminal));
      expectFailure(run, 11, "not-confirmed.secret-on-terminal");
    }
    const inline = await cards(account, ["get", ANN, "--reveal=inline"], terminal);
    assert.match(expectSuccess(inline).stdout, NUMBERS);
    isSilent(expectSuccess(await cards(account, ["get", ANN, BO], terminal)));
    for (const words of [[ANN, "--field", "cvv"], [ANN, BO, "--field", "name"]]) {
      expectFailure(await cards(account, ["get", ...words, "--json"]), 2, "usage.value");
    }
  }));

Deno.test("a new card's number comes from stdin, and its network from its number", () =>
  onCards(async (account) => {
    const words = ["set", "new", "--number-stdin", "name=Ann Lee", "expiry=04/31", "--json"];
    const stdin = "4111 1111 1111 1111\n";
    const dry = isSilent(expectSuccess(await cards(account, [...words, "-n"], { stdin })));
    assert.deepEqual(account.writes, []);
    assert.deepEqual(itemsOf(dry).map(({ action, name }) => [action, name]), [["add", "Ann Lee"]]);
    const run = isSilent(expectSuccess(await cards(account, words, { stdin })));
    const id = String(itemsOf(run)[0]?.["id"]);
    assert.match(id, /^[0-9a-f]{12}$/);
    const { number, network, expiryMonth, expiryYear, timesUsed } = await shown(account, id);
    assert.deepEqual([number, network, expiryMonth, expiryYear, timesUsed], [VISA, "visa", 4, 2031, 0]);
    const again = isSilent(expectSuccess(await cards(account, words, { stdin })));
    assert.deepEqual(itemsOf(again).map((item) => [item["id"], item["reason"]]), [[id, "is there already"]]);
    const other = isSilent(
      await cards(account, [...words, "month=5"].filter((w) => !/expiry/.test(w)), { stdin }),
    );
    assert.match(
      expectFailure(other, 2, "usage.value").message,
      new RegExp(`of this number .* set those of ${id}`),
    );
  }, []));

Deno.test("a number on the command line is refused with the reason, wherever it stands, and never repeated", () =>
  onCards(async (account) => {
    const cases: readonly (readonly string[])[] = [
      ["set", ANN, `number=${VISA}`],
      ["set", "new", `cc-number=${VISA}`],
      ["set", ANN, "cardNumber=1234"],
      ["set", ANN, "name=4111-1111-1111-1111"],
      ["set", ANN, `year=${VISA}`],
      ["set", ANN, `${VISA}`, "name=x"],
      ["get", VISA],
      ["rm", VISA],
    ];
    for (const words of cases) {
      const run = isSilent(await cards(account, [...words, "--json"]));
      const { message, why } = expectFailure(run, 2, "usage.value");
      assert.match(message, /the number of a card must not stand on the command line/, words.join(" "));
      assert.match(why ?? "", /process list/);
    }
    for (const words of [["--number", VISA], [`--number=${VISA}`], [`--cc-number=${VISA}`]]) {
      const run = isSilent(await cards(account, ["set", ANN, ...words, "--json"]));
      assert.match(expectFailure(run, 2, "usage.value").message, /unknown option "--(cc-)?number"/);
    }
    for (const words of [["set", "-", "name=x"], ["get", "-"], ["rm", "-"]]) {
      const run = isSilent(await cards(account, [...words, "--json"], { stdin: `${VISA}\n` }));
      expectFailure(run, 2, "usage.value");
    }
    assert.deepEqual(account.writes, []);
  }));

Deno.test("what is no card is refused, and there is no place for a security code", () =>
  onCards(async (account) => {
    const cases: [readonly string[], RegExp, string?][] = [
      [["set", ANN, "cvv=737"], /"cvv": a card's security code has no place here/],
      [["set", ANN, "-"], /security code/, '{"cvc":"737"}'],
      [["set", ANN, "month=13"], /1 to 12/],
      [["set", ANN, "network=mir"], /the number is one of visa/],
      [["set", ANN, "--number-stdin"], /not the number of a card/, "4111111111111112\n"],
      [["set", ANN, "--number-stdin"], /no number on stdin/],
      [["set", ANN, "--number-stdin", "-"], /both read stdin/, "x"],
      [["set", ANN, BO, "--number-stdin"], /no two cards/, `${VISA}\n`],
      [["set", "new", "nubmer=1", "name=x"], /"nubmer" is no field of a card/],
      [["set", "new", "-"], /cannot be without its number/, "name=Ann"],
      [["set", ANN], /nothing to set/],
    ];
    for (const [words, told, stdin = ""] of cases) {
      const run = isSilent(await cards(account, [...words, "--json"], { stdin }));
      const { message } = expectFailure(run, 2, "usage.value");
      assert.match(message, told, words.join(" "));
      assert.doesNotMatch(run.stderr, /737|4111111111111112/);
    }
    expectFailure(await cards(account, ["set", "new", "name=x", "--json"]), 11, "not-confirmed.no-terminal");
    expectFailure(
      await cards(account, ["set", ANN, "billing-address=4be31f", "--json"]),
      3,
      "not-found.record",
    );
    assert.deepEqual(account.writes, []);
  }));

Deno.test("fields are set and emptied, all else stays, and undo takes it back without telling a number", () =>
  onCards(async (account) => {
    const before = await stored(account.app, "creditcards", ANN);
    expectSuccess(await cards(account, ["set", ANN, "cc-name=Ann B. Lee", "year=35", "month="]));
    const { name, expiryYear, expiryMonth, number } = await shown(account, ANN);
    assert.deepEqual([name, expiryYear, expiryMonth, number], ["Ann B. Lee", 2035, null, VISA]);
    const run = await cards(account, ["set", ANN, "--number-stdin", "--json"], {
      stdin: "3782 822463 10005\n",
    });
    assert.deepEqual(itemsOf(expectSuccess(run))[0]?.["members"], ["entry.cc-number", "entry.cc-type"]);
    assert.equal((await shown(account, ANN))["network"], "amex");
    isSilent(await runOn(account, ["undo", "--list"]));
    const undone = isSilent(expectSuccess(await runOn(account, ["undo", "2", "--json"])));
    assert.doesNotMatch(undone.stdout + undone.stderr, /378282246310005/);
    assert.deepEqual(await stored(account.app, "creditcards", ANN), before);
  }));

Deno.test("a number may stand among the fields that stdin has", () =>
  onCards(async (account) => {
    const lines = `number=4111 1111 1111 1111\nname=Ann\nexpiry=2031-04\n`;
    isSilent(expectSuccess(await cards(account, ["set", "new", "-"], { stdin: lines })));
    const revealed = expectSuccess(await cards(account, ["list", "--json", "--reveal"])).stdout;
    expectSuccess(
      await cards(account, ["rm", ...linesOf((await cards(account, ["list", "-f", "ids"])).stdout)]),
    );
    const run = isSilent(expectSuccess(await cards(account, ["add", "-", "--json"], { stdin: revealed })));
    const { number, expiry, name } = await shown(account, String(itemsOf(run)[0]?.["id"]));
    assert.deepEqual([number, expiry, name], [VISA, "2031-04", "Ann"]);
    const hidden = (await cards(account, ["list", "--json"])).stdout;
    expectFailure(await cards(account, ["set", "new", "-", "--json"], { stdin: hidden }), 2, "usage.value");
  }, []));

Deno.test("an older version is written as 3 where it is changed, and one that Firefox refuses is not changed", () =>
  onCards(async (account) => {
    const entryOf = async (id: string) => (await stored(account.app, "creditcards", id))[id]?.["entry"];
    expectSuccess(await cards(account, ["set", "aaaaaaaaaaa4", "name=Ann"]));
    assert.deepEqual({ ...await entryOf("aaaaaaaaaaa4"), timeLastModified: 0 }, {
      version: 3,
      "cc-number": VISA,
      "cc-type": "visa",
      "cc-name": "Ann",
      "cc-exp-month": 4,
      "cc-exp-year": 2031,
      timeLastModified: 0,
    });
    const run = await cards(account, ["set", "aaaaaaaaaaa9", "name=Ann", "--json"]);
    assert.match(expectFailure(run, 2, "usage.records").message, /aaaaaaaaaaa9.*entry\.version/);
    expectSuccess(await cards(account, ["rm", "aaaaaaaaaaa9"]));
  }, [
    { id: "aaaaaaaaaaa4", entry: { version: 4, "cc-number": VISA, "cc-exp": "2031-04" } },
    { id: "aaaaaaaaaaa9", entry: { version: 9, "cc-number": VISA } },
  ]));

Deno.test("a conflict about a number tells neither of the numbers", () =>
  onCards(async (account) => {
    const theirs = () => put(account.app, "creditcards", card(ANN, { "cc-number": "4012888888881881" }));
    for (const json of [[], ["--json"]]) {
      await put(account.app, "creditcards", ...RECORDS);
      using _other = meanwhile(account, theirs);
      const stdin = "378282246310005\n";
      const run = isSilent(await cards(account, ["set", ANN, "--number-stdin", ...json], { stdin }));
      assert.equal(run.code, 6);
      assert.match(run.stderr, /\(secret\)/);
      assert.doesNotMatch(run.stderr, /378282246310005|4012888888881881/);
    }
  }));

Deno.test("nothing of a number is in what -v tells, nor in a plain file of the profile", () =>
  onCards(async (account) => {
    const stdin = "378282246310005\n";
    isSilent(expectSuccess(await cards(account, ["set", BO, "--number-stdin", "-v"], { stdin })));
    isSilent(expectSuccess(await cards(account, ["list", "-v"])));
    for await (const path of filesIn(account.home)) {
      const bytes = new TextDecoder("latin1").decode(await Deno.readFile(path));
      assert.doesNotMatch(bytes, NUMBERS, path);
    }
  }));

async function* filesIn(folder: string): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory) yield* filesIn(`${folder}/${name}`);
    else yield `${folder}/${name}`;
  }
}

Deno.test("an editor gets every field of a card but its number", () =>
  onCards(async (account) => {
    const path = `${account.home}/editor.sh`;
    await Deno.writeTextFile(path, `cat "$1" > ${account.home}/log; sed -i 's/^year=.*/year=35/' "$1"`);
    const around = { onTerminal: true, env: { EDITOR: `sh ${path}`, VISUAL: "" } };
    isSilent(expectSuccess(await cards(account, ["set", ANN], around)));
    const seen = await Deno.readTextFile(`${account.home}/log`);
    assert.doesNotMatch(seen, NUMBERS);
    assert.deepEqual(linesOf(seen).slice(-5), [
      "name=Ann Lee",
      "month=4",
      "year=2031",
      "network=visa",
      "billingAddress=",
    ]);
    assert.equal((await shown(account, ANN))["expiryYear"], 2035);
  }));

Deno.test(needs("tmux", {
  name:
    "on a terminal the number is asked for, is never on the screen, and is asked for again where it is none",
  fn: () =>
    onCards(async (account) => {
      const env = { FOXDEN_DATA_DIR: account.home };
      await using pty = await openPty(["cards", "set", "new", "name=Ann"], { env });
      await pty.waitFor("Number of the card");
      await pty.type("4111111111111112");
      await pty.press("Enter");
      await pty.waitFor("not the number of a card");
      await pty.press("C-u");
      await pty.type(VISA);
      await pty.press("Enter");
      assert.equal(await pty.ended(), 0);
      assert.doesNotMatch(await pty.raw(), /4111/);
      const [item] = itemsOf(await cards(account, ["list", "--json"]));
      assert.deepEqual([item?.["lastFour"], item?.["name"]], ["1111", "Ann"]);
    }, []),
}));
