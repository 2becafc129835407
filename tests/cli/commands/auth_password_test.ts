import assert from "node:assert/strict";
import { join } from "node:path";
import { addUser } from "../../../server/admin.ts";
import { openPlace, type TestPlace } from "../../app/app_support.ts";
import { EMAIL, PASSWORD } from "../../core/accounts/accounts_support.ts";
import { expectFailure, expectSuccess } from "../../stories/expect.ts";
import { shellWord } from "../../../cli/advice.ts";
import { runOn } from "./on_profile.ts";

const ignore = Deno.build.os === "windows";

/** A server with an account, and the sign-in of it without a word about the password. */
async function openWaiting(): Promise<
  TestPlace & { logIn: (flags?: readonly string[], env?: Record<string, string>) => ReturnType<typeof runOn> }
> {
  const place = await openPlace();
  await addUser(place.server.database, { email: EMAIL, password: PASSWORD });
  const words = ["auth", "login", "--server", place.server.url, "--email", EMAIL, "--json"];
  return { ...place, logIn: (flags = [], env = {}) => runOn(place, [...words, ...flags], { env }) };
}

/** A program that prints these lines, as a line for `--password-cmd`. */
async function printing(folder: string, text: string, exit = 0): Promise<string> {
  const path = join(folder, "print pass word");
  await Deno.writeTextFile(path, `#!/bin/sh\nprintf '%s' "$1"\nprintf '${text}'\nexit ${exit}\n`);
  await Deno.chmod(path, 0o700);
  return shellWord(path);
}

Deno.test({
  name: "a program's first line is the password, and no shell takes part",
  ignore,
  async fn() {
    await using place = await openWaiting();
    const program = await printing(place.home, "\\nsecond line\\n");
    const run = expectSuccess(await place.logIn(["--password-cmd", `${program} '${PASSWORD}' $HOME;`]));
    assert.match(run.stderr, /^Signed in as/);
    const env = { FOXDEN_PASSWORD_CMD: `${program} "${PASSWORD}"` };
    assert.match(expectSuccess(await place.logIn([], env)).stderr, /^Signed in as/);
  },
});

Deno.test({
  name:
    "a program that fails, prints nothing or is not there ends the sign-in, and its arguments are not repeated",
  ignore,
  async fn() {
    await using place = await openWaiting();
    const cases: [string, RegExp][] = [
      [await printing(place.home, "", 3), /ended with exit code 3/],
      ["no-such-program-of-foxden", /could not be started/],
    ];
    for (const [program, message] of cases) {
      const run = await place.logIn(["--password-cmd", `${program} hunter2`]);
      assert.match(expectFailure(run, 1, "failed.program").message, message);
      assert.doesNotMatch(run.stderr, /hunter2/);
    }
    const silent = await printing(place.home, "\\n");
    assert.match(
      expectFailure(await place.logIn(["--password-cmd", silent]), 1, "failed.program").message,
      /no password/,
    );
    const open = await place.logIn(["--password-cmd", "pass 'hunter2"]);
    assert.match(expectFailure(open, 2, "usage.value").message, /a quote is not closed/);
    assert.doesNotMatch(open.stderr, /hunter2/);
  },
});

Deno.test("a password in a variable is used with a warning, and after everything else", async () => {
  await using place = await openWaiting();
  const env = { FOXDEN_PASSWORD: PASSWORD };
  const run = expectSuccess(await place.logIn([], env));
  assert.match(run.stderr, /^warning: FOXDEN_PASSWORD can be read by every program.*\nSigned in as/);
  assert.ok(!run.stderr.includes(PASSWORD));
  const file = join(place.home, "password");
  await Deno.writeTextFile(file, `${PASSWORD}\n`, { mode: 0o600 });
  const byFile = await place.logIn(["--password-file", file], { FOXDEN_PASSWORD: "wrong" });
  assert.match(expectSuccess(byFile).stderr, /^Signed in as/);
});

Deno.test("a browser is asked for no password, wherever one would come from", async () => {
  await using place = await openWaiting();
  for (const flags of [["--password-cmd", "x"], ["--password-file", "x"], ["--password-stdin"]]) {
    const error = expectFailure(await place.logIn(["--browser", ...flags]), 2, "usage.value");
    assert.match(error.message, /--browser asks for no password/);
  }
});

Deno.test("the plain flag stays refused", async () => {
  await using place = await openWaiting();
  const run = await place.logIn(["--password", "hunter2"]);
  expectFailure(run, 2, "usage.value");
  assert.doesNotMatch(run.stderr, /hunter2/);
});

Deno.test({
  name: "what is typed stands over variables, and two that are typed are one too many",
  ignore,
  async fn() {
    await using place = await openWaiting();
    const [good, bad] = [join(place.home, "good"), join(place.home, "bad")];
    await Deno.writeTextFile(good, `${PASSWORD}\n`, { mode: 0o600 });
    await Deno.writeTextFile(bad, "wrong\n", { mode: 0o600 });
    const byProgram = ["--password-cmd", `cat ${shellWord(good)}`];
    expectSuccess(await place.logIn(byProgram, { FOXDEN_PASSWORD_FILE: bad }));
    expectSuccess(await place.logIn(["--password-file", good], { FOXDEN_PASSWORD_CMD: "false" }));
    const both = expectFailure(await place.logIn([...byProgram, "--password-file", good]), 2, "usage.value");
    assert.match(both.message, /--password-file and --password-cmd both say/);
    const { code, stderr } = await place.logIn(["--browser", "--no-open"], { FOXDEN_PASSWORD_FILE: bad });
    assert.deepEqual([code, /^Sign in on this page/.test(stderr)], [11, true], stderr);
  },
});

Deno.test(
  "a password file named - is stdin, and one that others can read is told of",
  { ignore },
  async () => {
    await using place = await openWaiting();
    const words = ["auth", "login", "--server", place.server.url, "--email", EMAIL, "--password-file"];
    expectSuccess(await runOn(place, [...words, "-"], { stdin: `${PASSWORD}\n` }));
    const file = join(place.home, "password");
    await Deno.writeTextFile(file, `${PASSWORD}\n`);
    await Deno.chmod(file, 0o640);
    assert.match(
      expectSuccess(await runOn(place, [...words, file])).stderr,
      /^warning: other users can read .*password/,
    );
  },
);
