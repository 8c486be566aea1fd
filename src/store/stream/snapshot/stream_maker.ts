/**
 * Makes one snapshot of a log in a stream on the writer's orders: it reads the
 * stream as anybody does. In the orders an end is the number of a message.
 *
 * @module
 */
import { loadSerializer } from "../../../format/load.ts";
import type { Serializer } from "../../../log/serializer.ts";
import { Snapshotter } from "../../../snapshot/snapshotter.ts";
import type { Gathered } from "../../../snapshot/text/text_parts.ts";
import { findRoom } from "../../file/checkpoint/memory_budget.ts";
import type {
  MakerAnswer,
  SnapshotOrder,
} from "../../file/checkpoint/protocol.ts";
import { ownBuffer } from "../../file/protocol/shared_memory.ts";
import type { Timers } from "../../file/protocol/timers.ts";
import { toWire } from "../../file/protocol/wire_error.ts";
import { type LogStream, Unsure } from "../port/port.ts";
import { BackOff } from "../protocol/back_off.ts";
import { loadStream } from "../protocol/stream_load.ts";
import { LogChangedError, type StreamPlace } from "../protocol/stream_place.ts";
import { readOn } from "../protocol/stream_read.ts";
import { LoadedSource } from "./loaded_source.ts";

/** The bytes that are sent in a step. */
const STEP = 1 << 20;
/** How long a server that lags behind is waited for, in milliseconds. */
const PATIENCE_MS = 10_000;

/** The parts that a maker works with. */
export interface StreamMakerParts {
  /** Connects to the stream. */
  readonly connect: () => Promise<LogStream>;
  /** The time. */
  readonly clock: Timers;
  /** Sends an answer; the buffers change hands. */
  readonly send: (answer: MakerAnswer, transfer?: ArrayBuffer[]) => void;
}

/** What was loaded, and is kept up with. */
interface Loaded {
  readonly stream: LogStream;
  readonly source: LoadedSource;
  readonly place: StreamPlace;
  readonly snapshotter: Snapshotter;
}

/** Works on one snapshot. */
export class StreamMakerTask {
  readonly #parts: StreamMakerParts;
  #stream: LogStream | undefined;
  #loaded: Loaded | undefined;
  #closed = false;
  /** The end of all that was ordered. */
  #work: Promise<void> = Promise.resolve();

  /** Connects when it is told to. */
  constructor(parts: StreamMakerParts) {
    this.#parts = parts;
  }

  /** Does what an order says, after those before; whatever fails is an answer too. */
  handle(order: SnapshotOrder): Promise<void> {
    this.#work = this.#work.then(async () => {
      try {
        if (!this.#closed) await this.#do(order);
      } catch (error) {
        await this.close();
        this.#parts.send({ kind: "failed", error: toWire(error) });
      }
    });
    return this.#work;
  }

  async #do(order: SnapshotOrder): Promise<void> {
    if (order.kind === "start") await this.#start(order);
    else {
      const loaded = this.#loaded;
      if (loaded === undefined) throw new Error("The snapshot was not started");
      await this.#follow(loaded, order.end);
      if (order.kind === "finish") return await this.#finish(loaded, order);
    }
    if (this.#loaded === undefined) return; // it was dismissed
    const { snapshotter, source: { size: position } } = this.#loaded;
    snapshotter.prepare();
    const prepared = snapshotter.isPrepared;
    const identity = { dev: 0, ino: 0 };
    this.#parts.send({ kind: "at", position, identity, prepared });
  }

  async #start({ path, end }: Extract<SnapshotOrder, { kind: "start" }>) {
    const { connect, clock } = this.#parts;
    const serializer = await loadSerializer("json");
    const stream = this.#stream = await connect();
    if (this.#closed) return await this.close();
    const load = { path, serializer, clock, until: end };
    const { snapshot, content, place } = await loadStream(stream, load);
    const source = new LoadedSource();
    if (snapshot !== undefined) source.add(snapshot.record);
    for (const { bytes } of content.tail) source.add(bytes);
    await this.#readTo(stream, place, source, end);
    this.#loaded = begin(stream, source, place, serializer);
  }

  async #follow(loaded: Loaded, end: number): Promise<void> {
    const { stream, place, source, snapshotter } = loaded;
    await this.#readTo(stream, place, source, end);
    snapshotter.follow(source.size);
  }

  /** Reads up to a message that is stored: a server may not know it yet. */
  async #readTo(
    stream: LogStream,
    place: StreamPlace,
    source: LoadedSource,
    end: number,
  ): Promise<void> {
    const { clock } = this.#parts;
    const backOff = new BackOff(clock);
    const start = clock.now();
    while (place.seq < end) {
      try {
        const each = ({ section: { bytes } }: {
          readonly section: { readonly bytes: Uint8Array };
        }) => source.add(bytes);
        await readOn(stream, place, each, end);
      } catch (error) {
        if (error instanceof LogChangedError || !(error instanceof Unsure)) {
          throw error;
        }
      }
      if (place.seq >= end) return;
      if (clock.now() - start >= PATIENCE_MS) {
        throw new Error(`message ${end} of the stream can't be read`);
      }
      await backOff.wait();
    }
  }

  async #finish(
    { snapshotter }: Loaded,
    { head, once }: Extract<SnapshotOrder, { kind: "finish" }>,
  ): Promise<void> {
    const record = snapshotter.record(head, undefined, once);
    const { revision } = snapshotter;
    if ("parts" in record) this.#sendParts(record);
    else {
      for (const piece of record) {
        const bytes = ownBuffer(piece);
        this.#parts.send({ kind: "piece", bytes }, [bytes.buffer]);
      }
    }
    await this.close();
    this.#parts.send({ kind: "done", revision });
  }

  /** Memory of a hundred megabytes goes over as it is, to be sent from there. */
  #sendParts({ parts, bytes, ...memory }: Gathered): void {
    const base = ownBuffer(memory.base);
    const arena = ownBuffer(memory.arena);
    const steps = Math.ceil(bytes / STEP);
    const { send } = this.#parts;
    send(
      { kind: "parts", parts, bytes, base, arena, steps },
      [parts.buffer, base.buffer, arena.buffer],
    );
    for (let step = 0; step < steps; step++) send({ kind: "next" });
  }

  /** Lets go of the stream. */
  async close(): Promise<void> {
    this.#closed = true;
    const stream = this.#stream;
    this.#stream = this.#loaded = undefined;
    await stream?.close();
  }
}

function begin(
  stream: LogStream,
  source: LoadedSource,
  place: StreamPlace,
  serializer: Serializer,
): Loaded {
  const room = findRoom(source.size);
  const snapshotter = new Snapshotter(source, serializer, source.size, room);
  snapshotter.follow(source.size);
  return { stream, source, place, snapshotter };
}
