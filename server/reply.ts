/** Answers as plain values, and the one way to break off with one. */

/** An answer before it goes out. */
export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Thrown where a request cannot go on. */
export class Refusal extends Error {
  override readonly name = "Refusal";

  /** @param reply the answer to give, or a status that the service at work has words of its own for */
  constructor(readonly reply: Reply | number) {
    super("request refused");
  }
}

/** An answer of JSON. */
export function json(value: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Reply {
  return jsonText(JSON.stringify(value), status, headers);
}

/** An answer whose JSON is already written. */
export function jsonText(
  body: string,
  status = 200,
  headers: Readonly<Record<string, string>> = {},
): Reply {
  return { status, headers: { "content-type": "application/json", ...headers }, body };
}

/** The same answer with more headers. */
export function withHeaders(reply: Reply, headers: Readonly<Record<string, string>>): Reply {
  return { ...reply, headers: { ...reply.headers, ...headers } };
}
