/**
 * The product's writer in the test's own isolate, on any disk and clock.
 *
 * Messages are cloned as they would be on their way to a worker; requests
 * arrive at once, replies in the next microtask.
 *
 * @module
 */
import type { FileSystem } from "../../src/file/log_file.ts";
import type { Clock } from "../../src/writer/clock.ts";
import type { Reply, Request } from "../../src/writer/protocol.ts";
import { Channel } from "../../src/writer/channel.ts";
import type { ChannelOptions } from "../../src/writer/channel_options.ts";
import { HandReceiver } from "../../src/writer/hand_receiver.ts";
import { handFor } from "../../src/writer/own_hand.ts";
import { SnapshotClerk } from "../../src/writer/snapshot_clerk.ts";
import type {
  HireHand,
  SnapshotAnswer,
  SnapshotHand,
} from "../../src/writer/snapshot_protocol.ts";
import { SharedWriter } from "../../src/writer/shared_writer.ts";
import { Writer } from "../../src/writer/writer.ts";

/** How to run it. */
export interface LocalOptions {
  readonly disk: FileSystem;
  readonly clock?: Clock;
  /** Snapshots of little are made as a worker would make them, too. */
  readonly apart?: boolean;
  /** Sees every message, for tests that look at the border. */
  readonly spy?: (message: Request | Reply) => void;
}

/** A shared writer that runs here. */
export function localWriter(
  { disk, clock, apart = false, spy }: LocalOptions,
): SharedWriter {
  const hire: HireHand = (answer) => hireHere(disk, answer);
  const load = () => Promise.resolve({ SnapshotClerk });
  return new SharedWriter((receive) => {
    let ended = false;
    const writer = new Writer({
      disk,
      clock,
      hire: apart ? hire : handFor(disk, hire, load),
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
): SnapshotHand {
  let dismissed = false;
  const receiver = new HandReceiver(answer);
  const clerk = new SnapshotClerk(disk, (given, transfer = []) => {
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

/** Opens a file with a writer that runs here. */
export function openLocal(
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
