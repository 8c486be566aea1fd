/**
 * One simulated run in which servers lose what they acknowledged.
 *
 * @module
 */
import type { LogStream } from "../../../../src/store/stream/port/port.ts";
import type { Random } from "../../../support/random.ts";
import { numbersIn } from "../../../support/stream/log_check.ts";
import { NappingProcess } from "../../../support/stream/napping_process.ts";
import {
  FAIR,
  SimulatedStream,
} from "../../../support/stream/simulated_stream.ts";
import { SimulatedWriter } from "../../../support/stream/simulated_writer.ts";
import { StoredLog } from "../../../support/stream/stored_log.ts";
import { VirtualTime } from "../../../support/stream/virtual_time.ts";

/**
 * A writer commits, the servers lose the last messages, and it commits more: that
 * is told, or there is a hole in the log.
 */
export async function runShortened(
  random: Random,
  connection: (stream: LogStream) => LogStream = (stream) => stream,
): Promise<"told" | "a hole" | "neither"> {
  const clock = new VirtualTime();
  const stored = new StoredLog();
  const weather = { ...FAIR, old: random.next() * 0.3 };
  const process = new NappingProcess(clock);
  const stream = connection(
    new SimulatedStream({
      stored,
      clock,
      random,
      weather: () => weather,
      sleeper: process,
    }),
  );
  const writer = new SimulatedWriter({ process, stream, name: "the writer" });
  await clock.run(writer.open());
  let next = 0;
  const commit = async (times: number) => {
    for (let i = 0; i < times; i++) {
      writer.post(next++);
      if (random.chance(0.5)) await writer.flush();
      await clock.wait(random.int(20));
    }
  };
  await clock.run(commit(5 + random.int(10)).then(() => writer.flush()));
  // As many as there may be but the epoch.
  const kept = 1 + random.int(stored.messages.length - 1);
  stored.messages.length = stored.ever.length = kept;
  await clock.run(
    commit(3).then(() =>
      Promise.race([
        writer.flush(),
        clock.wait(60_000),
      ])
    ),
  );
  if (writer.failure?.name === "CorruptionError") {
    return stored.messages.length === kept ? "told" : "neither";
  }
  const numbers = numbersIn(stored).map(({ n }) => n);
  return numbers.every((n, i) => n === i) ? "neither" : "a hole";
}
