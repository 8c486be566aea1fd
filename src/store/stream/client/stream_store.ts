/**
 * Logs on servers: the main isolate joins a worker of its own kind, which alone
 * loads the client library.
 *
 * @module
 */
import { FileLockError } from "../../../errors.ts";
import type { Format } from "../../../format/load.ts";
import { serializerAddress } from "../../../format/load.ts";
import { quoted } from "../../../values/quoted.ts";
import { FileStore, type LogKind } from "../../file/client/file_store.ts";
import {
  connectTo,
  type SharedWriter,
} from "../../file/client/shared_writer.ts";
import { workerProgram } from "../../file/protocol/module_worker.ts";
import type { NatsOptions } from "../../../keep/nats_options.ts";
import type { LogOpening, LogStore, StoreOptions } from "../../store.ts";
import { readStreamAddress } from "../port/stream_address.ts";
import { StreamChannel } from "./stream_channel.ts";

const STREAMS: LogKind = {
  Channel: StreamChannel,
  connect: (receive, died) =>
    connectTo(workerProgram(
      "../../nats/worker/worker.ts",
      import.meta.url,
      () => import("../../../../deno-task-build/stream.js"),
    ))(receive, died),
  demandPermission: ({ path }) => demandServers(path),
  program: programOf(Deno.mainModule),
};

/** The name of this program; in a worker Deno knows no main module, whatever its type says. */
function programOf(main: string | undefined): string {
  const address = main ?? globalThis.location.href;
  return address.slice(address.lastIndexOf("/") + 1);
}

/** Keeps each log on the servers that its address names. */
export class StreamStore implements LogStore {
  readonly #logs: LogStore;

  /**
   * Makes the store; each log gets a worker of its own.
   *
   * @throws {TypeError} When a writer is to be shared: it opens files.
   */
  constructor(writer?: SharedWriter) {
    if (writer !== undefined) {
      throw new TypeError(
        "Cannot open a log on servers by a SharedWriter: that writes files; " +
          "leave the option writer out",
      );
    }
    this.#logs = new FileStore(undefined, STREAMS);
  }

  /**
   * Opens the log.
   *
   * @throws {TypeError} For an address or options that can't be meant.
   */
  open(options: StoreOptions): LogOpening {
    readStreamAddress(options.path);
    demandJson(options.path, options.serializer);
    demandOptions(options.nats);
    // What mirrors a file needs one.
    return this.#logs.open({ ...options, mirror: undefined });
  }
}

/** Throws a `FileLockError` that names each server which may not be reached. */
function demandServers(path: string): void {
  const { servers } = readStreamAddress(path);
  const denied = servers.filter((host) =>
    Deno.permissions.querySync({ name: "net", host }).state !== "granted"
  );
  if (denied.length === 0) return;
  // All of them: without one the connection can't move there when another fails.
  throw new FileLockError(
    `Cannot open ${quoted(path)}: this program may not reach ` +
      `${denied.join(", ")}; run it with --allow-net=${servers.join(",")}`,
    { path },
  );
}

function demandJson(path: string, serializer: Format | undefined): void {
  const format = serializerAddress(serializer) ?? "json";
  if (format === "json") return;
  throw new TypeError(
    `Cannot keep ${quoted(path)} in the format ${quoted(format)}: a log on ` +
      "servers is in JSON lines; leave the option serializer out",
  );
}

/** The ways in which a program says who it is; each is enough by itself. */
const IDENTITIES = ["user", "token", "nkey", "creds"] as const;
/** The texts of options. */
const TEXTS = [...IDENTITIES, "pass", "lost"] as const;

function demandOptions(nats: NatsOptions = {}): void {
  const refuse = (name: string, wanted: string) => {
    // What stands there may be a password.
    throw new TypeError(`Cannot take the option nats.${name}: ${wanted}`);
  };
  for (const name of TEXTS) {
    const value = nats[name];
    if (value !== undefined && typeof value !== "string") {
      refuse(name, "a text is wanted");
    }
  }
  const given = IDENTITIES.filter((name) => nats[name] !== undefined);
  if (given.length > 1) {
    refuse(given.join(" and nats."), "one way to log in is wanted");
  }
  if (nats.pass !== undefined && nats.user === undefined) {
    refuse("pass", "it goes with nats.user");
  }
  const { replicas, takeOverAfter } = nats;
  if (replicas !== undefined && ![1, 3, 5].includes(replicas)) {
    refuse("replicas", "1, 3 or 5 is wanted");
  }
  if (
    takeOverAfter !== undefined &&
    !(Number.isFinite(takeOverAfter) && takeOverAfter >= 0)
  ) {
    refuse("takeOverAfter", "a number of milliseconds is wanted");
  }
}
