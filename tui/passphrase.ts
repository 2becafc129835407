/** The passphrase of a sealed profile: asked for once, by whoever needs it first. */

export class Passphrase {
  #given: Promise<string> | undefined;
  #waiting: PromiseWithResolvers<string> | undefined;
  #wasWrong = false;

  /** @param open asks the person; `isWrong` where the last one was not it */
  constructor(private readonly open: (isWrong: boolean) => void) {}

  /** What the person gives; waits for it. */
  ask(): Promise<string> {
    if (this.#given) return this.#given;
    this.#waiting = Promise.withResolvers<string>();
    this.#given = this.#waiting.promise;
    this.open(this.#wasWrong);
    return this.#given;
  }

  give(passphrase: string): void {
    this.#waiting?.resolve(passphrase);
  }

  /** Nobody is going to give it any more. */
  leave(): void {
    this.#waiting?.reject(new Error("nobody is there to give a passphrase"));
  }

  /** It is asked for again. @returns whether the person had given it; false where it came from elsewhere */
  wasWrong(): boolean {
    if (!this.#given) return false;
    this.#wasWrong = true;
    this.#given = undefined;
    return true;
  }
}
