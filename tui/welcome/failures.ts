/** Failures on their way to the screen: what it says of them, and nothing secret. */
import type { AnyFoxdenError, FoxdenError } from "../../core/errors.ts";
import type { Failure } from "./model.ts";

/** @param clockOffsetMs how far the server's clock is ahead of this machine's, where that is known */
export function failureOf(error: FoxdenError, clockOffsetMs?: number): Failure {
  const clock = clockOffsetMs === undefined ? {} : { clockAheadSeconds: Math.round(clockOffsetMs / 1000) };
  return { code: error.code, message: error.message, ...detailsOf(error as AnyFoxdenError), ...clock };
}

function detailsOf(error: AnyFoxdenError): Omit<Failure, "code" | "message"> {
  switch (error.code) {
    case "network.unreachable":
    case "network.timeout":
      return { host: error.details.host };
    case "auth.blocked":
      return { isUnblockable: error.details.unblockable };
    case "server.busy": {
      const { retryAfterSeconds } = error.details;
      return retryAfterSeconds === null ? {} : { retryAfterSeconds };
    }
    case "usage.value":
      return error.details.name === "--profile" ? { isOtherAccount: true } : {};
    case "server.status":
      return { status: error.details.status };
    default:
      return {};
  }
}
