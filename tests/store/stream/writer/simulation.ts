/**
 * One simulated run: several programs that write one log, take over, nap and die,
 * on a network that fails; and then whether all is as it has to be.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { FileLockError } from "../../../../src/errors.ts";
import { loadSerializer } from "../../../../src/format/load.ts";
import type { LogContent } from "../../../../src/log/log_content.ts";
import type { LogStream } from "../../../../src/store/stream/port/port.ts";
import { loadStream } from "../../../../src/store/stream/protocol/stream_load.ts";
import type { Random } from "../../../support/random.ts";
import {
  checkOrder,
  checkWriter,
  numbersIn,
} from "../../../support/stream/log_check.ts";
import { rudely } from "../../../support/stream/cut_nets.ts";
import { NappingProcess } from "../../../support/stream/napping_process.ts";
import {
  FAIR,
  SimulatedStream,
  type Weather,
} from "../../../support/stream/simulated_stream.ts";
import { SimulatedWriter } from "../../../support/stream/simulated_writer.ts";
import { StoredLog } from "../../../support/stream/stored_log.ts";
import { VirtualTime } from "../../../support/stream/virtual_time.ts";

const serializer = await loadSerializer("json");

/** How long a run may take in its own time, in milliseconds; sound ones take less than a minute. */
const LONGEST = 300_000;

/** How a run differs from the product. */
export interface RunOptions {
  /** Prepares the servers. */
  readonly servers?: ((stored: StoredLog) => void) | undefined;
  /** Puts something in the place of a connection. */
  readonly connection?: ((stream: LogStream) => LogStream) | undefined;
  /** Whether nothing but the order of messages is looked at. */
  readonly orderAlone?: boolean | undefined;
  /** Whether there is always something on its way, and nobody asks who writes. */
  readonly busy?: boolean | undefined;
}

/** The figures of a run. */
export interface RunFigures {
  /** How many changes the log has. */
  readonly changes: number;
  /** How many writers were taken over, and were told. */
  readonly takenOver: number;
  /** How many writers there were. */
  readonly writers: number;
  /** How many snapshots are whole. */
  readonly snapshots: number;
}

function weatherBy(random: Random): Weather {
  const some = () => random.chance(0.5) ? random.next() * 0.15 : 0;
  return {
    lost: some(),
    unanswered: some(),
    late: some(),
    doubled: some(),
    old: some(),
    cut: some() / 4,
  };
}

/** Runs it; throws where something is as it must not be. */
export async function runOnce(
  random: Random,
  options: RunOptions = {},
): Promise<RunFigures> {
  const clock = new VirtualTime();
  const stored = new StoredLog(() => clock.today());
  options.servers?.(stored);
  const run = new Run(random, clock, stored, options);
  await clock.run(run.all(), LONGEST);
  checkOrder(stored);
  return run.figures();
}

class Run {
  readonly #random: Random;
  readonly #clock: VirtualTime;
  readonly #stored: StoredLog;
  readonly #options: RunOptions;
  readonly #writers: SimulatedWriter[] = [];
  #weather: Weather;
  #next = 0;
  #final: LogContent | undefined;

  constructor(
    random: Random,
    clock: VirtualTime,
    stored: StoredLog,
    options: RunOptions,
  ) {
    this.#random = random;
    this.#clock = clock;
    this.#stored = stored;
    this.#options = options;
    this.#weather = { ...weatherBy(random), slow: options.busy ? 40 : 3 };
  }

  async all(): Promise<void> {
    const programs = 2 + this.#random.int(3);
    await Promise.all(
      Array.from({ length: programs }, (_, i) => this.#program(i)),
    );
    // What is late is stored, or not.
    await this.#clock.wait(5000);
    this.#weather = FAIR;
    const process = new NappingProcess(this.#clock);
    const writer = await this.#open(process, "last", true);
    writer?.post(this.#next++);
    await writer?.flush();
    await writer?.close();
    const stream = this.#connect(process);
    const { content } = await loadStream(stream, {
      path: "nats://n/x",
      serializer,
      clock: this.#clock,
    });
    this.#final = content;
  }

  #connect(process: NappingProcess): LogStream {
    const { connection = (stream) => stream } = this.#options;
    return connection(
      new SimulatedStream({
        stored: this.#stored,
        clock: this.#clock,
        random: this.#random,
        weather: () => this.#weather,
        sleeper: process,
        most: this.#random.chance(0.3) ? 150 : 2 ** 20,
      }),
    );
  }

  /** A program that opens the log again and again. */
  async #program(i: number): Promise<void> {
    const lives = 1 + this.#random.int(3);
    for (let life = 0; life < lives; life++) {
      await this.#clock.wait(this.#random.int(400));
      const process = new NappingProcess(this.#clock);
      const done = this.#life(process, `program ${i}, life ${life}`);
      // Whoever is dead never gets there.
      await Promise.race([done, this.#death(process)]);
    }
  }

  async #death(process: NappingProcess): Promise<void> {
    while (!process.dead) await this.#clock.wait(50);
  }

  async #open(
    process: NappingProcess,
    name: string,
    patient: boolean,
  ): Promise<SimulatedWriter | undefined> {
    const stream = this.#connect(process);
    const rude = !patient &&
      this.#random.chance(this.#options.busy ? 1 : 0.4);
    const writer = new SimulatedWriter({
      process,
      stream: rude ? rudely(stream) : stream,
      name,
      request: {
        lockTimeout: patient ? 600_000 : this.#random.int(2000),
        nats: { takeOverAfter: rude ? 0 : this.#random.int(500) },
        snapshot: { minBytes: 1000 },
      },
      connect: () => this.#connect(process),
    });
    const before = this.#stored.messages.length;
    try {
      const { opened: { layout } } = await writer.open();
      this.#writers.push(writer);
      const linesIn = ({ bytes }: { bytes: Uint8Array }) =>
        bytes.filter((byte) => byte === 10).length;
      const loaded = layout.tail.reduce(
        (sum, section) => sum + linesIn(section),
        layout.revision,
      );
      const epochs = [...this.#stored.from("epoch", before + 1)];
      const own = epochs.find(({ seq }) =>
        numbersIn(this.#stored).filter(({ message }) => message.seq < seq)
          .length === loaded
      );
      if (own === undefined) throw new Error(`${name} loaded ${loaded}`);
      return writer;
    } catch (error) {
      if (error instanceof FileLockError) return undefined;
      throw error;
    }
  }

  async #life(process: NappingProcess, name: string): Promise<void> {
    const writer = await this.#open(process, name, false);
    if (writer === undefined) return;
    const random = this.#random;
    const steps = 5 + random.int(40);
    for (let step = 0; step < steps; step++) {
      if (writer.failure !== undefined) break;
      const count = random.chance(0.7) ? 1 + random.int(4) : 0;
      if (count > 0) {
        writer.post(...Array.from({ length: count }, () => this.#next++));
      }
      if (random.chance(0.2)) await writer.flush();
      if (random.chance(0.02)) writer.hosted?.log.snapshot(step, {});
      if (random.chance(0.01)) {
        writer.hosted?.log.rotate(step, { records: random.int(30) }, "");
      }
      if (random.chance(0.03)) process.nap(random.int(3000));
      if (random.chance(0.01)) {
        process.kill();
        for (const stream of this.#stored.holders.keys()) {
          if (stream instanceof SimulatedStream && stream.sleeper === process) {
            stream.hold(undefined);
          }
        }
      }
      await process.wait(random.int(this.#options.busy ? 3 : 30));
    }
    await writer.close();
  }

  figures(): RunFigures {
    const numbers = numbersIn(this.#stored).map(({ n }) => n);
    if (!this.#options.orderAlone) this.#check(numbers);
    return {
      changes: numbers.length,
      takenOver: this.#writers.filter(({ failure }) => failure).length,
      writers: this.#writers.length,
      snapshots: this.#stored.ever.filter(({ kind }) => kind === "snapshot")
        .length,
    };
  }

  #check(numbers: readonly number[]): void {
    assertEquals(new Set(numbers).size, numbers.length, "a record is doubled");
    for (const writer of this.#writers) checkWriter(numbers, writer);
    this.#checkLoaded(numbers);
  }

  /** What is loaded at the end is what was stored. */
  #checkLoaded(numbers: readonly number[]): void {
    const { revision = 0, snapshot, tail = [] } = this.#final ?? {};
    const found = tail.flatMap((section) =>
      [...serializer.decodeChanges(section.bytes, section)].map(
        ({ record: { diff } }) => Reflect.get(Object(diff), "n"),
      )
    );
    assertEquals(found, numbers.slice(revision), "the tail is what was stored");
    if (snapshot === undefined) return assertEquals(revision, 0);
    const { state, r } = serializer.decodeSnapshot(snapshot.bytes);
    assertEquals([state, r], [{ n: numbers[revision - 1] }, revision]);
  }
}
