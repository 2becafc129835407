/** Bytes from a terminal → events, one byte at a time, so that it does not matter where a read ends. */
import type { InputEvent } from "./events.ts";
import { csiEvents, isShiftedRxvt, linuxEvents, oldMouse, ss3Events, typedKey } from "./sequences.ts";

/** What has been begun and is not yet whole. */
type Begun =
  | { readonly type: "nothing" }
  | { readonly type: "esc" }
  /** One character of several bytes. */
  | {
    readonly type: "utf8";
    readonly bytes: readonly number[];
    readonly length: number;
    readonly isAlt: boolean;
  }
  | { readonly type: "csi" | "ss3"; readonly parameters: string }
  | { readonly type: "linux" }
  | { readonly type: "old-mouse"; readonly bytes: readonly number[] }
  /** A reply of the terminal's that ends in ST or BEL; `opener` is the byte after ESC. */
  | { readonly type: "reply"; readonly opener: number; readonly isEmpty: boolean; readonly hasEsc: boolean }
  | { readonly type: "paste" };

const NOTHING: Begun = { type: "nothing" };
const NONE: readonly InputEvent[] = [];

const ESC = 0x1b;
const BEL = 0x07;
/** More is pasted by mistake only. */
const MOST_PASTED_BYTES = 1_048_576;
const PASTE_END = "\x1b[201~";
/** No sequence worth understanding is longer; what is longer is still swallowed to its end. */
const MOST_PARAMETERS = 64;
/** What opens a string that the terminal sends: OSC, DCS, APC, PM, SOS. */
const OPENERS = new Set([..."]P_^X"].map((sign) => sign.charCodeAt(0)));

/** The one decoder of a terminal's input. Nothing that is fed makes it throw. */
export class InputDecoder {
  #begun: Begun = NOTHING;
  #pasted: number[] = [];
  /** Bytes of {@link PASTE_END} that the last bytes of a paste may be. */
  #ending = 0;
  #isCut = false;

  /** Whether {@link flush} has something to give: ESC, or what ESC and one more key look like. */
  get isWaiting(): boolean {
    const begun = this.#begun;
    if (begun.type === "reply") return begun.isEmpty || begun.hasEsc;
    return begun.type === "esc" ||
      ((begun.type === "csi" || begun.type === "ss3") && begun.parameters === "");
  }

  /** Takes what was read, any number of bytes. @returns what is whole by now */
  feed(bytes: Uint8Array): readonly InputEvent[] {
    const events: InputEvent[] = [];
    for (const byte of bytes) events.push(...this.#take(byte));
    return events;
  }

  /** Called when nothing came for a while after {@link isWaiting}. @returns the key that ESC was */
  flush(): readonly InputEvent[] {
    const begun = this.#begun;
    if (!this.isWaiting) return NONE;
    this.#begun = NOTHING;
    if (begun.type === "csi") return typedKey(0x5b, true);
    if (begun.type === "ss3") return typedKey(0x4f, true);
    return begun.type === "reply" && !begun.hasEsc ? typedKey(begun.opener, true) : typedKey(ESC, false);
  }

  #take(byte: number): readonly InputEvent[] {
    const begun = this.#begun;
    switch (begun.type) {
      case "nothing":
        return this.#takeKey(byte, false);
      case "esc":
        return this.#takeAfterEsc(byte);
      case "utf8":
        return this.#takeOfCharacter(byte, begun);
      case "csi":
      case "ss3":
        return this.#takeOfSequence(byte, begun);
      case "linux":
        return this.#end(linuxEvents(String.fromCharCode(byte)));
      case "old-mouse": {
        const whole = [...begun.bytes, byte];
        if (whole.length === 3) return this.#end(oldMouse(whole));
        return this.#begin({ type: "old-mouse", bytes: whole });
      }
      case "reply":
        return this.#takeOfReply(byte, begun);
      case "paste":
        return this.#takeOfPaste(byte);
    }
  }

  #begin(begun: Begun): readonly InputEvent[] {
    this.#begun = begun;
    return NONE;
  }

  #end(events: readonly InputEvent[]): readonly InputEvent[] {
    this.#begun = NOTHING;
    return events;
  }

  #takeKey(byte: number, isAlt: boolean): readonly InputEvent[] {
    if (byte === ESC) return this.#begin({ type: "esc" });
    if (byte < 0x80) return this.#end(typedKey(byte, isAlt));
    const length = byte < 0xc2 || byte > 0xf4 ? 0 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
    if (length === 0) return this.#end(NONE);
    return this.#begin({ type: "utf8", bytes: [byte], length, isAlt });
  }

  #takeAfterEsc(byte: number): readonly InputEvent[] {
    if (byte === ESC) return typedKey(ESC, false);
    if (byte === 0x5b) return this.#begin({ type: "csi", parameters: "" });
    if (byte === 0x4f) return this.#begin({ type: "ss3", parameters: "" });
    if (!OPENERS.has(byte)) return this.#takeKey(byte, true);
    return this.#begin({ type: "reply", opener: byte, isEmpty: true, hasEsc: false });
  }

  #takeOfCharacter(byte: number, begun: Begun & { type: "utf8" }): readonly InputEvent[] {
    if ((byte & 0xc0) !== 0x80) return this.#takeKey(byte, false);
    const bytes = [...begun.bytes, byte];
    if (bytes.length < begun.length) return this.#begin({ ...begun, bytes });
    const code = codePoint(bytes);
    return this.#end(code === undefined ? NONE : typedKey(code, begun.isAlt));
  }

  #takeOfSequence(byte: number, begun: Begun & { type: "csi" | "ss3" }): readonly InputEvent[] {
    // Nothing of a sequence is a control character: it was broken off, and this is a key again.
    if (byte < 0x20 || byte > 0x7e) return this.#takeKey(byte, false);
    const { type, parameters } = begun;
    const sign = String.fromCharCode(byte);
    if (type === "ss3" && !/[\d;]/.test(sign)) return this.#end(ss3Events(parameters, sign));
    if (byte < 0x40) {
      if (sign === "$" && isShiftedRxvt(parameters)) return this.#end(csiEvents(parameters, sign));
      const isFull = parameters.length >= MOST_PARAMETERS;
      return this.#begin({ type, parameters: isFull ? parameters : parameters + sign });
    }
    if (parameters === "" && sign === "[") return this.#begin({ type: "linux" });
    if (parameters === "" && sign === "M") return this.#begin({ type: "old-mouse", bytes: [] });
    if (parameters === "200" && sign === "~") return this.#begin({ type: "paste" });
    return this.#end(parameters.length >= MOST_PARAMETERS ? NONE : csiEvents(parameters, sign));
  }

  #takeOfReply(byte: number, begun: Begun & { type: "reply" }): readonly InputEvent[] {
    if (begun.hasEsc) {
      if (byte === 0x5c) return this.#end(NONE);
      return this.#takeAfterEsc(byte);
    }
    if (byte === ESC) return this.#begin({ ...begun, hasEsc: true });
    if (byte === BEL) return this.#end(NONE);
    // A reply holds no other control character: it was broken off, and this is a key again.
    if (byte < 0x20 || byte === 0x7f) return this.#takeKey(byte, false);
    return this.#begin({ ...begun, isEmpty: false });
  }

  #takeOfPaste(byte: number): readonly InputEvent[] {
    if (byte === PASTE_END.charCodeAt(this.#ending)) {
      this.#ending += 1;
      return this.#ending === PASTE_END.length ? this.#endPaste() : NONE;
    }
    for (let at = 0; at < this.#ending; at++) this.#keep(PASTE_END.charCodeAt(at));
    this.#ending = byte === ESC ? 1 : 0;
    if (byte !== ESC) this.#keep(byte);
    return NONE;
  }

  #keep(byte: number): void {
    if (this.#pasted.length < MOST_PASTED_BYTES) this.#pasted.push(byte);
    else this.#isCut = true;
  }

  #endPaste(): readonly InputEvent[] {
    // Streaming leaves out a character that the cut went through.
    const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(new Uint8Array(this.#pasted), {
      stream: this.#isCut,
    })
      .replace(/\r\n?/g, "\n");
    const cut = this.#isCut ? { isCut: true } as const : {};
    this.#pasted = [];
    this.#ending = 0;
    this.#isCut = false;
    return this.#end([{ type: "paste", text, ...cut }]);
  }
}

function codePoint(bytes: readonly number[]): number | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(new Uint8Array(bytes))
      .codePointAt(0);
  } catch {
    return undefined;
  }
}
