// The file of bookmarks that browsers export and import. Runs in the browser.
const lazy = {};
ChromeUtils.defineESModuleGetters(lazy, {
  BookmarkHTMLUtils: "resource://gre/modules/BookmarkHTMLUtils.sys.mjs",
});

/** Imports a file as the library window does: beside what is there, or in place of it. */
export async function importFile(path, replace) {
  await lazy.BookmarkHTMLUtils.importFromFile(path, { replace });
}

/** Writes the bookmarks as the library window does. @returns the file's text */
export async function exportFile(path) {
  await lazy.BookmarkHTMLUtils.exportToFile(path);
  return await IOUtils.readUTF8(path);
}
