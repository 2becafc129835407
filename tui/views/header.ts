/** The first line: who is signed in, in which mode, and how it stands with the server. */
import { VERSION } from "../../app/version.ts";
import { countText, fit, lineOf, type Piece, piecesWidth, spread } from "../lines/text.ts";
import type { Look } from "../look/look.ts";
import { placeOf } from "../places.ts";
import { type AccountFacts, listOf, type State } from "../state.ts";
import { clockText, linkPieces, linkWords } from "./header_link.ts";

/** What the header is made of. */
export interface HeaderProps extends
  Pick<
    State,
    "screen" | "account" | "link" | "syncedAtMs" | "nowMs" | "place" | "focus" | "lists" | "detail"
  > {
  readonly columns: number;
  /** One pane at a time: the header says which one. */
  readonly isNarrow: boolean;
  readonly look: Look;
}

/** From here on there is room for the server and the hour. */
const WIDE = 140;
/** A part of an address or of a name that says anything. */
const LEAST_EMAIL_CELLS = 8;
const MOST_PROFILE_CELLS = 16;
const GAP = 2;

const PROGRAM: Piece = { text: "foxden", role: "title" };

/** The header, as one line. */
export function headerLine(props: HeaderProps): readonly string[] {
  const { account, columns, look, screen, isNarrow } = props;
  if (account === null || screen !== "main") {
    const right = screen === "welcome" ? [account?.email ?? "no account yet"] : [];
    return [spread([PROGRAM, ` ${VERSION}`], right, columns, look)];
  }
  return [isNarrow ? narrowLine(props, account) : wideLine(props, account)];
}

const areFitting = (left: readonly Piece[], right: readonly Piece[], columns: number): boolean =>
  piecesWidth(left, columns) + piecesWidth(right, columns) + GAP <= columns;

/** The hour goes first, then the server, the age, and the end of the address. Mode and link never do. */
function wideLine(props: HeaderProps, account: AccountFacts): string {
  const { columns, look, nowMs } = props;
  const words = linkWords(props, look);
  const [long, short] = [linkPieces(words, false), linkPieces(words, true)];
  const left = identity(account, account.email, look);
  const host: Piece = { text: `   server: ${fit(account.host, columns, look)}`, role: "muted" };
  const wide = columns < WIDE ? [] : [
    [[...left, host], [...long, `    ${clockText(nowMs, nowMs)}`]],
    [[...left, host], long],
  ] as const;
  const fitting = [...wide, [left, long], [left, short]].find(([start = [], end = []]) =>
    areFitting(start, end, columns)
  );
  if (fitting) return spread(fitting[0] ?? [], fitting[1] ?? [], columns, look);
  const rest = columns - 2 * GAP - piecesWidth([...identity(account, "", look), ...short], columns);
  const email = rest < LEAST_EMAIL_CELLS ? "" : fit(account.email, rest, look);
  return spread(identity(account, email, look), short, columns, look);
}

/** The program, the address, the profile and its marks. */
function identity(account: AccountFacts, email: string, look: Look): readonly Piece[] {
  const profile = profileText(account, look);
  return [
    PROGRAM,
    ...email === "" ? [] : [`  ${email}`],
    ...profile === "" ? [] : [` [${profile}]`],
    ...markPieces(account),
  ];
}

/** The profile's name, where it says more than a mark does; a long one must not push the marks away. */
function profileText({ profile, marks }: AccountFacts, look: Look): string {
  return marks.some((mark) => mark === profile) ? "" : fit(profile, MOST_PROFILE_CELLS, look);
}

function markPieces({ isReadOnly, marks }: AccountFacts): readonly Piece[] {
  return [
    ...isReadOnly ? [" ", { text: "[READ ONLY]", role: "mode" as const }] : [],
    ...marks.flatMap((mark): readonly Piece[] => [" ", { text: `[${mark}]`, role: "demo" }]),
  ];
}

/** `foxden work  2 Passwords          online  5/412`: the name of the profile goes first, then the position. */
function narrowLine(props: HeaderProps, account: AccountFacts): string {
  const { columns, look } = props;
  const marks = markPieces(account);
  const profile = profileText(account, look);
  const where: Piece = { text: `  ${whereText(props)}`, role: "accent" };
  const { brief, role } = linkWords(props, look);
  const position = positionText(props);
  const link: readonly Piece[] = brief === "" ? [] : [{ text: brief, role }];
  const right = [...link, ...position === "" ? [] : [`  ${position}`]];
  const full = [PROGRAM, ...profile === "" ? [] : [` ${profile}`], ...marks, where];
  if (areFitting(full, right, columns)) return spread(full, right, columns, look);
  const less = [PROGRAM, ...marks, where];
  const isCalm = role === "ok" || role === "muted";
  const end = [right, link].find((each) => areFitting(less, each, columns)) ?? (isCalm ? [] : link);
  return end.length === 0 ? lineOf(less, columns, look) : spread(less, end, columns, look);
}

/** Which pane is on the screen: `2 Passwords > github.com / annl`. */
function whereText({ place, focus, detail }: HeaderProps): string {
  if (focus === "sidebar") return "Collections";
  const { digit, title } = placeOf(place);
  const name = digit === undefined ? title : `${digit} ${title}`;
  const record = focus === "detail" ? detail.record : null;
  return record ? `${name} > ${record.title}` : name;
}

/** The place of the cursor among the rows that are shown: `5/412`. */
function positionText({ lists, place, focus }: HeaderProps): string {
  if (focus !== "list") return "";
  const { shown, cursor, load } = listOf({ lists }, place);
  if (load.state !== "ready" && shown.count === 0) return "";
  return `${countText(Math.min(cursor + 1, shown.count))}/${countText(shown.count)}`;
}
