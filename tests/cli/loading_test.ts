/** What a run loads before it knows its command: everybody waits for that. */
import assert from "node:assert/strict";

interface Graph {
  readonly roots: readonly string[];
  readonly modules: readonly {
    readonly specifier: string;
    readonly dependencies?: readonly {
      readonly isDynamic?: boolean;
      readonly code?: { readonly specifier: string };
    }[];
  }[];
}

/** The modules of the project that come with a module, without those that it may ask for later. */
async function loadedWith(path: string): Promise<string[]> {
  const root = new URL("../../", import.meta.url);
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", new URL(path, root).pathname],
  }).output();
  const { modules, roots }: Graph = JSON.parse(new TextDecoder().decode(stdout));
  const byName = new Map(modules.map((module) => [module.specifier, module]));
  const seen = new Set(roots);
  for (const each of seen) {
    for (const { isDynamic, code } of byName.get(each)?.dependencies ?? []) {
      if (!isDynamic && code) seen.add(code.specifier);
    }
  }
  return [...seen].filter((each) => each.startsWith(root.href)).map((each) => each.slice(root.href.length));
}

Deno.test("a plain run loads no pages of help, no queries, no TOML and nothing of an account", async () => {
  const loaded = await loadedWith("cli/run.ts");
  assert.ok(loaded.includes("cli/framework.ts"), "the graph is read");
  const late =
    /^(cli\/commands\/|app\/(query|mirror|write|sqlite|journal)\/|app\/config\/(toml|edit|write)\.ts)/;
  assert.deepEqual(loaded.filter((each) => late.test(each)), []);
});
