/** Anti-bot pages that answer in place of a server. */

/**
 * Whether an anti-bot page answered: Mozilla's edge answers some clients with 406 or 429 and a page in place of JSON.
 *
 * @param text the body; where nobody has read it, the header that names its type decides
 */
export function isChallenge(
  { status, headers }: Pick<Response, "status" | "headers">,
  text?: string,
): boolean {
  if (status !== 406 && status !== 429) return false;
  return text === undefined ? /html/i.test(headers.get("content-type") ?? "html") : !/^\s*[[{\d"]/.test(text);
}
