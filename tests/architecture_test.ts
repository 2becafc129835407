/** The shape of the project, held by tests: rooms and their borders, sizes, held-back names, its page. */
import assert from "node:assert/strict";
import { pageFaults, readPage } from "./support/architecture_page.ts";
import { importFaults, MAY_IMPORT, nameFaults, roomOf } from "./support/rooms.ts";
import { readSource } from "./support/source_facts.ts";

const ROOT = new URL("../", import.meta.url);
const NOT_OURS = [".git/", "dist/", "coverage/", "node_modules/"];
/** Folders whose code is no part of the program: free in what they import, but never of `tests/`. */
const WORKSHOPS = ["bench/", "tools/"];

/** Every file of the project, as paths from its root. */
function filesUnder(folder = ""): string[] {
  const entries = [...Deno.readDirSync(new URL(folder, ROOT))];
  return entries.flatMap((entry) => {
    const path = folder + entry.name;
    if (entry.isDirectory) return NOT_OURS.includes(`${path}/`) ? [] : filesUnder(`${path}/`);
    return entry.isFile && !path.endsWith(".tmp") ? [path] : [];
  }).sort();
}

const read = (path: string) => Deno.readTextFileSync(new URL(path, ROOT));
const isIn = (path: string, folders: readonly string[]) => folders.some((folder) => path.startsWith(folder));

const files = filesUnder();
const sources = files.filter((path) => /\.tsx?$/.test(path) && !path.startsWith("tests/"));
const program = sources.filter((path) => !isIn(path, WORKSHOPS));
const facts = (path: string) => readSource(path, read(path));

Deno.test("every room keeps to the imports it is allowed", () => {
  assert.ok(program.length > 20, "the walk found the program");
  assert.deepEqual(program.flatMap((path) => importFaults(path, facts(path).specifiers)), []);
});

Deno.test("no import is computed, since nobody could check it", () => {
  assert.deepEqual(sources.filter((path) => facts(path).computedImports > 0), []);
});

Deno.test("nothing outside tests imports tests", () => {
  const importsTests = (path: string) =>
    facts(path).specifiers.some((specifier) =>
      new URL(specifier, `file:///${path}`).href.startsWith("file:///tests/")
    );
  assert.deepEqual(sources.filter(importsTests), []);
});

Deno.test("network, clock, chance and the way out are named only where they may be", () => {
  assert.deepEqual(program.flatMap((path) => nameFaults(path, facts(path).names)), []);
});

Deno.test("no source file has more than 300 lines", () => {
  const linesOf = (path: string) => read(path).trimEnd().split("\n").length;
  const long = sources.filter((path) => linesOf(path) > 300).map((path) => `${path}: ${linesOf(path)}`);
  assert.deepEqual(long, []);
});

Deno.test("no file names a path of one machine, a folder beside the project or a package host", () => {
  // Put together from pieces, so that this file holds none of them.
  const hosts = [["registry", "npmjs", "org"], ["jsr", "io"], ["esm", "sh"], ["unpkg", "com"], [
    "jsdelivr",
    "net",
  ]];
  const paths = [["..", "shared"], ["", "work", ""]];
  const forbidden = [...hosts.map((parts) => parts.join(".")), ...paths.map((parts) => parts.join("/"))];
  const scanned = files.filter((path) => path !== "deno.lock" && !path.startsWith("tests/vectors/"));
  assert.ok(scanned.includes("tests/architecture_test.ts"));
  const faults = scanned.flatMap((path) => {
    const bytes = Deno.readFileSync(new URL(path, ROOT));
    const text = bytes.includes(0) ? "" : new TextDecoder().decode(bytes);
    return forbidden.filter((words) => text.includes(words)).map((words) => `${path} names ${words}`);
  });
  assert.deepEqual(faults, []);
});

Deno.test("ARCHITECTURE.md names only what exists, and shows every source file and room as it is", () => {
  assert.deepEqual(pageFaults(readPage(read("ARCHITECTURE.md")), files, sources), []);
});

// The rest plants faults, so that the checks above are known to find them.

Deno.test("a file's room is the longest one, and the floor is only what lies directly in core", () => {
  const rooms = {
    "core/json.ts": "core/",
    "core/http.ts": "core/http.ts",
    "core/crypto/hkdf.ts": "core/crypto/",
    "core/other/x.ts": undefined,
    "app/formats/csv.ts": "app/",
    "server/serve.ts": "server/serve.ts",
    "server/storage/bso.ts": "server/",
    "mod.ts": "mod.ts",
    "main.ts": undefined,
    "tests/x.ts": undefined,
  };
  for (const [path, room] of Object.entries(rooms)) assert.equal(roomOf(path), room, path);
});

Deno.test("an import across a border is found, an allowed one is not", () => {
  const bad: [string, string, RegExp][] = [
    ["core/json.ts", "./http.ts", /must not import core\/http\.ts/],
    ["core/json.ts", "./crypto/hkdf.ts", /must not import/],
    ["core/crypto/jwe.ts", "../http.ts", /must not import/],
    ["core/records/tabs.ts", "../crypto/hkdf.ts", /must not import/],
    ["core/sync/meta.ts", "../accounts/api.ts", /must not import/],
    ["core/sync/meta.ts", "../../app/open.ts", /must not import/],
    ["core/crypto/jwe.ts", "node:crypto", /must import no package/],
    ["core/ids.ts", "fast-check", /must import no package/],
    ["app/open.ts", "../core/http.ts", /must not import/],
    ["app/open.ts", "../server/serve.ts", /must not import/],
    ["cli/main.ts", "../core/crypto/hkdf.ts", /must not import/],
    ["cli/commands/demo.ts", "../../server/db.ts", /must not import/],
    ["cli/main.ts", "commander", /must not import commander: cli\/framework\.ts does/],
    ["cli/framework.ts", "@inquirer/input/x", /must not import @inquirer\/input/],
    ["server/storage/bso.ts", "../serve.ts", /must not import/],
    ["server/db.ts", "../app/open.ts", /must not import/],
    ["cli/main.ts", "../tests/support/rooms.ts", /belongs to no room/],
    ["app/open.ts", "npm:commander@15", /by a name from deno\.json/],
    ["main.ts", "./mod.ts", /main\.ts belongs to no room/],
  ];
  for (const [path, specifier, fault] of bad) {
    assert.match(importFaults(path, [specifier]).join("\n"), fault, `${path} imports ${specifier}`);
  }
  const good: [string, string[]][] = [
    ["core/json.ts", ["./bytes.ts"]],
    ["core/sync/meta.ts", [
      "../json.ts",
      "../http.ts",
      "../crypto/payload.ts",
      "../records/tabs.ts",
      "./token.ts",
    ]],
    ["app/formats/csv.ts", ["../columns.ts", "../../core/records/tabs.ts", "node:sqlite"]],
    ["cli/framework.ts", ["commander", "./spec.ts"]],
    ["cli/prompt.ts", ["@inquirer/password"]],
    ["cli/commands/serve.ts", ["../../server/serve.ts", "../../server/admin.ts", "string-width"]],
    ["server/serve.ts", ["./storage/bso.ts", "../core/crypto/hawk.ts", "node:crypto"]],
  ];
  for (const [path, specifiers] of good) assert.deepEqual(importFaults(path, specifiers), []);
});

Deno.test("every form of import is read, and nothing that only looks like one", () => {
  const { specifiers, computedImports } = readSource(
    "planted.ts",
    `import a from "./1.ts"; import type { B } from "./2.ts"; import "./3.ts";
     import c from "./4.json" with { type: "json" }; export { d } from "./5.ts";
     export type { E } from "./6.ts"; export * from "./7.ts";
     import F = require("./8.ts");
     const g = await import("./9.ts"); type H = import("./10.ts").H; type I = typeof import("./11.ts");
     // import "./comment.ts"
     /* export * from "./comment.ts" */ const text = 'import "./text.ts"';
     const j = await import("." + text);`,
  );
  const found = specifiers.map((specifier) => parseInt(specifier.slice(2))).sort((x, y) => x - y);
  assert.deepEqual(found, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  assert.equal(computedImports, 1);
});

Deno.test("a held-back name is found in every spelling", () => {
  const spellings: Record<string, readonly string[]> = {
    "fetch": ["fetch(url)", "const f = fetch", "use({ fetch })", "globalThis.fetch(url)"],
    "Date.now": [
      "Date.now()",
      'Date["now"]()',
      "const { now } = Date",
      "globalThis.Date.now()",
      "run(Date.now)",
    ],
    "new Date()": ["new Date()", "new Date", "Date()", "new globalThis.Date()"],
    "Math.random": ["Math.random()", "const { random } = Math"],
    ".getRandomValues": ["crypto.getRandomValues(b)", "const { getRandomValues } = crypto"],
    ".randomUUID": ["crypto.randomUUID()", "self.crypto.randomUUID()"],
    "randomUUID": ['import { randomUUID } from "node:crypto"; randomUUID()'],
    "setTimeout": ["setTimeout(f, 1)", "self.setTimeout(f, 1)"],
    "exit()": ["Deno.exit(1)", "exit(1)", "process.exit()"],
    "Deno.exit": ["signal.onabort = Deno.exit"],
  };
  for (const [name, codes] of Object.entries(spellings)) {
    for (const code of codes) {
      const faults = nameFaults("app/planted.ts", readSource("planted.ts", code).names);
      assert.ok(faults.includes(`app/planted.ts must not name ${name}`), code);
    }
  }
  for (const code of ["Deno.args", "type A = Deno.Conn", "process.env", "globalThis.x", "const d = Deno"]) {
    assert.equal(nameFaults("core/planted.ts", readSource("planted.ts", code).names).length, 1, code);
    assert.deepEqual(nameFaults("app/planted.ts", readSource("planted.ts", code).names), [], code);
  }
});

Deno.test("comments, texts, members and keys of that spelling are left alone, and so are allowed files", () => {
  const code = `
    // fetch(x), Date.now(), Math.random(), Deno.exit(1)
    const text = "fetch(x); Date.now(); Deno.exit(1)";
    interface Context { readonly fetch: () => void; now(): number; setTimeout?: number }
    await ctx.fetch(x); ctx.now(); new Date(ctx.now()); Date.UTC(2030, 0); Math.floor(1);
    const made = { fetch: x, process: 1, setTimeout() {} }; class Clock { now = 1; fetch() {} }
  `;
  assert.deepEqual(nameFaults("core/planted.ts", readSource("planted.ts", code).names), []);
  const { names } = readSource("planted.ts", "fetch(x); Date.now(); setTimeout(f, 1)");
  assert.deepEqual(nameFaults("core/context.ts", names), []);
  assert.equal(nameFaults("core/http.ts", names).length, 3);
});

const PAGE = `# Architecture
The floor is \`core/json.ts\`, see \`README.md\` and \`core/\`;
\`meta/global\`, \`Deno.serve\` and \`x => y\` are no paths.

| room | may import |
| --- | --- |
${Object.entries(MAY_IMPORT).map(([room, imports]) => `| \`${room}\` | ${cell(imports)} |`).join("\n")}

\`\`\`ts
const other = "\`core/nowhere.ts\`";
\`\`\`

## Map

\`\`\`text
mod.ts        what the library gives
core/         the floor
  json.ts     decoders

core/crypto/
  hkdf.ts     keys from keys
\`\`\`
`;

function cell(imports: readonly string[]): string {
  return imports.length === 0 ? "nothing" : imports.toReversed().map((room) => `\`${room}\``).join(", ");
}

Deno.test("paths are told from other inline code, and the map is read folder by folder", () => {
  const { paths, map } = readPage(PAGE);
  const outsideTable = paths.filter((path) => !Object.hasOwn(MAY_IMPORT, path));
  assert.deepEqual(outsideTable, ["core/json.ts", "README.md"]);
  assert.deepEqual(map, ["mod.ts", "core/", "core/json.ts", "core/crypto/", "core/crypto/hkdf.ts"]);
});

Deno.test("a page that is right has no faults; each fault in a page is found", () => {
  const sources = ["core/crypto/hkdf.ts", "core/json.ts", "mod.ts"];
  const inEachRoom = Object.keys(MAY_IMPORT).map((room) => room.endsWith("/") ? `${room}any.txt` : room);
  const files = [...sources, "README.md", ...inEachRoom];
  const faultsOf = (page: string) => pageFaults(readPage(page), files, sources);
  assert.deepEqual(faultsOf(PAGE), []);

  const faults: [string, string, string][] = [
    ["  hkdf.ts ", "  hkfd.ts ", "core/crypto/hkdf.ts is missing from the map"],
    ["  hkdf.ts ", "  hkfd.ts ", "core/crypto/hkfd.ts is named and does not exist"],
    ["mod.ts  ", "", "mod.ts is missing from the map"],
    ["core/crypto/\n", "  json.ts\ncore/crypto/\n", "core/json.ts is in the map twice"],
    ["core/crypto/\n", "core/cripto/\n", "core/cripto/ is named and does not exist"],
    ["`README.md`", "`READ.md`", "READ.md is named and does not exist"],
    ["floor is `core/json.ts`", "floor is `core/jason.ts`", "core/jason.ts is named and does not exist"],
    [
      "| `core/http.ts` | `core/` |",
      "| `core/http.ts` | nothing |",
      "the row of core/http.ts is not what the boundary test holds",
    ],
    ["| `core/` | nothing |", "| `core/` | `app/` |", "the row of core/ is not what the boundary test holds"],
    ["| `core/crypto/` | `core/` |\n", "", "the row of core/crypto/ is not what the boundary test holds"],
    ["| `core/` | nothing |", "| `core/` | nothing |\n| `web/` | nothing |", "web/ is no room"],
    ["## Map", "## Maps", "core/json.ts is missing from the map"],
    ["| room |", "| rooms |", "the row of server/ is not what the boundary test holds"],
  ];
  for (const [right, wrong, fault] of faults) {
    assert.ok(PAGE.includes(right), right);
    assert.ok(faultsOf(PAGE.replace(right, wrong)).includes(fault), fault);
  }
});
