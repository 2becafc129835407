/** The XML of records, read by a parser that is not ours, back into what JSON would say. */
import { XMLParser, XMLValidator } from "fast-xml-parser";
import { anyObject, array, string } from "../../core/json.ts";

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: "",
  trimValues: false,
  parseTagValue: false,
  parseAttributeValue: false,
  preserveOrder: true,
  htmlEntities: true,
});

/** An element: its attributes, its text, and the elements in it. */
interface Element {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly text: string;
  readonly below: readonly Element[];
}

/** Characters that no XML document holds, raw or as a reference. */
// deno-lint-ignore no-control-regex
const FORBIDDEN = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|\p{Cs}|&#(0|[1-8]|1[124-9]|2\d|3[01]|6553[45]);/u;

/** What the root element says of itself, and the values of what is in it. */
export function readXml(text: string): {
  readonly tag: string;
  readonly head: Readonly<Record<string, string>>;
  readonly below: readonly Element[];
} {
  const valid = XMLValidator.validate(text);
  if (valid !== true) throw new Error(`${valid.err.code}: ${valid.err.msg} in line ${valid.err.line}`);
  if (FORBIDDEN.test(text)) {
    throw new Error(`a character that XML does not have: ${FORBIDDEN.exec(text)?.[0]}`);
  }
  const [, root] = elementsOf(parser.parse(text));
  if (!root) throw new Error("there is no root element");
  return { tag: root.tag, head: root.attributes, below: root.below };
}

/** The items of a list, as JSON has them. */
export function readXmlItems(text: string): unknown[] {
  return readXml(text).below.map(({ below }) => objectOf(below));
}

/** One record, as JSON has it. */
export const readXmlRecord = (text: string): unknown => objectOf(readXml(text).below);

const objectOf = (elements: readonly Element[]): unknown =>
  Object.fromEntries(elements.map((element) => [nameOf(element), valueOf(element)]));

function nameOf({ tag, attributes: { name, nameEncoding } }: Element): string {
  if (name === undefined) return tag;
  return nameEncoding === "json" ? string(JSON.parse(name), "name") : name;
}

function valueOf({ attributes: { type, encoding }, text, below }: Element): unknown {
  switch (type) {
    case undefined:
      return encoding === "json" ? JSON.parse(text) : text;
    case "null":
      return null;
    case "number":
    case "boolean":
      return JSON.parse(text);
    case "time":
      return text;
    case "list":
      return below.map(valueOf);
    case "object":
      return objectOf(below);
    default:
      throw new Error(`a type that nobody has told of: ${type}`);
  }
}

const attributesIn = (value: unknown): Record<string, string> =>
  Object.fromEntries(
    Object.entries(anyObject(value ?? {}, "attributes")).map(([name, text]) => [name, String(text)]),
  );

/** The parser keeps the order by giving an object for each element, whose one name besides `:@` is the tag. */
function elementsOf(parsed: unknown): Element[] {
  return array(anyObject)(parsed, "elements").flatMap((node) => {
    const tag = Object.keys(node).find((name) => name !== ":@" && name !== "#text");
    if (tag === undefined) return [];
    const children = array(anyObject)(node[tag], tag);
    return [{
      tag,
      attributes: attributesIn(node[":@"]),
      text: children.map((child) => child["#text"] ?? "").join(""),
      below: elementsOf(children),
    }];
  });
}
