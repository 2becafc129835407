/** Colour, only where the rules allow it. */
import type { Globals } from "./globals.ts";
import type { Io, Output } from "./io.ts";

const CODES = { bold: [1, 22], dim: [2, 22], red: [31, 39] } as const;

/** Wraps a text in a style, or gives it back as it is. */
export type Paint = (style: keyof typeof CODES, text: string) => string;

export const plainPaint: Paint = (_, text) => text;

const ansiPaint: Paint = (style, text) => `\x1b[${CODES[style][0]}m${text}\x1b[${CODES[style][1]}m`;

/**
 * `--color` over `NO_COLOR` over `CLICOLOR_FORCE` and `FORCE_COLOR` over whether this is a terminal.
 *
 * @param toFile the output goes to a file, whatever stdout is
 */
export function paintFor(color: Globals["color"], io: Io, output: Output, toFile = false): Paint {
  return hasColor(color, io, output, toFile) ? ansiPaint : plainPaint;
}

/** Whether what is printed there has colours. */
export function hasColor(
  color: Globals["color"],
  { env }: Pick<Io, "env">,
  output: Output,
  toFile = false,
): boolean {
  const isTerminal = output.isTerminal && !toFile;
  if (color !== "auto") return color === "always";
  if (env("NO_COLOR")) return false;
  if (saysColor(env)) return true;
  return isTerminal && env("TERM") !== "dumb";
}

/** Whether a variable that many programs know says anything about colours. */
export const saysColor = (env: Io["env"]): boolean =>
  Boolean(env("NO_COLOR")) || isOn(env("CLICOLOR_FORCE")) || isOn(env("FORCE_COLOR"));

/** Whether a variable says yes that many programs know: set, and neither `0` nor `false`. */
const isOn = (value: string | undefined): boolean => value !== undefined && !/^(|0|false)$/i.test(value);
