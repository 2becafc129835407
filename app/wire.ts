/** What lies between the application and the network: nothing, a report of each request, or a wall. */
import type { Context } from "../core/context.ts";
import { FoxdenError } from "../core/errors.ts";

/** The same world where no server may be asked. */
export const offline = (ctx: Context): Context => ({ ...ctx, fetch: refuseOffline });

const refuseOffline = (): Promise<never> =>
  Promise.reject(
    new FoxdenError("network.offline", "This needs the server, and --offline was asked for", {
      what: "the server",
    }),
  );

/** Reports each request; ids in paths are cut, queries and headers never shown. */
export function traced(ctx: Context, trace: (line: string) => void): Context {
  return {
    ...ctx,
    fetch: async (request) => {
      const started = ctx.now();
      const url = new URL(request.url);
      const path = url.pathname.replace(/(\/storage\/[^/]+\/).+$/, "$1…");
      const end = (outcome: string) =>
        trace(`${request.method} ${url.origin}${path} ${outcome} ${ctx.now() - started} ms`);
      try {
        const response = await ctx.fetch(request);
        end(String(response.status));
        return response;
      } catch (error) {
        end("failed");
        throw error;
      }
    },
  };
}
