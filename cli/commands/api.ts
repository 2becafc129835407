/** `foxden api`: one request to a server of the account, as it is. */
import {
  API_SERVERS,
  type ApiReply,
  type ApiRequest,
  apiRequest,
  callApi,
  expireTouched,
  isReading,
  removesAll,
  touched,
} from "../../app/api.ts";
import { listPages, withPages } from "../../app/api_pages.ts";
import type { App } from "../../app/open.ts";
import { refuseWriting } from "../../app/write/write.ts";
import { FoxdenError } from "../../core/errors.ts";
import { agreeOn, CONFIRM, type Loss, PLAIN_YES } from "../confirm.ts";
import { readText } from "../input.ts";
import { openApp } from "../open.ts";
import { done, type Outcome } from "../outcome.ts";
import { canAsk } from "../prompt.ts";
import { openSink, type Sink } from "../sink.ts";
import { type Call, command } from "../spec.ts";
import { visible } from "../../app/display/text.ts";
import { DRY_RUN, NOT_WRITTEN } from "../writing.ts";

export const api = command({
  path: ["api"],
  summary: "Send one request to a server of the account",
  about:
    "For what no other command does. PATH stands below the account's own storage, such as info/collections or " +
    "storage/bookmarks?limit=10; foxden signs the request. Records are encrypted there, and stay so: records list " +
    "shows them decrypted.\n" +
    "With --server accounts or profile the accounts server (account/devices) and the profile server (profile) are " +
    "asked, as far as this sign-in may; only the storage is written to. The token server is not among them: its " +
    "answer is a secret.\n" +
    "Everything but GET and HEAD asks first, goes around foxden's journal so that foxden undo knows nothing of it, and " +
    "is not checked for what Firefox accepts.\n" +
    "The body is printed as it comes, also that of a refusal; what is no text in UTF-8 is a failure. With -o the file is " +
    "written only when the server takes the request: the body of a refusal is left out. Exit 0 below 300 and for 304, " +
    "else 4 for 401 and 403, 3 for 404, 6 for 409 and 412, and 8 for all others.",
  output: "text",
  source: "server",
  args: {
    method: { help: "GET, HEAD, POST, PUT or DELETE" },
    path: { help: "Such as info/quota, or storage/history/6qU3bPz0hXy1" },
  },
  options: {
    server: { type: "choice", choices: API_SERVERS, default: "storage", help: "Which server" },
    data: { type: "string", short: "d", label: "BODY", help: "The body; @FILE reads a file, @- stdin" },
    header: { type: "list", short: "H", label: "LINE", help: "A further header, as 'name: value'" },
    include: { type: "flag", short: "i", help: "Print the status and the headers first" },
    paginate: { type: "flag", help: "Go on to the next pages, and print all as one list" },
    silent: { type: "flag", help: "Do not print the body" },
    dryRun: DRY_RUN,
    yes: PLAIN_YES,
    confirm: CONFIRM,
  },
  examples: [
    { line: "api GET info/collections" },
    { line: "api GET 'storage/bookmarks?full=1' --paginate --ndjson | wc -l", note: "page by page" },
    { line: "api GET storage/meta/global -i", note: "with its status and headers" },
    { line: "api PUT storage/notes/first -d @note.json", note: "asks first" },
    { line: "api GET account/devices --server accounts | jq '.[].name'" },
  ],
  run: asked,
});

type ApiCall = Call & {
  readonly args: { readonly method: string; readonly path: string };
  readonly options: {
    readonly server: typeof API_SERVERS[number];
    readonly data: string | undefined;
    readonly header: readonly string[];
    readonly include: boolean;
    readonly paginate: boolean;
    readonly silent: boolean;
    readonly dryRun: boolean;
    readonly yes: boolean;
    readonly confirm: string | undefined;
  };
};

async function asked(call: ApiCall): Promise<Outcome> {
  const { args, options, globals } = call;
  const body = await bodyOf(call);
  const words = { ...args, server: options.server, headers: options.header };
  const plain = apiRequest({ ...words, ...(body === undefined ? {} : { body }) });
  const inLines = globals.format === "ndjson";
  const request = options.paginate ? withPages(plain, options.include) : inLines ? listInLines(plain) : plain;
  const app = openApp(call);
  if (options.dryRun) return done(`${deedOf(request)}. ${NOT_WRITTEN}`);
  const isAsking = isReading(request.method);
  if (!isAsking) {
    refuseWriting(app);
    // Nobody is asked about what could not be sent.
    await app.secrets();
    await agreed(call, app, request);
  }
  await expireTouched(app, request);
  try {
    await print(call, options.paginate ? listPages(app, request, inLines) : single(app, request));
  } finally {
    await expireTouched(app, request);
  }
  // Who could not be asked has not heard of it.
  if (!isAsking && !canAsk(call)) {
    await call.say("note: this went around foxden's journal: foxden undo cannot take it back");
  }
  return done();
}

async function bodyOf(call: ApiCall): Promise<string | undefined> {
  const { data } = call.options;
  if (data === "@") {
    throw new FoxdenError("usage.value", "--data: expected a file after @, or @- for stdin", {
      name: "--data",
    });
  }
  return data?.startsWith("@") ? await readText(call, data.slice(1), "the body") : data;
}

/** A list that may be long is asked for a line a record, which needs nobody to hold it. */
const listInLines = (request: ApiRequest): ApiRequest => ({
  ...request,
  headers: { ...request.headers, accept: "application/newlines, application/json;q=0.9" },
});

async function* single(app: App, request: ApiRequest): AsyncGenerator<ApiReply> {
  yield await callApi(app, request);
}

const AROUND = "This goes around foxden's journal: foxden undo cannot take it back.";

const deedOf = ({ method, path, query, body }: ApiRequest): string => {
  const size = body === undefined
    ? ""
    : `, ${new TextEncoder().encode(body).length.toLocaleString("en")} bytes`;
  return `${method} ${path || "/"}${query}${size}`;
};

/** Returns when there is leave to send it. */
async function agreed(call: ApiCall, app: App, request: ApiRequest): Promise<void> {
  const what = touched(request);
  const risk = what === "meta" || what === "crypto" ? " Without this record no device can sync." : "";
  const loss: Loss = { act: `Send ${deedOf(request)}`, warning: AROUND + risk, count: 0, agreement: "yes" };
  if (!removesAll(request) || what === undefined) return await agreeOn(loss, call);
  const name = what === "everything" ? (await app.secrets()).email : what;
  const gone = what === "everything" ? "It removes all there is." : `It removes all of ${what}.`;
  await agreeOn({ ...loss, warning: `${gone} ${AROUND}`, agreement: "name", name }, call);
}

/** Prints answers as they come. @throws {FoxdenError} for one that is no success, after its body */
async function print(call: ApiCall, replies: AsyncIterable<ApiReply>): Promise<void> {
  const { io, globals, options } = call;
  const sink = await openSink(io, globals.output);
  const printed: Printed = { isShown: globals.onTerminal, end: "\n" };
  try {
    for await (const reply of replies) {
      if (options.include) sink.add(headText(reply, printed.isShown));
      if (options.silent) { for await (const _ of reply.body); }
      else await addBody(sink, reply, printed);
      await sink.flush();
      if (reply.failure) throw reply.failure;
    }
    await sink.commit();
  } catch (error) {
    // Whoever reads both on one screen finds the failure on a line of its own.
    if (printed.end !== "\n" && io.stderr.isTerminal) {
      sink.add("\n");
      await sink.flush();
    }
    await sink.discard();
    throw error;
  }
}

function headText({ status, statusText, headers }: ApiReply, isShown: boolean): string {
  const lines = [
    `HTTP ${status} ${statusText}`.trimEnd(),
    ...headers.map(([name, value]) => `${name}: ${value}`),
  ];
  return `${lines.map((line) => isShown ? visible(line) : line).join("\n")}\n\n`;
}

/** What has been printed of bodies. */
interface Printed {
  /** Whether a terminal shows it. */
  readonly isShown: boolean;
  /** The last letter of it; a line end where there is nothing. */
  end: string;
}

async function addBody(sink: Sink, { body }: ApiReply, printed: Printed): Promise<void> {
  const { isShown } = printed;
  for await (const piece of body) {
    if (piece === "") continue;
    // A terminal would act on what a server sends.
    sink.add(isShown ? piece.split("\n").map(visible).join("\n") : piece);
    printed.end = piece.slice(-1);
    if (sink.isFull) await sink.flush();
  }
  if (!isShown || printed.end === "\n") return;
  sink.add("\n");
  printed.end = "\n";
}
