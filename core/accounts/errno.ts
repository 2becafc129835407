/** The auth server's error numbers, mapped once to what they mean here. */
import type { Context } from "../context.ts";
import { FoxdenError, isFoxdenError } from "../errors.ts";
import { busy, type HttpReply } from "../http.ts";
import { type Decoded, integer, object, optional, parseJson, string } from "../json.ts";

const errorBody = object({
  errno: integer,
  message: optional(string),
  /** The address an account is really known by (errno 120). */
  email: optional(string),
  verificationMethod: optional(string),
});

/** The account is known by another spelling of the address: stretch again with that one. Never leaves this room. */
export class WrongEmailForm extends FoxdenError<"auth.refused"> {
  constructor(readonly email: string) {
    super("auth.refused", "The account is known by another spelling of this address", { errno: 120 });
  }
}

/** What the auth server says when it refuses. */
export type AccountErrorBody = Decoded<typeof errorBody>;

/**
 * The refusal a reply carries; undefined for a success, and for a failure that is not the auth server's own, such as
 * a proxy's page.
 */
export function refusalOf(reply: HttpReply, at: string): AccountErrorBody | undefined {
  if (reply.status >= 200 && reply.status < 300) return undefined;
  try {
    return errorBody(parseJson(reply.text, at), at);
  } catch (error) {
    if (!isFoxdenError(error)) throw error;
    // A server that lacks an endpoint may say so in words of its framework.
    return reply.status === 404 || reply.status === 410 ? NO_SUCH_ENDPOINT : undefined;
  }
}

const NO_SUCH_ENDPOINT = errorBody({ errno: 116 }, "refusal");

/**
 * The error an errno stands for. The server's own message is shown only where foxden has no words of its own.
 *
 * @see Mozilla accounts, auth server errors
 */
export function accountError(
  ctx: Context,
  reply: HttpReply,
  body: AccountErrorBody,
  at: string,
): FoxdenError {
  const { errno } = body;
  if (errno === 120 && body.email !== undefined) return new WrongEmailForm(body.email);
  switch (errno) {
    case 102:
      return new FoxdenError("auth.unknown-account", "No account has this e-mail address", {});
    case 103:
      return new FoxdenError("auth.wrong-password", "Wrong password", {});
    case 104:
    case 138:
      return new FoxdenError("auth.unverified", "This sign-in has not been confirmed yet", {});
    case 105:
    case 127:
    case 152:
    case 153:
    case 156:
    case 183:
      return new FoxdenError("auth.wrong-code", "The code is wrong or has expired", {});
    case 110:
    case 164:
    case 182:
      return new FoxdenError("auth.revoked", "The server no longer accepts this sign-in", {});
    case 125:
      return blocked(body);
    case 114:
      // Held back for too many tries: where a mailed code lifts that, it is a block like any other.
      return isLiftable(body) ? blocked(body) : busy(ctx, reply, at);
    case 151:
      return new FoxdenError("server.errno", "The server cannot send mail just now", {
        errno,
        status: reply.status,
      });
    case 201:
    case 202:
      return busy(ctx, reply, at);
  }
  if (REFUSED.has(errno)) {
    const why = body.message ?? "no reason given";
    return new FoxdenError("auth.refused", `The server refuses: ${why}`, { errno });
  }
  const message = `${at}: the server failed (errno ${errno})`;
  return new FoxdenError("server.errno", message, { errno, status: reply.status });
}

const isLiftable = (body: AccountErrorBody): boolean => body.verificationMethod === "email-captcha";

const blocked = (body: AccountErrorBody) =>
  new FoxdenError("auth.blocked", "The server blocks this sign-in for security", {
    unblockable: isLiftable(body),
  });

/** Refusals that only a change of account, client or method can mend. */
const REFUSED = new Set([
  120,
  126,
  133,
  134,
  135,
  142,
  149,
  155,
  160,
  162,
  163,
  166,
  167,
  168,
  169,
  170,
  171,
  172,
  173,
  174,
  175,
  202,
  204,
  206,
  210,
  220,
  221,
  222,
  223,
]);
