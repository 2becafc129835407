/** `foxden tabs open`: tabs of other devices in the browser here. */
import type { Listing } from "../../app/columns.ts";
import { webAddresses } from "../../app/devices/web_urls.ts";
import { addressOf, listTabs, type TabRow } from "../../app/devices/tabs.ts";
import { readAll } from "../../app/read.ts";
import { isFoxdenError } from "../../core/errors.ts";
import { withTry } from "../advice.ts";
import { refusal } from "../asked.ts";
import { type BrowserCommand, browserCommands, startBrowser } from "../browser.ts";
import { agreeOn, type Loss, YES } from "../confirm.ts";
import { readLines } from "../input.ts";
import { openApp } from "../open.ts";
import { done, text } from "../outcome.ts";
import { type Call, command } from "../spec.ts";
import { TAB_FLAGS } from "./tabs.ts";

/** More than these are opened only after a question. */
const MOST_UNASKED = 10;
/** From so many on, their number is to be typed. */
const MANY = 25;

export const open = command({
  path: ["tabs", "open"],
  summary: "Open tabs in the browser here",
  about:
    "The program is that of $BROWSER, with the words after it; of several with colons between them, the first that can be " +
    "started. Else it is what the system opens pages with. Only http and https " +
    "addresses are opened, each once; others are told and left out.\nMore than 10 are opened after a yes, 25 or more " +
    "after their number is typed. --yes answers that beforehand.",
  output: "text",
  source: "mirror",
  args: {
    query: {
      many: true,
      label: "Q",
      help:
        "Words, and fields such as device: host: title:, as tabs list takes them; - reads addresses from stdin",
    },
  },
  options: {
    ...TAB_FLAGS,
    print: { type: "flag", help: "Print the addresses, a line each, and open nothing" },
    yes: YES,
  },
  examples: [
    { line: "tabs open bus departures" },
    { line: "tabs open device:pixel --active 1h" },
    { line: "tabs open device:den --print", note: "what would be opened" },
    { line: "tabs list is:pinned --fields url | foxden tabs open -", note: "addresses from a pipe" },
  ],
  async run(call) {
    const { args: { query }, options: { device, active: activeWithinMs, print, yes } } = call;
    const fromStdin = query.includes("-");
    if (fromStdin && (query.length > 1 || device !== undefined || activeWithinMs !== undefined)) {
      throw refusal("-", "- reads addresses from stdin, and goes with no query, no --device and no --active");
    }
    const urls = fromStdin ? await addressesOnStdin(call) : await addressesIn(
      call,
      await listTabs(openApp(call), { query: query.join(" "), device, activeWithinMs }),
    );
    if (urls.length === 0) return done("No tab matches; nothing was opened.");
    if (print) return text(urls.map(({ href }) => `${href}\n`).join(""));
    const commands = browserCommands(call.io.env("BROWSER"));
    await agreeOn(openingOf(urls.length), { ...call, options: { yes } });
    const program = await startOrAdvise(commands, urls);
    return done(`Opened ${tabsOf(urls.length)} with ${program}.`);
  },
});

const tabsOf = (count: number): string => count === 1 ? "1 tab" : `${count.toLocaleString("en")} tabs`;

/** What is asked: nothing brings back an evening's worth of windows. */
function openingOf(count: number): Loss {
  const agreement = count >= MANY ? "count" : count > MOST_UNASKED ? "yes" : "none";
  return { act: `Open ${tabsOf(count)}`, count, agreement };
}

async function startOrAdvise(commands: readonly BrowserCommand[], urls: readonly URL[]): Promise<string> {
  try {
    return await startBrowser(commands, urls);
  } catch (error) {
    if (!isFoxdenError(error)) throw error;
    throw withTry(error, { line: "--print", note: "to print the addresses instead" });
  }
}

/** The addresses of tabs; those that are none of the web are told by their number. */
async function addressesIn(
  { say }: Pick<Call, "say">,
  listing: Pick<Listing<TabRow>, "pages" | "malformed">,
): Promise<readonly URL[]> {
  const rows = await readAll(listing);
  const { urls, refused } = webAddresses(rows.map(addressOf));
  if (refused.length > 0) await say(`note: ${tabsOf(refused.length)} left out: neither http nor https`);
  return urls;
}

/** @throws {FoxdenError} `usage.value` for a line that is no address of the web: nothing is opened then */
async function addressesOnStdin(call: Pick<Call, "io" | "say">): Promise<readonly URL[]> {
  const lines = await readLines(call, "addresses");
  if (lines.length === 0) throw refusal("URL", "there are no addresses on stdin");
  const { urls, refused: [refused] } = webAddresses(lines);
  if (refused === undefined) return urls;
  throw refusal("URL", `line ${lines.indexOf(refused) + 1} is no http or https address; nothing was opened`);
}
