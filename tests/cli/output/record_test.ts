import assert from "node:assert/strict";
import type { Column } from "../../../app/columns.ts";
import { one } from "../../../cli/outcome.ts";
import { command } from "../../../cli/spec.ts";
import type { Tree } from "../../../cli/tree.ts";
import { foxden } from "../memory_io.ts";

const ON_TERMINAL = { onTerminal: true, env: { NO_COLOR: "1" } } as const;

Deno.test("one record is a line a field: its title in front, details too, exact times with their age, a dash for nothing, secrets as stars", async () => {
  const { stdout } = await foxden(["books", "get", "aaaaaaaaaaaa"], ON_TERMINAL);
  assert.equal(
    stdout,
    [
      "ID         aaaaaaaaaaaa",
      "Title      Tide tables",
      "URL        https://books.example/tides",
      "Last read  2030-01-29T12:00:00Z (2 d ago)",
      "Pages      1,234",
      "Size       56.8 KB",
      "Tags       sea,moon",
      "Lent       no",
      "Note       -",
      "Pin        ************",
      "",
    ].join("\n"),
  );
});

Deno.test("of one record a text of several lines and a list of entries go on below each other, parts aligned", async () => {
  const entries = [[new Date(Date.UTC(2026, 9, 28, 1, 21)), "typed"], [null, "link"], [
    "x".repeat(50),
    "link",
  ]];
  const columns: Column<null>[] = [
    { name: "street", value: () => "1 Main St\r\nApt 2\x1b[2J\n" },
    { name: "httpRealm", value: () => "" },
    { name: "clientId", value: () => "c" },
    { name: "visitList", value: () => entries },
    { name: "rules", value: () => [{ mode: 1, name: "a" }, { mode: 12345, name: "b" }] },
  ];
  const show = command({
    path: ["show"],
    summary: "Show one",
    output: "one",
    source: "here",
    examples: [{ line: "show" }],
    run: () => Promise.resolve(one("thing", columns, null)),
  });
  const leaf = { path: ["show"], summary: show.summary, load: () => Promise.resolve(show) };
  const tree: Tree = { groups: [], leaves: [leaf], hiddenVerbs: {}, examples: [{ line: "show" }] };
  const { stdout } = await foxden(["show"], { ...ON_TERMINAL, tree });
  assert.equal(
    stdout,
    [
      "Street      1 Main St",
      "            Apt 2\\x1b[2J",
      "HTTP realm  -",
      "Client ID   c",
      "Visit list  2026-10-28T01:21:00Z                      typed",
      "            -                                         link",
      `            ${"x".repeat(50)}  link`,
      "Rules       mode 1       name a",
      "            mode 12,345  name b",
      "",
    ].join("\n"),
  );
});
