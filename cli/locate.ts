/** Which command the words name. Flags may stand before and between them. */
import { FoxdenError } from "../core/errors.ts";
import { ALL_GLOBALS } from "./globals.ts";
import type { OptionSpec, OptionSpecs } from "./spec.ts";
import { didYouMean, suggest } from "./suggest.ts";
import type { Group, Leaf, Tree } from "./tree.ts";
import { flagOf } from "./values.ts";

/** What the words led to: a command with the words left for it, a noun, or the top. */
export type Located =
  | { readonly type: "leaf"; readonly leaf: Leaf; readonly rest: readonly string[] }
  | { readonly type: "group"; readonly group: Group }
  | { readonly type: "root"; readonly rest: readonly string[] };

/** @throws {FoxdenError} `usage.value` for a word or a flag that nothing is known by */
export function locate(tree: Tree, words: readonly string[]): Located {
  let argv = words;
  let path: readonly string[] = [];
  const flags: string[] = [];
  let i = 0;
  for (; i < argv.length && argv[i] !== "--"; i++) {
    const word = argv[i] ?? "";
    if (isFlag(word)) {
      const known = earlyFlag(word);
      if (known === undefined && findLeaf(tree, path)) break;
      if (known === undefined) refuseFlag(word);
      flags.push(word);
      if (known.takesNext && argv[i + 1] !== undefined) flags.push(argv[++i] ?? "");
      continue;
    }
    const meant = findGroup(tree, path)?.understood?.[word];
    if (meant) {
      argv = [...argv.slice(0, i), ...meant, ...argv.slice(i + 1)];
      i--;
      continue;
    }
    // A command that has others below it takes no words of its own.
    path = descend(tree, path, word) ?? refuseWord(tree, path, word);
    if (childrenOf(tree, path).length === 0) {
      i++;
      break;
    }
  }
  const leaf = findLeaf(tree, path);
  if (leaf) return { type: "leaf", leaf, rest: [...flags, ...argv.slice(i)] };
  const group = findGroup(tree, path);
  return group ? { type: "group", group } : { type: "root", rest: [...flags, ...argv.slice(i)] };
}

/** Leaves and groups exactly one word below `path`. */
export function childrenOf(tree: Tree, path: readonly string[]): readonly (Leaf | Group)[] {
  const leaves = tree.leaves.filter((leaf) => isChild(leaf.path, path));
  const named = new Set(leaves.map((leaf) => leaf.path.join(" ")));
  const groups = tree.groups.filter((group) => isChild(group.path, path) && !named.has(group.path.join(" ")));
  return [...groups, ...leaves];
}

const isChild = (longer: readonly string[], path: readonly string[]): boolean =>
  longer.length === path.length + 1 && path.every((word, i) => word === longer[i]);

const same = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((word, i) => word === b[i]);

const findLeaf = (tree: Tree, path: readonly string[]) => tree.leaves.find((leaf) => same(leaf.path, path));
const findGroup = (tree: Tree, path: readonly string[]) =>
  tree.groups.find((group) => same(group.path, path));

/** The path one word further, or `undefined` when no such word is known here. */
function descend(tree: Tree, path: readonly string[], word: string): readonly string[] | undefined {
  const children = childrenOf(tree, path);
  const meant = [word, tree.hiddenVerbs[word]];
  const child = children.find((each) => meant.includes(each.path.at(-1))) ??
    children.find((each) => "aliases" in each && each.aliases?.includes(word));
  return child?.path;
}

function namesBelow(tree: Tree, path: readonly string[]): readonly string[] {
  const aliases = (each: Leaf | Group) => "aliases" in each ? each.aliases ?? [] : [];
  return childrenOf(tree, path).flatMap((each) => [...each.path.slice(-1), ...aliases(each)]);
}

function refuseWord(tree: Tree, path: readonly string[], word: string): never {
  const full = (last: string) => [...path, last].join(" ");
  const refused = findGroup(tree, path)?.refused ?? {};
  const why = refused[word] ?? refused[tree.hiddenVerbs[word] ?? ""];
  if (why !== undefined) {
    throw new FoxdenError("usage.value", `there is no "${full(word)}": ${why}`, { name: full(word) });
  }
  const guess = path.length === 0 && word === "version" ? "--version" : suggest(word, namesBelow(tree, path));
  const verbs = childrenOf(tree, path).map((each) => each.path.at(-1)).join(", ");
  const help = guess !== undefined
    ? `. Did you mean "${full(guess)}"?`
    : path.length > 0
    ? `; there is ${verbs}`
    : "";
  throw new FoxdenError("usage.value", `unknown command "${full(word)}"${help}`, { name: full(word) });
}

const isFlag = (word: string): boolean => word.length > 1 && word.startsWith("-");

/** Flags of every command that changes something, which people write first, too. They never take the next word. */
const OFTEN_FIRST = {
  yes: { type: "optional-integer", short: "y", help: "" },
  dryRun: { type: "flag", short: "n", help: "" },
} as const satisfies OptionSpecs;

const EARLY: OptionSpecs = { ...ALL_GLOBALS, ...OFTEN_FIRST };

const takesNext = ({ type }: OptionSpec): boolean => type !== "flag" && !type.startsWith("optional-");

/** Whether a word is a flag that may stand before a command, and whether its value is the next word. */
function earlyFlag(word: string): { readonly takesNext: boolean } | undefined {
  if (/^(-h|--help)$/.test(word)) return { takesNext: false };
  if (word.startsWith("--")) {
    const [name = ""] = word.split("=", 1);
    const found = Object.entries(EARLY).find(([key]) => flagOf(key) === name);
    return found && { takesNext: takesNext(found[1]) && !word.includes("=") };
  }
  for (let i = 1; i < word.length; i++) {
    const spec = Object.values(EARLY).find(({ short }) => short === word[i]);
    if (!spec) return undefined;
    if (takesNext(spec)) return { takesNext: i === word.length - 1 };
  }
  return { takesNext: false };
}

function refuseFlag(word: string): never {
  const name = bareFlag(word);
  const flags = ["--help", "--version", ...Object.keys(EARLY).map(flagOf)];
  throw new FoxdenError("usage.value", `unknown option "${name}"${didYouMean(name, flags)}`, { name });
}

/**
 * A flag without what may hang on it: what follows could be a secret. Letters that are all small are taken for a word
 * that begins with a dash.
 */
export function bareFlag(word: string): string {
  if (word.startsWith("--")) return word.replace(/=.*$/s, "");
  return /^-[a-z]+$/.test(word) ? word : word.slice(0, 2);
}
