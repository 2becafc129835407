/** The frozen names of the machine contract: what there is may grow inside one version, and nothing of it goes. */
import type { Schema } from "../../cli/schemas.ts";
import { isObject } from "../../core/json.ts";

const FILE = new URL("names.json", import.meta.url);

/** The type of each member of each kind, in the words of JSON Schema. */
export interface Names {
  readonly [kind: string]: { readonly [member: string]: string };
}

/** The names and types that the schemas say. */
export function namesOf(schemas: ReadonlyMap<string, Schema>): Names {
  return Object.fromEntries([...schemas].map(([kind, schema]) => [kind, membersOf(schema)]));
}

function membersOf({ properties }: Schema): Names[string] {
  if (!isObject(properties)) return {};
  return Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, typeText(schema)]));
}

function typeText(schema: unknown): string {
  if (!isObject(schema)) return "any";
  const { type, format, items } = schema;
  const types = (Array.isArray(type) ? type : [type]).filter((each) => each !== undefined);
  const listed = isObject(items) ? ` of ${typeText(items)}` : "";
  return `${types.join(" or ") || "any"}${typeof format === "string" ? ` ${format}` : ""}${listed}`;
}

/** The frozen names. */
export async function readNames(): Promise<Names> {
  return JSON.parse(await Deno.readTextFile(FILE));
}

/** What of the frozen names is gone or has another type. */
export function brokenPromises(frozen: Names, published: Names): string[] {
  return Object.entries(frozen).flatMap(([kind, members]) =>
    Object.entries(members).flatMap(([member, type]) => {
      const now = published[kind]?.[member];
      return now === type ? [] : [`${kind}.${member} was ${type} and is ${now ?? "gone"}`];
    })
  );
}

/** Freezes what is new beside what is frozen already. */
export async function freeze(published: Names): Promise<void> {
  const frozen = await readNames().catch((): Names => ({}));
  const kinds = [...new Set([...Object.keys(frozen), ...Object.keys(published)])].sort();
  const all = kinds.map((kind) => [kind, { ...published[kind], ...frozen[kind] }] as const);
  await Deno.writeTextFile(FILE, `${JSON.stringify(Object.fromEntries(all), null, 2)}\n`);
}

// What is new in the schemas is frozen with them: `deno run -A tests/contract/names.ts`.
if (import.meta.main) {
  const { schemas } = await import("../../cli/schemas.ts");
  await freeze(namesOf(await schemas()));
}
