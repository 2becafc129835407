// Visited pages. Runs in the browser.
const lazy = {};
ChromeUtils.defineESModuleGetters(lazy, {
  PlacesUtils: "resource://gre/modules/PlacesUtils.sys.mjs",
});

const PAGES = `
  SELECT h.url, h.title, h.guid, v.visit_date, v.visit_type
  FROM moz_places h JOIN moz_historyvisits v ON v.place_id = h.id
  ORDER BY h.url, v.visit_date DESC`;

/** Every page with its visits, newest first, each a time in whole ms and a kind. */
export async function read() {
  const connection = await lazy.PlacesUtils.promiseDBConnection();
  const pages = new Map();
  for (const row of await connection.execute(PAGES)) {
    const [url, title, id, dateUs, kind] = [0, 1, 2, 3, 4].map((column) => row.getResultByIndex(column));
    if (!pages.has(url)) pages.set(url, { id, url, title: title ?? "", visits: [] });
    pages.get(url).visits.push([Math.floor(dateUs / 1000), kind]);
  }
  return [...pages.values()];
}

/** Adds pages `{url, title, visits: [[dateMs, kind]]}`. */
export async function add(pages) {
  await lazy.PlacesUtils.history.insertMany(pages.map(({ url, title, visits }) => ({
    url,
    title,
    visits: visits.map(([dateMs, transition]) => ({ date: new Date(dateMs), transition })),
  })));
}

export async function remove(url) {
  await lazy.PlacesUtils.history.remove(url);
}
