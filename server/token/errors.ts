/** The token server's errors: a status word and a list of what was wrong. */
import { json, Refusal, type Reply } from "../reply.ts";

/** The word a client decides by. */
export type TokenStatus =
  | "error"
  | "internal-error"
  | "invalid-credentials"
  | "invalid-key-id"
  | "invalid-client-state"
  | "invalid-generation"
  | "invalid-keysChangedAt";

/** One thing that was wrong; by default the credentials as a whole. */
export interface TokenFault {
  readonly location: string;
  readonly name: string;
  readonly description: string;
}

const UNAUTHORIZED: TokenFault = { location: "body", name: "", description: "Unauthorized" };

/** An answer in the token server's form. */
export function tokenError(code: number, status: TokenStatus, fault: TokenFault = UNAUTHORIZED): Reply {
  return json({ status, errors: [fault] }, code);
}

/** {@link tokenError} as something to throw. */
export const tokenRefusal = (code: number, status: TokenStatus, fault?: TokenFault): Refusal =>
  new Refusal(tokenError(code, status, fault));

/** The token server's words for a failure that no handler named. */
export function refuseWithStatus(code: number): Reply {
  if (code >= 500) {
    return tokenError(code, "internal-error", {
      location: "internal",
      name: "",
      description: "Server error",
    });
  }
  const description = code === 404 ? "Not found" : code === 405 ? "Method not allowed" : "Bad request";
  return tokenError(code, "error", { location: "url", name: "", description });
}
