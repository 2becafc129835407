/** What is said of a profile so that nobody takes it for another: that of a demo, or of a server of one's own. */
import { basename, dirname } from "node:path";
import { DEMO_PREFIX } from "./config/places.ts";

/** `demo`: it is gone with the demo. `local`: its server is on this machine. */
export type Mark = "demo" | "local";

/** Whether a host, with or without a port, is this machine. */
export const isLoopback = (host: string): boolean => /^(localhost|127(\.\d+){3}|\[::1\])(:\d+)?$/.test(host);

/** @param folder the profile's own @param server the root of its accounts server */
export function marksOf(folder: string, server: string): readonly Mark[] {
  const isDemo = basename(dirname(dirname(folder))).startsWith(DEMO_PREFIX);
  if (isDemo) return ["demo"];
  return isLoopback(URL.parse(server)?.hostname ?? "") ? ["local"] : [];
}
