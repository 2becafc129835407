/** The words of commands as they are written down: a noun with its commands, or a command of one word. */
import type { CommandSpec } from "../spec.ts";
import type { Group, Leaf, Section } from "../tree.ts";

/** A place in the tree: the nouns and the commands that it adds. */
export interface Branch {
  readonly groups: readonly Group[];
  readonly leaves: readonly Leaf[];
}

/** A command's line in lists of commands, the same as in the command itself, and where it is. */
export type Entry = readonly [summary: string, load: Leaf["load"]];

/** What is said of a noun, and its commands by the words after it, in the order in which help lists them. */
export interface Noun extends Omit<Group, "path"> {
  readonly commands: Readonly<Record<string, Entry>>;
}

/** A noun with commands below it. @param words one word, or several where it is below another command */
export function noun(words: string, { commands, ...group }: Noun): Branch {
  const path = words.split(" ");
  const leaves = Object.entries(commands).map(([below, [summary, load]]): Leaf => ({
    path: [...path, ...below.split(" ")],
    summary,
    load,
  }));
  return { groups: [{ path, ...group }], leaves };
}

/** A command that no noun is above, under its heading of the first help page. */
export function single(
  word: string,
  section: Section,
  summary: string,
  load: () => Promise<CommandSpec>,
): Branch {
  return { groups: [], leaves: [{ path: [word], section, summary, load }] };
}
