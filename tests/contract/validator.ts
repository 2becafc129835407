/** Output held against the published schemas, more strictly than the schemas are: what they do not name is a fault. */
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { type Schema, schemas } from "../../cli/schemas.ts";
import { isObject } from "../../core/json.ts";

const ajv = new Ajv2020({ strict: true, allErrors: true });
addFormats.default(ajv);

/** A schema as a function. */
export function compiled(schema: Schema): ValidateFunction {
  return ajv.getSchema(String(schema["$id"])) ?? ajv.compile(schema);
}

const published = await schemas();

/** What is wrong with a value as an object of this schema; an empty list for what is as promised. */
export function faultsIn(name: string, value: unknown): string[] {
  const schema = published.get(name);
  if (!schema) return [`there is no kind "${name}"`];
  const validate = compiled(schema);
  const told = validate(value)
    ? []
    : (validate.errors ?? []).map(({ instancePath, message }) => `${name}${instancePath}: ${message}`);
  return [...told, ...unnamed(name, schema, value)];
}

/** Members that a program could find and no schema tells of. A record as it is has its own. */
function unnamed(name: string, { properties }: Schema, value: unknown): string[] {
  if (name === "records" || !isObject(properties) || !isObject(value)) return [];
  return Object.keys(value).filter((member) => !Object.hasOwn(properties, member))
    .map((member) => `${name}: "${member}" is in no schema`);
}
