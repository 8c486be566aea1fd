/**
 * The rights that a log needs on its servers, tried when it is opened: whoever
 * lacks one hears of it then, and not at the first commit or the first takeover.
 *
 * @module
 */
import type { Connection } from "./connection.ts";
import { KINDS, type StreamNames } from "./stream_names.ts";
import { Unanswered } from "./unanswered.ts";

/** How long an answer may take, in milliseconds; one that is late was allowed to be asked. */
const PATIENCE = 2000;
/** The servers refuse a message for a stream of that name. */
const NO_STREAM = "none";

/** Tries what a log does. */
class Trial {
  readonly #connection: Connection;
  readonly #names: StreamNames;
  readonly #missing = new Set<string>();
  #lost: Unanswered | undefined;
  /** Whether a request was not answered by whoever asked it. */
  #mute = false;

  constructor(connection: Connection, names: StreamNames) {
    this.#connection = connection;
    this.#names = names;
  }

  /** What this user may not do. */
  get missing(): string[] {
    if (this.#lost !== undefined) throw this.#lost;
    const missing = [...this.#missing];
    const known = missing.some((right) => right.includes(this.#names.holder));
    if (this.#mute && !known) {
      missing.push("answer requests (allow_responses: true)");
    }
    return missing;
  }

  /** Tries what a follower does. */
  async follow(): Promise<void> {
    const direct = this.#names.api("DIRECT.GET");
    const last = this.#names.subject("snapshot");
    await Promise.all([
      this.#ask(direct, JSON.stringify({ last_by_subj: last })),
      this.#ask(`${direct}.${last}`, ""),
      this.#ask(this.#names.holder, ""),
      this.#listen(this.#names.live),
    ]);
  }

  /** Tries what a writer does besides. */
  async write(): Promise<void> {
    const last = this.#names.subject("snapshot");
    const leader = this.#names.api("STREAM.MSG.GET");
    await Promise.all([
      ...KINDS.map((kind) => this.#publish(this.#names.subject(kind))),
      this.#ask(leader, JSON.stringify({ last_by_subj: last })),
      // What is no JSON is refused; a purge that is allowed would be one.
      this.#ask(this.#names.api("STREAM.PURGE"), "{"),
      this.#answer(),
    ]);
  }

  #take(error: unknown): void {
    if (!(error instanceof Unanswered)) throw error;
    if (error.right !== undefined) this.#missing.add(error.right);
    else if (error.silence === "lost") this.#lost = error;
  }

  async #ask(subject: string, question: string): Promise<void> {
    await this.#connection.request(subject, question, PATIENCE)
      .catch((error) => this.#take(error));
  }

  /** Publishes what is refused, since it is for another stream. */
  async #publish(subject: string): Promise<void> {
    const headers = this.#connection.headers();
    headers.append("Nats-Expected-Stream", NO_STREAM);
    await this.#connection.request(subject, "", PATIENCE, headers)
      .catch((error) => this.#take(error));
  }

  async #listen(subject: string): Promise<void> {
    const refused = (error: Unanswered) => this.#take(error);
    const end = this.#connection.subscribe(subject, () => {}, refused);
    await this.#connection.flush(); // a refusal comes before its answer
    end();
  }

  /** Asks for the holder, and answers itself. */
  async #answer(): Promise<void> {
    const { holder } = this.#names;
    const word = crypto.randomUUID();
    this.#mute = true;
    const endListening = this.#connection.subscribe(holder, (question) => {
      if (question.string() === word) question.respond(word);
    }, (error) => this.#take(error));
    const endAsking = this.#connection.requestMany(holder, word, (answer) => {
      if (answer instanceof Unanswered) this.#take(answer);
      else if (answer.string() === word) this.#mute = false;
    });
    await this.#connection.flush(); // it was asked, and has answered
    await this.#connection.flush(); // the answer came, or a refusal
    endListening();
    endAsking();
  }
}

/** The rights that this user lacks, such as `publish to "kanta.shop.log"`. */
export async function missingRights(
  connection: Connection,
  names: StreamNames,
  writes: boolean,
): Promise<string[]> {
  const trial = new Trial(connection, names);
  await Promise.all([trial.follow(), ...writes ? [trial.write()] : []]);
  return trial.missing;
}
