import assert from "node:assert/strict";
import { array, object, parseJson, string } from "../../../core/json.ts";
import { doctorPage, doctorSum } from "../../../cli/doctor_page.ts";
import { RESET, resetTerminal } from "../../../cli/terminal_reset.ts";
import { makeProfile, openSynced } from "../../app/app_support.ts";
import { plainIo } from "../screen.ts";
import { runOn } from "./on_profile.ts";

const listShape = object({
  kind: string,
  items: array(object({ check: string, state: string, detail: string })),
});

const ENV = {
  HOME: "/home/nobody",
  TERM: "xterm",
  LANG: "C.UTF-8",
  PATH: "/bin:/usr/bin",
  EDITOR: "sh",
  BROWSER: "sh",
  PAGER: "sh",
};

Deno.test("each check is a row in every format, and a page for people", async () => {
  await using account = await openSynced();
  const run = (...words: string[]) => runOn(account, ["doctor", ...words], { env: ENV });
  const { stdout, code } = await run("--json");
  const { kind, items } = listShape(parseJson(stdout, "stdout"), "stdout");
  assert.deepEqual([kind, code], ["checks", 0], stdout);
  const checks = items.map(({ check }) => check);
  for (const check of ["foxden", "secrets", "mirror", "clock", "keys", "terminal"]) {
    assert.ok(checks.includes(check), check);
  }
  assert.deepEqual((await run("-f", "ids")).stdout.trimEnd().split("\n"), checks);
  const plain = (await run("--fields", "state,check")).stdout.trimEnd().split("\n");
  assert.deepEqual(plain, items.map(({ state, check }) => `${state}\t${check}`));
  for (const format of ["ndjson", "csv", "tsv", "yaml", "xml"]) {
    assert.ok((await run("-f", format)).stdout.split("\n").length >= items.length, format);
  }
  const page = await runOn(account, ["doctor"], { env: ENV, onTerminal: true });
  assert.match(page.stdout, /^ok +foxden +\d/m);
  assert.match(page.stderr, /^no problems, no warnings, \d+ ok, \d+ skipped$/m);
});

Deno.test("a problem ends with 10 after everything was printed, and a warning with 0", async () => {
  await using account = await openSynced();
  await account.server.close();
  const { code, stdout, stderr } = await runOn(account, ["doctor"], { env: ENV });
  assert.equal(code, 10);
  assert.match(stdout, /^token\tproblem\t.*refuses the connection\t/m);
  assert.match(stdout, /^pager\tok\t/m);
  assert.match(stderr, /^2 problems, no warnings/m);
  const warned = await runOn(account, ["doctor", "--offline"], { env: { ...ENV, LANG: "C" } });
  assert.equal(warned.code, 0);
  assert.match(warned.stdout, /^locale\twarning\t/m);
});

Deno.test("it works with a config file that no other command works with, and says so once", async () => {
  await using profile = await makeProfile();
  const env = { ...ENV, FOXDEN_CONFIG_DIR: profile.home };
  await Deno.writeTextFile(`${profile.home}/config.toml`, "nonsense = [", { mode: 0o600 });
  assert.equal((await runOn(profile, ["status"], { env })).code, 2);
  const { code, stdout } = await runOn(profile, ["doctor", "--offline"], { env });
  assert.equal(code, 10);
  assert.match(stdout, /^config\tproblem\t.*config\.toml, line 1/m);
});

Deno.test("a report is a page of whole lines without who it is about, also where it goes to a file", async () => {
  await using account = await openSynced();
  const { email } = await account.app.secrets();
  const run = await runOn(account, ["doctor", "--report"], { env: ENV, columns: 40 });
  assert.match(
    run.stdout,
    /^ok +profile +default \[local\] is signed in as account-1 at server-1 \(this machine\) since /m,
  );
  for (const personal of [email, account.home, account.server.url.slice(7)]) {
    assert.ok(!run.stdout.includes(personal));
  }
  const json = await runOn(account, ["doctor", "--report", "--json"], { env: ENV });
  assert.ok(!json.stdout.includes(email));
});

Deno.test("an address of servers that is none is refused", async () => {
  await using profile = await makeProfile();
  for (const server of ["nonsense", "ftp://a.example", "http://ann:secret@a.example"]) {
    const { code, stderr } = await runOn(profile, ["doctor", "--server", server]);
    assert.equal(code, 2);
    assert.ok(!stderr.includes("secret"));
  }
});

Deno.test("a page breaks at words in a narrow window, and what to do stands below what it is about", () => {
  const rows = [
    { check: "a", state: "ok", detail: "fine", advice: null, tookMs: 1 },
    {
      check: "long",
      state: "problem",
      detail: "it is not as it should be at all",
      advice: "foxden sync --full then",
      tookMs: null,
    },
  ] as const;
  assert.equal(
    doctorPage(rows, 40),
    "ok       a     fine\n" +
      "problem  long  it is not as it should be\n" +
      "               at all\n" +
      "               try  foxden sync --full\n" +
      "                    then\n",
  );
  assert.match(doctorPage(rows, Infinity), /^problem {2}long {2}it is not as it should be at all$/m);
  assert.equal(doctorSum(rows), "1 problem, no warnings, 1 ok, 0 skipped");
});

Deno.test("a terminal is reset through whichever stream leads to it", async () => {
  for (const isOut of [true, false]) {
    const written = { stdout: "", stderr: "" };
    const io = plainIo();
    const to = (name: keyof typeof written, isTerminal: boolean) => ({
      isTerminal,
      columns: 80,
      write: (text: string) => void (written[name] += text),
    });
    await resetTerminal({
      ...io,
      stdin: { ...io.stdin, isTerminal: false },
      stdout: to("stdout", isOut),
      stderr: to("stderr", true),
    });
    assert.deepEqual(written, isOut ? { stdout: RESET, stderr: "" } : { stdout: "", stderr: RESET });
  }
});
