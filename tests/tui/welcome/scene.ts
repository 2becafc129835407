/** The first-run screen played by a test: its keys, the real use-cases, and an embedded server. */
import { App } from "../../../app/open.ts";
import type { InputEvent } from "../../../tui/input/events.ts";
import { type DeskEffect, WelcomeDesk } from "../../../tui/welcome/effects.ts";
import type { WelcomeEffect, WelcomeEvent, WelcomeStep } from "../../../tui/welcome/model.ts";
import { openWelcome, reduceWelcome, type Welcome } from "../../../tui/welcome/welcome.ts";
import type { BrowserWorld } from "../../../tui/world.ts";
import { addUser } from "../../../server/admin.ts";
import { type CodeMessage, type RunningServer, serve, type ServeOptions } from "../../../server/serve.ts";
import { makeProfile, type TestProfile } from "../../app/app_support.ts";

export const EMAIL = "ann@example.org";
export const PASSWORD = "correct horse battery stäple";

/** What the world does in place of its usual ways; what is not given must not be asked for. */
export type WorldParts = Partial<Pick<BrowserWorld, "env" | "startDemo" | "startServer" | "openUrls">> & {
  readonly isReadOnly?: boolean;
};

/** A world on a profile of its own. */
export function worldOn(profile: TestProfile, parts: WorldParts = {}): BrowserWorld {
  const never = () => Promise.reject(new Error("nobody should ask for this"));
  const { isReadOnly = false, ...given } = parts;
  return {
    os: "linux",
    version: "0",
    build: "source",
    env: () => undefined,
    signal: new AbortController().signal,
    now: Date.now,
    profile: "default",
    isDemo: false,
    flags: {
      ascii: true,
      mouse: true,
      color: "never",
      readOnly: isReadOnly,
      offline: false,
      debug: false,
      maxAgeMs: 0,
    },
    sections: new Map(),
    paths: { config: "~/c/config.toml", data: "~/d", log: "~/l", server: "~/d/foxden-server" },
    openApp: ({ signal, passphrase, warn }) =>
      profile.open({
        passphrase,
        warn,
        readOnly: isReadOnly,
        ...(signal ? { signal } : {}),
      }),
    profiles: () => Promise.resolve([]),
    startDemo: never,
    startServer: never,
    run: never,
    openUrls: never,
    editConfig: never,
    onExit: () => () => {},
    takeCrashes: () => () => {},
    reportCrash: () => undefined,
    ...given,
  };
}

/** A person at the screen. */
export class Player implements Disposable {
  /** The screen as it is; null once it is closed. */
  welcome: Welcome | null;
  readonly states: Welcome[] = [];
  readonly events: WelcomeEvent[] = [];
  readonly effects: WelcomeEffect[] = [];
  readonly entered: BrowserWorld[] = [];
  readonly #desk: WelcomeDesk;
  #underWay: Promise<void>[] = [];

  /** How often a passphrase turned out to be another one. */
  wrongPassphrases = 0;

  /** @param passphrases what the person gives, one after the other */
  constructor(world: BrowserWorld, first: Welcome = openWelcome(world), passphrases: readonly string[] = []) {
    this.welcome = first;
    this.#desk = new WelcomeDesk({
      world,
      passphrase: () => {
        const given = passphrases[this.wrongPassphrases];
        return given === undefined ? Promise.reject(new Error("nobody is asked")) : Promise.resolve(given);
      },
      wrongPassphrase: () => this.wrongPassphrases++,
      dispatch: (event) => {
        this.events.push(event);
        this.#reduce(event);
      },
      enter: (next) => this.entered.push(next),
    });
  }

  [Symbol.dispose](): void {
    this.#desk[Symbol.dispose]();
  }

  /** The step, which has to be of that name. */
  at<N extends WelcomeStep["name"]>(name: N): Extract<WelcomeStep, { name: N }> {
    const step = this.welcome?.step;
    if (step?.name === name) return step as Extract<WelcomeStep, { name: N }>;
    throw new Error(`at ${step?.name}, not at ${name}: ${JSON.stringify(this.welcome?.fault)}`);
  }

  /** Presses keys, by their names, one after the other; waits for nothing. */
  press(...keys: readonly string[]): this {
    for (const key of keys) this.#reduce({ type: "key", key });
    return this;
  }

  paste(text: string): this {
    this.#reduce({ type: "paste", text });
    return this;
  }

  /** Waits until nothing is under way. */
  async settled(): Promise<this> {
    while (this.#underWay.length > 0) {
      const waiting = this.#underWay;
      this.#underWay = [];
      await Promise.all(waiting);
    }
    return this;
  }

  #reduce(event: InputEvent | WelcomeEvent): void {
    if (!this.welcome) return;
    const { welcome, effects } = reduceWelcome(this.welcome, event, Date.now());
    this.welcome = welcome;
    if (welcome) this.states.push(welcome);
    for (const effect of effects) {
      this.effects.push(effect);
      if (effect.type !== "copy") this.#run(effect);
    }
  }

  #run(effect: DeskEffect): void {
    // An effect begins once the state is whole.
    this.#underWay.push(Promise.resolve().then(() => this.#desk.run(effect)));
  }
}

/** A server, a profile, and a person at its first screen. */
export interface Scene extends AsyncDisposable {
  readonly server: RunningServer;
  readonly profile: TestProfile;
  readonly mail: CodeMessage[];
  readonly world: BrowserWorld;
  readonly player: Player;
  /** Who is signed in, by what the profile holds. */
  readonly signedIn: () => Promise<string | undefined>;
}

export interface SceneOptions extends Omit<ServeOptions, "deliver"> {
  readonly parts?: WorldParts;
  /** Whether the account of {@link EMAIL} exists. */
  readonly user?: boolean;
}

export async function openScene({ parts, user = true, ...options }: SceneOptions = {}): Promise<Scene> {
  const mail: CodeMessage[] = [];
  const server = await serve({ ...options, deliver: (message) => mail.push(message) });
  if (user) await addUser(server.database, { email: EMAIL, password: PASSWORD });
  const profile = await makeProfile();
  const world = worldOn(profile, parts);
  const player = new Player(world);
  return {
    server,
    profile,
    mail,
    world,
    player,
    async signedIn() {
      using app: App = profile.open();
      return (await app.secretsIfAny())?.email;
    },
    async [Symbol.asyncDispose]() {
      player[Symbol.dispose]();
      await player.settled();
      await server.close();
      await profile[Symbol.asyncDispose]();
    },
  };
}

/** From the menu to the choice of a way at the scene's own server. */
export async function toOwnServer({ player, server }: Scene, way: "browser" | "password"): Promise<Player> {
  await player.press("4").paste(server.url).press("enter").settled();
  player.at("way");
  return await player.press(way === "browser" ? "1" : "2").settled();
}

/** Gives address and password at the scene's own server, and waits for the answer. */
export async function giveThe(password: string, scene: Scene): Promise<Player> {
  const player = await toOwnServer(scene, "password");
  return await player.paste(EMAIL).press("enter").paste(password).press("enter").settled();
}

/** Every state and event as text, for a look whether something secret is in them. */
export function everythingSaid({ states, events }: Player, which: (state: Welcome) => boolean): string {
  return JSON.stringify([states.filter(which), events]);
}
