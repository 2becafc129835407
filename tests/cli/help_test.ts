import assert from "node:assert/strict";
import { TOPICS } from "../../cli/help.ts";
import { cellWidth } from "../../app/display/text.ts";
import { TREE } from "../../cli/tree.ts";
import { foxden } from "./memory_io.ts";

Deno.test("foxden alone prints short help on stderr and exits 2", async () => {
  const { stdout, stderr, code } = await foxden([]);
  assert.deepEqual([stdout, code], ["", 2]);
  assert.match(stderr, /^usage: foxden /);
});

Deno.test("a noun alone prints its short help on stderr and exits 2", async () => {
  const { stdout, stderr, code } = await foxden(["books"]);
  assert.deepEqual([stdout, code], ["", 2]);
  assert.match(stderr, /^usage: foxden books COMMAND .*\n +list +Show books\n/s);
});

Deno.test("--help begins with the summary and the examples", async () => {
  const { stdout, stderr, code } = await foxden(["books", "list", "--help"]);
  assert.match(stdout, /^Show books\.\n\nEXAMPLES\n {2}foxden books list tides +books about tides\n/);
  assert.deepEqual([stderr, code], ["", 0]);
});

Deno.test("-h is short: usage, arguments and the command's own flags", async () => {
  const { stdout, code } = await foxden(["books", "list", "-h"]);
  assert.match(stdout, /^usage: foxden books list \[QUERY\] \[FLAGS\]\n/);
  assert.match(stdout, /--shelf top\|low +Only from this shelf\n/);
  assert.doesNotMatch(stdout, /EXAMPLES|--fields/);
  assert.equal(code, 0);
});

Deno.test("help may be asked for anywhere in the line, even of a line that is wrong", async () => {
  const { stdout } = await foxden(["books", "list", "-h"]);
  for (
    const argv of [["-h", "books", "list"], ["books", "-h", "list"], [
      "books",
      "list",
      "--nonsense",
      "a",
      "b",
      "-h",
    ]]
  ) {
    assert.equal((await foxden(argv)).stdout, stdout, argv.join(" "));
  }
});

Deno.test("flags about lists are in the help of commands that list only", async () => {
  assert.match((await foxden(["books", "list", "--help"])).stdout, /--limit N/);
  assert.doesNotMatch((await foxden(["books", "get", "--help"])).stdout, /--limit|--sort/);
  assert.doesNotMatch((await foxden(["books", "add", "--help"])).stdout, /--fields|--output/);
});

Deno.test("help says defaults, ranges of words and variables", async () => {
  const { stdout } = await foxden(["books", "add", "--help"], { columns: 200, onTerminal: true });
  assert.match(stdout, /--copies N +How many \(default 1\)/);
  assert.match(stdout, /--shop NAME +Where \(env BOOK_SHOP\)/);
  const check = (await foxden(["books", "check", "--help"], { columns: 200, onTerminal: true })).stdout;
  assert.match(check, /--every\[=T\] +Again and again \(90s without a value\)/);
});

Deno.test("flags about reading are in the help of commands that read an account, and known to no other", async () => {
  const page = async (...argv: string[]) => (await foxden([...argv, "--help"], { tree: TREE })).stdout;
  assert.match(await page("history", "list"), /READING\n.*--fresh.*--max-age T.*--offline.*--no-progress/s);
  for (const words of [["auth", "status"], ["records", "put"], ["serve"], ["demo"]]) {
    assert.doesNotMatch(await page(...words), /READING|--fresh/);
  }
  for (const words of [["serve"], ["serve", "user", "list"], ["demo"], ["help"]]) {
    for (const flag of ["--offline", "--fresh", "--max-age=1h", "--no-progress"]) {
      const { stderr, code } = await foxden([...words, flag], { tree: TREE });
      assert.equal(code, 2, stderr);
      assert.match(stderr, /unknown option/);
    }
  }
  for (const words of [["auth", "status"], ["sync"], ["records", "put", "forms"], ["auth", "login"]]) {
    assert.match((await foxden([...words, "--fresh"], { tree: TREE })).stderr, /unknown option "--fresh"/);
  }
});

Deno.test("foxden help offline says where answers come from, in what every window shows", async () => {
  for (const columns of [60, 100, 200]) {
    const { stdout } = await foxden(["help", "offline"], { columns, onTerminal: true });
    for (const word of ["--fresh", "--max-age", "--offline", "FOXDEN_OFFLINE", "mirror.db", "auth logout"]) {
      assert.ok(stdout.includes(word), word);
    }
    for (const line of stdout.split("\n")) assert.ok(cellWidth(line) <= columns, line);
  }
});

Deno.test("foxden help WORDS is the long help of that command or noun", async () => {
  for (const words of [["books", "list"], ["books"], []]) {
    assert.equal((await foxden(["help", ...words])).stdout, (await foxden([...words, "--help"])).stdout);
  }
  assert.equal(
    (await foxden(["help", "bk", "ls"])).stdout,
    (await foxden(["books", "list", "--help"])).stdout,
  );
});

Deno.test("help on something unknown is exit 2 with a suggestion", async () => {
  const { stderr, code } = await foxden(["help", "boks"]);
  assert.equal(code, 2);
  assert.match(stderr, /Did you mean "books"/);
});

Deno.test("the first page names the topics, and so does the failure to find a page", async () => {
  const topics = /Topics.*: queries, formats, json/;
  for (const words of [["-h"], ["--help"]]) {
    assert.match((await foxden(words, { tree: TREE })).stdout, topics);
  }
  assert.match((await foxden(["help", "nosuch"], { tree: TREE })).stderr, topics);
  assert.match((await foxden(["help", "safety"], { tree: TREE })).stderr, /docs\/safety\.md/);
  assert.doesNotMatch((await foxden(["help", "bookmarks", "lst"], { tree: TREE })).stderr, topics);
});

Deno.test("every topic has a page", async () => {
  for (const topic of TOPICS) assert.equal((await foxden(["help", topic], { tree: TREE })).code, 0, topic);
});

Deno.test("a noun's long help names the words that are understood and not listed", async () => {
  const { stdout } = await foxden(["config", "--help"], { tree: TREE });
  assert.match(stdout, /Also understood: unset \(set --unset\), ls \(list\), show \(get\)\n/);
  assert.doesNotMatch((await foxden(["config", "-h"], { tree: TREE })).stdout, /understood/);
  const run = await foxden(["history", "remove", "--help"], { tree: TREE });
  assert.match(run.stdout, /^Forget pages/);
});

Deno.test("foxden help exit-codes is the table of exit codes", async () => {
  const { stdout } = await foxden(["help", "exit-codes"]);
  for (
    const line of [
      / 0 +ok /,
      / 2 +usage /,
      / 4 +auth /,
      /11 +not-confirmed /,
      /12 +crypto /,
      /70 +crash /,
      /141 /,
    ]
  ) {
    assert.match(stdout, line);
  }
});

Deno.test("foxden help formats names every format and help flags every global flag", async () => {
  const formats = (await foxden(["help", "formats"])).stdout;
  for (const name of ["table", "plain", "json", "ndjson", "csv", "tsv", "ids"]) {
    assert.match(formats, new RegExp(`  ${name} `));
  }
  const flags = (await foxden(["help", "flags"])).stdout;
  for (
    const name of [
      "profile",
      "no-input",
      "timeout",
      "fields",
      "no-header",
      "sort",
      "limit",
      "strict",
      "output",
      "fresh",
      "max-age",
      "offline",
      "no-progress",
    ]
  ) {
    assert.match(flags, new RegExp(`--${name}\\b`));
  }
});

Deno.test("help stays inside the window, but for examples and words that must not be broken", async () => {
  for (const columns of [60, 80, 100, 200]) {
    for (
      const argv of [["--help"], ["books", "--help"], ["books", "list", "--help"], ["books", "add", "-h"]]
    ) {
      const { stdout } = await foxden(argv, { columns, onTerminal: true, env: { NO_COLOR: "1" } });
      for (const line of stdout.split("\n")) {
        if (!line.startsWith("  foxden ")) assert.ok(cellWidth(line) <= columns, `${columns}: ${line}`);
      }
    }
  }
});

Deno.test("an example too long for the window goes on after a pipe, and else stays a line", async () => {
  const help = async (columns: number) =>
    (await foxden(["records", "rm", "--help"], { columns, onTerminal: true, tree: TREE })).stdout;
  const [narrow, wide] = [await help(60), await help(100)];
  assert.match(
    wide,
    /^ {2}foxden records list history --since 1h -f ids \| foxden records rm history - --yes$/m,
  );
  assert.match(narrow, /^ {2}foxden records list .* -f ids \|\n {6}foxden records rm history - --yes$/m);
});

Deno.test("commands that write take the flags that shape what they print, and none about lists", async () => {
  for (const verb of ["put", "rm"]) {
    const { stdout } = await foxden(["records", verb, "--help"], { tree: TREE });
    assert.match(stdout, /OUTPUT\n.*--format.*--fields.*--output/s);
    assert.doesNotMatch(stdout, /--limit|--offset|--sort|--strict|--reverse/);
    const { code } = await foxden(["records", verb, "forms", "--limit", "1"], { tree: TREE });
    assert.equal(code, 2);
  }
});

Deno.test("headings are coloured on a terminal only, and --color is heard even there", async () => {
  const hasColour = async (argv: string[], onTerminal: boolean) =>
    (await foxden(argv, { onTerminal })).stdout.includes("\x1b[");
  assert.equal(await hasColour(["--help"], true), true);
  assert.equal(await hasColour(["--help"], false), false);
  assert.equal(await hasColour(["--help", "--color", "never"], true), false);
});

Deno.test("--version answers through the runner too", async () => {
  assert.match((await foxden(["--version"])).stdout, /^foxden \d+\.\d+\.\d+\n$/);
});
