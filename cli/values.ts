/** Words of the command line → values: durations, numbers, choices, with refusals that name the flag. */
import { durationMs, expectedTime } from "../app/config/settings.ts";
import { FoxdenError } from "../core/errors.ts";
import { didYouMean } from "./suggest.ts";

/** The flag of an option's key: `tokenServer` → `--token-server`. */
export function flagOf(key: string): string {
  return `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** The words that can be flags: those before a `--`. */
export function beforeDashes(argv: readonly string[]): readonly string[] {
  return argv.includes("--") ? argv.slice(0, argv.indexOf("--")) : argv;
}

/** Whether what follows such a flag may be a secret, so that it must not be repeated on the screen. */
export function looksSecret(flag: string): boolean {
  return /pass|pwd|secret|token|key|otp|code|pin/i.test(flag);
}

/** @throws {FoxdenError} `usage.value` always; `from` is the flag or variable that brought the value */
export function refuseValue(from: string, value: string, expected: string): never {
  const shown = looksSecret(from) ? from : `${from} "${value}"`;
  throw new FoxdenError("usage.value", `${shown}: expected ${expected}`, { name: from });
}

/** @throws {FoxdenError} `usage.value` when `text` is not a whole number from `min` to `max` */
export function parseInteger(from: string, text: string, min = 0, max = Number.MAX_SAFE_INTEGER): number {
  const value = /^-?\d{1,15}$/.test(text) ? Number(text) : NaN;
  if (value >= min && value <= max) return value;
  const upTo = max === Number.MAX_SAFE_INTEGER ? `of ${min} or more` : `from ${min} to ${max}`;
  return refuseValue(from, text, `a whole number ${upTo}`);
}

/**
 * Reads `500ms`, `30s`, `5m`, `2h` or `1d` as milliseconds; of numbers alone only 0.
 *
 * @throws {FoxdenError} `usage.value` for anything else
 */
export function parseDuration(from: string, text: string): number {
  return durationMs(text) ?? refuseValue(from, text, expectedTime(text));
}

const UNIT_BYTES: { readonly [unit: string]: number } = {
  "": 1,
  k: 1000,
  m: 1000 ** 2,
  g: 1000 ** 3,
  t: 1000 ** 4,
  ki: 1024,
  mi: 1024 ** 2,
  gi: 1024 ** 3,
  ti: 1024 ** 4,
};

/**
 * Reads `500M`, `2GB`, `64MiB` or a bare number of bytes, of at least one.
 *
 * @throws {FoxdenError} `usage.value` for anything else
 */
export function parseSize(from: string, text: string): number {
  const [, amount = "", unit = ""] = /^(\d{1,12}(?:\.\d{1,3})?)((?:[kmgt]i?)?)b?$/i.exec(text) ?? [];
  const bytes = amount === "" ? NaN : Math.round(Number(amount) * (UNIT_BYTES[unit.toLowerCase()] ?? NaN));
  return bytes >= 1 && Number.isSafeInteger(bytes)
    ? bytes
    : refuseValue(from, text, "a size such as 500M, 2G or 64MiB");
}

/**
 * Reads the root of a server.
 *
 * @throws {FoxdenError} `usage.value`, which never repeats a password in an address
 */
export function parseAddress(from: string, text: string): URL {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new FoxdenError("usage.value", `${from}: not an http or https address`, { name: from });
  }
  if (!url.username && !url.password && !/[?#]/.test(text)) return url;
  const message = `${from}: an address of a server has no user, password, query or fragment`;
  throw new FoxdenError("usage.value", message, { name: from });
}

/** The words of an option that may be repeated, and of which each may be several with commas between. */
export const splitList = (values: readonly string[]): string[] =>
  values.flatMap((value) => value.split(",")).map((word) => word.trim()).filter((word) => word !== "");

/** @throws {FoxdenError} `usage.value` when `text` is none of `choices` */
export function parseChoice(from: string, text: string, choices: readonly string[]): string {
  if (choices.includes(text)) return text;
  return refuseValue(from, text, `one of ${choices.join(", ")}${didYouMean(text, choices)}`);
}
