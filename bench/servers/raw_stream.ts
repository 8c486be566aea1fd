/**
 * JetStream without Kanta: what its client library does with the same records.
 *
 * @module
 */
import { connect, headers, type NatsConnection } from "@nats-io/transport-node";

/** A stream that is published to by hand. */
export class RawStream implements AsyncDisposable {
  readonly #client: NatsConnection;
  readonly #subject: string;
  #last = 0;

  private constructor(client: NatsConnection, subject: string) {
    this.#client = client;
    this.#subject = subject;
  }

  /** Makes a stream on so many servers. */
  static async make(
    servers: readonly string[],
    name: string,
  ): Promise<RawStream> {
    const client = await connect({ servers: [...servers] });
    const config = {
      name,
      subjects: [`${name}.>`],
      storage: "file",
      num_replicas: servers.length,
      discard: "new",
    };
    const { data } = await client.request(
      `$JS.API.STREAM.CREATE.${name}`,
      JSON.stringify(config),
      { timeout: 10_000 },
    );
    const { error } = JSON.parse(new TextDecoder().decode(data));
    if (error !== undefined) throw new Error(error.description);
    return new RawStream(client, `${name}.log`);
  }

  /** Publishes on the condition that nobody did since, as a fenced writer has to. */
  async fenced(record: Uint8Array): Promise<void> {
    const head = headers();
    head.set("Nats-Expected-Last-Sequence", `${this.#last}`);
    this.#last = await this.#publish(record, head);
  }

  /** Publishes records all at once, each as a message; resolves when all are stored. */
  async pipelined(records: readonly Uint8Array[]): Promise<void> {
    const seqs = await Promise.all(
      records.map((record) => this.#publish(record)),
    );
    this.#last = Math.max(this.#last, ...seqs);
  }

  async #publish(
    record: Uint8Array,
    head = headers(),
  ): Promise<number> {
    const { data } = await this.#client.request(this.#subject, record, {
      headers: head,
      timeout: 10_000,
    });
    const { seq, error } = JSON.parse(new TextDecoder().decode(data));
    if (error !== undefined) throw new Error(error.description);
    return seq;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client.close();
  }
}
