/** Punycode, RFC 3492: from what the network calls a host to what people call it. */

/** The parameters of section 5. */
const BASE = 36;
const T_MIN = 1;
const T_MAX = 26;
const SKEW = 38;
const DAMP = 700;
const FIRST_BIAS = 72;
const FIRST_POINT = 128;

/** A label that the network knows, which has 63 letters at most. */
const LABEL = /(^|\.)xn--([a-z0-9-]{1,59})(?![a-z0-9-])/gi;

/** A host with its labels as people read them; a label that is no Punycode stays. */
export const readableHost = (host: string): string =>
  host.replace(LABEL, (label, dot, text) => {
    const decoded = decodeLabel(text.toLowerCase());
    return decoded ? dot + decoded : label;
  });

function decodeLabel(text: string): string | undefined {
  const dash = text.lastIndexOf("-");
  const points = Array.from(text.slice(0, Math.max(0, dash)), (letter) => letter.codePointAt(0) ?? 0);
  let point = FIRST_POINT;
  let bias = FIRST_BIAS;
  let place = 0;
  for (let at = dash + 1; at < text.length;) {
    const number = readNumber(text, at, bias);
    if (!number) return undefined;
    place += number.value;
    const count = points.length + 1;
    bias = adapted(number.value, count, at === dash + 1);
    point += Math.floor(place / count);
    place %= count;
    if (point > 0x10ffff) return undefined;
    points.splice(place++, 0, point);
    at = number.end;
  }
  return String.fromCodePoint(...points);
}

/** A number of section 3.3: its digits tell by themselves where it ends. */
function readNumber(text: string, start: number, bias: number) {
  let value = 0;
  let weight = 1;
  for (let at = start, k = BASE; at < text.length; at++, k += BASE) {
    const digit = digitOf(text.charCodeAt(at));
    value += digit * weight;
    const threshold = Math.min(T_MAX, Math.max(T_MIN, k - bias));
    if (digit < threshold) return { value, end: at + 1 };
    weight *= BASE - threshold;
  }
  return undefined;
}

/** a to z are 0 to 25, 0 to 9 are 26 to 35. */
const digitOf = (unit: number): number => unit >= 97 ? unit - 97 : unit - 22;

function adapted(value: number, count: number, isFirst: boolean): number {
  let delta = Math.floor(value / (isFirst ? DAMP : 2));
  delta += Math.floor(delta / count);
  let k = 0;
  for (; delta > ((BASE - T_MIN) * T_MAX) / 2; k += BASE) delta = Math.floor(delta / (BASE - T_MIN));
  return k + Math.floor(((BASE - T_MIN + 1) * delta) / (delta + SKEW));
}
