/**
 * The product's writer in the test's own isolate, on any disk and clock.
 *
 * Messages are cloned as they would be on their way to a worker; requests
 * arrive at once, replies in the next microtask.
 *
 * @module
 */
import type { FileSystem } from "../../src/file/log_file.ts";
import type { Timers } from "../../src/store/file/protocol/timers.ts";
import type { Reply, Request } from "../../src/store/file/protocol/protocol.ts";
import { Channel } from "../../src/store/file/client/channel.ts";
import type { ChannelOptions } from "../../src/store/file/client/channel_options.ts";
import { RecordAssembler } from "../../src/store/file/checkpoint/assembler.ts";
import { makerFor } from "../../src/store/file/checkpoint/inline_maker.ts";
import { MakerTask } from "../../src/store/file/checkpoint/maker_task.ts";
import type {
  SnapshotAnswer,
  SnapshotMaker,
  StartMaker,
} from "../../src/store/file/checkpoint/protocol.ts";
import { SharedWriter } from "../../src/store/file/client/shared_writer.ts";
import { Writer } from "../../src/store/file/worker/writer.ts";

/** How to run it. */
export interface LocalOptions {
  readonly disk: FileSystem;
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
    const writer = new Writer({
      disk,
      clock,
      hire: apart ? hire : makerFor(disk, hire, load),
      port: {
        post(reply, transfer = []) {
          const there = structuredClone(reply, { transfer });
          spy?.(there);
          queueMicrotask(() => {
            if (!ended) receive(there);
          });
        },
      },
    });
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

/** Opens a file with a writer that runs here, and takes what it finds. */
export async function openLocal(
  local: LocalOptions,
  options: Partial<ChannelOptions> = {},
): Promise<Channel> {
  const channel = await openUnaccepted(local, options);
  try {
    await channel.accept();
  } catch (error) {
    await channel.close();
    throw error;
  }
  return channel;
}

/** The same before a torn tail is cut off. */
export function openUnaccepted(
  local: LocalOptions,
  options: Partial<ChannelOptions> = {},
): Promise<Channel> {
  return Channel.open({
    path: "log.kantadb",
    create: true,
    readonly: false,
    writer: localWriter(local),
    ...options,
  });
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
