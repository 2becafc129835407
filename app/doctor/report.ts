/** Findings as they may be shown around: nobody's address, ids, hosts or folders are in them. */
import { basename } from "node:path";
import { collections } from "../../core/records/registry.ts";
import { homeFolder, withoutHome } from "../config/home.ts";
import { isLoopback } from "../marks.ts";
import { type Finding, type FindingRow, ODD_VALUE, type Personal, rowOf } from "./finding.ts";

/** What is known of whose machine and account this is. */
export interface Whose {
  readonly home: string | undefined;
  readonly profile: string;
  /** Addresses and ids of the account, of no less than four characters each. */
  readonly ids: readonly string[];
}

/** Hosts that everybody has. */
const PUBLIC_HOST = /(^|\.)(mozilla\.(com|org)|firefox\.com|mozaws\.net|mozgcp\.net)(:\d+)?$/i;

/** Names that foxden itself gives to files. */
const OWN_FILE = /^(vault|config\.toml|foxden\.log|backups|(mirror|journal)\.db(-wal|-shm|\.lock)?)$/;

/** Programs that many have. */
const USUAL_PROGRAMS: ReadonlySet<string> = new Set(
  [
    "sh bash cat ed ex vi vim nvim gvim nano pico micro emacs emacsclient hx kak joe mcedit code codium gedit kate subl",
    "less more most bat batcat moor ov pg notepad.exe explorer open xdg-open gio firefox firefox-esr librewolf w3m lynx",
    "chromium google-chrome sensible-editor sensible-pager sensible-browser x-www-browser www-browser wslview",
  ].join(" ").split(" "),
);

/** Values of `TERM`, of locales and of tmux's options that many have. */
const USUAL_SETTINGS: readonly RegExp[] = [
  /^(xterm|screen|tmux|rxvt|rxvt-unicode|putty|konsole|gnome|vte|linux|st|foot|iterm2?)(-(16|88|256)?color|-direct)?$/,
  /^(screen\.xterm-256color|xterm-(kitty|ghostty)|alacritty(-direct)?|foot-extra|wezterm|contour|mlterm|eterm-color)$/,
  /^(vt[12345][0-9]{2}|ansi|dumb|cygwin|nsterm|ms-terminal|mintty|unknown)$/,
  // Two letters of a language and two of a country are nobody's name.
  /^(C|POSIX|[a-z]{2}(_[A-Z]{2})?)(\.(utf-?8|iso-?8859-?1?[0-9]|us-ascii|koi8-[ru]|euc-?(jp|kr)|gbk?|gb18030|big5))?$/i,
  /^(on|off|all|external)$/,
];

/** Turns findings into rows for everybody. The same thing has the same name in all of them. */
export class ReportSpeaker {
  readonly #names = new Map<string, string>();
  readonly #home: string | undefined;

  constructor(private readonly whose: Whose) {
    this.#home = homeFolder(whose.home);
  }

  rowOf(finding: Finding): FindingRow {
    const row = rowOf(finding, (piece) => this.#nameOf(piece));
    // What should have been marked as personal and was not.
    const { advice } = row;
    return {
      ...row,
      detail: this.#without(row.detail),
      advice: advice === null ? null : this.#without(advice),
    };
  }

  #nameOf({ kind, text }: Personal): string {
    switch (kind) {
      case "host":
        if (PUBLIC_HOST.test(text)) return text;
        return `${this.#numbered("server", text)}${isLoopback(text) ? " (this machine)" : ""}`;
      case "path":
        return this.#pathName(text);
      case "profile":
        return text === "default" ? text : this.#numbered("profile", text);
      case "collection":
        return collections.has(text) ? text : this.#numbered("collection", text);
      case "address":
        return this.#numbered("account", text);
      case "quote":
        return "(what is wrong is left out)";
      case "setting":
        return USUAL_SETTINGS.some((usual) => usual.test(text)) ? text : ODD_VALUE;
      case "program":
        return USUAL_PROGRAMS.has(text) ? text : "a program of one's own";
    }
  }

  /** Below the home folder it says where; elsewhere only which of foxden's own files it is. */
  #pathName(path: string): string {
    const { profile } = this.whose;
    const home = this.#home;
    const isPersonal = (part: string) => part === profile && profile !== "default";
    if (home !== undefined && (path === home || path.startsWith(`${home}/`))) {
      const parts = path.slice(home.length).split("/");
      return `~${parts.map((part) => isPersonal(part) ? this.#numbered("profile", part) : part).join("/")}`;
    }
    const name = basename(path);
    return OWN_FILE.test(name)
      ? `${this.#numbered("folder", path.slice(0, -name.length))}/${name}`
      : this.#numbered("folder", `${path}/`);
  }

  #numbered(kind: string, text: string): string {
    const key = `${kind} ${text}`;
    const known = this.#names.get(key);
    if (known !== undefined) return known;
    const count = [...this.#names.keys()].filter((each) => each.startsWith(`${kind} `)).length;
    const name = `${kind}-${count + 1}`;
    this.#names.set(key, name);
    return name;
  }

  #without(text: string): string {
    const rest = this.whose.ids.reduce((left, id) => left.replaceAll(id, "(id)"), text);
    return withoutHome(rest, this.#home);
  }
}
