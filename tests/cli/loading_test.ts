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

type Dependency = NonNullable<Graph["modules"][number]["dependencies"]>[number];

const ROOT = new URL("../../", import.meta.url);

/**
 * The modules that come with a module, those of the project by their paths and others by their names.
 *
 * @param follows whether a module that another may ask for later counts, too
 */
async function reachedFrom(
  path: string,
  follows: (from: string, dependency: Dependency) => boolean,
): Promise<string[]> {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", new URL(path, ROOT).pathname],
  }).output();
  const { modules, roots }: Graph = JSON.parse(new TextDecoder().decode(stdout));
  const byName = new Map(modules.map((module) => [module.specifier, module]));
  const seen = new Set(roots);
  for (const each of seen) {
    for (const dependency of byName.get(each)?.dependencies ?? []) {
      const { isDynamic, code } = dependency;
      if (code && (!isDynamic || follows(pathOf(each), dependency))) seen.add(code.specifier);
    }
  }
  return [...seen].map(pathOf);
}

const pathOf = (specifier: string): string =>
  specifier.startsWith(ROOT.href) ? specifier.slice(ROOT.href.length) : specifier;

/** The same without those that it may ask for later. */
const loadedWith = (path: string): Promise<string[]> => reachedFrom(path, () => false);

/** The browser and what it draws with. */
const BROWSER = /^(tui\/|npm:\/?(ink|react)\b)/;
const DOOR = "cli/full_screen/door.ts";

Deno.test("a plain run loads no pages of help, no queries, no TOML and nothing of an account", async () => {
  const loaded = await loadedWith("cli/run.ts");
  assert.ok(loaded.includes("cli/framework.ts"), "the graph is read");
  const late =
    /^(cli\/commands\/|app\/(query|mirror|write|sqlite|journal)\/|app\/config\/(toml|edit|write)\.ts)/;
  assert.deepEqual(loaded.filter((each) => late.test(each)), []);
});

Deno.test("no command loads the browser, nor what it draws with, but through one door", async () => {
  const doors: string[] = [];
  const reached = await reachedFrom("cli/main.ts", (from, { code }) => {
    const isBrowser = BROWSER.test(pathOf(code?.specifier ?? ""));
    if (isBrowser) doors.push(`${from} ${pathOf(code?.specifier ?? "")}`);
    return !isBrowser;
  });
  assert.ok(reached.includes("cli/commands/demo.ts") && reached.includes(DOOR), "the graph is read");
  assert.deepEqual(reached.filter((each) => BROWSER.test(each)), []);
  assert.deepEqual(doors, [`${DOOR} tui/main.tsx`]);
});

Deno.test("behind that door is what the browser draws with", async () => {
  const loaded = await loadedWith("tui/main.tsx");
  for (const name of ["ink", "react"]) {
    assert.ok(loaded.some((each) => new RegExp(`^npm:/?${name}@`).test(each)), `${name}: ${loaded}`);
  }
});

Deno.test("the browser draws with what was built for production, and nothing tells its children so", async () => {
  const script = new URL("full_screen/loaded_main.ts", import.meta.url).pathname;
  const { NODE_ENV: _, ...env } = Deno.env.toObject();
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-check", "--allow-all", script],
    clearEnv: true,
    env,
  }).output();
  const { files, nodeEnv }: { readonly files: readonly string[]; readonly nodeEnv: string | null } = JSON
    .parse(
      new TextDecoder().decode(stdout) || assert.fail(new TextDecoder().decode(stderr)),
    );
  for (const name of ["react", "react-jsx-runtime", "react-reconciler"]) {
    assert.ok(files.some((file) => file.endsWith(`/${name}.production.js`)), `${name}: ${files}`);
  }
  assert.deepEqual(files.filter((file) => /development|devtools/.test(file)), []);
  assert.equal(nodeEnv, null);
});
