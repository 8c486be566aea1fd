/**
 * The client library's connection, with three of its habits mended:
 *
 * - When it gives a socket up it forgets its listeners at once. An error that comes
 *   right then, such as the reset by a server that let nobody in, is heard by nobody,
 *   and ends the program, or the worker with all commits that wait.
 * - It leaves a socket open at which nobody answered in time.
 * - Where no server of a cluster lets it in it tries for ever, since each tells it of
 *   the others. Here each is tried once, until one let it in.
 *
 * @module
 */
import {
  type ConnectionOptions,
  type NatsConnection,
  NatsConnectionImpl,
  setTransportFactory,
} from "@nats-io/transport-node";
import { NodeTransport } from "@nats-io/transport-node/lib/node_transport.js";

type Socket = Awaited<ReturnType<NodeTransport["dial"]>>;
type Server = Parameters<NodeTransport["connect"]>[0];

/** Has a socket hear of its errors, also when all listeners are to go. */
function heard(socket: Socket): Socket {
  const forget = socket.removeAllListeners.bind(socket);
  const listen = () => socket.on("error", () => {});
  socket.removeAllListeners = (...events) => {
    forget(...events); // one that is undefined would not be all of them
    return listen();
  };
  return listen();
}

/** The first connection of a program to its servers. */
class Trial {
  /** How many more may be tried. */
  left: number;
  /** Why the last one did not let it in. */
  reason: unknown;

  constructor(servers: number) {
    this.left = servers;
  }
}

/** Options that the library hands to its transports as they are. */
interface TriedOptions extends ConnectionOptions {
  readonly trial: Trial;
}

/** A connection whose sockets are heard. */
class HeardTransport extends NodeTransport {
  #trial: Trial | undefined;

  override async connect(server: Server, options: ConnectionOptions) {
    const trial: unknown = Reflect.get(options, "trial");
    if (trial instanceof Trial) this.#trial = trial;
    if (this.#trial !== undefined && this.#trial.left-- <= 0) {
      throw this.#trial.reason;
    }
    try {
      await super.connect(server, options);
    } catch (error) {
      this.#refused(error);
      throw error;
    }
  }

  override async dial(server: { hostname: string; port: number }) {
    return heard(await super.dial(server));
  }

  override async startTLS() {
    const socket = await super.startTLS();
    heard(socket);
    return socket;
  }

  override async close(error?: Error) {
    if (error !== undefined) this.#refused(error);
    if (!this.connected) this.discard();
    await super.close(error);
  }

  #refused(reason: unknown): void {
    if (this.#trial !== undefined) this.#trial.reason = reason;
  }
}

/** Connects as the library does; each of so many servers is tried once. */
export async function connectHeard(
  servers: number,
  options: ConnectionOptions,
): Promise<NatsConnection> {
  setTransportFactory({ factory: () => new HeardTransport() });
  const trial = new Trial(servers);
  const tried: TriedOptions = { ...options, trial };
  const client = await NatsConnectionImpl.connect(tried);
  trial.left = Infinity;
  return client;
}
