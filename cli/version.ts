/** What `--version` answers, without loading anything else. */
import { VERSION } from "../app/version.ts";

/** The text for `-V`, `--version` and `--version --json`; `null` when these are not all that was said. */
export function versionText(argv: readonly string[]): string | null {
  const isVersion = (word: string) => word === "-V" || word === "--version";
  if (!argv.some(isVersion) || !argv.every((word) => isVersion(word) || word === "--json")) return null;
  if (!argv.includes("--json")) return `foxden ${VERSION}\n`;
  return `${JSON.stringify({ version: VERSION, build: buildForm(), deno: Deno.version.deno })}\n`;
}

/** How this program came to run: from its sources, from one bundled file, or compiled into a program. */
export function buildForm(): "source" | "bundle" | "compile" {
  if (Deno.build.standalone) return "compile";
  return import.meta.url.endsWith("/cli/version.ts") ? "source" : "bundle";
}
