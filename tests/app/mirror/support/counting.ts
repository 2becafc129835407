/** How many records a server gives, by collection. */
import { FaultBox } from "../../../support/faults.ts";

/** Stands before a server, once {@link fault} is given to it, and counts. */
export class RecordCounter {
  readonly #box = new FaultBox();
  readonly fault = this.#box.fault;

  /** Counts while `act` runs. */
  async during<T>(
    act: () => Promise<T>,
  ): Promise<{ readonly result: T; readonly given: Map<string, number> }> {
    const given = new Map<string, number>();
    using _trap = this.#box.use((request) => passOn(request, given));
    return { result: await act(), given };
  }
}

/** Answers with what the server itself answers, which it is asked for once more. */
async function passOn(request: Request, given: Map<string, number>): Promise<Response | undefined> {
  const { pathname, searchParams } = new URL(request.url);
  const name = /\/storage\/([^/]+)$/.exec(pathname)?.[1];
  const isListing = request.method === "GET" && name !== undefined && searchParams.has("full");
  if (!isListing || request.headers.has("x-passed-on")) return undefined;
  const headers = new Headers(request.headers);
  headers.set("x-passed-on", "1");
  const answer = await fetch(request.url, { headers });
  const body = await answer.text();
  if (answer.ok) given.set(name, (given.get(name) ?? 0) + JSON.parse(body).length);
  const passed = new Headers(answer.headers);
  for (const length of ["content-length", "content-encoding", "transfer-encoding"]) passed.delete(length);
  return new Response(body, { status: answer.status, headers: passed });
}
