/** The commands of one word, and the one of none. */
import type { Leaf } from "../tree.ts";
import { single } from "./noun.ts";

export const front: Leaf = {
  path: [],
  summary: "Look through your account in full screen",
  load: async () => (await import("../commands/browse.ts")).browse,
};

export const undo = single(
  "undo",
  "Records",
  "Take back what foxden has changed in the account",
  async () => (await import("../commands/undo.ts")).undo,
);

export const quota = single(
  "quota",
  "Records",
  "Show how much room is used",
  async () => (await import("../commands/quota.ts")).quota,
);

export const status = single(
  "status",
  "Account",
  "Show account, server and counts on one page",
  async () => (await import("../commands/status.ts")).status,
);

export const doctor = single(
  "doctor",
  "Account",
  "Find out what is wrong",
  async () => (await import("../commands/doctor.ts")).doctor,
);

export const api = single(
  "api",
  "Account",
  "Send one request to a server of the account",
  async () => (await import("../commands/api.ts")).api,
);

export const sync = single(
  "sync",
  "Account",
  "Bring the local copy of the account up to date",
  async () => (await import("../commands/sync.ts")).sync,
);

export const demo = single(
  "demo",
  "Server",
  "Try foxden on sample data, without an account",
  async () => (await import("../commands/demo.ts")).demo,
);
