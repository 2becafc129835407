/** `foxden history add` and `rm`: writing visits, and forgetting pages. */
import { prepareHistoryAdd } from "../../app/history/add.ts";
import { ADDED_TYPES, readVisit, readVisitLines, type VisitDefaults } from "../../app/history/lines.ts";
import {
  prepareHistoryRemoval,
  prepareVisitRemoval,
  type VisitRemovalInput,
} from "../../app/history/remove.ts";
import type { PendingMatchingRemoval } from "../../app/remove_matching.ts";
import { changeColumns, type PlannedChange } from "../../app/write/plan.ts";
import { askedFor, nothingOnStdin, refusal } from "../asked.ts";
import { CONFIRM, type Loss, YES } from "../confirm.ts";
import { readText } from "../input.ts";
import { openApp } from "../open.ts";
import { AGREEMENT, agreementTo, ALL, carryOutRemoval } from "../removing.ts";
import { type Call, command } from "../spec.ts";
import { carryOut, DRY_RUN, FORCE, IN_PARTS, UNDO } from "../writing.ts";

export const add = command({
  path: ["history", "add"],
  summary: "Add visits to pages",
  about:
    "A page that is in the history already gets the visit beside those it has; Sync keeps the 20 newest of a page. What " +
    "was added before is not added twice. Only http and https is synced.\n" +
    "With - one visit is added for each line of stdin, an address with a tab and a title after it, and one more with a " +
    "time, as -f tsv writes them; where that time is empty, no visit is added. If one line cannot be used, nothing is " +
    `added. A page that gets no new visit keeps its title.\n${UNDO}`,
  output: "changes",
  source: "server",
  columns: changeColumns,
  args: {
    url: { label: "URL", many: true, help: "Addresses; - reads lines URL<TAB>TITLE<TAB>TIME from stdin" },
  },
  options: {
    title: { type: "string", label: "T", help: "The title of the page" },
    at: {
      type: "string",
      label: "TIME",
      help: "When: 2026-03-01T09:30Z, 2h (ago), yesterday; now when left out",
    },
    type: { type: "choice", choices: ADDED_TYPES, default: "link", help: "How the page was come to" },
    inParts: IN_PARTS,
    dryRun: DRY_RUN,
  },
  examples: [
    { line: "history add https://docs.deno.com/runtime --title Deno --type typed" },
    { line: "history add https://example.org/ --at 2026-03-01T09:30Z" },
    {
      line:
        "history list host:docs.deno.com --fields url,title,lastVisit -f tsv | foxden history add - -p other",
      note: "into another account",
    },
  ],
  async run(call) {
    const { inParts, dryRun } = call.options;
    const pending = await prepareHistoryAdd(openApp(call), { visits: await visitsOf(call), inParts });
    const nothing = { nothing: "history: no visits were given." };
    return await carryOut({ ...call, options: { dryRun, yes: undefined } }, pending, undefined, nothing);
  },
});

type AddCall = Pick<Call, "io" | "say"> & {
  readonly args: { readonly url: readonly string[] };
  readonly options: Omit<VisitDefaults, "nowMs"> & { readonly title: string | undefined };
};

async function visitsOf({ args: { url: urls }, options: { title, type, at }, ...call }: AddCall) {
  const defaults = { type, at, nowMs: call.io.now() };
  if (title !== undefined && (urls.length > 1 || urls.includes("-"))) {
    throw refusal("--title", "--title is for one page; with - a title stands in its line");
  }
  const words = urls.filter((word) => word !== "-").map((word) => readVisit(word, title, defaults));
  if (!urls.includes("-")) return words;
  const { visits: lines, never } = readVisitLines(await readText(call, "-", "visits"), defaults);
  const visits = [...words, ...lines];
  if (never > 0) await call.say(`note: ${never} of the lines have no time, and add no visit`);
  if (visits.length === 0 && never === 0) throw nothingOnStdin("visits");
  return visits;
}

export const rm = command({
  path: ["history", "rm"],
  summary: "Forget pages, on all devices",
  about: `A page is forgotten with all its visits. ${AGREEMENT}\n` +
    "With --visits-only pages forget what was visited from --since to --until and keep their other visits; a page that " +
    "keeps none is forgotten. Other devices then keep what they know of the pages that stay: a Firefox adds the visits " +
    `of the account to its own and never takes any away.\n${UNDO}`,
  output: "changes",
  source: "server",
  columns: changeColumns,
  args: {
    query: {
      optional: true,
      many: true,
      label: "Q",
      help: "Words and fields such as host: title: after:, or whole ids; - reads whole ids from stdin",
    },
  },
  options: {
    host: { type: "string", label: "H", help: "Only this host and its subdomains" },
    since: { type: "string", label: "T", help: "Only pages last visited at or after this: 7d, yesterday" },
    until: { type: "string", label: "T", help: "Only pages last visited before this" },
    url: { type: "string", label: "URL", help: "Only the page of this very address" },
    visitsOnly: { type: "flag", help: "Forget visits of that time, and keep pages that have others" },
    all: ALL,
    dryRun: DRY_RUN,
    yes: YES,
    confirm: CONFIRM,
    force: FORCE,
    inParts: IN_PARTS,
  },
  examples: [
    { line: "history rm host:ads.example --dry-run", note: "what would go" },
    { line: "history rm --since 2h", note: "what was last visited in the last two hours" },
    { line: "history list host:ads.example -f ids | foxden history rm - --yes", note: "ids from a pipe" },
  ],
  async run(call) {
    const { all, visitsOnly, inParts, force } = call.options;
    const { words, whole, fromStdin } = await askedFor(call, call.args.query);
    const wholeIds = fromStdin ? whole : undefined;
    const { host, since, until, url } = call.options;
    const sought = { words, host, since, until, url };
    if (visitsOnly) {
      if (all) {
        throw refusal("--visits-only", "--visits-only goes with --since or --until, and not with --all");
      }
      return await forgetVisits(call, { ...sought, wholeIds, inParts, force });
    }
    const input = { ...sought, wholeIds, all, inParts, force };
    return await carryOutRemoval(call, await prepareHistoryRemoval(openApp(call), input));
  },
});

type RemoveCall = Pick<Call, "globals" | "io" | "signal" | "say" | "meter" | "defer"> & {
  readonly options: Parameters<typeof carryOut>[0]["options"];
};

async function forgetVisits(call: RemoveCall, input: VisitRemovalInput) {
  const pending = await prepareVisitRemoval(openApp(call), input);
  const beforehand = pending.changes.some(({ action }) => action === "change")
    ? ["note: other devices keep the visits that they know of pages that stay"]
    : [];
  return await carryOutRemoval(call, pending, { lossOf: visitLoss, beforehand });
}

/** Pages that stay can get their visits back; only those that go altogether are lost. */
function visitLoss(pending: PendingMatchingRemoval, changes: readonly PlannedChange[]): Loss {
  const hit = changes.filter(({ action }) => action !== "skip");
  const whole = hit.filter(({ action }) => action === "remove").length;
  const pages = hit.length === 1 ? "1 page" : `${hit.length.toLocaleString("en")} pages`;
  const act = `Forget visits of ${pages}, ${whole.toLocaleString("en")} of them altogether`;
  return { act, count: whole, hit: hit.length, ...agreementTo(pending, whole) };
}
