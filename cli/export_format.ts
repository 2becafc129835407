/** The format of commands that print for programs alone: what people are shown elsewhere is no form of an export. */
import { FoxdenError } from "../core/errors.ts";
import type { Globals } from "./globals.ts";
import type { CommandSpec } from "./spec.ts";

/**
 * The command's own format where none was typed, or one for people was set elsewhere.
 *
 * @throws {FoxdenError} `usage.value` where a format for people was typed
 */
export function forPrograms(
  { exportFormat, formats = [], path }: Pick<CommandSpec, "exportFormat" | "formats" | "path">,
  globals: Globals,
): Globals {
  const { format, settings, template } = globals;
  if (exportFormat === undefined || template || (format !== "table" && format !== "plain")) return globals;
  if (settings.get("output.format")?.origin !== "flag") return { ...globals, format: exportFormat };
  const own = formats.map((name) => `${name}, `).join("");
  const message = `--format: ${path.join(" ")} has no form for people; use ${own}json, ndjson, csv or tsv`;
  throw new FoxdenError("usage.value", message, { name: "--format" });
}
