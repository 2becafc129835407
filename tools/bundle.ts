/**
 * Builds `dist/foxden.js`, the whole program in one file.
 *
 * A bundler hoists every import of a built-in module to the top of the file, where it is loaded before the first
 * line runs: that alone takes longer than all of `foxden --version`. So these imports are moved behind the first
 * dynamic import, which every command but that one passes through.
 */

const root = new URL("../", import.meta.url).pathname;
const entry = `${root}cli/main.ts`;
const output = `${root}dist/foxden.js`;

/** A hoisted import: of members, of the default, or of the whole module. */
const HOISTED = /import\s*(?:\{([^}]*)\}|(\*\s*as\s+[\w$]+)|([\w$]+))\s*from\s*"(node:[\w/]+)";/g;
/** What old-style modules load built-in ones with, made once. */
const REQUIRE = /var ([\w$]+)=__deno_internal_createRequire\(import\.meta\.url\);/;
/** What the bundler makes of `import("./x.ts")`. */
const LAZY = /Promise\.resolve\(\)\.then\(/g;

/** Moves the imports of built-in modules of a bundle behind its dynamic imports. */
export function deferBuiltins(code: string): string {
  const modules = new Map<string, string[]>();
  const names: string[] = [];
  const rest = code.replace(
    HOISTED,
    (_, members?: string, whole?: string, fallback?: string, module = "") => {
      const { assigned, statement } = binding(members, whole, fallback);
      names.push(...assigned);
      modules.set(module, [...modules.get(module) ?? [], statement]);
      return "";
    },
  );
  const required = REQUIRE.exec(rest)?.[1];
  if (required !== undefined) {
    names.push(required);
    modules.get("node:module")?.push(`${required}=m.createRequire(import.meta.url)`);
  }
  if (/(^|[;\n])import\b[^("]*"node:/.test(rest)) {
    throw new Error("an import of a built-in module was not moved");
  }
  const loads = [...modules].map(([module, statements]) =>
    `import("${module}").then(m=>{${statements.join(";")}})`
  );
  const loader = `var ${names.join(",")},$builtins;` +
    `function $load(){return $builtins??=Promise.all([${loads.join(",")}])}\n`;
  return loader + rest.replace(REQUIRE, "").replace(LAZY, () => "$load().then(");
}

/** What an import assigns once its module `m` is there. */
function binding(
  members?: string,
  whole?: string,
  fallback?: string,
): { assigned: string[]; statement: string } {
  if (whole !== undefined) {
    const name = whole.replace(/^\*\s*as\s+/, "");
    return { assigned: [name], statement: `${name}=m` };
  }
  if (fallback !== undefined) return { assigned: [fallback], statement: `${fallback}=m.default` };
  const pairs = (members ?? "").split(",").map((member) => member.trim().split(/\s+as\s+/));
  return {
    assigned: pairs.map(([name = "", local = name]) => local),
    statement: `({${pairs.map(([name = "", local = name]) => `${name}:${local}`).join(",")}}=m)`,
  };
}

if (import.meta.main) {
  const args = ["bundle", "--quiet", "--minify", "--output", output, entry];
  const { success } = await new Deno.Command(Deno.execPath(), { args, stdout: "inherit", stderr: "inherit" })
    .output();
  if (!success) Deno.exit(1);
  const code = deferBuiltins(await Deno.readTextFile(output));
  await Deno.writeTextFile(output, code);
  await Deno.stdout.write(
    new TextEncoder().encode(`dist/foxden.js (${Math.round(code.length / 1000)} kB)\n`),
  );
}
