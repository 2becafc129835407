/** The passphrase of a sealed profile: asked for once, by whoever needs it first. */

export class Passphrase {
  #given: Promise<string> | undefined;
  #give: ((passphrase: string) => void) | undefined;
  #wasWrong = false;

  /** @param open asks the person; `isWrong` where the last one was not it */
  constructor(private readonly open: (isWrong: boolean) => void) {}

  /** What the person gives; waits for it. */
  ask(): Promise<string> {
    if (this.#given) return this.#given;
    const { promise, resolve } = Promise.withResolvers<string>();
    this.#give = resolve;
    this.#given = promise;
    this.open(this.#wasWrong);
    return promise;
  }

  give(passphrase: string): void {
    this.#give?.(passphrase);
  }

  /** It is asked for again. */
  wasWrong(): void {
    this.#wasWrong = true;
    this.#given = undefined;
  }
}
