import assert from "node:assert/strict";
import fc from "fast-check";
import { changed } from "../../../app/config/edit.ts";
import { parseToml, valueAt } from "../../../app/config/toml.ts";

const MINE = `# settings
# of mine

read_only = false   # careful

[sync]
max_age = "1#0m" # not too often
# the end of it

[profiles.work]
read_only = true
`;

const set = (text: string, name: string, value: string | boolean | undefined) =>
  changed(text, { path: name.split("."), value });

Deno.test("a value is replaced where it stands, and its comment stays", () => {
  assert.equal(set(MINE, "read_only", true), MINE.replace("= false  ", "= true  "));
  assert.equal(set(MINE, "sync.max_age", "2m"), MINE.replace('"1#0m"', '"2m"'));
  assert.equal(
    set(MINE, "profiles.work.read_only", false),
    MINE.replace("read_only = true", "read_only = false"),
  );
});

Deno.test("a new setting goes to the end of its section, a new section to the end of the file", () => {
  assert.equal(set(MINE, "offline", true), MINE.replace("careful\n", "careful\noffline = true\n"));
  assert.equal(
    set(MINE, "profiles.work.sync.max_age", "1m"),
    `${MINE}sync.max_age = "1m"\n`,
    "a profile's settings stay in one section",
  );
  assert.equal(set(MINE, "network.timeout", "1m"), `${MINE}\n[network]\ntimeout = "1m"\n`);
  assert.equal(set(MINE, "profiles.home.offline", true), `${MINE}\n[profiles.home]\noffline = true\n`);
  assert.equal(
    changed(MINE, { path: ["profiles", "a.b", "offline"], value: true }),
    `${MINE}\n[profiles."a.b"]\noffline = true\n`,
  );
});

Deno.test("an empty file, one without a last line end and one of comments alone take a setting", () => {
  assert.equal(set("", "sync.max_age", "1m"), '[sync]\nmax_age = "1m"\n');
  assert.equal(set("", "offline", true), "offline = true\n");
  assert.equal(set("# only this\n", "offline", true), "# only this\noffline = true\n");
  assert.equal(
    set('[output]\npager = "a"', "output.color", "never"),
    '[output]\npager = "a"\ncolor = "never"\n',
  );
  assert.equal(set("[sync]\n", "offline", true), "offline = true\n\n[sync]\n");
});

Deno.test("a setting that is taken out leaves everything else, and one that is not there changes nothing", () => {
  assert.equal(set(MINE, "sync.max_age", undefined), MINE.replace(/max_age.*\n/, ""));
  assert.equal(set(MINE, "offline", undefined), MINE);
});

Deno.test("line ends stay as they are", () => {
  const dos = MINE.replaceAll("\n", "\r\n");
  assert.equal(set(dos, "sync.max_age", "2m"), dos.replace('"1#0m"', '"2m"'));
  assert.equal(set(dos, "offline", true), dos.replace("careful\r\n", "careful\r\noffline = true\r\n"));
  assert.equal(set("sync.max_age = '1m'\r\n", "sync.max_age", "3m"), 'sync.max_age = "3m"\r\n');
});

Deno.test("keys and colours of the browser stay as they are beside a change", () => {
  const keys =
    '[keys]\n"ctrl-x" = "record.browse" # mine\n\n[keys.list]\n"g t" = "place.4"\nq = ""\n\n[theme]\nwarn = "red"\n';
  assert.equal(set(keys, "read_only", true), `read_only = true\n\n${keys}`);
  assert.equal(set(keys, "sync.max_age", "1m"), `${keys}\n[sync]\nmax_age = "1m"\n`);
  assert.equal(set(keys, "keys.list.q", undefined), keys.replace('q = ""\n', ""));
  assert.equal(
    changed(keys, { path: ["keys", "list", "g t"], value: undefined }),
    keys.replace('"g t" = "place.4"\n', ""),
  );
});

Deno.test("a section that is written with dots already gets no header", () => {
  assert.equal(
    set("sync.other = 1\n[output]\n", "sync.max_age", "3m"),
    'sync.other = 1\nsync.max_age = "3m"\n[output]\n',
  );
});

Deno.test("what is written in a way that a line alone cannot change is left to the person", () => {
  assert.equal(set("sync = { max_age = '1m' }\n", "sync.max_age", "3m"), undefined);
  assert.equal(set("sync = { max_age = '1m', other = 1 }\n", "sync.max_age", undefined), undefined);
  assert.equal(set("output.pager = '''a\nb'''\n", "output.pager", "less"), undefined);
  assert.equal(set("sync = 3\n", "sync.max_age", "3m"), undefined);
  assert.equal(set("offline = \n", "read_only", true), undefined, "what is no TOML is not touched");
});

/** Lines of a file with the names that tests change among others. */
const lines = fc.constantFrom(
  "# a comment",
  "",
  "read_only = false # why",
  'read_only="x"',
  "sync.max_age = '1m'",
  'sync = { max_age = "1m" }',
  "[sync]",
  "  [sync]",
  'max_age = "2m"# close',
  "[profiles.work]",
  "[profiles.work.sync]",
  "[profiles]",
  "work.read_only = true",
  '"read_only" = true',
  "[[list]]",
  "a = [1,",
  "  2] # two lines",
  "t = '''",
  "max_age = 1 '''",
);

Deno.test("whatever is in a file, exactly that one setting changes, or nothing does", () => {
  const path = fc.constantFrom(
    ["read_only"],
    ["sync", "max_age"],
    ["profiles", "work", "read_only"],
    ["profiles", "work", "sync", "max_age"],
  );
  const value = fc.oneof(fc.boolean(), fc.string({ unit: "binary" }), fc.constant(undefined));
  let done = 0;
  fc.assert(
    fc.property(fc.array(lines, { maxLength: 8 }), path, value, (all, path, value) => {
      const text = all.join("\n");
      const after = changed(text, { path, value });
      if (after === undefined) return;
      done++;
      const [was, is] = [parseToml(text), parseToml(after)];
      assert.ok("table" in was && "table" in is);
      assert.equal(valueAt(is.table, path), value);
      const others = (table: unknown) =>
        leaves(table).filter(([at]) => at !== JSON.stringify(path)).map((leaf) => JSON.stringify(leaf))
          .sort();
      assert.deepEqual(others(is.table), others(was.table));
      // Every comment is where it was, but for that of a line that was taken out.
      const comments = (some: string) => some.split("\n").filter((line) => line.startsWith("#"));
      assert.deepEqual(comments(after), comments(text));
      assert.equal(changed(after, { path, value }), after, "a second time there is nothing to do");
    }),
    { numRuns: 1000 },
  );
  assert.ok(done > 200, `most are changed: ${done}`);
});

/** What is in a table that is no table itself, with the way to it. */
function leaves(value: unknown, path: readonly string[] = []): [string, unknown][] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return [[JSON.stringify(path), value]];
  }
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, [...path, key]));
}
