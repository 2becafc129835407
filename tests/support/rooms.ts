/** The rooms of foxden as data: who may import whom, and who may name what. */

/**
 * A room is the longest of these prefixes that a path starts with; `core/` itself is only the files directly in
 * it. A file may always import its own room.
 */
export const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  "core/": [],
  "core/http.ts": ["core/"],
  "core/crypto/": ["core/"],
  "core/records/": ["core/"],
  "core/bookmarks/": ["core/", "core/records/"],
  "core/edits/": ["core/", "core/records/"],
  "core/accounts/": ["core/", "core/http.ts", "core/crypto/"],
  "core/sync/": ["core/", "core/http.ts", "core/crypto/", "core/records/"],
  "app/": [
    "core/",
    "core/crypto/",
    "core/records/",
    "core/bookmarks/",
    "core/edits/",
    "core/accounts/",
    "core/sync/",
  ],
  "cli/": ["core/", "app/", "server/serve.ts", "server/admin.ts", "tui/main.tsx", "tui/world.ts"],
  "tui/main.tsx": ["core/", "app/", "tui/", "tui/world.ts"],
  "tui/world.ts": ["core/", "app/"],
  "tui/": ["core/", "app/", "tui/world.ts"],
  "server/serve.ts": ["core/", "core/crypto/", "server/"],
  "server/admin.ts": ["core/", "core/crypto/", "server/"],
  "server/": ["core/", "core/crypto/"],
  "mod.ts": [
    "core/",
    "core/crypto/",
    "core/records/",
    "core/bookmarks/",
    "core/edits/",
    "core/accounts/",
    "core/sync/",
  ],
};

/** Packages that one file alone may import, so that replacing one is the work of one file. */
export const ONE_IMPORTER: Readonly<Record<string, string>> = {
  "commander": "cli/framework.ts",
  "@inquirer/confirm": "cli/prompt.ts",
  "@inquirer/input": "cli/prompt.ts",
  "@inquirer/password": "cli/prompt.ts",
  "smol-toml": "app/config/toml.ts",
};

/** Names, written as `SourceFacts.names` has them, that files under a prefix must not name, some excepted. */
export interface NameRule {
  readonly names: readonly string[];
  readonly under: string;
  readonly allowed: readonly string[];
}

const WORLD = [
  "core/context.ts",
  "app/open.ts",
  "cli/main.ts",
  "server/clock.ts",
  "server/random.ts",
  "server/serve.ts",
  "tui/clock.ts",
];

/** Where the full screen meets the terminal. */
const TERMINAL = [
  "tui/main.tsx",
  "tui/terminal/leaving.ts",
  "tui/terminal/output.ts",
  "tui/terminal/job.ts",
  "tui/terminal/terminal.ts",
];

export const NAME_RULES: readonly NameRule[] = [
  { names: ["Deno", "process", "globalThis"], under: "core/", allowed: [] },
  { names: ["Deno", "process", "globalThis"], under: "tui/", allowed: TERMINAL },
  { names: ["fetch", "setTimeout", "Date.now", "new Date()"], under: "", allowed: WORLD },
  { names: [".getRandomValues", ".randomUUID", "randomUUID"], under: "", allowed: WORLD },
  { names: ["Math.random"], under: "", allowed: [] },
  { names: ["exit()", "Deno.exit", "process.exit"], under: "", allowed: ["cli/main.ts"] },
];

/** The room of a file, or undefined when it has none. */
export function roomOf(path: string): string | undefined {
  if (Object.hasOwn(MAY_IMPORT, path) && !path.endsWith("/")) return path;
  const folder = path.slice(0, path.lastIndexOf("/") + 1);
  const rooms = Object.keys(MAY_IMPORT).filter((room) =>
    room === "core/" ? folder === room : room.endsWith("/") && folder.startsWith(room)
  );
  return rooms.sort((a, b) => b.length - a.length)[0];
}

/** What is wrong with a file that imports these specifiers, one sentence each. */
export function importFaults(path: string, specifiers: readonly string[]): string[] {
  const room = roomOf(path);
  if (room === undefined) return [`${path} belongs to no room`];
  return specifiers.flatMap((specifier) => importFault(path, room, specifier) ?? []);
}

function importFault(path: string, room: string, specifier: string): string | undefined {
  if (!/^\.{0,2}\//.test(specifier)) return packageFault(path, specifier);
  const target = new URL(specifier, `file:///${path}`).pathname.slice(1);
  const targetRoom = roomOf(target);
  if (targetRoom === undefined) return `${path} imports ${target}, which belongs to no room`;
  const allowed = targetRoom === room || (MAY_IMPORT[room] ?? []).includes(targetRoom);
  return allowed ? undefined : `${path} must not import ${target}`;
}

function packageFault(path: string, specifier: string): string | undefined {
  if (path.startsWith("core/") || path === "mod.ts") {
    return `${path} must import no package, not ${specifier}`;
  }
  if (specifier.startsWith("node:")) return undefined;
  if (specifier.includes(":")) return `${path} must import ${specifier} by a name from deno.json`;
  const name = specifier.split("/").slice(0, specifier.startsWith("@") ? 2 : 1).join("/");
  const owner = ONE_IMPORTER[name];
  return owner === undefined || owner === path ? undefined : `${path} must not import ${name}: ${owner} does`;
}

/** What is wrong with a file that names these things, one sentence each. */
export function nameFaults(path: string, names: ReadonlySet<string>): string[] {
  const rules = NAME_RULES.filter(({ under, allowed }) => path.startsWith(under) && !allowed.includes(path));
  const held = rules.flatMap((rule) => rule.names);
  return held.filter((name) => names.has(name)).map((name) => `${path} must not name ${name}`);
}
