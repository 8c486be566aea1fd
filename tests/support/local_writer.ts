/**
 * The product's writer in the test's own isolate, on any disk and clock.
 *
 * Messages are cloned as they would be on their way to a worker; requests
 * arrive at once, replies in the next microtask.
 *
 * @module
 */
import type { FileSystem, ListedFileSystem } from "../../src/file/log_file.ts";
import type { Timers } from "../../src/store/file/protocol/timers.ts";
import type {
  Port,
  Reply,
  Request,
} from "../../src/store/file/protocol/protocol.ts";
import type { LogContent } from "../../src/log/log_content.ts";
import type { Channel } from "../../src/store/file/client/channel.ts";
import { FileStore } from "../../src/store/file/client/file_store.ts";
import type {
  EarlySnapshot,
  FoundLog,
  StoreOptions,
} from "../../src/store/store.ts";
import { RecordAssembler } from "../../src/store/file/checkpoint/assembler.ts";
import { rotationsOf } from "../../src/store/file/rotation/rotation_worker.ts";
import { makerFor } from "../../src/store/file/checkpoint/maker.ts";
import { MakerTask } from "../../src/store/file/checkpoint/maker_task.ts";
import type {
  SnapshotAnswer,
  SnapshotMaker,
  StartMaker,
} from "../../src/store/file/checkpoint/protocol.ts";
import { SharedWriter } from "../../src/store/file/client/shared_writer.ts";
import { fileHost } from "../../src/store/file/worker/file_log.ts";
import { Writer } from "../../src/store/file/worker/writer.ts";

/** How to run it. */
export interface LocalOptions {
  readonly disk: ListedFileSystem;
  readonly clock?: Timers | undefined;
  /** Snapshots of little are made as a worker would make them, too. */
  readonly apart?: boolean | undefined;
  /** Sees every message, for tests that look at the border. */
  readonly spy?: ((message: Request | Reply) => void) | undefined;
}

/** A shared writer that runs here. */
export function localWriter(
  { disk, clock, apart = false, spy }: LocalOptions,
): SharedWriter {
  const hire: StartMaker = (answer) => hireHere(disk, answer);
  const load = () => Promise.resolve({ MakerTask });
  return new SharedWriter((receive) => {
    let ended = false;
    const port: Port = {
      post(reply, transfer = []) {
        const there = structuredClone(reply, { transfer });
        spy?.(there);
        queueMicrotask(() => {
          if (!ended) receive(there);
        });
      },
    };
    const host = fileHost({
      disk,
      clock,
      port,
      loadRotation: () =>
        Promise.resolve({ module: { rotationsOf }, address: "" }),
      startMaker: apart ? hire : makerFor(disk, hire, load),
    });
    const writer = new Writer({ port, host });
    return {
      post(request) {
        const there = request.kind === "open"
          ? request // its shared memory stays shared
          : structuredClone(request);
        spy?.(there);
        writer.handle(there);
      },
      watch() {},
      end() {
        ended = true;
      },
    };
  });
}

/** Makes a snapshot here; every order and answer takes a microtask. */
function hireHere(
  disk: FileSystem,
  answer: (answer: SnapshotAnswer) => void,
): SnapshotMaker {
  let dismissed = false;
  const receiver = new RecordAssembler(answer);
  const clerk = new MakerTask(disk, (given, transfer = []) => {
    const there = structuredClone(given, { transfer });
    queueMicrotask(() => {
      if (!dismissed) receiver.receive(there);
    });
  });
  return {
    order(order) {
      queueMicrotask(() => {
        if (!dismissed) clerk.handle(structuredClone(order));
      });
    },
    dismiss() {
      dismissed = true;
      receiver.end();
      clerk.close();
    },
  };
}

/** How a test opens a log. */
export interface ChannelOptions extends Partial<StoreOptions> {
  /** The writer to join; by default the log gets its own worker. */
  readonly writer?: SharedWriter | undefined;
  /** Gets the snapshot that comes before all else is read. */
  readonly early?: ((snapshot: EarlySnapshot) => void) | undefined;
}

/** An open log of a test, with what was found in it. */
export interface OpenedChannel extends Channel {
  readonly created: boolean;
  readonly format: string;
  readonly layout: LogContent;
}

/** The log and what was found in it, in one. */
function asOpened({ log, created, format, content }: FoundLog): OpenedChannel {
  // Those of a file store are channels.
  return Object.assign(log as Channel, { created, format, layout: content });
}

/** Opens a file by a file store. */
export async function openChannel(
  path: string,
  { writer, early, ...options }: ChannelOptions = {},
): Promise<OpenedChannel> {
  const wanted = { create: true, readonly: false, ...options, path };
  const opening = new FileStore(writer).open(wanted);
  opening.snapshot.then((snapshot) => snapshot && early?.(snapshot));
  return asOpened(await opening.done);
}

/** Opens a file with a writer that runs here, before a torn tail is cut off. */
export function openUnaccepted(
  local: LocalOptions,
  options: ChannelOptions = {},
): Promise<OpenedChannel> {
  const writer = localWriter(local);
  return openChannel(options.path ?? "log.kantadb", { writer, ...options });
}

/** The same, and takes what was found. */
export async function openLocal(
  local: LocalOptions,
  options: ChannelOptions = {},
): Promise<OpenedChannel> {
  const channel = await openUnaccepted(local, options);
  try {
    const torn = await channel.accept();
    const { layout } = channel;
    return Object.assign(channel, {
      layout: { ...layout, ...(torn && { torn }) },
    });
  } catch (error) {
    await channel.close();
    throw error;
  }
}

/** The payload of a record that sets `n`. */
export function record(n: number): string {
  return JSON.stringify({
    ts: "2026-06-10T02:55:00.000000Z",
    a: "set",
    diff: { n },
  });
}

/** The numbers that the records in a file set, in order. */
export function recorded(bytes: Uint8Array | undefined): number[] {
  const lines = new TextDecoder().decode(bytes).split("\n");
  return lines.filter((line) => line !== "").map((line) =>
    JSON.parse(line).diff.n
  );
}
