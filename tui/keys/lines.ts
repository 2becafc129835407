/** The lines of a config file's `[keys]` sections: what each one asks for, and which ones cannot be used. */
import type { RawSections } from "../../app/config/file.ts";
import { nearest } from "../../app/nearest.ts";
import { ACT_NAMES, type ActName, type Where } from "./acts.ts";
import { holdsIn } from "./keymap.ts";
import { readKeys } from "./key_names.ts";
import { BINDINGS, FIXED } from "./table.ts";

/** Sections by their names: empty for `[keys]`, `list` for `[keys.list]`; in each the acts by their keys. */
export type KeyTables = ReadonlyMap<
  string,
  ReadonlyMap<string, { readonly text: string; readonly line: number }>
>;

/** A line that is not as it should be; the message says what became of it. */
export interface KeyWarning {
  /** In the config file, counted from 1. */
  readonly line: number;
  readonly message: string;
}

/** A line that can be used. */
export interface KeyLine {
  /** `any` for `[keys]`. */
  readonly section: Where;
  readonly keys: string;
  /** `null`: nothing is to be bound to them. */
  readonly act: ActName | null;
  readonly line: number;
}

/** The key sections of a config file. */
export function keyTables(sections: RawSections): KeyTables {
  return new Map([...sections].flatMap(([name, lines]) => {
    const [, section] = /^keys(?:$|\.)(.*)$/s.exec(name) ?? [];
    return section === undefined ? [] : [[section, lines] as const];
  }));
}

const SECTIONS: ReadonlyMap<string, Where> = new Map([
  ["", "any"],
  ["list", "list"],
  ["sidebar", "sidebar"],
  ["detail", "detail"],
  ["page", "page"],
]);

const IN_WORDS: Readonly<Record<Where, string>> = {
  any: "anywhere",
  list: "in a list",
  sidebar: "in the sidebar",
  detail: "in the details",
  page: "on a page",
  welcome: "on the first screen",
};

/** Reads all lines; of those that stand twice none is taken. */
export function readLines(
  tables: KeyTables,
): { readonly lines: readonly KeyLine[]; readonly warnings: readonly KeyWarning[] } {
  const read = [...tables].flatMap(([name, table]) => {
    const section = SECTIONS.get(name);
    if (section !== undefined) {
      return [...table].map(([keys, { text, line }]) => readLine(section, keys, text, line));
    }
    return [...table.values()].slice(0, 1).map(({ line }) => noSection(name, line));
  });
  const lines = read.filter((each) => "keys" in each);
  const twins = [...Map.groupBy(lines, ({ section, keys }) => `${section} ${keys}`).values()]
    .filter(({ length }) => length > 1);
  const isTwin = new Set(twins.flat());
  return {
    lines: lines.filter((line) => !isTwin.has(line)),
    warnings: [...read.filter((each) => "message" in each), ...twins.map(twice)],
  };
}

function readLine(section: Where, keysText: string, text: string, line: number): KeyLine | KeyWarning {
  const read = readKeys(keysText);
  if ("fault" in read) {
    const isReversed = ACT_NAMES.some((name) => name === keysText);
    return { line, message: isReversed ? `the key comes first: "${text}" = "${keysText}"` : read.fault };
  }
  const { keys } = read;
  const fixed = keys.split(" ").find((key) => FIXED.has(key));
  if (fixed !== undefined) {
    return { line, message: `"${fixed}" is always ${FIXED.get(fixed)}; the line is not used` };
  }
  if (text === "") return { section, keys, act: null, line };
  const act = ACT_NAMES.find((name) => name === text);
  if (act === undefined) {
    const guess = nearest(text, ACT_NAMES);
    return {
      line,
      message: `unknown act "${text}"${guess === undefined ? "" : `; did you mean "${guess}"?`}`,
    };
  }
  const isOfUse = section === "any" || BINDINGS.some((each) => each.act === act && holdsIn(each, section));
  return isOfUse
    ? { section, keys, act, line }
    : { line, message: `"${act}" does nothing ${IN_WORDS[section]}; the line is not used` };
}

function noSection(name: string, line: number): KeyWarning {
  const known = [...SECTIONS.keys()].map((each) => each === "" ? "[keys]" : `[keys.${each}]`).join(", ");
  return { line, message: `there is no [keys.${name}]; there are ${known}` };
}

function twice(lines: readonly KeyLine[]): KeyWarning {
  const [first, ...others] = lines.toSorted((a, b) => a.line - b.line);
  const also = others.map(({ line }) => line).join(", ");
  return {
    line: first?.line ?? 1,
    message: `"${first?.keys}" stands again in line ${also}; neither is used`,
  };
}
