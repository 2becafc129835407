/**
 * The kinds of members records are made of.
 *
 * Reading is liberal, as Firefox 153 is with records of old clients: a member of the wrong type counts as absent.
 * Only the `required…` kinds make an entry unusable.
 */
import { isObject } from "../json.ts";
import type { Field, Kind } from "./codec.ts";

/** How many of a unit make up one millisecond. */
const PER_MS = { us: 1000, ms: 1, s: 0.001 } as const;

/** The largest time a `Date` can hold, so that whatever was read here can also be shown. */
const LAST_MS = 8.64e15;

/** Text that must be there; `""` counts. */
export const requiredText = (key: string): Field<string> => ({
  key,
  read: (value) => typeof value === "string" ? value : undefined,
  write: (value) => value,
});

/** Text that must be there and not be empty. */
export const requiredNonEmpty = (key: string): Field<string> => ({
  key,
  read: (value) => typeof value === "string" && value !== "" ? value : undefined,
  write: (value) => value,
});

/** One of the given words or numbers, which must be there. */
export const requiredOneOf = <const T extends string | number>(
  key: string,
  ...choices: readonly T[]
): Field<T> => ({
  key,
  read: (value) => choices.find((choice) => choice === value),
  write: (value) => value,
});

/** Text, or `null` where there is none; `null` is written by leaving the member out. */
export const textOrNull = (key: string): Field<string | null> => ({
  key,
  read: (value) => typeof value === "string" ? value : null,
  write: (value) => value ?? undefined,
});

/** Text, `""` where there is none. */
export const textOrEmpty = (key: string): Field<string> => ({
  key,
  read: (value) => typeof value === "string" ? value : "",
  write: (value) => value,
});

/** True or false, false where there is neither. */
export const flag = (key: string): Field<boolean> => ({
  key,
  read: (value) => value === true,
  write: (value) => value,
});

/** A whole number of zero or more that must be there. */
export const requiredWhole = (key: string): Field<number> => ({
  key,
  read: (value) => readWhole(value) ?? undefined,
  write: (value) => value,
});

/** A whole number of zero or more, or `null` where there is none. */
export const wholeOrNull = (key: string): Field<number | null> => ({
  key,
  read: readWhole,
  write: (value) => value ?? undefined,
});

/** A whole number of zero or more, 0 where there is none. */
export const wholeOrZero = (key: string): Field<number> => ({
  key,
  read: (value) => readWhole(value) ?? 0,
  write: (value) => value,
});

/** A time in whole units since the epoch; `null` where it is absent, zero or beyond every calendar. */
export const timeOrNull = (key: string, unit: keyof typeof PER_MS): Field<number | null> => ({
  key,
  read: (value) => readTime(value, LAST_MS * PER_MS[unit]),
  write: (value) => value ?? undefined,
});

/** A time in whole units since the epoch that must be there, as a number. */
export const requiredTime = (key: string, unit: keyof typeof PER_MS): Field<number> => ({
  key,
  read: (value) =>
    typeof value === "number" ? readTime(value, LAST_MS * PER_MS[unit]) ?? undefined : undefined,
  write: (value) => value,
});

/** A list of texts; what is no text is passed over, and what is no list is an empty one. */
export const texts = (key: string): Field<readonly string[]> => ({
  key,
  read: (value) => Array.isArray(value) ? value.filter((each) => typeof each === "string") : [],
  write: (value) => value,
});

/**
 * A list of one kind; entries that are not usable are passed over, and what is no list is an empty one.
 *
 * Entries passed over stay in the record, behind the others once the list is edited.
 */
export const listOf = <T>(key: string, kind: Kind<T>): Field<readonly T[]> => ({
  key,
  read: (value) => {
    if (!Array.isArray(value)) return [];
    const entries = value.map((each) => kind.read(each));
    return entries.every(isUsable) ? entries : entries.filter(isUsable);
  },
  write: (entries, former) => [
    ...entries.map((each) => kind.write(each, undefined)),
    ...(Array.isArray(former) ? former.filter((each) => !isUsable(kind.read(each))) : []),
  ],
});

/** The same list, without which the record is not usable. */
export const requiredListOf = <T>(key: string, kind: Kind<T>): Field<readonly T[]> => {
  const list = listOf(key, kind);
  return { ...list, read: (value) => Array.isArray(value) ? list.read(value) : undefined };
};

const isUsable = <T>(value: T | undefined): value is T => value !== undefined;

/**
 * An object used as a map; values that are not usable are passed over, and what is no object is an empty map.
 *
 * Values passed over stay in the record until something else is set in their place.
 */
export const mapOf = <T>(key: string, kind: Kind<T>): Field<ReadonlyMap<string, T>> => ({
  key,
  read: (value) => {
    const map = new Map<string, T>();
    for (const [name, each] of Object.entries(isObject(value) ? value : {})) {
      const usable = kind.read(each);
      if (usable !== undefined) map.set(name, usable);
    }
    return map;
  },
  write: (map, former) => {
    const before = new Map(Object.entries(isObject(former) ? former : {}));
    const unread = [...before].filter(([, each]) => !isUsable(kind.read(each)));
    const written = [...map].map(([name, each]) => [name, kind.write(each, before.get(name))] as const);
    return Object.fromEntries([...unread, ...written]);
  },
});

/** The same map, `null` where there is no object. */
export const mapOrNull = <T>(key: string, kind: Kind<T>): Field<ReadonlyMap<string, T> | null> => {
  const map = mapOf(key, kind);
  return {
    key,
    read: (value) => isObject(value) ? map.read(value) : null,
    write: (value, former) => value === null ? undefined : map.write(value, former),
  };
};

/** The same field, left out on writing where it is false, zero or empty, as Firefox 153 leaves it out. */
export const sparse = <T extends boolean | number | readonly unknown[]>(field: Field<T>): Field<T> => ({
  ...field,
  write: (value, former) => {
    const wire = value ? field.write(value, former) : undefined;
    return Array.isArray(wire) && wire.length === 0 ? undefined : wire;
  },
});

/** Numbers as old clients wrote them: whole, with a fraction (which is cut), or as decimal text. */
function readWhole(value: unknown): number | null {
  if (typeof value === "string") return /^\d+(?:\.\d+)?$/.test(value) ? readWhole(Number(value)) : null;
  const whole = typeof value === "number" ? Math.trunc(value) : NaN;
  return Number.isSafeInteger(whole) && whole >= 0 ? whole : null;
}

function readTime(value: unknown, last: number): number | null {
  const time = readWhole(value);
  return time === null || time === 0 || time > last ? null : time;
}
