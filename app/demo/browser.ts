/** The demo's add-ons, settings and what the add-ons stored. */
import { utf8 } from "../../core/bytes.ts";
import { guid } from "../../core/ids.ts";
import { type JsonObject, parseJson } from "../../core/json.ts";
import { DESKTOP_APP_ID } from "./devices.ts";
import { idsFor } from "./dice.ts";
import { type DemoRecord, type DemoSource, tableRows } from "./account.ts";

/** A line is an add-on's id, `off` if it is disabled, and what it stored. */
const ADDON_TABLE = `
uBlock0@raymondhill.net | | {"selectedFilterLists":["user-filters","easylist","DEU-0"],"cloudStorageEnabled":true}
{446900e4-71c2-419f-a6a7-df9c091e268b} | off
addon@darkreader.org | | {"theme":{"mode":1,"brightness":95,"contrast":100},"disabledFor":["grafana.lan"]}
treestyletab@piro.sakura.ne.jp | | {"theme":"proton","sidebarPosition":"left","width":240,"note":"größer"}
@testpilot-containers | | {"identity@@_work":{"name":"Work","color":"blue","icon":"briefcase"}}
jid1-MnnxcxisBPnSXQ@jetpack
{74145f27-f039-47ce-a470-a662b129930a}
{d7742d87-e61d-4b78-b8a1-b469842139fa} | | {"keyMappings":"map J previousTab\\nmap K nextTab","hideHud":false}
sponsorBlocker@ajay.app
{aecec67f-0d10-4fa7-b7c7-609a2db280cf} | off
keepassxc-browser@keepassxc.org
{b9db16a4-6edc-47ec-a1f4-b86292ed211d}
`;

/** A line is a pref and its value as JSON; `null` is a pref at its default. */
const PREF_TABLE = `
browser.startup.page | 3
browser.startup.homepage | "https://wiki.example.org/|https://lwn.net/"
browser.ctrlTab.sortByRecentlyUsed | true
browser.contentblocking.category | "strict"
browser.contentblocking.features.strict | null
browser.download.useDownloadDir | false
browser.formfill.enable | null
browser.link.open_newwindow | null
browser.newtabpage.activity-stream.showSponsored | false
browser.newtabpage.activity-stream.showSponsoredTopSites | false
browser.newtabpage.activity-stream.topSitesRows | 2
browser.newtabpage.pinned | "[{\\"url\\":\\"https://docs.deno.com/\\",\\"label\\":\\"Deno\\"}]"
browser.search.update | null
browser.tabs.loadInBackground | null
browser.tabs.warnOnClose | true
browser.urlbar.maxRichResults | 12
browser.urlbar.showSearchSuggestionsFirst | false
browser.urlbar.suggest.bookmark | null
browser.urlbar.suggest.searches | false
dom.security.https_only_mode | true
dom.security.https_only_mode_ever_enabled | true
extensions.activeThemeID | "firefox-compact-dark@mozilla.org"
extensions.update.enabled | null
general.autoScroll | true
intl.accept_languages | "en-GB, de, ja, en"
intl.regional_prefs.use_os_locales | true
layout.spellcheckDefault | 2
media.autoplay.default | 5
media.eme.enabled | null
network.cookie.cookieBehavior | null
permissions.default.image | null
privacy.clearOnShutdown_v2.cache | null
privacy.globalprivacycontrol.enabled | true
privacy.sanitize.sanitizeOnShutdown | null
privacy.trackingprotection.enabled | true
privacy.userContext.enabled | true
signon.autofillForms | false
signon.generation.enabled | null
signon.management.page.breach-alerts.enabled | null
signon.rememberSignons | null
spellchecker.dictionary | "de-DE,en-GB"
`;

/** A dozen add-ons, two of them off. */
export function demoAddons(source: DemoSource): DemoRecord[] {
  const ids = idsFor(source.seed, "addons");
  return tableRows(ADDON_TABLE).map(([addonID = "", state = ""], i) => {
    const id = ids.guid(i);
    const addon = { addonID, applicationID: DESKTOP_APP_ID, enabled: state !== "off", source: "amo" };
    return { id: guid(id), cleartext: { id, ...addon } };
  });
}

/** What five of the add-ons stored: JSON kept as text. */
export function demoExtensionStorage(source: DemoSource): DemoRecord[] {
  const ids = idsFor(source.seed, "extension-storage");
  return tableRows(ADDON_TABLE).flatMap(([extId = "", , stored], i) => {
    const id = ids.guid(i);
    return stored === undefined ? [] : [{ id: guid(id), cleartext: { id, extId, data: stored } }];
  });
}

/** The one record of the desktop application. Its id is base64url, padded as Firefox leaves it. */
export function demoPrefs(): DemoRecord[] {
  const id = utf8(DESKTOP_APP_ID).toBase64({ alphabet: "base64url" });
  const prefs = tableRows(PREF_TABLE).map(([name = "", ...value]) => ({ name, value: value.join("|") }));
  const value: JsonObject = Object.fromEntries([
    ...prefs.map(({ name }) => [`services.sync.prefs.sync.${name}`, null]),
    ...prefs.map(({ name, value }) => [name, parseJson(value, name)]),
  ]);
  return [{ id: guid(id), cleartext: { id, value } }];
}
