/** The preferences of a driven Firefox. */

export interface PreferenceChoice {
  readonly baseUrl: string;
  readonly deviceName: string;
}

type Preferences = Readonly<Record<string, string | number | boolean>>;

/** What makes it quiet, drivable and bound to this machine. */
const DRIVEN: Preferences = {
  "marionette.port": 0,
  // Marionette's own list would point the accounts at a dummy and turn form autofill off.
  "remote.prefs.recommended": false,
  "network.manage-offline-status": false,
  // Loopback goes direct; all else is refused at once.
  "network.proxy.type": 1,
  "network.proxy.http": "127.0.0.1",
  "network.proxy.http_port": 9,
  "network.proxy.ssl": "127.0.0.1",
  "network.proxy.ssl_port": 9,
  "dom.push.enabled": false,
  "services.settings.server": "data:,#remote-settings-dummy/v1",
  "app.normandy.enabled": false,
  "app.update.auto": false,
  "browser.aboutwelcome.enabled": false,
  "browser.shell.checkDefaultBrowser": false,
  "datareporting.policy.dataSubmissionEnabled": false,
  "toolkit.telemetry.enabled": false,
  "extensions.systemAddon.update.enabled": false,
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
};

/** What makes it sync with this server, all of its engines, and only when told to. */
const SYNCED: Preferences = {
  "identity.fxaccounts.allowHttp": true,
  "services.sync.testing.tps": true,
  "services.sync.nextSync": 2_000_000_000,
  "services.sync.syncedTabs.syncDelayAfterTabChange": 0,
  "services.sync.engine.addresses": true,
  "services.sync.engine.addresses.available": true,
  "services.sync.engine.creditcards": true,
  "services.sync.engine.creditcards.available": true,
  "services.sync.log.appender.file.logOnSuccess": false,
  "extensions.formautofill.addresses.supported": "on",
  "extensions.formautofill.creditCards.supported": "on",
};

/** What a device that syncs is set to; signing out takes all of Sync's own preferences away. */
export function syncPreferences({ baseUrl, deviceName }: PreferenceChoice): Preferences {
  return {
    ...SYNCED,
    "identity.fxaccounts.autoconfig.uri": baseUrl,
    "services.sync.client.name": deviceName,
  };
}

/** The text of a profile's `user.js`. */
export function preferenceFile(choice: PreferenceChoice): string {
  return Object.entries({ ...DRIVEN, ...syncPreferences(choice) })
    .map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`)
    .join("");
}
