/** The page about JSON: what programs may rely on. */
import type { Definition } from "../help.ts";

/** What programs may rely on. */
export const JSON_DEFINITIONS: readonly Definition[] = [
  {
    term: "-f json",
    text:
      'A list is one document: {"schemaVersion":1,"kind":"bookmarks","syncedAt":…,"items":[…]}, and an empty one has ' +
      "no items. A command about one record prints its object alone.",
  },
  { term: "-f ndjson", text: "The same objects, one a line, each out as soon as it is there." },
  {
    term: "schemaVersion",
    text:
      "Inside one version members are added, never renamed, removed or given another type. Ignore what you do not know.",
  },
  { term: "null", text: "Stands for a value that is not there. A column is never left out." },
  { term: "times", text: "RFC 3339 in UTC: 2026-03-02T09:14:00Z, with milliseconds where there are any." },
  { term: "masked", text: "Names the secrets that were left out; --reveal puts them in." },
  { term: "dryRun", text: "true where nothing was written; each item then says what would be." },
  {
    term: "errors",
    text:
      'One line on stderr, and nothing on stdout: {"error":{"code":"auth","exit":4,"message":…}}. Decide by code, ' +
      "reason or the exit code; the sentences change.",
  },
  {
    term: "foxden help schema",
    text: "The kinds; foxden help schema bookmarks prints the JSON Schema of one.",
  },
];
