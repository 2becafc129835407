/** What is said at each step. */
import { PASSWORD_RULE } from "../../app/new_password.ts";
import { lineOf } from "../lines/text.ts";
import { blank, type Block, labelled, line, type Page, text } from "./blocks.ts";
import { choiceBlocks } from "./choices.ts";
import { fieldLine } from "./fields.ts";
import type {
  Busy,
  Fault,
  MenuStep,
  RunStep,
  ServerStep,
  SetUpStep,
  WayStep,
  Welcome,
  WelcomeStep,
} from "./model.ts";
import { browserBlocks, codeBlocks, passwordBlocks } from "./sign_in_pages.ts";

/** The page of a step. @param nowMs by the local clock */
export function pageOf(welcome: Welcome, nowMs: number): Page {
  const { title, blocks, keys } = stepPage(welcome);
  return {
    title,
    keys: welcome.busy ? "esc leaves it" : keys,
    blocks: [blank(2), ...blocks, ...busyBlocks(welcome.busy, nowMs), ...tellings(welcome), blank(2)],
  };
}

function stepPage(welcome: Welcome): Page {
  const { step } = welcome;
  switch (step.name) {
    case "menu":
      return { title: "Welcome", blocks: menuBlocks(welcome, step), keys: "" };
    case "demo":
      return { title: "Demo", blocks: demoBlocks(step.lines), keys: "esc back" };
    case "server":
      return {
        title: "Use my own server",
        blocks: serverBlocks(step),
        keys: `enter ${enterWords(step)}   tab next field   esc back`,
      };
    case "way":
      return {
        title: `Sign in at ${step.site.host}`,
        blocks: wayBlocks(welcome, step),
        keys: "enter choose   esc back",
      };
    case "browser":
      return { title: "Sign in with a browser", ...browserBlocks(step) };
    case "password":
      return { title: `Sign in at ${step.site.host}`, ...passwordBlocks(step) };
    case "code":
      return { title: `Sign in at ${step.site.host}`, ...codeBlocks(step) };
    case "run":
      return {
        title: "Run a server here",
        blocks: runBlocks(welcome, step),
        keys: `enter ${enterWords(step)}   tab next field   ctrl-t ${
          step.isShown ? "hide" : "show"
        }   esc back`,
      };
    case "account":
      return { title: "Signed in", blocks: [text(`Signed in as ${step.email} at ${step.host}.`)], keys: "" };
    case "set-up":
      return { title: "Set up for Sync", blocks: setUpBlocks(step), keys: "y set it up   n not now" };
  }
}

/** What enter does in the fields of a step, in the same words wherever it is said. */
export function enterWords(step: WelcomeStep): string {
  if (step.name === "browser" && step.url === null) return "begin anew";
  return step.name === "server" || step.name === "run" ? "go on" : "send";
}

/** What is under way, and for how long. */
function busyBlocks(busy: Busy | null, nowMs: number): readonly Block[] {
  if (!busy) return [];
  const seconds = Math.max(0, Math.floor((nowMs - busy.sinceMs) / 1000));
  const age = seconds < 1 ? "" : ` (${seconds} s)`;
  return [blank(1), text(`${busy.what}...${age}`, { role: "accent", isFocus: true })];
}

/** Faults and notes. */
function tellings({ fault, note }: Welcome): readonly Block[] {
  return [
    ...(fault ? faultBlocks(fault) : []),
    ...(note === null ? [] : [blank(1), text(note, { role: "warn", isFocus: true })]),
  ];
}

function faultBlocks({ what, why, advice }: Fault): readonly Block[] {
  const more = [why, advice].filter((each) => each !== undefined && each !== "");
  return [
    blank(1),
    text(`! ${/[.!?]$/.test(what) ? what : `${what}.`}`, { role: "error", isFocus: true }),
    ...more.map((each) => text(each ?? "", { indent: 2, isFocus: true })),
  ];
}

const CHOICES = [
  ["Try the demo", "sample data, no account"],
  ["Sign in with a browser", "opens accounts.firefox.com"],
  ["Sign in here", "email, password, 2-step code"],
  ["Use my own server", "its address, then 2 or 3"],
  ["Run a server here", "for trial or your own devices"],
] as const;

function menuBlocks(welcome: Welcome, { cursor }: MenuStep): readonly Block[] {
  return [
    ...reasonBlocks(welcome),
    text("Browse your Firefox Sync data in the terminal.", { weight: 1 }),
    text("Nothing leaves this machine until you sign in.", { weight: 1 }),
    blank(),
    ...choiceBlocks(CHOICES, cursor),
    blank(2),
    text("Where things go", { weight: 2, role: "heading" }),
    ...placeBlocks(welcome),
    blank(2),
    text("Signed in on this computer already?  foxden auth list", { weight: 2, role: "muted" }),
  ];
}

const placeBlocks = ({ paths, profile }: Welcome): readonly Block[] =>
  [
    ["settings", paths.config],
    ["mirror", `${paths.data}/${profile}/ (encrypted)`],
    ["secrets", `${paths.data}/${profile}/vault (sign-in, keys)`],
  ].map(([name = "", path = ""]) =>
    line((width, look) => lineOf(["  ", ...labelled(name, path, 10)], width, look), { weight: 2 })
  );

function reasonBlocks({ reason }: Welcome): readonly Block[] {
  if (!reason) return [];
  return [text(reason.message, { role: "warn" }), blank()];
}

function demoBlocks(lines: readonly string[]): readonly Block[] {
  return [
    text("A whole sample account on a server in memory. It is gone when foxden ends.", { weight: 1 }),
    ...(lines.length > 0 ? [blank()] : []),
    ...lines.map((each) => text(each, { role: "muted" })),
  ];
}

function serverBlocks({ accounts, token, cursor }: ServerStep): readonly Block[] {
  return [
    text(
      "Addresses of your server. Leave a field empty for the usual one: Mozilla's accounts, or the token " +
        "server that the accounts server names.",
      { weight: 1 },
    ),
    blank(),
    fieldLine("Accounts", accounts, { isActive: cursor === 0, hint: "https://accounts.firefox.com" }),
    fieldLine("Token", token, { isActive: cursor === 1, hint: "found by itself" }),
    blank(2),
    text(
      "A server that foxden serve runs has one address for both: give it as Accounts. A storage server " +
        "used with a Mozilla account goes into Token.",
      { weight: 2, role: "muted" },
    ),
  ];
}

function wayBlocks(welcome: Welcome, { site, cursor }: WayStep): readonly Block[] {
  const known = site.place.kind === "known" ? [text(`Account   ${site.email}`), blank()] : [];
  return [
    ...reasonBlocks(welcome),
    ...known,
    ...site.unencrypted.map((origin) =>
      text(`! ${origin} is not encrypted: others on the network can take over this sign-in.`, {
        role: "warn",
      })
    ),
    ...choiceBlocks([
      ["Sign in with a browser", site.isMozilla ? "the sure way at Mozilla" : "on the server's own page"],
      ["Sign in here", "email, password, 2-step code"],
    ], cursor),
    blank(2),
    text("With a browser neither the password nor the account's master key reaches foxden.", {
      weight: 2,
      role: "muted",
    }),
  ];
}

function runBlocks(welcome: Welcome, step: RunStep): readonly Block[] {
  const { cursor, isShown, lines } = step;
  const isMasked = !isShown;
  return [
    text("A Sync server for this machine, with an account of its own.", { weight: 1 }),
    text("It runs while foxden runs; foxden serve runs it for good.", { weight: 1 }),
    text(`Its data stays in ${welcome.paths.server}.`, { weight: 1 }),
    blank(),
    fieldLine("E-mail", step.email, { isActive: cursor === 0, hint: "any, it is only a name" }),
    fieldLine("Password", step.password, { isActive: cursor === 1, isMasked, hint: PASSWORD_RULE }),
    fieldLine("Once more", step.again, { isActive: cursor === 2, isMasked }),
    ...lines.map((each) => text(each, { role: "muted" })),
    blank(2),
    text(`The password has ${PASSWORD_RULE}. Without it nobody can read the account any more.`, {
      weight: 2,
      role: "muted",
    }),
  ];
}

function setUpBlocks({ email, host, missing }: SetUpStep): readonly Block[] {
  const act = missing === "keys"
    ? `${email} is half set up for Sync: its keys are missing. Make them now?`
    : `${email} at ${host} was never set up for Sync. Do that now?`;
  return [
    text(act, { isFocus: true }),
    blank(),
    text(
      "Yes writes which collections there are and new keys to encrypt them with. Every device that signs in " +
        "later uses those.",
      { weight: 1 },
    ),
    text(
      "No leaves the account as it is: there is nothing to look at until a Firefox signs in to it, which " +
        "sets it up too.",
      { weight: 1 },
    ),
  ];
}
