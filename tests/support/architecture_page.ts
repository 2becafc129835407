/** ARCHITECTURE.md as far as a test can hold it to the truth. */
import assert from "node:assert/strict";
import { MAY_IMPORT } from "./rooms.ts";

/** What ARCHITECTURE.md says that can be checked. */
export interface Page {
  /** Paths from the project's root, from its inline code. */
  readonly paths: readonly string[];
  /** Paths of the files and folders of the map. */
  readonly map: readonly string[];
  /** Rows of the table of rooms, its imports sorted. */
  readonly rooms: Readonly<Record<string, readonly string[]>>;
}

const PATH =
  /^(?:(?:core|app|cli|tui|server|tests|tools|bench|docs|\.ci)\/[\w./-]*|[\w.-]+\.(?:tsx?|json|md))$/;
const inlineCode = (text: string) => [...text.matchAll(/`([^`\n]+)`/g)].map(([, code = ""]) => code);

/** Reads the page: inline code, the first fenced block under the heading `Map`, the table of rooms. */
export function readPage(markdown: string): Page {
  const mapText = /^## Map$.*?^```[a-z]*\n(.*?)^```$/ms.exec(markdown)?.[1] ?? "";
  const prose = markdown.replace(/^```.*?^```$/gms, "");
  const paths = inlineCode(prose).filter((code) => PATH.test(code));
  return { paths, map: readMap(mapText), rooms: readRooms(prose) };
}

/** A line at the margin is a folder (`core/`) or a file of the root; an indented one lies in the folder above. */
function readMap(text: string): string[] {
  let folder = "";
  return text.split("\n").filter((line) => line.trim() !== "").map((line) => {
    const [name = ""] = line.trim().split(/\s/);
    if (line.startsWith(" ")) return folder + name;
    folder = name.endsWith("/") ? name : "";
    return name;
  });
}

function readRooms(prose: string): Record<string, string[]> {
  const table = /^\| *room *\| *may import *\|\n\|[-| :]+\|\n((?:\|.*\n?)*)/m.exec(prose)?.[1] ?? "";
  const rows = table.split("\n").filter((row) => row !== "").map((row) => {
    const [room = "", imports = ""] = row.split("|").slice(1);
    const codes = inlineCode(imports);
    assert.ok(codes.length > 0 || imports.trim() === "nothing", `the row of ${room.trim()} says nothing`);
    return [inlineCode(room)[0] ?? room.trim(), codes.sort()];
  });
  return Object.fromEntries(rows);
}

/** What is wrong with the page, one sentence each. */
export function pageFaults(page: Page, files: readonly string[], sources: readonly string[]): string[] {
  const exists = (path: string) =>
    files.some((file) => file === path || file.startsWith(path.replace(/\/*$/, "/")));
  const named = new Set([...page.paths, ...page.map]);
  const twice = page.map.filter((path, i) => page.map.indexOf(path) !== i);
  const { rooms } = page;
  const table = Object.entries(MAY_IMPORT).filter(([room, imports]) =>
    rooms[room]?.join() !== imports.toSorted().join()
  );
  return [
    ...[...named].filter((path) => !exists(path)).map((path) => `${path} is named and does not exist`),
    ...twice.map((path) => `${path} is in the map twice`),
    ...sources.filter((path) => !page.map.includes(path)).map((path) => `${path} is missing from the map`),
    ...table.map(([room]) => `the row of ${room} is not what the boundary test holds`),
    ...Object.keys(rooms).filter((room) => !Object.hasOwn(MAY_IMPORT, room)).map((room) =>
      `${room} is no room`
    ),
  ];
}
