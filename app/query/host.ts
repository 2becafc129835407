/** Hosts, for `host:`. */
import { readableHost } from "./punycode.ts";
import type { Term } from "./terms.ts";
import type { Pattern } from "./text.ts";

/**
 * The beginning of addresses of which it is plain what a browser shows as their host, as an expression with one group:
 * letters in lower case, nothing that could be an IP address or Punycode. Whatever ends a host has to come after it.
 */
export const PLAIN_HOST = "https?:\\/\\/((?:(?!xn--)[a-z0-9-]+\\.)*(?!xn--)[a-z-][a-z0-9-]*)";

const PLAIN = new RegExp(`^${PLAIN_HOST}(?:[/?#]|$)`);

/** The host of an address, with its port; the text itself where there is none. */
export function hostOf(url: string): string {
  return PLAIN.exec(url)?.[1] ?? (URL.parse(url)?.host || url);
}

/** What a person may call a host: itself and, where that is Punycode, what stands for it. */
export function hostNames(host: string): readonly string[] {
  return host.includes("xn--") ? [host, readableHost(host)] : [host];
}

/** Finds a host and its subdomains. @param folded of which the dot of the root at its end says nothing */
export const domainPattern = (folded: string): Pattern => ({
  mode: "domain",
  text: folded.length > 1 ? folded.replace(/\.$/, "") : folded,
});

const LABELS = /^(?:[a-z0-9_-]+\.)*[a-z0-9_-]+(?::\d+)?$|^\[[0-9a-f:.]+\](?::\d+)?$/;

/** The term that finds a host and its subdomains, in lists with a field `host`; undefined for what is no host. */
export function hostTerm(text: string): Term | undefined {
  // An address of which more is given than its host would be cut down to the host.
  if (/[\s/?#@\\]|:$/.test(text)) return undefined;
  const host = URL.parse(`http://${text}`)?.host.replace(/\.(?=:|$)/, "") ?? "";
  if (!LABELS.test(host)) return undefined;
  const word = { negated: false, field: "host", value: host, quoted: false };
  return { word, condition: { kind: "host", field: "host", pattern: domainPattern(host) } };
}
