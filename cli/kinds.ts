/** The kinds of records that commands print as JSON: part of the machine contract, as `docs/json.md` says. */

/** A kind, as `kind` of a list names it. */
export interface PublishedKind {
  readonly kind: string;
  /** What one object of it is. */
  readonly what: string;
  /** Words of the commands that print it. */
  readonly commands: readonly string[];
}

const kind = (kind: string, what: string, ...commands: readonly string[]): PublishedKind => ({
  kind,
  what,
  commands,
});

/** Every kind. A command that prints records is named here, under each kind that it prints. */
export const KINDS: readonly PublishedKind[] = [
  kind(
    "bookmarks",
    "A bookmark, folder or separator in its place",
    "bookmarks list",
    "bookmarks get",
    "bookmarks export",
  ),
  kind("tags", "A tag of bookmarks", "bookmarks tags"),
  kind("faults", "What is wrong in the tree of bookmarks", "bookmarks check"),
  kind("passwords", "A saved login", "passwords list", "passwords get"),
  kind("history", "A visited page", "history list", "history get", "history export"),
  kind("history-stats", "Visits that have a host, a day, an hour or a way in common", "history stats"),
  kind("tabs", "An open tab of a device", "tabs list", "tabs get"),
  kind("forms", "What was typed into a form once", "forms list", "forms get"),
  kind("cards", "A payment card", "cards list", "cards get"),
  kind("addresses", "A postal address", "addresses list", "addresses get"),
  kind("addons", "An add-on of the account's devices", "addons list", "addons get"),
  kind("prefs", "A synced preference of one program", "prefs list", "prefs get"),
  kind("extstorage", "An item that an extension keeps", "extstorage list", "extstorage get"),
  kind("devices", "A device of the account, or a client of its Sync", "devices list", "devices get"),
  kind("collections", "A collection on the server", "collections list"),
  kind("records", "A record as it is in the account, decrypted", "records list", "records get"),
  kind(
    "changes",
    "What is done to a record, or would be",
    "bookmarks add",
    "bookmarks edit",
    "bookmarks mv",
    "bookmarks rm",
    "bookmarks tags rename",
    "bookmarks tags rm",
    "bookmarks check",
    "addons set",
    "addons rm",
    "prefs set",
    "prefs rm",
    "extstorage set",
    "extstorage rm",
    "history add",
    "history rm",
    "addresses set",
    "addresses rm",
    "cards set",
    "cards rm",
    "forms add",
    "forms rm",
    "records put",
    "records rm",
    "undo",
    "backup restore",
  ),
  kind("changes-made", "A command of foxden's that changed something", "undo"),
  kind("wipe", "A collection that is emptied on the server", "collections wipe"),
  kind("sync", "What a refresh did to the local copy of a collection", "sync"),
  kind("backup", "A collection in a backup", "backup create", "backup inspect", "backup verify"),
  kind("differences", "A record that is not the same in a backup", "backup diff"),
  kind("status", "The account on one page", "status"),
  kind("quota", "How full the account is, and what the server takes at once", "quota"),
  kind("auth", "A sign-in", "auth status"),
  kind("profiles", "A profile of this machine", "auth list"),
  kind("checks", "What doctor has looked at", "doctor"),
  kind("settings", "A setting, and who has the last word on it", "config list"),
  kind("users", "An account of a server of your own", "serve user list"),
];
