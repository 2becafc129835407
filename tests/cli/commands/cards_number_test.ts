/** The number of a card where it has no place: among words, in a text for an editor, and before anything may be written. */
import assert from "node:assert/strict";
import { put } from "../../app/app_support.ts";
import { openWriting, type WritingAccount } from "../../app/writing_support.ts";
import { expectFailure, expectSuccess } from "../../stories/expect.ts";
import type { Ran, Surroundings } from "../memory_io.ts";
import { runOn } from "./on_profile.ts";

const VISA = "4111111111111111";
const SPACED = "4111 1111 1111 1111";
const ANN = "77c0ad12be90";

async function onCard(run: (account: WritingAccount) => Promise<void>): Promise<void> {
  await using account = await openWriting();
  const entry = { version: 3, "cc-number": "5555555555554444", "cc-type": "mastercard", "cc-name": "Ann" };
  await put(account.app, "creditcards", { id: ANN, entry });
  account.writes.length = 0;
  await run(account);
}

const cards = (account: WritingAccount, words: readonly string[], around: Surroundings = {}) =>
  runOn(account, ["cards", ...words], around);

/** Checks that nothing of a run tells a number. */
function isSilent(run: Ran): Ran {
  assert.doesNotMatch(run.stdout + run.stderr, /4111|1111|5555/);
  return run;
}

Deno.test("a number anywhere among the words is refused before anything else, and never repeated", () =>
  onCard(async (account) => {
    const cases: readonly (readonly string[])[] = [
      ["list", VISA],
      ["list", `number:${VISA}`],
      ["list", "ann", "4111", "1111", "1111", "1111"],
      ["list", "--", `-name:"${SPACED}"`],
      ["get", `number:${VISA}`],
      ["get", SPACED],
      ["rm", `x${VISA}`],
      ["set", ANN, `name=Ann ${SPACED}`],
      ["set", ANN, "name=Ann", "4111", "1111", "1111-1111"],
      ["set", `number:${VISA}`, "name=x"],
      ["set", ANN, `billingAddress=${SPACED}`],
      ["set", ANN, `${VISA}=x`],
    ];
    for (const words of cases) {
      for (const more of [["--json"], ["-p", "nobody", "--json"]]) {
        const [verb = "", ...rest] = words;
        const { message } = expectFailure(
          isSilent(await cards(account, [verb, ...more, ...rest])),
          2,
          "usage.value",
        );
        assert.match(message, /must not stand on the command line/, words.join(" "));
      }
    }
    assert.deepEqual(account.writes, []);
  }));

Deno.test("what only looks like a number is none: ids, dates and the last four digits", () =>
  onCard(async (account) => {
    for (const query of ["4444", "after:2020-01-01 before:2031-12-31", "id:000000000000", "000000000000"]) {
      expectSuccess(await cards(account, ["list", ...query.split(" ")]));
    }
    for (const ids of [["000000000000"], ["000000000000", "000000000000"]]) {
      expectFailure(await cards(account, ["get", ...ids, "--json"]), 3, "not-found.record");
    }
  }));

Deno.test("fields from stdin keep a number out of all but its own place", () =>
  onCard(async (account) => {
    for (const field of ["name", "network", "expiry", "billingAddress"]) {
      const stdin = JSON.stringify({ [field]: `x ${SPACED}` });
      const run = isSilent(await cards(account, ["set", ANN, "-", "--json"], { stdin }));
      const { message } = expectFailure(run, 2, "usage.value");
      assert.equal(message, `${field} holds the number of a card, which every list would show`);
    }
  }));

Deno.test("no edit gives a card the number of another", () =>
  onCard(async (account) => {
    expectSuccess(await cards(account, ["set", "new", "--number-stdin", "name=Bo"], { stdin: `${VISA}\n` }));
    const words = ["set", ANN, "--number-stdin", "--force", "--json"];
    const run = isSilent(await cards(account, words, { stdin: SPACED }));
    assert.match(expectFailure(run, 2, "usage.value").message, /a card of this number is there already/);
  }));

Deno.test("a text from the editor that holds a number is refused, and does not stay in any file", () =>
  onCard(async (account) => {
    const path = `${account.home}/editor.sh`;
    const around = { onTerminal: true, env: { EDITOR: `sh ${path}`, VISUAL: "" } };
    const edit = async (script: string) => {
      await Deno.writeTextFile(path, `echo "$1" > ${account.home}/path; ${script}`);
      const run = isSilent(await cards(account, ["set", ANN, "--json"], around));
      const [file = ""] = (await Deno.readTextFile(`${account.home}/path`)).split("\n");
      return { run, file };
    };
    for (
      const script of [
        `echo number=${VISA} >> "$1"`,
        `sed -i 's/^name=.*/name=Ann ${SPACED}/' "$1"`,
        `echo number=${VISA} >> "$1"; exit 3`,
      ]
    ) {
      const { run, file } = await edit(script);
      assert.notEqual(run.code, 0);
      assert.match(run.stderr, /what you typed is not kept: it holds the number of a card/);
      await assert.rejects(Deno.stat(file), Deno.errors.NotFound);
      await assert.rejects(Deno.stat(file.replace(/\/[^/]+$/, "")), Deno.errors.NotFound);
    }
    const named = expectFailure((await edit('echo number= >> "$1"')).run, 2, "usage.value");
    assert.match(named.message, /^number: the number of a card is not written into a text for an editor/);
    assert.ok(named.try.includes("--number-stdin"), named.try.join());
    const { run, file } = await edit(`sed -i 's/^month=.*/month=13/' "$1"`);
    expectFailure(run, 2, "usage.value");
    assert.match(await Deno.readTextFile(file), /^month=13$/m);
    await Deno.remove(file.replace(/\/[^/]+$/, ""), { recursive: true });
    assert.deepEqual(account.writes, []);
  }));

Deno.test("nobody is asked for a number, nor is an editor begun, where nothing may be written", () =>
  onCard(async (account) => {
    const around = { onTerminal: true, env: { EDITOR: "false", VISUAL: "" } };
    const lines = [
      ["set", "new", "name=A"],
      ["set", "new"],
      ["set", ANN, "--number-stdin"],
      ["set", ANN, "name=A"],
      ["set", ANN, "billingAddress=4be31f"],
      ["set", ANN],
      ["rm", ANN],
    ];
    for (const words of lines) {
      for (const onTerminal of [false, true]) {
        if (!onTerminal && words.length === 2 && words[1] === ANN && words[0] === "set") continue;
        const run = async (...more: string[]) =>
          isSilent(await cards(account, [...words, ...more, "--json"], { ...around, onTerminal }));
        expectFailure(await run("--read-only"), 13, "read-only.refused");
        expectFailure(await run("--offline"), 7, "network.offline");
        expectFailure(await run("-p", "nobody"), 4, "auth.signed-out");
      }
    }
    assert.deepEqual(account.writes, []);
  }));
