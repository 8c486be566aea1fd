/**
 * The links between the servers of a cluster, on 127.0.0.1: each server reaches each
 * other one through a proxy of its own. A server that is cut off hears nothing of the
 * others, and its clients do not notice.
 *
 * @module
 */

/** The links of a cluster. */
export class ServerLinks implements AsyncDisposable {
  readonly #listeners: Deno.TcpListener[] = [];
  readonly #running: Promise<void>[] = [];
  readonly #addresses: string[][];
  #cutOff: number | undefined;
  #mended = Promise.withResolvers<void>();
  #delay = 0;

  /** Links servers that listen to these ports. */
  constructor(ports: readonly number[]) {
    this.#addresses = ports.map((_, from) =>
      ports.flatMap((port, to) =>
        from === to ? [] : [this.#link(from, to, port)]
      )
    );
  }

  /** The addresses at which a server finds the others. */
  from(server: number): readonly string[] {
    return this.#addresses[server] ?? [];
  }

  /** Holds back all that is on its way to a server, and from it. */
  cut(server: number): void {
    this.#cutOff = server;
  }

  /** All servers hear each other again: what was held back first. */
  mend(): void {
    this.#cutOff = undefined;
    this.#mended.resolve();
    this.#mended = Promise.withResolvers();
  }

  /** From now on all that is sent takes so many milliseconds. */
  slow(delay: number): void {
    this.#delay = delay;
  }

  /** Ends all; the servers are down by then. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const listener of this.#listeners) listener.close();
    this.mend();
    await Promise.all(this.#running);
  }

  #link(from: number, to: number, port: number): string {
    const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    this.#listeners.push(listener);
    this.#running.push(this.#serve(listener, [from, to], port));
    return `127.0.0.1:${listener.addr.port}`;
  }

  async #serve(
    listener: Deno.TcpListener,
    ends: readonly number[],
    port: number,
  ): Promise<void> {
    for await (const near of listener) {
      const far = await Deno.connect({ hostname: "127.0.0.1", port })
        .catch(() => near.close()); // that server is not there yet, or not any more
      if (far === undefined) continue;
      this.#running.push(
        this.#carry(near, far, ends),
        this.#carry(far, near, ends),
      );
    }
  }

  /** Carries what comes from one to the other, whoever ends it. */
  async #carry(
    from: Deno.TcpConn,
    to: Deno.TcpConn,
    ends: readonly number[],
  ): Promise<void> {
    const way = new TransformStream<Uint8Array, Uint8Array>({
      transform: async (bytes, controller) => {
        if (this.#delay > 0) {
          await new Promise((resolve) => setTimeout(resolve, this.#delay));
        }
        while (ends.some((end) => end === this.#cutOff)) {
          await this.#mended.promise;
        }
        controller.enqueue(bytes);
      },
    });
    await from.readable.pipeThrough(way).pipeTo(to.writable).catch(() => {});
  }
}
