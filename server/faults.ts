/** TEST: answers put in place of the server's own, in the types of the platform's `fetch`. */
import type { Answer } from "./listener.ts";
import type { Arrived } from "./request.ts";

/** The same request for a function that wants the platform's type; its address may be tidied up by that. */
export function asRequest({ method, url, headers, body }: Arrived): Request {
  const address = new URL(url, `http://${headers.get("host") ?? "localhost"}`);
  const entries = [...headers].map(([name, value]): [string, string] => [name, value]);
  return new Request(address, { method, headers: entries, ...(body === null ? {} : { body }) });
}

/** An answer that was made as the platform's type. @param date stands where it names none */
export function asAnswer({ status, headers, body }: Response, date: string): Answer {
  return { status, headers: { date, ...Object.fromEntries(headers) }, ...(body === null ? {} : { body }) };
}
