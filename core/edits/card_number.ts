/** Numbers of payment cards: which are numbers at all, and of which network. */

/** The networks that Firefox 153 knows. */
export const CARD_NETWORKS = [
  "amex",
  "cartebancaire",
  "diners",
  "discover",
  "jcb",
  "mastercard",
  "mir",
  "unionpay",
  "visa",
] as const;
export type CardNetwork = typeof CARD_NETWORKS[number];

/** How the numbers of a network begin, and how many digits they have. */
interface Range {
  readonly network: CardNetwork;
  readonly from: number;
  readonly to: number;
  readonly digits: readonly [least: number, most: number];
}

const range = (network: CardNetwork, from: number, to: number, least: number, most = least): Range => (
  { network, from, to, digits: [least, most] }
);

/** The longest beginning decides: Carte Bancaire has two of the beginnings that would be Visa's. */
const RANGES: readonly Range[] = [
  range("cartebancaire", 4035, 4035, 16),
  range("cartebancaire", 4360, 4360, 16),
  range("discover", 6011, 6011, 16, 19),
  range("jcb", 3528, 3589, 16, 19),
  range("diners", 3095, 3095, 14, 19),
  range("mastercard", 2221, 2720, 16),
  range("mir", 2200, 2204, 16, 19),
  range("discover", 644, 649, 16, 19),
  range("diners", 300, 305, 14, 19),
  range("unionpay", 81, 81, 16, 19),
  range("discover", 65, 65, 16, 19),
  range("unionpay", 62, 62, 16, 19),
  range("mastercard", 51, 55, 16),
  range("diners", 38, 39, 14, 19),
  range("amex", 37, 37, 15),
  range("diners", 36, 36, 14, 19),
  range("amex", 34, 34, 15),
  range("visa", 4, 4, 13, 19),
];

/** The digits of a card's number, which may be written in groups; undefined for what is none. */
export function cardNumber(text: string): string | undefined {
  const digits = text.replace(/[-\s]/g, "");
  return /^\d{12,19}$/.test(digits) && checkSum(digits) % 10 === 0 ? digits : undefined;
}

/** Digits, as many as there are with nothing but blanks and hyphens between them. */
const RUN = /\d(?:[-\s]*\d)*/g;
const MOST_DIGITS = 19;

/** Whether a text is the number of a card, or has one anywhere in it. */
export const holdsCardNumber = (text: string): boolean => (text.match(RUN) ?? []).some(isRunWithNumber);

/** Of a run that is more than a number, only whole groups are taken for one, and only of a network that there is. */
function isRunWithNumber(run: string): boolean {
  if (cardNumber(run) !== undefined) return true;
  const groups = run.split(/[-\s]+/);
  return groups.some((_, start) => {
    let digits = "";
    for (const group of groups.slice(start, start + MOST_DIGITS)) {
      digits += group;
      if (digits.length > MOST_DIGITS) return false;
      if (networkOf(digits) !== undefined && cardNumber(digits) !== undefined) return true;
    }
    return false;
  });
}

/** Every second digit from the right counts twice. @see ISO/IEC 7812-1, annex B */
function checkSum(digits: string): number {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i]);
    const weighed = i % 2 === 1 ? 2 * digit : digit;
    sum += weighed > 9 ? weighed - 9 : weighed;
  }
  return sum;
}

/** The network that a number belongs to; undefined where Firefox knows none. @param digits nothing but digits */
export function networkOf(digits: string): CardNetwork | undefined {
  const belongs = ({ from, to, digits: [least, most] }: Range) => {
    const start = Number(digits.slice(0, String(from).length));
    return digits.length >= least && digits.length <= most && start >= from && start <= to;
  };
  return RANGES.find(belongs)?.network;
}

/** The network that is called so, such as `American Express`; undefined where it is none. */
export function networkCalled(name: string): CardNetwork | undefined {
  const bare = name.toLowerCase().replace(/[^a-z]/g, "");
  return bare === "americanexpress" ? "amex" : CARD_NETWORKS.find((network) => network === bare);
}
