/** `foxden collections`: what the account holds. */
import { collectionColumns, listCollections } from "../../app/collections.ts";
import { openApp } from "../open.ts";
import { rows } from "../outcome.ts";
import { command } from "../spec.ts";

export const list = command({
  path: ["collections", "list"],
  summary: "Show what the account holds, with counts and sizes",
  about:
    "Collections that foxden knows nothing about are listed too. Counts include the marks of deleted records.",
  output: "list",
  source: "mirror",
  columns: collectionColumns,
  examples: [{ line: "collections list" }, {
    line: "collections list --sort bytes --reverse",
    note: "largest first",
  }],
  async run(call) {
    return rows(await listCollections(openApp(call)));
  },
});
