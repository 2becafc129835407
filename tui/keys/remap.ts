/** The keymap with what a config file changes in it. Pure. */
import type { ActName, Where } from "./acts.ts";
import { begins, type Binding, holdsIn, type Keymap } from "./keymap.ts";
import { type KeyLine, type KeyTables, type KeyWarning, readLines } from "./lines.ts";
import { BINDINGS, SHIPPED } from "./table.ts";

export interface MadeKeymap {
  readonly keymap: Keymap;
  /** In the order of their lines. */
  readonly warnings: readonly KeyWarning[];
}

/**
 * The keys as they come with foxden, with those of a config file: a key of a section stands over one of `[keys]`, and
 * that one over what comes with foxden. Where two sequences exclude each other, what comes with foxden stays.
 */
export function makeKeymap(tables: KeyTables): MadeKeymap {
  const read = readLines(tables);
  const settled = withoutClashes(read.lines);
  const warnings = [...read.warnings, ...settled.warnings, ...idleLines(settled.lines)];
  const keymap: Keymap = settled.lines.length === 0
    ? SHIPPED
    : { bindings: rebound(settled.lines), changed: settled.lines.map(inWords) };
  return { keymap, warnings: warnings.toSorted((a, b) => a.line - b.line) };
}

const PLACES: readonly Where[] = ["any", "list", "sidebar", "detail", "page", "welcome"];

interface Bound {
  readonly act: ActName;
  /** The line that asks for it; none where it comes with foxden. */
  readonly line?: KeyLine;
}

/** What is bound in a place, by its keys. */
function boundIn(lines: readonly KeyLine[], where: Where): ReadonlyMap<string, Bound> {
  const shipped = BINDINGS.filter((binding) => holdsIn(binding, where));
  const bound = new Map<string, Bound>(
    shipped.flatMap(({ act, keys }) => keys.map((each) => [each, { act }])),
  );
  for (const section of new Set<Where>(["any", where])) {
    for (const line of lines.filter((each) => each.section === section)) {
      if (line.act === null) bound.delete(line.keys);
      else if (shipped.some(({ act }) => act === line.act)) bound.set(line.keys, { act: line.act, line });
    }
  }
  return bound;
}

/** Leaves out lines until no sequence begins another one. Each that is left out may bring back what it replaced. */
function withoutClashes(all: readonly KeyLine[]): Pick<ReturnType<typeof readLines>, "lines" | "warnings"> {
  const warnings: KeyWarning[] = [];
  for (let lines = all;;) {
    const clashes = clashesOf(lines);
    if (clashes.length === 0) return { lines, warnings };
    warnings.push(...new Map(clashes.map((clash) => [JSON.stringify(clash), clashWarning(clash)])).values());
    const dropped = new Set(clashes.flatMap(({ start, longer }) => [start.line, longer.line]));
    lines = lines.filter((line) => !dropped.has(line));
  }
}

interface Clash {
  readonly start: Bound & { readonly keys: string };
  readonly longer: Bound & { readonly keys: string };
}

const clashesOf = (lines: readonly KeyLine[]): readonly Clash[] =>
  PLACES.flatMap((where) => {
    const bound = [...boundIn(lines, where)].map(([keys, each]) => ({ ...each, keys }));
    return bound.flatMap((start) =>
      bound
        .filter((longer) =>
          (start.line ?? longer.line) && longer !== start && begins(start.keys, longer.keys)
        )
        .map((longer) => ({ start, longer }))
    );
  });

function clashWarning({ start, longer }: Clash): KeyWarning {
  const [a, b] = [start.line?.line, longer.line?.line];
  const why = `"${start.keys}" begins "${longer.keys}"`;
  if (a !== undefined && b !== undefined) {
    const message = `${why}, so lines ${Math.min(a, b)} and ${
      Math.max(a, b)
    } exclude each other; neither is used`;
    return { line: Math.min(a, b), message };
  }
  const kept = a === undefined ? start : longer;
  const way = `"${kept.keys}" = "" makes room for it`;
  return {
    line: a ?? b ?? 1,
    message: `${why}, and "${kept.keys}" is ${kept.act}: the line is not used; ${way}`,
  };
}

/** Lines that take away what is not there. */
function idleLines(lines: readonly KeyLine[]): readonly KeyWarning[] {
  return lines.filter(({ act }) => act === null).flatMap((line) => {
    const reach = line.section === "any" ? PLACES : [line.section];
    const others = lines.filter((each) => each !== line);
    if (reach.some((where) => boundIn(others, where).has(line.keys))) return [];
    return [{ line: line.line, message: `nothing is bound to "${line.keys}"` }];
  });
}

/** The bindings of the table with the keys they have now, apart for places where those differ. */
function rebound(lines: readonly KeyLine[]): readonly Binding[] {
  const bound = new Map(PLACES.map((where) => [where, boundIn(lines, where)]));
  return BINDINGS.flatMap((binding) => {
    const places = PLACES.filter((where) => holdsIn(binding, where));
    const alike = Map.groupBy(places, (where) => keysOf(binding, bound.get(where) ?? new Map()).join("\n"));
    return [...alike].map(([keys, where]): Binding => ({
      ...binding,
      ...(where.includes("any") ? everywhereBut(PLACES.filter((each) => !where.includes(each))) : { where }),
      keys: keys === "" ? [] : keys.split("\n"),
    }));
  });
}

const everywhereBut = (except: readonly Where[]): Pick<Binding, "where" | "except"> => (
  { where: ["any"], ...except.length === 0 ? {} : { except } }
);

/** Those of the file come first: they are what somebody has chosen. */
function keysOf({ act }: Binding, bound: ReadonlyMap<string, Bound>): readonly string[] {
  const own = [...bound].filter(([, each]) => each.act === act);
  return [...own.filter(([, { line }]) => line), ...own.filter(([, { line }]) => !line)].map(([keys]) =>
    keys
  );
}

const inWords = ({ keys, act, section }: KeyLine): string =>
  `${keys} ${act ?? "does nothing"}${section === "any" ? "" : ` (${section})`}`;
