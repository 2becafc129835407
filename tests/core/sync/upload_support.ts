/** What the tests of uploads share: records to send, a server that answers POSTs by a script, and what it was sent. */
import { array, object, parseJson, string } from "../../../core/json.ts";
import type { OutgoingRecord } from "../../../core/sync/upload.ts";
import type { ScriptedReply, SeenRequest } from "../../support/scripted_server.ts";
import { clear, id, named, scriptedSession, seconds } from "./storage_support.ts";

/** The collection that is written to. */
export const TABS = named("tabs");
/** The collection's time before the upload. */
export const SINCE = seconds("50.25");

/** A record for each letter, whose id it is. */
export const recordsOf = (names: string): OutgoingRecord[] =>
  [...names].map((name) => ({ id: id(name), clear: clear({ id: name, word: "stäple" }) }));

/** The body of a POST. */
export const sentRecords = array(object({ id: string, payload: string }));
/** The ids in a POST, run together. */
export const namesIn = ({ body }: SeenRequest) =>
  sentRecords(parseJson(body, "body"), "body").map((bso) => bso.id).join("");
/** The POSTs of all that a server was asked. */
export const posts = ({ requests }: { readonly requests: readonly SeenRequest[] }) =>
  requests.filter(({ method }) => method === "POST");
/** How a POST belongs to a batch, as its query says. */
export const stepOf = ({ target }: SeenRequest) => target.split("?")[1] ?? "alone";

/** A server with these limits that answers POSTs in turn; a reply lists all records as taken unless it says. */
export function serverWith(limits: object, ...replies: readonly ScriptedReply[]) {
  let count = 0;
  return scriptedSession((request) => {
    if (request.target.endsWith("/info/configuration")) return { body: limits };
    const reply = replies[count++] ?? { status: 418 };
    const members = { success: [...namesIn(request)], failed: {}, ...(reply.body as object | undefined) };
    return (reply.status ?? 200) < 300 ? { ...reply, body: members } : reply;
  });
}

/** The answer to a POST of a batch that stays open. */
export const open = (batch: string): ScriptedReply => ({ status: 202, body: { batch } });
/** The answer to a POST that makes records visible. */
export const done = (modified: number, more: object = {}): ScriptedReply => ({ body: { modified, ...more } });
/** The answer where something changed meanwhile. */
export const refused: ScriptedReply = { status: 412 };
