/** The auth server's numbered errors. */
import type { JsonObject } from "../../core/json.ts";
import { json, Refusal, type Reply } from "../reply.ts";

/** errno → HTTP status and message. */
const ERRORS = {
  101: [400, "Account already exists"],
  102: [400, "Unknown account"],
  103: [400, "Incorrect password"],
  104: [400, "Unconfirmed account"],
  106: [400, "Invalid JSON in request body"],
  107: [400, "Invalid parameter in request body"],
  108: [400, "Missing parameter in request body"],
  109: [401, "Invalid request signature"],
  110: [401, "Invalid authentication token in request signature"],
  111: [401, "Invalid timestamp in request signature"],
  113: [413, "Request body too large"],
  114: [429, "Client has sent too many requests"],
  115: [401, "Invalid nonce in request signature"],
  116: [404, "Not found"],
  120: [400, "Incorrect email case"],
  123: [400, "Unknown device"],
  124: [400, "Session already registered by another device"],
  125: [400, "The request was blocked for security reasons"],
  127: [400, "Invalid unblock code"],
  138: [400, "Unconfirmed session"],
  155: [400, "TOTP token not found"],
  156: [400, "Backup authentication code not found"],
  157: [400, "Requested device command is not available"],
  160: [400, "This account does not use two-step authentication"],
  162: [400, "Unknown client"],
  163: [400, "Requested scopes are not allowed"],
  164: [400, "Stale authentication timestamp"],
  167: [400, "Incorrect redirect_uri"],
  168: [400, "Unknown response_type"],
  169: [400, "Public clients require PKCE"],
  170: [400, "Insufficient authentication context"],
  172: [400, "Unknown authorization code"],
  173: [400, "Mismatched authorization code"],
  174: [400, "Expired authorization code"],
  175: [400, "Invalid PKCE challenge"],
  182: [400, "Unknown refresh token"],
  183: [400, "Invalid or expired confirmation code"],
  201: [503, "Service unavailable"],
  202: [403, "Feature not enabled"],
  999: [500, "Unspecified error"],
} as const satisfies Record<number, readonly [status: number, message: string]>;

/** A number of the auth server's error table. */
export type Errno = keyof typeof ERRORS;

const STATUS_TEXT: Readonly<Record<number, string>> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  408: "Request Timeout",
  413: "Request Entity Too Large",
  415: "Unsupported Media Type",
  429: "Too Many Requests",
  500: "Internal Server Error",
  503: "Service Unavailable",
};

/** @param extra further members of the body, such as `email` of errno 120 */
export function errorReply(errno: Errno, extra: JsonObject = {}): Reply {
  const [status, message] = ERRORS[errno];
  return errorBody(status, errno, message, extra);
}

/** An error body of the accounts services. */
export function errorBody(status: number, errno: number, message: string, extra: JsonObject = {}): Reply {
  return json({ code: status, errno, error: STATUS_TEXT[status] ?? "Error", message, ...extra }, status);
}

/** {@link errorReply} as something to throw. */
export const accountsRefusal = (errno: Errno, extra: JsonObject = {}): Refusal =>
  new Refusal(errorReply(errno, extra));

/** The auth server's words for a failure that no handler named. */
export function refuseWithErrno(status: number): Reply {
  if (status === 405) return errorBody(405, 116, "Method not allowed");
  if (status === 408) return errorBody(408, 999, "The request body took too long");
  const errnos: Readonly<Record<number, Errno>> = { 400: 106, 404: 116, 413: 113, 503: 201 };
  return errorReply(errnos[status] ?? 999);
}
