/**
 * What a database promised, against what is there after a crash.
 *
 * The oracle is what the program itself was told: a resolved promise. What is
 * recovered has to be a prefix of what was posted, and hold all of that.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import type { ListedFileSystem } from "../../src/file/log_file.ts";
import { loadSerializer } from "../../src/format/load.ts";
import type { Serializer } from "../../src/log/serializer.ts";
import { Replayer } from "../../src/replay/replayer.ts";
import type { Channel } from "../../src/store/file/client/channel.ts";
import {
  type ChannelOptions,
  type OpenedChannel,
  openLocal,
} from "./local_writer.ts";
import type { SimulatedDisk } from "./simulated_disk.ts";
import type { Random } from "./random.ts";
import { TurnedClock } from "./turned_clock.ts";

/** The serializers, ready for use. */
const SERIALIZERS: ReadonlyMap<string, Serializer> = new Map([
  ["json", await loadSerializer("json")],
  ["msgpack", await loadSerializer("msgpack")],
]);

/** What was promised so far. */
export interface Promised {
  /** The last record that was posted. */
  attempted: number;
  /** The last record that is written, as was said. */
  written: number;
  /** The last record that is durable, as was said. */
  durable: number;
}

/** The state after `n` records. */
export function stateAfter(n: number): Record<string, unknown> {
  const state: Record<string, unknown> = {};
  for (let i = 1; i <= n; i++) state[`k${i % 7}`] = { n: i, text: textOf(i) };
  return state;
}

/** Some records are longer than a sector, or two. */
function textOf(n: number): string {
  return "abc".repeat((n * 7919) % 60);
}

/** Runs a database until `stop` says so, and notes what it promises. */
export class CrashOracle {
  readonly promised: Promised;
  readonly clock = new TurnedClock();
  readonly #serializer: Serializer;
  readonly #random: Random;
  readonly #name: string;

  /** Begins with what was recovered, and what of that is known to be durable. */
  constructor(random: Random, format: string, recovered = 0, durable = 0) {
    const serializer = SERIALIZERS.get(format);
    if (serializer === undefined) throw new Error(`No format ${format}`);
    this.#serializer = serializer;
    this.#name = format;
    this.#random = random;
    this.promised = {
      attempted: recovered,
      written: recovered,
      durable,
    };
  }

  /** Opens the database on a disk. */
  open(disk: ListedFileSystem): Promise<OpenedChannel> {
    const options: ChannelOptions = {
      serializer: this.#name,
      sync: this.#random.pick(["always", "never", 10, 1000] as const),
      snapshot: this.#random.pick([false, { minBytes: 300 }]),
      on: { fatal: () => {} },
    };
    return this.settle(openLocal({ disk, clock: this.clock }, options));
  }

  /** What the file holds: how many records, and that the state is theirs. */
  check(channel: OpenedChannel): number {
    const { layout } = channel;
    const replayer = new Replayer();
    if (layout.snapshot !== undefined) {
      replayer.snapshot(
        this.#serializer.decodeSnapshot(layout.snapshot.bytes),
      );
    }
    replayer.startFrom(layout.revision);
    for (const section of layout.tail) {
      const { bytes } = section;
      for (const change of this.#serializer.decodeChanges(bytes, section)) {
        replayer.change(change);
      }
    }
    const { state, rev } = replayer.result;
    const wanted = stateAfter(rev);
    assertEquals(state, wanted, `the state after ${rev} records`);
    return rev;
  }

  /** Does some random steps; the promises that resolve are noted. */
  async work(channel: Channel, base: number, steps: number): Promise<void> {
    const { promised } = this;
    const random = this.#random;
    for (let step = 0; step < steps; step++) {
      switch (random.int(8)) {
        case 0:
          this.#expect(channel.flush(), (seq) => {
            promised.written = Math.max(promised.written, base + seq);
          }, channel.posted);
          break;
        case 1:
          this.#expect(channel.flush(true), (seq) => {
            promised.durable = Math.max(promised.durable, base + seq);
          }, channel.posted);
          break;
        case 2:
          this.clock.turn(random.int(1500));
          break;
        case 3:
          this.#expect(channel.snapshot(), () => {}, 0);
          break;
        case 4:
          await this.#pause();
          break;
        default:
          if (channel.failure !== undefined) return;
          channel.post(this.#record(++promised.attempted));
      }
      // What the shared progress says is a promise as well.
      promised.written = Math.max(promised.written, base + channel.written);
      if (channel.durable < 0) continue; // not even those before are known to be
      promised.durable = Math.max(promised.durable, base + channel.durable);
    }
  }

  #record(n: number) {
    return this.#serializer.encodeChange({
      ts: "2026-06-10T02:55:00.000000Z",
      a: "set",
      diff: { [`k${n % 7}`]: { n, text: textOf(n) } },
    });
  }

  #expect(
    promise: Promise<unknown>,
    done: (seq: number) => void,
    seq: number,
  ): void {
    promise.then(() => done(seq), () => {});
  }

  async #pause(): Promise<void> {
    for (let i = this.#random.int(40); i > 0; i--) await Promise.resolve();
  }

  /** Waits for a promise while time goes by; one that hangs is a failure. */
  async settle<T>(promise: Promise<T>): Promise<T> {
    let settled = false;
    promise.then(() => settled = true, () => settled = true);
    for (let i = 0; i < 200 && !settled; i++) {
      for (let j = 0; j < 50 && !settled; j++) await Promise.resolve();
      // A module that is loaded for the first time takes a real turn.
      if (!settled) await new Promise((go) => setTimeout(go, 0));
      if (!settled) this.clock.turn(200);
    }
    assert(settled, "a promise hangs");
    return await promise;
  }

  /**
   * Opens what is left, compares it with what was promised, and closes it.
   * Returns how many records were recovered.
   */
  async recover(
    disk: SimulatedDisk,
    lost: "power" | "process",
  ): Promise<number> {
    let channel: OpenedChannel;
    try {
      channel = await this.open(disk);
    } catch (error) {
      // A file that had not been synced once may be garbage now, which is left
      // alone like any foreign file. Nothing in it was ever promised.
      const garbage = /it is not a database|Cannot read a binary log/.test(
        String(error),
      );
      if (!garbage || this.promised.durable > 0) throw error;
      disk.remove("log.kantadb");
      return 0;
    }
    const recovered = this.check(channel);
    this.#verdict(recovered, lost);
    await this.settle(channel.close());
    return recovered;
  }

  /** Fails unless what is there is what was promised. */
  #verdict(recovered: number, lost: "power" | "process"): void {
    const { attempted, written, durable } = this.promised;
    const least = lost === "power" ? durable : Math.max(written, durable);
    assert(recovered >= least, `lost: ${recovered} of ${least} promised`);
    assert(recovered <= attempted, `${recovered} of ${attempted} attempted`);
  }
}
