import assert from "node:assert/strict";
import { FORMATS } from "../../../app/config/settings.ts";
import { DESCRIBED_FORMATS } from "../../../cli/commands/formats_topic.ts";
import { FILTERS } from "../../../cli/output/filters.ts";
import { TREE } from "../../../cli/tree.ts";
import { foxden } from "../memory_io.ts";

const DOCS = new URL("../../../docs/formats.md", import.meta.url);

Deno.test("help formats and the page about formats tell of every format of any command", async () => {
  const specs = await Promise.all(TREE.leaves.map((leaf) => leaf.load()));
  const own = specs.flatMap(({ formats = [] }) => formats);
  assert.deepEqual(new Set(DESCRIBED_FORMATS), new Set([...FORMATS, ...own]));
  const { stdout } = await foxden(["help", "formats"]);
  const page = await Deno.readTextFile(DOCS);
  for (const name of DESCRIBED_FORMATS) {
    assert.match(stdout, new RegExp(`^  ${name} `, "m"));
    assert.ok(page.includes(`\`${name}\``), name);
  }
});

Deno.test("help formats and the page about formats tell of every filter of templates", async () => {
  const { stdout } = await foxden(["help", "formats"]);
  const page = await Deno.readTextFile(DOCS);
  for (const name of Object.keys(FILTERS)) {
    assert.ok(stdout.includes(`{field|${name}}`), name);
    assert.ok(page.includes(`\`${name}\``), name);
  }
});

Deno.test("what a command prints when no format is said is a format that it has", async () => {
  const specs = await Promise.all(TREE.leaves.map((leaf) => leaf.load()));
  for (const { exportFormat, formats = [], path } of specs) {
    if (exportFormat === undefined) continue;
    assert.ok([...FORMATS, ...formats].some((format) => format === exportFormat), path.join(" "));
  }
});
