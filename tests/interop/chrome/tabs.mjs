// Open tabs: this browser's own, and those of others. Runs in the browser.
const lazy = {};
ChromeUtils.defineESModuleGetters(lazy, {
  BrowserWindowTracker: "resource:///modules/BrowserWindowTracker.sys.mjs",
  SyncedTabs: "resource://services-sync/SyncedTabs.sys.mjs",
  Weave: "resource://services-sync/main.sys.mjs",
});

/** Opens a page and waits until it is there. */
export async function open(url) {
  const { gBrowser } = lazy.BrowserWindowTracker.getTopWindow();
  const tab = gBrowser.addTab(url, {
    triggeringPrincipal: Services.scriptSecurityManager.getSystemPrincipal(),
  });
  await new Promise((resolve) => {
    const listener = {
      onStateChange(browser, _progress, _request, flags) {
        const { STATE_STOP, STATE_IS_NETWORK } = Ci.nsIWebProgressListener;
        if (browser !== tab.linkedBrowser || !(flags & STATE_STOP) || !(flags & STATE_IS_NETWORK)) return;
        if (browser.currentURI.spec !== url) return;
        gBrowser.removeTabsProgressListener(listener);
        resolve();
      },
    };
    gBrowser.addTabsProgressListener(listener);
  });
}

/** Closes the tabs that show a page. */
export function close(url) {
  const { gBrowser } = lazy.BrowserWindowTracker.getTopWindow();
  for (const tab of [...gBrowser.tabs]) {
    if (tab.linkedBrowser.currentURI.spec === url) gBrowser.removeTab(tab, { animate: false });
  }
}

/** The pages this browser shows, its start page left out. */
export function own() {
  const { gBrowser } = lazy.BrowserWindowTracker.getTopWindow();
  return gBrowser.tabs
    .map(({ label, linkedBrowser }) => ({ title: label, url: linkedBrowser.currentURI.spec }))
    .filter(({ url }) => url.startsWith("http"));
}

/** The tabs of other devices, as the menu shows them. */
export async function remote() {
  const clients = await lazy.SyncedTabs.getTabClients();
  return clients.map(({ name, tabs }) => ({ name, tabs: tabs.map(({ title, url }) => ({ title, url })) }));
}

/** The other devices in Sync's own list, stale ones left out. */
export function devices() {
  const { clientsEngine } = lazy.Weave.Service;
  return clientsEngine.remoteClients.map(({ id, name, type, os }) => ({ id, name, type, os }));
}
