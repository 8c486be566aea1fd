/**
 * A process that writes to a log on servers, and what it said of that.
 *
 * @module
 */
import { Child } from "../child.ts";
import type { NatsWriterOptions } from "../children/nats_writer.ts";

/** What a writer was told when another one took over. */
export interface TakenOver {
  /** The last number that it committed. */
  readonly n: number;
  readonly written: number;
  readonly lost: number;
  readonly by?: { readonly pid: number };
  readonly saved?: string;
  readonly records?: readonly string[];
}

/** A process that writes. */
export class WriterProcess {
  readonly child: Child;
  readonly name: string;

  /** Starts it. */
  constructor(options: NatsWriterOptions) {
    this.name = options.name;
    this.child = new Child({
      program: "./children/nats_writer.ts",
      args: [JSON.stringify(options)],
      patience: 120_000,
    });
  }

  /** The last number that it was promised. */
  get acked(): number {
    return this.#last("ack ");
  }

  /** The last number that it committed. */
  get tried(): number {
    return this.#last("try ");
  }

  /** The number of the last line that begins so: none is smaller than the one before. */
  #last(prefix: string): number {
    const line = this.child.lines.findLast((line) => line.startsWith(prefix));
    return Number(line?.slice(prefix.length) ?? 0);
  }

  /** Resolves once it writes; the revision that it found. */
  async opened(): Promise<number> {
    return Number((await this.said("open ")).slice("open ".length));
  }

  /** Resolves once it was promised another commit, beyond those of which it knows. */
  async progress(): Promise<void> {
    const { tried } = this;
    while (this.acked <= tried) await this.next("ack ");
  }

  /** Resolves when it has just committed, and waits for an answer. */
  async underway(): Promise<void> {
    await this.next("try ");
  }

  /** Resolves once it was promised all that it committed; it is to be paused. */
  async progressed(): Promise<void> {
    while (this.acked < this.tried) await this.next("ack ");
  }

  /** Resolves once it was told that it was taken over. */
  async takenOver(): Promise<TakenOver> {
    return JSON.parse((await this.said("taken ")).slice("taken ".length));
  }

  /** A line that begins so, said before or the next one. */
  async said(prefix: string): Promise<string> {
    const before = this.child.lines.find((line) => line.startsWith(prefix));
    return before ?? await this.next(prefix);
  }

  /** The next line that begins so. */
  async next(prefix: string): Promise<string> {
    const line = await this.child.hear(prefix);
    if (line !== "") return line;
    const { complaints, lines } = await this.child.ended;
    throw new Error(
      `The writer ${this.name} ended without "${prefix}": ` +
        `${lines.slice(-3).join(" / ")} ${complaints}`,
    );
  }

  /** Stops it where it is. */
  freeze(): void {
    this.child.kill("SIGSTOP");
  }

  /** Lets it go on. */
  thaw(): void {
    this.child.kill("SIGCONT");
  }

  /** Closes its database; what it said of that. */
  async close(): Promise<string> {
    await this.child.tell("close");
    const said = this.child.hear("closed");
    const failed = this.child.hear("unclosed");
    return await Promise.race([said, failed]);
  }

  /** Kills it. */
  async kill(): Promise<void> {
    this.child.kill();
    await this.child.ended;
  }

  /** Kills it, whatever it is doing. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }
}
