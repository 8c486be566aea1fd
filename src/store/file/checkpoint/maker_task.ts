/**
 * Makes one snapshot on the writer's orders, from the file itself.
 *
 * @module
 */
import type { FileSystem, LogFile } from "../../../file/log_file.ts";
import { loadSerializer } from "../../../format/load.ts";
import { Snapshotter } from "../../../snapshot/snapshotter.ts";
import type { Gathered } from "../../../snapshot/text/text_parts.ts";
import { findRoom } from "./memory_budget.ts";
import { ownBuffer } from "../protocol/shared_memory.ts";
import type { MakerAnswer, SnapshotOrder } from "./protocol.ts";
import { toWire } from "../protocol/wire_error.ts";

/** Sends an answer; the buffers change hands. */
export type SendAnswer = (
  answer: MakerAnswer,
  transfer?: ArrayBuffer[],
) => void;

/** After a round of so many bytes the last step is near: it is prepared then. */
const SOON = 1 << 24;

/** The bytes that are written in a step. */
const STEP = 1 << 20;

/** Works on one snapshot. */
export class MakerTask {
  readonly #disk: FileSystem;
  readonly #send: SendAnswer;
  #file: LogFile | undefined;
  #snapshotter: Snapshotter | undefined;

  /** Reads files of this disk. */
  constructor(disk: FileSystem, send: SendAnswer) {
    this.#disk = disk;
    this.#send = send;
  }

  /** Does what an order says; whatever fails is an answer too. */
  async handle(order: SnapshotOrder): Promise<void> {
    try {
      if (order.kind === "start") await this.#start(order);
      else if (order.kind === "follow") this.#follow(order.end);
      else this.#finish(order);
    } catch (error) {
      this.close();
      this.#send({ kind: "failed", error: toWire(error) });
    }
  }

  async #start(
    { path, format, end }: Extract<SnapshotOrder, { kind: "start" }>,
  ): Promise<void> {
    const serializer = await loadSerializer(format);
    const mode = { create: false, readonly: true };
    const { file } = this.#disk.open(path, mode);
    this.#file = file;
    const room = findRoom(end);
    this.#snapshotter = new Snapshotter(file, serializer, end, room);
    this.#snapshotter.follow(end);
    this.#snapshotter.prepare();
    this.#tell(end);
  }

  #demand(): { file: LogFile; snapshotter: Snapshotter } {
    const [file, snapshotter] = [this.#file, this.#snapshotter];
    if (file === undefined || snapshotter === undefined) {
      throw new Error("The snapshot was not started");
    }
    return { file, snapshotter };
  }

  #follow(end: number): void {
    const { snapshotter } = this.#demand();
    const count = end - snapshotter.position;
    snapshotter.follow(end);
    if (count <= SOON) snapshotter.prepare();
    this.#tell(end);
  }

  #tell(position: number): void {
    const { file, snapshotter } = this.#demand();
    const identity = file.identity();
    const prepared = snapshotter.isPrepared;
    this.#send({ kind: "at", position, identity, prepared });
  }

  #finish(
    { end, head, watermark, once }: Extract<SnapshotOrder, { kind: "finish" }>,
  ): void {
    const { snapshotter } = this.#demand();
    snapshotter.follow(end);
    const record = snapshotter.record(head, watermark, once);
    if ("parts" in record) this.#sendParts(record);
    else {
      for (const piece of record) {
        const bytes = ownBuffer(piece);
        this.#send({ kind: "piece", bytes }, [bytes.buffer]);
      }
    }
    const { revision } = snapshotter;
    this.close();
    this.#send({ kind: "done", revision });
  }

  /** Memory of a hundred megabytes goes over as it is, to be written from there. */
  #sendParts({ parts, bytes, ...memory }: Gathered): void {
    const base = ownBuffer(memory.base);
    const arena = ownBuffer(memory.arena);
    const steps = Math.ceil(bytes / STEP);
    this.#send(
      { kind: "parts", parts, bytes, base, arena, steps },
      [parts.buffer, base.buffer, arena.buffer],
    );
    for (let step = 0; step < steps; step++) this.#send({ kind: "next" });
  }

  /** Lets go of the file. */
  close(): void {
    this.#file?.close();
    this.#file = undefined;
  }
}
