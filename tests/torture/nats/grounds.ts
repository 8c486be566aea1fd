/**
 * Servers on which faults happen, one after the other: starting three and having
 * them elect a leader takes longer than most faults.
 *
 * @module
 */
import { type NatsServers, startNats } from "../../support/nats_servers.ts";

/** How many servers a fault takes: one, or a cluster. */
export type ServerCount = 1 | 3;

/** Servers that nothing happens to just now, and those that are made when there are none. */
export class Grounds implements AsyncDisposable {
  readonly #free: NatsServers[] = [];

  /** So many servers, for one fault alone; undefined where there is no program. */
  async take(count: ServerCount): Promise<NatsServers | undefined> {
    const found = this.#free.findIndex(({ all }) => all.length === count);
    return found < 0
      ? await startNats("logs on servers that fail", { count })
      : this.#free.splice(found, 1)[0];
  }

  /** Takes servers back after a fault that left them as they were; its log is deleted. */
  async giveBack(servers: NatsServers, log: string): Promise<void> {
    try {
      await Promise.all(servers.all.map((server) => server.ready()));
      const client = await servers.client();
      const request = `$JS.API.STREAM.DELETE.KANTA_${log}`;
      await client.request(request, "", { timeout: 5000 });
      await client.close();
    } catch {
      // The next fault gets others: these are not as they were.
      return await servers[Symbol.asyncDispose]();
    }
    this.#free.push(servers);
  }

  /** Ends all servers. */
  async [Symbol.asyncDispose](): Promise<void> {
    const all = this.#free.splice(0);
    await Promise.all(all.map((servers) => servers[Symbol.asyncDispose]()));
  }
}
