/** What needs a real terminal: secrets that are asked for, and secrets that are not shown. */
import assert from "node:assert/strict";
import { needs, openPty } from "../support/pty.ts";
import { EMAIL, openWorld, PASSWORD, type World } from "../support/world.ts";
import { expectFailure, expectSuccess } from "./expect.ts";
import { demoCollection, openFilledWorld } from "./filled.ts";

const PASSPHRASE = "a fox, a den & a moon";

const homeOf = (world: World) => ({ HOME: world.home });
const loginWords = (world: World) => ["auth", "login", "--server", world.server.url, "--email", EMAIL];

Deno.test(needs("tmux", {
  name: "a password typed at the prompt signs in, and nothing of it reaches the screen",
  async fn() {
    await using world = await openWorld();
    await using pty = await openPty(loginWords(world), { env: homeOf(world) });
    await pty.waitFor("Password");
    await pty.type(PASSWORD);
    await pty.press("Enter");
    assert.equal(await pty.ended(), 0, await pty.screen());
    const shown = `${await pty.raw()}\n${await pty.scrollback()}`;
    assert.ok(shown.includes(`Signed in as ${EMAIL}`), shown);
    for (const word of PASSWORD.split(" ")) assert.ok(!shown.includes(word), `"${word}" was shown`);
    assert.ok(!/[*•]{3}/.test(shown), "its length was not shown either");
  },
}));

Deno.test(needs("tmux", {
  name: "a sign-in asks for address, password and code in turn, and for a wrong code again",
  async fn() {
    await using world = await openWorld({ signIn: "code" });
    const words = ["auth", "login", "--server", world.server.url];
    await using pty = await openPty(words, { env: homeOf(world) });
    await pty.waitFor("E-mail");
    await pty.type(EMAIL);
    await pty.press("Enter");
    await pty.waitFor("Password");
    await pty.type(PASSWORD);
    await pty.press("Enter");
    await pty.waitFor("code");
    const right = world.mail[0]?.code ?? "";
    await pty.type(right === "000000" ? "111111" : "000000");
    await pty.press("Enter");
    await pty.waitFor("not accepted");
    await pty.type(right);
    await pty.press("Enter");
    assert.equal(await pty.ended(), 0, await pty.screen());
    expectSuccess(await world.foxden("auth status"));
  },
}));

Deno.test(needs("tmux", {
  name: "ctrl-c and ctrl-d at a prompt end the run with 130, and nobody is signed in",
  async fn() {
    await using world = await openWorld();
    for (const key of ["C-c", "C-d"]) {
      await using pty = await openPty(loginWords(world), { env: homeOf(world) });
      await pty.waitFor("Password");
      await pty.type("half a pass");
      await pty.press(key);
      assert.equal(await pty.ended(), 130, await pty.screen());
      assert.ok(!(await pty.raw()).includes("half"));
    }
    expectFailure(await world.foxden("auth status --json"), 4, "auth.signed-out");
  },
}));

Deno.test(needs("tmux", {
  name: "a vault sealed with a passphrase opens with it alone",
  async fn() {
    await using world = await openWorld();
    await using pty = await openPty([...loginWords(world), "--passphrase"], { env: homeOf(world) });
    for (const [question, answer] of [["New passphrase", PASSPHRASE], ["once more", PASSPHRASE]] as const) {
      await pty.waitFor(question);
      await pty.type(answer);
      await pty.press("Enter");
    }
    await pty.waitFor(/\? Password\b/);
    await pty.type(PASSWORD);
    await pty.press("Enter");
    assert.equal(await pty.ended(), 0, await pty.screen());
    assert.ok(!(await pty.raw()).includes("fox, a den"));
    await checkSealed(world);
  },
}));

async function checkSealed(world: World): Promise<void> {
  const vault = new TextDecoder("latin1").decode(await Deno.readFile(world.vaultPath));
  for (const word of [EMAIL, "refreshToken", "syncKey"]) assert.ok(!vault.includes(word), word);
  const run = async (passphrase: string) => {
    const path = `${world.home}/passphrase`;
    await Deno.writeTextFile(path, `${passphrase}\n`, { mode: 0o600 });
    return await world.foxden("auth status --json", { env: { FOXDEN_PASSPHRASE_FILE: path } });
  };
  const status = JSON.parse(expectSuccess(await run(PASSPHRASE)).stdout);
  assert.match(status.protection, /passphrase/);
  expectFailure(await run(`${PASSPHRASE}!`), 12, "crypto.wrong-passphrase");
  const nobody = expectFailure(await world.foxden("auth status --json"), 11, "not-confirmed.no-terminal");
  assert.ok(nobody.try.some((line) => line.includes("FOXDEN_PASSPHRASE_FILE")));
}

Deno.test(needs("tmux", {
  name: "a password is not printed on a terminal unless it is to stay there",
  async fn() {
    await using world = await openFilledWorld();
    const login = demoCollection("passwords").find(({ username }) => username === "annl-work");
    const secret = String(login?.["password"]);
    const get = ["passwords", "get", "github.com", "--user", "annl-work"];
    const shown = async (...flags: string[]) => {
      await using pty = await openPty([...get, ...flags], { env: homeOf(world) });
      return { code: await pty.ended(), text: await pty.scrollback() };
    };
    for (const flags of [["--field", "password"], ["--reveal"]]) {
      const { code, text } = await shown(...flags);
      assert.equal(code, 11, text);
      assert.ok(!text.includes(secret));
      assert.match(text, /--reveal=inline/);
    }
    const masked = await shown();
    assert.deepEqual([masked.code, masked.text.includes(secret)], [0, false]);
    assert.match(masked.text, /\*{12}/);
    const inline = await shown("--reveal=inline");
    assert.deepEqual([inline.code, inline.text.includes(secret)], [0, true]);
  },
}));

Deno.test(needs("tmux", {
  name: "a list on a terminal is a table as wide as the window, and hostile titles stay text",
  async fn() {
    await using world = await openFilledWorld();
    const env = homeOf(world);
    await using pty = await openPty("bookmarks list tag:test", { env, columns: 60 });
    assert.equal(await pty.ended(), 0);
    const rows = (await pty.scrollback()).split("\n").filter((line) => line.includes(".test"));
    assert.ok(rows.length >= 5 && rows.every((row) => row.length <= 60), rows.join("\n"));
    await using wide = await openPty("bookmarks list tag:test --fields title", { env, columns: 250 });
    assert.equal(await wide.ended(), 0);
    const raw = await wide.raw();
    assert.ok(raw.includes("日本語") && raw.includes("\\u202e") && raw.includes("\\x1b[31m"), raw);
    assert.ok(!raw.includes("\u202e") && !raw.includes("\x1b[31m"), raw);
  },
}));

Deno.test("a test whose program is missing is ignored and says why, or fails where all are required", () => {
  const test = { name: "a thing works", fn: () => {} };
  assert.equal(needs("sh", test).ignore ?? false, false);
  const before = Deno.env.get("FOXDEN_TEST_REQUIRE_ALL");
  try {
    Deno.env.delete("FOXDEN_TEST_REQUIRE_ALL");
    const ignored = needs("no-such-program-here", test);
    assert.equal(ignored.ignore, true);
    assert.match(ignored.name, /a thing works .*no-such-program-here is not installed/);
    Deno.env.set("FOXDEN_TEST_REQUIRE_ALL", "1");
    const required = needs("no-such-program-here", test);
    assert.equal(required.ignore ?? false, false);
    assert.throws(() => required.fn({} as Deno.TestContext), /no-such-program-here/);
  } finally {
    if (before === undefined) Deno.env.delete("FOXDEN_TEST_REQUIRE_ALL");
    else Deno.env.set("FOXDEN_TEST_REQUIRE_ALL", before);
  }
});
