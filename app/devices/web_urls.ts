/** Addresses that may be opened: pages of the web, and nothing that a browser would do something else with. Pure. */

/** What of some texts may be opened. */
export interface WebAddresses {
  /** In the order given, each once. */
  readonly urls: readonly URL[];
  /** The others. */
  readonly refused: readonly string[];
}

/** Sorts out what is no http or https address: a tab may show a file, a script or a page of the browser itself. */
export function webAddresses(texts: readonly string[]): WebAddresses {
  const urls = new Map<string, URL>();
  const refused: string[] = [];
  for (const text of texts) {
    const url = URL.parse(text);
    if (url && /^https?:$/.test(url.protocol)) urls.set(url.href, url);
    else refused.push(text);
  }
  return { urls: [...urls.values()], refused };
}
