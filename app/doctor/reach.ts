/** Whether a server can be reached, how long each step to it takes, and which step fails. */
import { lookup } from "node:dns/promises";
import { isChallenge } from "../../core/challenge.ts";
import type { Context } from "../../core/context.ts";
import { isFoxdenError } from "../../core/errors.ts";
import type { Environment } from "../config/places.ts";
import { host, type Words, words } from "./finding.ts";

/** What came of an attempt to reach a server. */
export type Reached =
  | {
    readonly kind: "answered";
    readonly status: number;
    readonly isChallenge: boolean;
    /** By which the server's clock is ahead of this machine's; undefined where the answer has no date. */
    readonly aheadMs: number | undefined;
    readonly steps: Words;
    readonly tookMs: number;
  }
  | { readonly kind: "failed"; readonly why: Words; readonly advice: Words };

/** What reaching needs of the world. */
export interface ReachTools {
  readonly ctx: Context;
  readonly env: Environment;
  /** For each step. */
  readonly timeoutMs: number;
  /** Ends all of it. */
  readonly signal: AbortSignal;
}

/** Asks one address with no credentials: any answer of the server itself will do. */
export async function reach(tools: ReachTools, url: URL): Promise<Reached> {
  const { ctx, env } = tools;
  const begunMs = ctx.now();
  const proxy = proxyFor(url, env);
  try {
    const steps = proxy === undefined ? await directSteps(tools, url) : ["through a proxy"];
    const sentMs = ctx.now();
    const response = await within(tools, ctx.fetch(new Request(url, { redirect: "manual" })));
    const nowMs = ctx.now();
    await response.body?.cancel();
    const said = [...steps, `answered in ${nowMs - sentMs} ms`];
    return {
      kind: "answered",
      status: response.status,
      isChallenge: isChallenge(response),
      aheadMs: clockAhead(response, (sentMs + nowMs) / 2),
      steps: [said.join(", ")],
      tookMs: nowMs - begunMs,
    };
  } catch (error) {
    tools.signal.throwIfAborted();
    return { kind: "failed", ...failureOf(error, url, proxy) };
  }
}

/** The storage and the token server tell the time to the hundredth; everybody else to the second. */
function clockAhead({ headers }: Response, localMs: number): number | undefined {
  const seconds = Number(headers.get("x-weave-timestamp") ?? headers.get("x-timestamp") ?? NaN);
  if (Number.isFinite(seconds)) return seconds * 1000 - localMs;
  const dateMs = Date.parse(headers.get("date") ?? "");
  // Half a second is lost on average.
  return Number.isNaN(dateMs) ? undefined : dateMs + 500 - localMs;
}

/** Name, connection and encryption, each by itself; where nothing is encrypted the request itself tells the rest. */
async function directSteps(tools: ReachTools, url: URL): Promise<string[]> {
  const { ctx } = tools;
  const hostname = url.hostname.replace(/^\[(.*)\]$/, "$1");
  const steps: string[] = [];
  let beganMs = ctx.now();
  const done = (step: string) => {
    const nowMs = ctx.now();
    steps.push(`${step} in ${nowMs - beganMs} ms`);
    beganMs = nowMs;
  };
  await within(tools, lookup(hostname));
  done("name found");
  if (url.protocol !== "https:") return steps;
  const connection = await Deno.connect({
    hostname,
    port: Number(url.port) || 443,
    signal: deadlineOf(tools),
  });
  done("connected");
  await encrypt(tools, connection, hostname);
  done("encrypted");
  return steps;
}

async function encrypt(tools: ReachTools, connection: Deno.TcpConn, hostname: string): Promise<void> {
  using encrypted = await Deno.startTls(connection, { hostname });
  await within(tools, encrypted.handshake());
}

const deadlineOf = ({ timeoutMs, signal }: ReachTools): AbortSignal =>
  AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);

/** What takes longer than anybody should wait is given up. */
async function within<T>(tools: ReachTools, promise: Promise<T>): Promise<T> {
  const deadline = deadlineOf(tools);
  const { promise: late, reject } = Promise.withResolvers<never>();
  const stop = () => reject(deadline.reason);
  deadline.addEventListener("abort", stop, { once: true });
  try {
    return await Promise.race([promise, late]);
  } finally {
    deadline.removeEventListener("abort", stop);
    // Nobody waits any more for what was given up.
    promise.catch(() => {});
  }
}

/** Names of the variables that send requests through a proxy, those that are set. */
export function proxyVariables(env: Environment): string[] {
  const names = ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY"];
  return names.flatMap((name) => [name, name.toLowerCase()]).filter((name) => env(name) !== undefined);
}

/** The variable whose proxy stands between this machine and `url`, if one does. */
function proxyFor({ protocol, hostname }: URL, env: Environment): string | undefined {
  const excepted = (env("NO_PROXY") ?? env("no_proxy") ?? "").split(",").map((each) => each.trim());
  const isExcepted = excepted.some((each) =>
    each === "*" || each === hostname || (each !== "" && hostname.endsWith(`.${each.replace(/^\./, "")}`))
  );
  if (isExcepted) return undefined;
  const own = protocol === "https:" ? "HTTPS_PROXY" : "HTTP_PROXY";
  return [own, own.toLowerCase(), "ALL_PROXY", "all_proxy"].find((name) => env(name) !== undefined);
}

/** Why a request has failed, for whoever can do something about it. */
export function failureOf(
  error: unknown,
  url: URL,
  proxy?: string,
): { readonly why: Words; readonly advice: Words } {
  const name = host(url.host);
  if (isTimeout(error)) {
    const why = proxy === undefined ? words`${name} does not answer` : words`nothing comes back from ${name}`;
    return { why, advice: ["check the network, and whether a firewall is in the way"] };
  }
  const text = messagesOf(error);
  const [, certificate] = /invalid peer certificate: (.*)/.exec(text) ?? [];
  if (certificate !== undefined) return certificateFailure(certificate, url);
  const known = FAILURES.find(([pattern]) => pattern.test(text));
  const [, why, advice] = known ?? [null, "cannot be reached", "check the network and the server's address"];
  const through = proxy === undefined ? "" : `, through the proxy of ${proxy}`;
  return { why: words`${name} ${why}${through}`, advice: [advice] };
}

const isTimeout = (error: unknown): boolean =>
  (error instanceof DOMException && error.name === "TimeoutError") ||
  (error instanceof Error && error.name === "TimedOut") ||
  (isFoxdenError(error) && error.code === "network.timeout");

/** What the runtime says, from the outermost error to its first cause. Never shown: it names hosts and ports. */
function messagesOf(error: unknown): string {
  if (!(error instanceof Error)) return "";
  // What foxden itself calls it would be taken for a reason.
  if (isFoxdenError(error)) return messagesOf(error.cause);
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  return [error.name, code, error.message, messagesOf(error.cause)].join(" ");
}

const FAILURES: readonly (readonly [pattern: RegExp, why: string, advice: string])[] = [
  [
    /ENOTFOUND|EAI_AGAIN|dns error|lookup address/i,
    "has no address (DNS)",
    "check the network, the resolver and the spelling of the server's name",
  ],
  [/refused/i, "refuses the connection", "check that the server runs, and its port"],
  [
    /unreachable|no route|ENETUNREACH|EHOSTUNREACH/i,
    "cannot be routed to",
    "check that this machine is connected",
  ],
  [
    /InvalidContentType|corrupt message|HandshakeFailure|protocol version|UnexpectedMessage/i,
    "does not speak TLS",
    "try http:// in place of https://, or another port",
  ],
  [
    /closed|reset|unexpected end|broken pipe|eof/i,
    "hangs up without an answer",
    "check the server's log, and what stands in front of it",
  ],
];

/** @param said by the runtime, such as `UnknownIssuer` */
function certificateFailure(said: string, url: URL): { readonly why: Words; readonly advice: Words } {
  const name = host(url.host);
  if (/expired/i.test(said)) {
    return {
      why: words`the certificate of ${name} has expired`,
      advice: ["renew it, or set this machine's clock right"],
    };
  }
  if (/not valid yet|NotValidYet/i.test(said)) {
    return {
      why: words`the certificate of ${name} is not valid yet`,
      advice: ["set this machine's clock right"],
    };
  }
  if (/not valid for name|NotValidForName/i.test(said)) {
    return {
      why: words`the certificate of ${name} is for another name`,
      advice: ["use the name that is in the certificate"],
    };
  }
  if (/UnknownIssuer|SelfSigned|CaUsedAsEndEntity/i.test(said)) {
    return {
      why: words`the certificate of ${name} is signed by nobody this program trusts`,
      advice: [
        "DENO_TLS_CA_STORE=system to trust what this machine trusts, or DENO_CERT=FILE with the signer's certificate",
      ],
    };
  }
  return {
    why: words`the certificate of ${name} is not accepted`,
    advice: ["look at it with: openssl s_client"],
  };
}
