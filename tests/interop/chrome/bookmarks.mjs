// Bookmarks as Places has them. Ids are those of Sync: the roots by their short names. Runs in the browser.
const lazy = {};
ChromeUtils.defineESModuleGetters(lazy, {
  PlacesDBUtils: "resource://gre/modules/PlacesDBUtils.sys.mjs",
  PlacesSyncUtils: "resource://gre/modules/PlacesSyncUtils.sys.mjs",
  PlacesUtils: "resource://gre/modules/PlacesUtils.sys.mjs",
});

const guidOf = (id) => lazy.PlacesSyncUtils.bookmarks.recordIdToGuid(id);
const idOf = (guid) => lazy.PlacesSyncUtils.bookmarks.guidToRecordId(guid);

/** Waits for the bookmarks of a new profile, which come some time after the start. */
export async function ready() {
  const topic = "places-browser-init-complete";
  await new Promise((resolve) => {
    const observer = () => {
      Services.obs.removeObserver(observer, topic);
      resolve();
    };
    Services.obs.addObserver(observer, topic);
    const glue = Cc["@mozilla.org/browser/browserglue;1"].getService(Ci.nsIObserver);
    glue.observe(null, "browser-glue-test", topic);
  });
}

/** Every item below the roots, in the order of the tree. */
export async function read() {
  const { children: roots = [] } = await lazy.PlacesUtils.promiseBookmarksTree();
  return roots.flatMap((root) => below(root, idOf(root.guid)));
}

function below(folder, parentId) {
  return (folder.children ?? []).flatMap((item, position) => [
    rowOf(item, parentId, position),
    ...below(item, item.guid),
  ]);
}

const TYPES = {
  "text/x-moz-place": "bookmark",
  "text/x-moz-place-container": "folder",
  "text/x-moz-place-separator": "separator",
};

function rowOf(item, parentId, position) {
  const type = TYPES[item.type];
  return {
    id: item.guid,
    // Places has no type of its own for these.
    type: type === "bookmark" && item.uri.startsWith("place:") ? "query" : type,
    title: item.title ?? "",
    url: item.uri ?? null,
    tags: (item.tags ?? "").split(",").filter((tag) => tag !== "").sort(),
    keyword: item.keyword ?? null,
    parentId,
    position,
  };
}

/** Adds items at the top of a folder; `tags` and `keyword` go with the address. @returns ids, in depth-first order */
export async function add(parentId, items) {
  const ids = [];
  for (const [index, { children, tags, keyword, ...item }] of items.entries()) {
    const type = item.url ? "BOOKMARK" : children ? "FOLDER" : "SEPARATOR";
    const inserted = await lazy.PlacesUtils.bookmarks.insert({
      ...item,
      index,
      parentGuid: guidOf(parentId),
      type: lazy.PlacesUtils.bookmarks[`TYPE_${type}`],
    });
    ids.push(inserted.guid);
    if (tags) lazy.PlacesUtils.tagging.tagURI(Services.io.newURI(item.url), tags);
    if (keyword) await lazy.PlacesUtils.keywords.insert({ url: item.url, keyword });
    if (children) ids.push(...await add(inserted.guid, children));
  }
  return ids;
}

/** Adds many bookmarks below a folder at once. */
export async function addMany(parentId, count) {
  const children = Array.from({ length: count }, (_, i) => ({
    title: `Bookmark ${i} ✓`,
    url: `https://bulk.example/page/${i}?q=${i}`,
  }));
  await lazy.PlacesUtils.bookmarks.insertTree({ guid: guidOf(parentId), children });
}

/** Changes title, url, parentId or index. */
export async function change(id, { parentId, ...changes }) {
  const parent = parentId === undefined ? {} : { parentGuid: guidOf(parentId) };
  await lazy.PlacesUtils.bookmarks.update({ guid: guidOf(id), ...changes, ...parent });
}

/** Gives an address these tags and no others. */
export function retag(url, tags) {
  const uri = Services.io.newURI(url);
  lazy.PlacesUtils.tagging.untagURI(uri, null);
  if (tags.length > 0) lazy.PlacesUtils.tagging.tagURI(uri, tags);
}

/** Gives an address this keyword and no other. */
export async function rekey(url, keyword) {
  const known = await lazy.PlacesUtils.keywords.fetch({ url });
  if (known) await lazy.PlacesUtils.keywords.remove(known.keyword);
  if (keyword) await lazy.PlacesUtils.keywords.insert({ url, keyword });
}

export async function remove(id) {
  await lazy.PlacesUtils.bookmarks.remove(guidOf(id));
}

/** Removes everything below a folder. */
export async function clear(id) {
  const folder = await lazy.PlacesUtils.promiseBookmarksTree(guidOf(id));
  await lazy.PlacesUtils.bookmarks.remove((folder.children ?? []).map(({ guid }) => ({ guid })));
}

/** What Places says of its own files. */
export async function integrity() {
  return await lazy.PlacesDBUtils.checkIntegrity();
}
