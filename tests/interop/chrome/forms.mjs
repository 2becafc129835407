// What was typed into forms. Runs in the browser.
const lazy = {};
ChromeUtils.defineESModuleGetters(lazy, {
  FormHistory: "resource://gre/modules/FormHistory.sys.mjs",
});

export async function read() {
  const rows = await lazy.FormHistory.search(["guid", "fieldname", "value"], {});
  return rows.map(({ guid, fieldname, value }) => ({ id: guid, name: fieldname, value }));
}

export async function add(entries) {
  const changes = entries.map(({ name, value }) => ({ op: "add", fieldname: name, value }));
  await lazy.FormHistory.update(changes);
}

export async function remove(name, value) {
  await lazy.FormHistory.update({ op: "remove", fieldname: name, value });
}
