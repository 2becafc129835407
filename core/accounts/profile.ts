/** The profile server: who the account is. */
import { FoxdenError } from "../errors.ts";
import { replyJson, send } from "../http.ts";
import { object, optional, string } from "../json.ts";
import { uidShape } from "./api.ts";
import { unexpectedStatus } from "./discovery.ts";
import type { AccountsServer } from "./transport.ts";

const profileReply = object({ uid: uidShape, email: string, displayName: optional(string) });

/** @throws {FoxdenError} `auth.revoked` when the access token is not accepted */
export async function fetchProfile({ ctx, servers }: AccountsServer, accessToken: string) {
  const url = new URL(`${servers.profile}/profile`);
  const headers = { accept: "application/json", authorization: `Bearer ${accessToken}` };
  const reply = await send(ctx, { method: "GET", url, headers });
  const json = replyJson(ctx, reply, "profile");
  if (reply.status === 401 || reply.status === 403) {
    throw new FoxdenError("auth.revoked", "The profile server does not accept this sign-in", {});
  }
  if (reply.status !== 200) throw unexpectedStatus(ctx, reply, "profile");
  return profileReply(json, "profile");
}
