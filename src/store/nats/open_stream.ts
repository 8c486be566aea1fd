/**
 * Opens the stream of a log on NATS servers: finds or makes it, and refuses one
 * that could lose what it acknowledged.
 *
 * @module
 */
import { AwayError, FileLockError } from "../../errors.ts";
import { quoted } from "../../values/quoted.ts";
import { SYSTEM_TIMERS } from "../file/protocol/timers.ts";
import type { LogStream } from "../stream/port/port.ts";
import type { StreamAddress } from "../stream/port/stream_address.ts";
import type { NatsOptions } from "../../keep/nats_options.ts";
import {
  ask,
  CODES,
  Declined,
  isLeaderless,
  type StreamConfig,
} from "./api.ts";
import { connectTo, textOf } from "./connect.ts";
import type { Connection } from "./connection.ts";
import { NatsStream } from "./nats_stream.ts";
import { missingRights } from "./rights.ts";
import { StreamNames } from "./stream_names.ts";
import { faultsOf, idOf, shapeOf } from "./stream_shape.ts";
import { leaderless, Unanswered } from "./unanswered.ts";

/** How to open a stream. */
export interface OpenStreamOptions extends NatsOptions {
  /** Whether the stream is made where there is none. */
  readonly create: boolean;
  /** Whether it will be written: the leader is asked, with the rights of a writer. */
  readonly writes: boolean;
}

/** The oldest servers that know all that is asked of them. */
const OLDEST = [2, 11];
/** How long an answer may take, in milliseconds: who has no leader gives none. */
const ANSWER = 1000;
/** How long the making of a stream may take, in milliseconds: it waits for its leader. */
const MAKING = 5000;
/** How long to wait for servers that have no leader, in milliseconds: to elect one takes up to 9 s. */
const LEADERLESS = 15_000;
/** How long one of them is asked, in milliseconds: it may be cut off from a leader. */
const ONE = 4000;
/** How long until they are asked again, in milliseconds. */
const AGAIN = 200;
/** What of the largest message is left for its headers, in bytes. */
const HEADERS = 16 * 1024;

/** What stands in the way, and what to do, for a message that says where. */
class Obstacle extends Error {}

/** There is no such log. */
class Missing extends Obstacle {}

/**
 * Opens the stream of a log.
 *
 * @throws {FileLockError} When it can't be had; the message says what to do.
 */
export async function openStream(
  address: StreamAddress,
  options: OpenStreamOptions,
): Promise<LogStream> {
  const connection = await connectTo(address, options);
  try {
    return await streamOf(connection, address, options);
  } catch (error) {
    await connection.close();
    if (!(error instanceof Obstacle) && !(error instanceof Unanswered)) {
      throw error;
    }
    const path = textOf(address);
    const { message } = error;
    const cause = error instanceof Missing ? error : error.cause;
    throw new FileLockError(`Cannot open ${quoted(path)}: ${message}`, {
      path,
      cause,
    });
  }
}

/**
 * Opens the stream of a log to read it; undefined where there is no such log.
 *
 * @throws {FileLockError} When it can't be had; the message says what to do.
 */
export async function findStream(
  address: StreamAddress,
  options: NatsOptions,
): Promise<LogStream | undefined> {
  try {
    return await openStream(address, {
      ...options,
      create: false,
      writes: false,
    });
  } catch (error) {
    if (error instanceof Error && error.cause instanceof Missing) {
      return undefined;
    }
    throw error;
  }
}

async function streamOf(
  connection: Connection,
  address: StreamAddress,
  { create, writes, synced = false, replicas }: OpenStreamOptions,
): Promise<LogStream> {
  demandVersion(connection.server.version);
  const names = new StreamNames(address.name);
  let config = await find(connection, names);
  if (config === undefined) {
    if (!create) {
      throw new Missing(
        `there is no log of that name; Kanta.open() or kanta copy makes it`,
      );
    }
    const several = connection.server.cluster || address.servers.length > 1;
    config = await make(connection, names, replicas ?? (several ? 3 : 1));
  }
  const faults = faultsOf(config, names);
  if (faults.length > 0) {
    throw new Obstacle(
      `the stream ${names.stream} is no log that keeps what it acknowledged: ` +
        `${
          faults.join("; ")
        }; change that by the nats command, or use another name`,
    );
  }
  const missing = await missingRights(connection, names, writes);
  if (missing.length > 0) throw forbidden(missing);
  const { max_msg_size: limit = -1 } = config;
  const { most } = connection.server;
  return new NatsStream(connection, names, {
    id: idOf(config),
    most: (limit > 0 ? Math.min(limit, most) : most) - HEADERS,
    synced,
    writes,
  });
}

function demandVersion(version: string): void {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [oldest = 0, least = 0] = OLDEST;
  if (major > oldest || major === oldest && minor >= least) return;
  throw new Obstacle(
    `its server is of version ${version}, and 2.11 or later is wanted; upgrade it`,
  );
}

/** The stream's configuration; undefined where there is no such stream. */
async function find(
  connection: Connection,
  names: StreamNames,
): Promise<StreamConfig | undefined> {
  return await patiently(connection, async () => {
    try {
      return await request(connection, names.api("STREAM.INFO"), ANSWER);
    } catch (error) {
      if (error instanceof Declined && error.code === CODES.noStream) {
        return undefined;
      }
      demandHope(connection, error);
      throw error;
    }
  });
}

/** Makes the stream; or finds the one that another program made meanwhile. */
async function make(
  connection: Connection,
  names: StreamNames,
  replicas: number,
): Promise<StreamConfig> {
  const shape = shapeOf(names, crypto.randomUUID(), replicas);
  return await patiently(connection, async () => {
    try {
      return await request(
        connection,
        names.api("STREAM.CREATE"),
        MAKING,
        shape,
      );
    } catch (error) {
      // Servers that were just started do not know of all others yet.
      const offline = error instanceof Declined && /offline/.test(error.said);
      if (
        error instanceof Declined && error.code !== CODES.exists && !offline
      ) {
        throw unmade(error, replicas);
      }
      demandHope(connection, error);
      const found = await find(connection, names);
      if (found === undefined) throw error;
      return found;
    }
  });
}

function unmade(cause: Declined, replicas: number): Obstacle {
  const fewer = replicas > 1 ? ", or open it with nats: { replicas: 1 }" : "";
  return new Obstacle(
    `the servers do not make its stream for ${replicas} of them: ` +
      `${quoted(cause.said)}; look at their number, limits and room${fewer}`,
    { cause },
  );
}

/** Tries until servers that have no leader, or miss one of them, should have found it. */
async function patiently<T>(
  connection: Connection,
  attempt: () => Promise<T>,
): Promise<T> {
  const start = SYSTEM_TIMERS.now();
  let left = start;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof Declined) && !(error instanceof Unanswered)) {
        throw error;
      }
      const now = SYSTEM_TIMERS.now();
      if (now > start + LEADERLESS) throw hopeless(error);
      if (now > left + ONE && connection.server.cluster) {
        connection.move();
        left = now;
      }
    }
    await new Promise<void>((resolve) =>
      SYSTEM_TIMERS.setTimer(resolve, AGAIN)
    );
  }
}

async function request(
  connection: Connection,
  subject: string,
  patience: number,
  question?: StreamConfig,
): Promise<StreamConfig> {
  const answer = await ask(connection, subject, question, patience);
  if (isLeaderless(answer)) throw leaderless();
  const { config } = answer;
  if (config === undefined) {
    throw new Obstacle("a server answered without a stream");
  }
  return config;
}

/** Throws what does not change by waiting. */
function demandHope(connection: Connection, error: unknown): void {
  const off = error instanceof Declined
    ? error.code === CODES.off || error.code === CODES.offForAccount
    : error instanceof Unanswered && error.silence === "nobody" &&
      !connection.server.jetstream;
  if (off) {
    throw new Obstacle(
      "JetStream is off, on the servers or for this account; start them with " +
        "jetstream { store_dir }, and enable it for the account",
      { cause: error },
    );
  }
  if (error instanceof Unanswered && error.right !== undefined) {
    throw forbidden([error.right]);
  }
  if (!(error instanceof Declined) && !(error instanceof Unanswered)) {
    throw error;
  }
}

function forbidden(missing: readonly string[]): Obstacle {
  return new Obstacle(
    `this user may not ${
      missing.join(", ")
    }; allow that in the servers' configuration`,
  );
}

function hopeless(error: unknown): Obstacle {
  const said = error instanceof Error ? error.message : `${error}`;
  return new Obstacle(
    `no majority of its servers answers (${said}); look whether they run and reach each other`,
    {
      cause: new AwayError("No majority of the servers answers", {
        cause: error,
      }),
    },
  );
}
