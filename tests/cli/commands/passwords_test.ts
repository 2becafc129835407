import assert from "node:assert/strict";
import { openSynced, put, type TestAccount } from "../../app/app_support.ts";
import { expectFailure } from "../../stories/expect.ts";
import { runOn } from "./on_profile.ts";

/** Everything that what is made for screens would write in another way. */
const PASSWORD = "\ttab, \u202ebidi\u2069, \u200emark, \x1b[31m, \\t, line\nend, \x7f, ü 🦊 ";
const login = {
  id: "l1",
  hostname: "https://shop.example",
  username: "an\u200fn",
  password: PASSWORD,
};

async function withLogin(run: (account: TestAccount) => Promise<void>): Promise<void> {
  await using account = await openSynced();
  await put(account.app, "passwords", login);
  await run(account);
}

const get = ["passwords", "get", "shop.example", "--field"];

Deno.test("a password goes through a pipe letter for letter, whatever it holds", () =>
  withLogin(async (account) => {
    const printed = async (...more: string[]) => (await runOn(account, [...get, ...more])).stdout;
    assert.equal(await printed("password"), `${PASSWORD}\n`);
    assert.equal(await printed("password", "--no-newline"), PASSWORD);
    assert.equal(await printed("username"), "an\u200fn\n");
  }));

Deno.test("a password goes into a file letter for letter, also from a terminal", () =>
  withLogin(async (account) => {
    const path = `${account.home}/password`;
    const { code } = await runOn(account, [...get, "password", "-o", path], { onTerminal: true });
    assert.equal(code, 0);
    assert.equal(await Deno.readTextFile(path), `${PASSWORD}\n`);
  }));

Deno.test("a password that is to stay on a terminal is written out there", () =>
  withLogin(async (account) => {
    const words = [...get, "password", "--reveal=inline"];
    const { stdout } = await runOn(account, words, { onTerminal: true });
    assert.match(stdout, /^\\x09tab, \\u202ebidi\\u2069, \\u200emark, \\x1b\[31m,/);
    assert.doesNotMatch(stdout.trimEnd(), /[\p{Cc}\u200e\u202e\u2069]/u);
  }));

Deno.test("a question without a word is refused, and nobody's login is shown", () =>
  withLogin(async (account) => {
    for (const query of ["", " "]) {
      const run = await runOn(account, ["passwords", "get", query, "--first", "--json"]);
      expectFailure(run, 2, "usage.value");
    }
  }));
