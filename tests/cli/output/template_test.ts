/** `--template`: the lines somebody puts together from fields. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { readCsv } from "../../stories/separated.ts";
import { foxden, showing } from "../memory_io.ts";
import { book, BOOK_COLUMNS, listing } from "../sample_tree.ts";

const TIDE = ["books", "list", "Tide"];
const line = async (template: string, ...more: string[]) => {
  const { stdout, stderr, code } = await foxden([...TIDE, "--template", template, ...more]);
  assert.deepEqual([code, stderr], [0, ""], stderr);
  return stdout;
};
const refusal = async (template: string, ...more: string[]) => {
  const { stdout, stderr, code } = await foxden([...TIDE, "--template", template, ...more]);
  assert.deepEqual([code, stdout], [2, ""]);
  return stderr;
};

/** What one title comes to. */
const titled = (title: string, template: string, onTerminal = false) =>
  foxden(["show", "--template", template], {
    tree: showing(() => listing(BOOK_COLUMNS, [[book({ title })]])),
    onTerminal,
    env: { NO_COLOR: "1" },
  }).then(({ stdout }) => stdout);

Deno.test("a template is a line for each record, its fields in place of their names", async () => {
  const { stdout } = await foxden(["books", "list", "--template", "{id}\\t{title}"]);
  assert.equal(stdout, "aaaaaaaaaaaa\tTide tables\nbbbbbbbbbbbb\tKnots\ncccccccccccc\t日本の鳥\n");
});

Deno.test("details can be used, fields may come twice, and one record is a line too", async () => {
  assert.equal(await line("{lent} {title} {lent}"), "false Tide tables false\n");
  const { stdout } = await foxden(["books", "get", "aaaaaaaaaaaa", "--template", "{title}"]);
  assert.equal(stdout, "Tide tables\n");
});

Deno.test("a line ends once, whether the template says so or not, and may go on over several", async () => {
  assert.equal(await line("{title}\\n"), "Tide tables\n");
  assert.equal(await line("{title}\\n  {url}"), "Tide tables\n  https://books.example/tides\n");
});

Deno.test("braces of their own are doubled, and a backslash begins tab, line end or itself", async () => {
  assert.equal(await line("{{{id}}} \\\\t \\t \\r|"), "{aaaaaaaaaaaa} \\t \t \r|\n");
});

Deno.test("times are in ISO 8601 unless --time or a filter says otherwise", async () => {
  assert.equal(await line("{lastRead}"), "2030-01-29T12:00:00Z\n");
  assert.equal(await line("{lastRead|rel}"), "2 d ago\n");
  assert.match(await line("{lastRead|local}"), /^2030-01-(28|29|30) \d\d:\d\d\n$/);
  assert.equal(await line("{lastRead}", "--time", "rel"), "2 d ago\n");
  assert.equal(await line("{lastRead|iso}", "--time", "rel"), "2030-01-29T12:00:00Z\n");
});

Deno.test("a time that is not there is empty under every filter", async () => {
  const { stdout } = await foxden([
    "books",
    "list",
    "Knots",
    "--template",
    "[{lastRead|rel}{lastRead|iso}{lastRead}]",
  ]);
  assert.equal(stdout, "[]\n");
});

Deno.test("filters write a value for what reads it", async () => {
  assert.equal(
    await line("{tags|json} {pages|json} {lastRead|json}"),
    '["sea","moon"] 1234 "2030-01-29T12:00:00Z"\n',
  );
  assert.equal(await line("{tags|csv},{tags}"), '"sea,moon",sea,moon\n');
  assert.equal(await line("https://find.example/?q={title|url}"), "https://find.example/?q=Tide%20tables\n");
  assert.equal(
    await titled(`<b>"x" & 'y'</b>`, "{title|html}"),
    "&lt;b&gt;&quot;x&quot; &amp; &#39;y&#39;&lt;/b&gt;\n",
  );
  assert.equal(await line("{ title | json | url }"), "%22Tide%20tables%22\n");
});

Deno.test("a lone surrogate does not stop a list", async () => {
  assert.equal(await titled("\ud800", "{title|url}"), "%EF%BF%BD\n");
});

Deno.test("an unknown field or filter is exit 2 with a guess and the names there are, before anything is read", async () => {
  assert.match(
    await refusal("{titel}"),
    /--template: no field "titel"\. Did you mean "title"\? Fields: id, title/,
  );
  assert.match(
    await refusal("{title|jsn}"),
    /--template: no filter "jsn"\. Did you mean "json"\? Filters: json, csv, html, url, raw, iso, local, rel/,
  );
  assert.match(await refusal("{title|rel}"), /"rel" is for times, right behind one of lastRead/);
  assert.match(await refusal("{lastRead|json|rel}"), /"rel" is for times/);
});

Deno.test("what is no template is refused, and says why", async () => {
  assert.match(await refusal("{title"), /a "\{" stands alone; a brace of its own is written \{\{/);
  assert.match(await refusal("title}"), /a "\}" stands alone/);
  assert.match(await refusal("{}"), /"\{\}" names no field/);
  assert.match(await refusal("\\d{title}"), /"\\d" means nothing; there are \\t, \\n, \\r and \\\\/);
  assert.match(await refusal("{title}\\"), /"\\" means nothing/);
  for (const bare of ["", "every line"]) {
    assert.match(await refusal(bare), /it names no field; expected text such/);
  }
});

Deno.test("a template stands for format and fields, and is not joined with them", async () => {
  for (const other of [["--json"], ["--ndjson"], ["-f", "csv"], ["--fields", "title"]]) {
    assert.match(await refusal("{title}", ...other), /--template .* cannot be joined with --/);
  }
  const { stdout } = await foxden([...TIDE, "--template", "{title}"], { env: { FOXDEN_FORMAT: "json" } });
  assert.equal(stdout, "Tide tables\n");
});

Deno.test("a secret is in no template, and one that is called help asks for no help", async () => {
  const refused = await refusal("{pin}");
  assert.match(refused, /"pin" is secret/);
  const tree = showing(() => listing([{ name: "help", value: () => "x" }], [[1]]));
  assert.equal((await foxden(["show", "--template", "{help}"], { tree })).stdout, "x\n");
});

Deno.test("what is drawn for people has no template", async () => {
  const { code, stdout } = await foxden(["books", "list", "--tree", "--template", "{title}"]);
  assert.deepEqual([code, stdout], [2, ""]);
});

Deno.test("in a file or a pipe a value is exact, but for what would end its line or its column", async () => {
  assert.equal(await titled("a\\b \x1b \u202e\ud83d", "{title}"), "a\\b \x1b \u202e\ud83d\n");
  assert.equal(
    await titled("x\nfake\tid\r\v\f\x1c\x85\u2028\0", "{title}\t{id}"),
    "x\\nfake\\tid\\r\\x0b\\x0c\\x1c\\x85\\u2028\\x00\taaaaaaaaaaaa\n",
  );
});

Deno.test("no title makes more or fewer lines and columns than there are records and fields", async () => {
  await fc.assert(fc.asyncProperty(fc.array(fc.string({ unit: "binary" })), async (titles) => {
    const tree = showing(() => listing(BOOK_COLUMNS, [titles.map((title) => book({ title, url: title }))]));
    const { stdout } = await foxden(["show", "--template", "{title}\\t{url|html}\\t{tags|json}"], { tree });
    // deno-lint-ignore no-control-regex
    const lines = stdout.split(/[\n\v\f\r\x1c-\x1e\x85\u2028\u2029]/).slice(0, -1);
    assert.equal(lines.length, titles.length);
    for (const each of lines) assert.equal(each.split("\t").length, 3);
  }));
});

Deno.test("the filters csv and raw leave line ends to a reader who knows where a value ends", async () => {
  assert.equal(await titled("a\n\tb", "{title|raw}"), "a\n\tb\n");
  await fc.assert(fc.asyncProperty(fc.string({ unit: "binary" }), async (title) => {
    const [row] = readCsv(await titled(title, "{id},{title|csv}\\r\\n"));
    assert.deepEqual(row, ["aaaaaaaaaaaa", title]);
  }));
});

Deno.test("on a terminal a value does nothing to it, under any filter", async () => {
  assert.equal(await titled("\x1b[31m\n\u202ex", "{title}", true), "\\x1b[31m\\n\\u202ex\n");
  for (const filter of ["raw", "csv", "html", "json", "url"]) {
    const shown = await titled("\x1b[31m\n\u202ex\x9b", `{title|${filter}}`, true);
    assert.doesNotMatch(shown.slice(0, -1), /[\p{Cc}\u202e]/u, filter);
  }
});
