/**
 * The random life of one database, beside a plain object that lives the same.
 *
 * @module
 */
import type { Kanta, KantaOptions } from "../../mod.ts";
import { Copier } from "../../src/values/copy.ts";
import { contentText, deepEqual } from "../../src/values/equal.ts";
import { NO_TYPES } from "../../src/values/kinds.ts";
import { Random } from "../support/random.ts";
import { randomEdits, randomObject } from "../support/random_edits.ts";

type Any = Record<string, unknown>;

/** Opens the database of a story; `root` is what the caller hands over. */
export type OpenStory = (
  root: Any,
  options: KantaOptions<Any>,
) => Promise<Kanta<Any>>;

/** A state that takes more text than this is cut back. */
const LARGE = 20_000;

/** One transaction in so many reads all there is before its first edit. */
const READ_ALL = 4;

/** How a transaction ends. */
type Ending = "commit" | "throw" | "refused value" | "validator" | "promise";

const BAD_ENDINGS: readonly Ending[] = [
  "validator", // if there is one
  "throw",
  "refused value",
  "promise",
];

function copy<T>(value: T): T {
  return new Copier(NO_TYPES).copyOf(value) as T;
}

/** One story, told by one seed. */
export class RandomStory {
  /** How many transactions were committed or rolled back. */
  transactions = 0;
  /** How many times the database was closed and opened again. */
  reopenings = 0;
  readonly #random: Random;
  readonly #open: OpenStory;
  readonly #rich: boolean;
  #db!: Kanta<Any>;
  #model: Any = {};
  #rev = 1;
  #validated = false;
  #refuse = false;

  /** Begins a story; nothing is opened yet. */
  constructor(random: Random, open: OpenStory) {
    this.#random = random;
    this.#open = open;
    this.#rich = random.chance(0.6);
  }

  /** Lives through `count` transactions; throws where the two lives differ. */
  async live(count: number): Promise<void> {
    const random = this.#random;
    const root = randomObject(random, 3, this.#rich);
    this.#model = copy(root);
    await this.#reopen(root);
    for (let i = 0; i < count; i++) {
      this.#transaction();
      if (random.chance(0.02)) await this.#db.flush();
      if (random.chance(0.01)) await this.#db.snapshot();
      if (random.chance(0.01)) this.#db.flushSync();
      if (random.chance(0.03)) await this.#close();
    }
    await this.#close();
    await this.#db.verify();
    await this.#db.close();
  }

  async #close(): Promise<void> {
    await this.#db.close();
    this.#compare("after closing");
    this.reopenings++;
    await this.#reopen(this.#random.chance(0.5) ? {} : { other: [1] });
  }

  async #reopen(root: Any): Promise<void> {
    this.#validated = this.#random.chance(0.3);
    this.#db = await this.#open(root, {
      serializer: this.reopenings > 0 && this.#random.chance(0.5)
        ? undefined
        : this.#format,
      guard: false,
      defaults: false, // what the root holds is to be gone
      sync: "never",
      ...(this.#validated && {
        validate: () => {
          if (this.#refuse) throw new RangeError("refused");
        },
      }),
    });
    this.#compare("after opening");
    if (this.#db.rev !== this.#rev) {
      throw new Error(`The revision is ${this.#db.rev}, not ${this.#rev}`);
    }
  }

  /** The first opening decides; later ones say the same or nothing. */
  get #format(): "json" | "msgpack" {
    return this.#random.seed % 3 === 0 ? "msgpack" : "json";
  }

  #transaction(): void {
    const random = this.#random;
    const ending: Ending = random.chance(0.8)
      ? "commit"
      : random.pick(BAD_ENDINGS.slice(this.#validated ? 0 : 1));
    const script = random.int(2 ** 31);
    const edits = 1 + random.int(6);
    const next = copy(this.#model);
    const text = contentText(next);
    const cut = script % 64 === 0 || text.length > LARGE;
    this.#edit(next, script, edits, cut);
    this.#refuse = ending === "validator";
    let committed = false;
    try {
      this.#run(ending, (data) => {
        if (script % READ_ALL === 1 && contentText(data) !== text) {
          throw new Error("The drafts differ from what they stand for");
        }
        this.#edit(data, script, edits, cut);
        if (ending === "throw") throw new RangeError("rolled back");
        if (ending === "validator") data["checked"] = random.next(); // is a change
        if (ending === "refused value") data["bad"] = [{ deep: [() => 1] }];
        return ending === "promise" ? Promise.resolve() : undefined;
      });
      committed = true;
    } catch (error) {
      if (ending === "commit") throw error;
    }
    this.#refuse = false;
    this.transactions++;
    if (committed !== (ending === "commit")) throw new Error(`A ${ending} did`);
    if (committed) {
      const after = copy(next); // an object in two places is two
      if (!deepEqual(after, this.#model)) this.#rev++;
      this.#model = after;
    }
    this.#compare(ending);
  }

  #run(ending: Ending, change: (data: Any) => unknown): void {
    const options = { user: this.#random.pick(["alice", "bob", "$$"]) };
    if (ending === "promise" || this.#random.chance(0.7)) {
      this.#db.transaction(ending, options, change);
    } else {
      using tx = this.#db.begin(ending, options);
      change(tx.data);
      tx.commit();
    }
  }

  #edit(root: Any, script: number, edits: number, cut: boolean): void {
    if (cut) {
      for (const key of Object.keys(root).slice(2)) delete root[key];
    }
    randomEdits(root, new Random(script), edits, this.#rich);
  }

  #compare(when: string): void {
    if (deepEqual(this.#db.data, this.#model)) return;
    throw new Error(
      `The database differs ${when}:\n${contentText(this.#db.data)}\n` +
        `is not\n${contentText(this.#model)}`,
    );
  }
}
