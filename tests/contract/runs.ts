/** Runs of every command that prints JSON, for an account with records of every kind. */

/** A run of a command. `{NAME}` in its words stands for what {@link import("./output_test.ts")} knows by that name. */
export interface Trial {
  /** What comes after the command's own words. */
  readonly words: string;
  readonly stdin?: string;
  /** Exit codes that are right; 0 alone when left out. */
  readonly exits?: readonly number[];
}

/** Commands that print no JSON, each with the reason. */
export const JSON_FREE: ReadonlyMap<string, string> = new Map([
  ["auth login", "says what it did"],
  ["auth use", "says what it did"],
  ["auth logout", "says what it did"],
  ["tabs open", "opens pages, or prints addresses"],
  ["config get", "prints a value"],
  ["config set", "says what it did"],
  ["config edit", "says what it did"],
  ["config path", "prints a path"],
  ["api", "prints what the server said, as it said it"],
  ["serve", "serves until it is ended"],
  ["serve backup", "says what it did"],
  ["serve user add", "says what it did"],
  ["serve user passwd", "says what it did"],
  ["serve user rm", "says what it did"],
  ["demo", "shows a tour, or serves until it is ended"],
]);

const PASSPHRASE = "a passphrase of some length\n";
/** A number that cards of tests have. */
export const CARD = "4000056655665556";
const LOGIN = JSON.stringify({
  id: "{3f2c8a44-0000-4000-8000-000000000001}",
  hostname: "https://new.example",
  username: "u",
  password: "planted-password",
  formSubmitURL: "",
  httpRealm: null,
  usernameField: "",
  passwordField: "",
});

const sealed = (words: string, exits: readonly number[] = [0]): Trial => ({
  words: `${words} --passphrase-stdin`,
  stdin: `${PASSPHRASE}${PASSPHRASE}`,
  exits,
});

/** In an order in which each finds what it needs: what changes the account comes after what reads it. */
const WORDS: Readonly<Record<string, readonly (string | Trial)[]>> = {
  "auth status": ["", "--check"],
  "auth list": [""],
  status: ["", "--offline"],
  quota: ["", "--offline"],
  sync: ["", "history bookmarks", "--full"],
  "collections list": ["", "--offline"],
  "devices list": ["", "--offline"],
  "devices get": ["{device}", "{device} {device}"],
  "config list": [""],
  doctor: [{ words: "", exits: [0, 10] }, { words: "--report", exits: [0, 10] }],
  "bookmarks list": ["", "--type all", "--folder toolbar", "nosuchword"],
  "bookmarks get": ["{bookmark}", "toolbar {bookmark}", { words: "{bookmark} nosuchbookmark", exits: [3] }],
  "bookmarks export": ["", "--folder toolbar"],
  "bookmarks tags": [""],
  "bookmarks check": [{ words: "", exits: [0, 10] }],
  "passwords list": ["", "--reveal", "nosuchword"],
  "passwords get": ["{login}", "{login} --reveal"],
  "history list": ["", "--since 1y"],
  "history get": ["{page}", "{page} {page}"],
  "history stats": ["", "--by day", "--by hour", "--by type", "--by weekday --top 3", "--by month"],
  "history export": ["", "--since 1y"],
  "tabs list": ["", "nosuchword"],
  "tabs get": ["{tab}"],
  "addresses list": ["", "nosuchword"],
  "addresses get": ["{address}", "{address} {address}"],
  "cards list": ["", "--reveal"],
  "cards get": ["{card}", "{card} --reveal", "{card} {card}"],
  "forms list": ["", "nosuchword"],
  "forms get": ["{form}", "{form} {form}"],
  "addons list": [""],
  "addons get": ["{addon}"],
  "prefs list": ["", "nosuchword"],
  "prefs get": ["{pref}"],
  "extstorage list": ["", "{extension}"],
  "extstorage get": ["{extension}"],
  "records list": [
    ...[
      "bookmarks",
      "passwords",
      "creditcards",
      "crypto",
      "meta",
      "clients",
      "forms",
      "prefs",
      "history",
      "tabs",
    ],
    ...["passwords --reveal", "bookmarks --raw", "bookmarks --deleted"],
  ],
  "records get": ["bookmarks {bookmark}", "bookmarks {bookmark} toolbar", "passwords {login}", "crypto keys"],
  "bookmarks add": [
    "https://a.example/x --folder menu/New --mkdir --tag x -n",
    "https://a.example/x --title X --folder menu/New --mkdir --tag x",
    { words: "- --folder menu/New", stdin: "https://b.example/\tB\nhttps://c.example/\tC\n" },
  ],
  "bookmarks edit": ["menu/New/X --title Y -n", "menu/New/X --title Y --tag +z"],
  "bookmarks mv": ["menu/New/Y toolbar -n", "menu/New/Y toolbar --at 0"],
  "bookmarks tags rename": ["x q -n", "x q"],
  "bookmarks tags rm": ["q -n", "q --yes"],
  "bookmarks rm": ["toolbar/Y -n", "toolbar/Y", "menu/New -r --yes"],
  "history add": ["https://new.example/ --title New -n", "https://new.example/ --title New"],
  "history rm": ["--url https://new.example/ -n", "--url https://new.example/"],
  "addresses set": ["{address} city=Bonn -n", "{address} city=Bonn"],
  "addresses rm": ["{address} -n", "{address}"],
  "cards set": [
    "{card} expiry=2032-05 -n",
    { words: "new name=Contract expiry=2032-05 --number-stdin", stdin: `${CARD}\n` },
  ],
  "cards rm": ["{card} -n", "{card}"],
  "forms add": ["contractfield value -n", "contractfield value"],
  "forms rm": ["name:contractfield -n", "name:contractfield"],
  "addons set": ["{addon} enabled=no -n", "{addon} enabled=no"],
  "addons rm": ["{addon} -n", "{addon} --yes"],
  "prefs set": ["browser.startup.page 3 -n", "browser.startup.page 3"],
  "prefs rm": ["browser.startup.page -n", "browser.startup.page"],
  "extstorage set": ["{extension} contractkey 7 -n", "{extension} contractkey 7"],
  "extstorage rm": ["{extension} contractkey -n", "{extension} contractkey"],
  "records put": [
    { words: "passwords -n", stdin: LOGIN },
    { words: "passwords", stdin: LOGIN },
    { words: "forms", stdin: '{"id":"contractform","name":"n","value":"v"}' },
  ],
  "records rm": ["forms contractform -n", "forms contractform"],
  undo: ["--list", "-n", "1", "2 --yes"],
  "backup create": [sealed("{home}/a.fxbackup"), sealed("{home}/b.fxbackup --only bookmarks,forms")],
  "backup inspect": [sealed("{home}/a.fxbackup")],
  "backup verify": [sealed("{home}/a.fxbackup")],
  "backup diff": [sealed("{home}/a.fxbackup"), sealed("{home}/a.fxbackup {home}/b.fxbackup", [0, 10])],
  "backup restore": [
    sealed("{home}/a.fxbackup --only bookmarks -n"),
    sealed("{home}/a.fxbackup --only forms --confirm {account}"),
  ],
  "collections wipe": ["forms -n", "forms --confirm forms"],
  "serve user list": ["--data {serverData}"],
};

/** The runs of each command. */
export const RUNS: Readonly<Record<string, readonly Trial[]>> = Object.fromEntries(
  Object.entries(WORDS).map(([command, trials]) => [
    command,
    trials.map((trial): Trial => typeof trial === "string" ? { words: trial } : trial),
  ]),
);

/** Failures, each with its exit code: what they print holds to the schema of errors. */
export const FAILURES: readonly (readonly [words: string, exit: number])[] = [
  ["bookmarks list --fields nosuch", 2],
  ["bookmrks list", 2],
  ["bookmarks get nosuchbookmark", 3],
  ["records get history nosuchrecord", 3],
  ["-p nobody bookmarks list", 4],
  ["passwords get github", 5],
  ["records list addons --raw --offline", 7],
  ["collections wipe history", 11],
];
