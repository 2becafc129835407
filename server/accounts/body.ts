/** Bodies of the accounts services, decoded at the door. */
import { FoxdenError, isFoxdenError } from "../../core/errors.ts";
import { type Decoder, integer, isObject, type JsonObject, parseJson, string } from "../../core/json.ts";
import { MAX_ACCOUNTS_BODY_BYTES } from "../limits.ts";
import { Refusal } from "../reply.ts";
import type { Incoming } from "../request.ts";
import { accountsRefusal, errorBody } from "./errors.ts";

/**
 * Reads a JSON object.
 *
 * @throws {Refusal} errno 106 for anything else, with status 415 where it does not even claim to be JSON; 107 or
 * 108 for a member that is wrong or missing
 */
export async function readBody<T>(request: Incoming, shape: Decoder<T>): Promise<T> {
  const body = await readObject(request);
  try {
    return shape(body, "body");
  } catch (error) {
    if (!isFoxdenError(error) || error.code !== "server.shape") throw error;
    const param = /^body\.([^.[]+)/.exec(error.details.at)?.[1] ?? "body";
    if (body[param] === undefined) throw accountsRefusal(108, { param });
    throw accountsRefusal(107, { validation: { keys: [param] } });
  }
}

async function readObject(request: Incoming): Promise<JsonObject> {
  const text = await request.text(MAX_ACCOUNTS_BODY_BYTES);
  if (text === "") return {};
  // Any other type, or none, is what a page of another site may send without asking first.
  if (!/^application\/json *(;|$)/i.test(request.headers.get("content-type") ?? "")) {
    throw new Refusal(errorBody(415, 106, "The request body must be application/json"));
  }
  const value = tryParse(text);
  if (isObject(value)) return value;
  throw new Refusal(400);
}

function tryParse(text: string): unknown {
  try {
    return parseJson(text, "body");
  } catch {
    return undefined;
  }
}

/** Text of at most `maxLength` characters that matches `pattern`. */
export const text = (maxLength: number, pattern = /^/): Decoder<string> => (value, at) => {
  const given = string(value, at);
  if (given.length <= maxLength && pattern.test(given)) return given;
  throw new FoxdenError("server.shape", `${at}: expected other text`, { at });
};

/** A whole number from `least` to `most`, both included. */
export const between = (least: number, most: number): Decoder<number> => (value, at) => {
  const given = integer(value, at);
  if (given >= least && given <= most) return given;
  throw new FoxdenError("server.shape", `${at}: expected a number from ${least} to ${most}`, { at });
};

/** Whether `address` looks like an e-mail address; more than that only a mail can tell. */
export const isEmail = (address: string): boolean =>
  address.length <= 255 && /^[^\s@\p{Cc}]+@[^\s@\p{Cc}]+$/u.test(address);

/** An e-mail address. */
export const email: Decoder<string> = (value, at) => {
  const address = string(value, at);
  if (isEmail(address)) return address;
  throw new FoxdenError("server.shape", `${at}: expected an e-mail address`, { at });
};
