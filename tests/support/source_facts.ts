/** What a source file imports and names, read from its syntax tree, where comments and texts cannot mislead. */

/** The imports and names of one file. */
export interface SourceFacts {
  /** Every import: static, for its effects, type-only, re-export, `import()`, `import("…")` as a type. */
  readonly specifiers: readonly string[];
  /**
   * Variables (`fetch`), members (`Date.now`), members of anything (`.now`), calls of anything by its last name
   * (`now()`) and constructions without arguments (`new Date()`).
   */
  readonly names: ReadonlySet<string>;
  /** `import()` of something that only a running program knows. */
  readonly computedImports: number;
}

/** Reads TypeScript through the parser that `deno lint` gives its plugins; works under `deno test` only. */
export function readSource(path: string, text: string): SourceFacts {
  const specifiers: string[] = [];
  const names = new Set<string>();
  let computedImports = 0;
  const take = (source: { readonly value?: unknown } | null | undefined) => {
    if (typeof source?.value === "string") specifiers.push(source.value);
  };
  const visitor: Deno.lint.LintVisitor = {
    ImportDeclaration: (node) => take(node.source),
    ExportNamedDeclaration: (node) => take(node.source),
    ExportAllDeclaration: (node) => take(node.source),
    TSExternalModuleReference: (node) => take(node.expression),
    TSImportType: ({ argument }) => {
      if (argument.type === "TSLiteralType" && argument.literal.type === "Literal") take(argument.literal);
    },
    ImportExpression: (node) => {
      if (node.source.type === "Literal") take(node.source);
      else computedImports++;
    },
    ...nameVisitor(names),
  };
  const plugin = { name: "source-facts", rules: { read: { create: () => visitor } } };
  Deno.lint.runPlugin(plugin, path, text);
  return { specifiers, names, computedImports };
}

const GLOBAL_OBJECTS: readonly string[] = ["globalThis", "window", "self"];

function nameVisitor(names: Set<string>): Deno.lint.LintVisitor {
  const addMember = (object: string, property: string) => {
    names.add(`.${property}`).add(`${object}.${property}`);
    if (GLOBAL_OBJECTS.includes(object)) names.add(property);
  };
  return {
    Identifier: (node) => {
      if (isVariable(node)) names.add(node.name);
    },
    MemberExpression: (node) => {
      const property = propertyName(node);
      if (property !== undefined) addMember(lastName(node.object) ?? "", property);
    },
    VariableDeclarator: (node) => {
      if (node.id.type !== "ObjectPattern" || !node.init) return;
      for (const part of node.id.properties) {
        if (part.type !== "Property" || part.key.type !== "Identifier") continue;
        addMember(lastName(node.init) ?? "", part.key.name);
      }
    },
    CallExpression: (node) => {
      const name = lastName(node.callee);
      if (name !== undefined) names.add(`${name}()`);
      if (name === "Date") names.add("new Date()");
    },
    NewExpression: (node) => {
      const name = lastName(node.callee);
      if (name !== undefined && node.arguments.length === 0) names.add(`new ${name}()`);
    },
  };
}

function propertyName(node: Deno.lint.MemberExpression): string | undefined {
  const { property, computed } = node;
  if (property.type === "Identifier" && !computed) return property.name;
  return property.type === "Literal" && typeof property.value === "string" ? property.value : undefined;
}

/** `now` of `now`, of `Date.now` and of `globalThis.Date.now`. */
function lastName(node: Deno.lint.Node): string | undefined {
  if (node.type === "Identifier") return node.name;
  return node.type === "MemberExpression" ? propertyName(node) : undefined;
}

/** Whether an identifier stands for a variable rather than for a member, a key or a label. */
function isVariable(node: Deno.lint.Identifier): boolean {
  const { parent } = node;
  const is = (other: Deno.lint.Node) => other.range[0] === node.range[0] && other.range[1] === node.range[1];
  switch (parent.type) {
    case "MemberExpression":
      return parent.computed || !is(parent.property);
    case "Property":
      return parent.shorthand || parent.computed || !is(parent.key);
    case "MethodDefinition":
    case "PropertyDefinition":
    case "TSPropertySignature":
    case "TSMethodSignature":
      return parent.computed || !is(parent.key);
    case "TSQualifiedName":
      return !is(parent.right);
    case "TSTypeQuery":
    case "ImportSpecifier":
    case "ExportSpecifier":
    case "ImportAttribute":
    case "LabeledStatement":
    case "BreakStatement":
    case "ContinueStatement":
      return false;
    default:
      return true;
  }
}
