/** Checks on the way to the account's servers, and on the clock that they and this machine should share. */
import { discover, type Servers } from "../../core/accounts/discovery.ts";
import { isFoxdenError } from "../../core/errors.ts";
import type { Environment } from "../config/places.ts";
import { type Finding, host, joined, ok, problem, skipped, warning, type Words, words } from "./finding.ts";
import { failureOf, proxyVariables, reach, type Reached, type ReachTools } from "./reach.ts";

/** Whether requests go through a proxy, as the environment says. */
export function checkProxy(env: Environment): Finding {
  const names = proxyVariables(env);
  if (names.length === 0) return ok("proxy", ["none is set"]);
  const each = names.map((name): Words => {
    // A proxy's address may hold a password.
    const url = /^no_proxy$/i.test(name) ? null : URL.parse(env(name) ?? "");
    return url ? words`${name} (${host(url.host)})` : [name];
  });
  return ok("proxy", words`set: ${joined(each, ", ")}`);
}

/** Where an account's services are, or why that cannot be found out. */
export async function findServers(
  tools: ReachTools,
  known: Servers | undefined,
  root: URL,
): Promise<Servers | Finding> {
  if (known) return known;
  try {
    return await discover(tools.ctx, root);
  } catch (error) {
    if (!isFoxdenError(error)) throw error;
    if (error.kind === "network") {
      const { why, advice } = failureOf(error, root);
      return problem("accounts", why, advice);
    }
    if (error.code === "server.challenge") return challenged("accounts", root);
    return problem("accounts", words`there is no accounts server at ${host(root.host)}`, [
      "check the server's address",
    ]);
  }
}

/** Which address of a service is asked: one that answers without credentials, if only by a refusal. */
export const ACCOUNTS_PATH = "/__lbheartbeat__";

/** What came of reaching one service, as a finding. */
function serverFinding(check: string, url: URL, reached: Reached): Finding {
  if (reached.kind === "failed") return problem(check, reached.why, reached.advice);
  const { status, isChallenge, steps, tookMs } = reached;
  if (isChallenge) return challenged(check, url);
  if (status >= 500 || status === 429) {
    return problem(check, words`${host(url.host)} answers with ${String(status)}: it is overloaded or down`, [
      "run it again in a while",
    ]);
  }
  return ok(check, words`${host(url.host)}: ${steps}`, tookMs);
}

const challenged = (check: string, url: URL): Finding =>
  problem(check, words`a page against robots answers in place of ${host(url.host)} (406)`, [
    "foxden auth login --browser; another network or no VPN may help",
  ]);

/** From so far off on, times that foxden shows are wrong to whoever reads them. */
const NOTABLE_MS = 30_000;

/** From so far off on, certificates and tokens are judged wrongly. */
const LARGE_MS = 86_400_000;

/** This machine's clock beside the servers'. */
export function checkClock(answers: readonly Reached[]): Finding {
  const ahead = answers.flatMap((each) => each.kind === "answered" ? each.aheadMs ?? [] : []);
  const [first] = ahead;
  if (first === undefined) return skipped("clock", ["no server has told the time"]);
  const off = ahead.reduce((least, each) => Math.abs(each) < Math.abs(least) ? each : least, first);
  if (Math.abs(off) < NOTABLE_MS) return ok("clock", ["agrees with the server's"]);
  const detail = `${spanText(Math.abs(off))} ${off > 0 ? "behind" : "ahead of"} the server's`;
  const advice = ["set this machine's clock; foxden works around it, and shows wrong times"];
  return Math.abs(off) < LARGE_MS ? warning("clock", [detail], advice) : problem("clock", [detail], [
    "set this machine's clock: certificates and the age of copies are judged by it",
  ]);
}

/** Such as `12 min`. */
function spanText(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86_400)} d`;
}

/** Reaches a service. */
export async function checkServer(
  tools: ReachTools,
  check: string,
  url: URL,
): Promise<{ readonly finding: Finding; readonly reached: Reached }> {
  const reached = await reach(tools, url);
  return { finding: serverFinding(check, url, reached), reached };
}
