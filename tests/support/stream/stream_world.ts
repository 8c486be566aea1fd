/**
 * Simulated servers and the programs that reach them, for tests of one thing.
 *
 * @module
 */
import type { OpenRequest } from "../../../src/store/hosted_log.ts";
import { Random } from "../random.ts";
import { rudely } from "./cut_nets.ts";
import { numbersIn } from "./log_check.ts";
import { NappingProcess } from "./napping_process.ts";
import { FAIR, SimulatedStream, type Weather } from "./simulated_stream.ts";
import { SimulatedWriter } from "./simulated_writer.ts";
import { StoredLog } from "./stored_log.ts";
import { VirtualTime } from "./virtual_time.ts";

/** How a program is to be. */
interface Programme {
  readonly name?: string;
  readonly rude?: boolean;
  readonly synced?: boolean;
  readonly most?: number;
  readonly request?: Partial<OpenRequest>;
}

/** Servers, and programs that reach them. */
export class StreamWorld {
  readonly clock = new VirtualTime();
  readonly stored = new StoredLog(() => this.clock.today());
  weather: Weather = FAIR;

  program({ name = "shop.ts", rude, request, ...how }: Programme = {}) {
    const process = new NappingProcess(this.clock);
    const connect = () =>
      new SimulatedStream({
        stored: this.stored,
        clock: this.clock,
        random: new Random(1),
        weather: () => this.weather,
        sleeper: process,
        ...how,
      });
    const stream = connect();
    const writer = new SimulatedWriter({
      process,
      stream: rude ? rudely(stream) : stream,
      name,
      connect,
      request: { ...request, ...(rude && { nats: { takeOverAfter: 0 } }) },
    });
    return { process, stream, writer };
  }

  async opened(how: Programme = {}) {
    const program = this.program(how);
    await this.clock.run(program.writer.open());
    return program;
  }

  run<T>(doing: Promise<T>): Promise<T> {
    return this.clock.run(doing);
  }

  get numbers(): number[] {
    return numbersIn(this.stored).map(({ n }) => n);
  }

  get log() {
    return [...this.stored.from("log", 1)];
  }
}
