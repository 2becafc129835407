/** What lies between the application and the network: nothing, a report of each request, or a wall. */
import type { Context } from "../core/context.ts";
import { FoxdenError } from "../core/errors.ts";
import { collections } from "../core/records/registry.ts";

/** What lies between. */
export interface Wiring {
  /** Told about each request, without secrets: method, address without its query and without names of anybody's own, status, duration. */
  readonly trace?: (line: string) => void;
  /** Whether nothing may be asked of any server. */
  readonly offline?: boolean;
  /** Whether nothing of the account may be changed. */
  readonly readOnly?: boolean;
}

/** The world, with what lies between. */
export function wired(ctx: Context, { trace, offline, readOnly }: Wiring): Context {
  const told = offline ? withoutServers(ctx) : trace ? traced(ctx, trace) : ctx;
  return readOnly ? readingOnly(told) : told;
}

/** The same world where no server may be asked. */
const withoutServers = (ctx: Context): Context => ({ ...ctx, fetch: refuseOffline });

const refuseOffline = (): Promise<never> =>
  Promise.reject(
    new FoxdenError("network.offline", "This needs the server, and --offline was asked for", {
      what: "the server",
    }),
  );

/**
 * The same world where nothing may be changed: what asks a server to change something is refused before it is sent,
 * whoever forgot to refuse it earlier.
 */
const readingOnly = (ctx: Context): Context => ({
  ...ctx,
  fetch: (request) => isQuestion(request) ? ctx.fetch(request) : Promise.reject(readOnlyRefused()),
});

/** Reading, and the tokens without which nothing can be read. */
function isQuestion({ method, url }: Request): boolean {
  return method === "GET" || method === "HEAD" ||
    (method === "POST" && new URL(url).pathname.endsWith("/oauth/token"));
}

/** The refusal of a change where there may be none. */
export const readOnlyRefused = (): FoxdenError<"read-only.refused"> =>
  new FoxdenError("read-only.refused", "Nothing of the account may be changed here; nothing was", {});

/** Reports each request by its number in this run; queries and headers are never shown. */
function traced(ctx: Context, trace: (line: string) => void): Context {
  let sent = 0;
  return {
    ...ctx,
    fetch: async (request) => {
      const [started, number] = [ctx.now(), ++sent];
      const { origin, pathname } = new URL(request.url);
      const end = (outcome: string, more = "") => {
        const what = `${request.method} ${origin}${withoutIds(pathname)} ${outcome}`;
        trace(`${what} ${ctx.now() - started} ms #${number}${more}`);
      };
      try {
        const response = await ctx.fetch(request);
        end(String(response.status), serversId(response));
        return response;
      } catch (error) {
        end("failed");
        throw error;
      }
    },
  };
}

/** Words of the addresses that the servers of an account answer at. */
const ROUTE_WORDS: ReadonlySet<string> = new Set(
  [
    "v1 1.0 1.5 sync token info storage collections configuration quota collection_usage collection_counts",
    ".well-known fxa-client-configuration openid-configuration __heartbeat__ __lbheartbeat__ __version__",
    "account accounts auth create credentials device devices keys login lock notify reset scoped-key-data",
    "send_unblock_code status attached_clients oauth authorization authorized_clients destroy password change start",
    "finish recovery_email verify_code resend_code session duplicate reauth totp profile email uid avatar display_name",
    "introspect jwks client verify browserid",
  ].join(" ").split(" "),
);

/**
 * Leaves out whose storage it is, which record, and whatever else may be anybody's own word: only words that the servers
 * have for everybody stay.
 */
const withoutIds = (path: string): string =>
  path.replace(/(\/storage\/[^/]+\/).+$/, "$1…").split("/").map((word) =>
    word === "" || ROUTE_WORDS.has(word) || collections.has(word) ? word : "…"
  ).join("/");

/** What the server itself calls the request, for who can look there. */
function serversId({ headers }: Response): string {
  const id = headers.get("x-request-id") ?? "";
  return /^[\w.-]{1,64}$/.test(id) ? ` ${id}` : "";
}
