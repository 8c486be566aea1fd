/**
 * Makes what a rotated file begins with, on the writer's orders, from the log
 * itself. The writer goes on meanwhile.
 *
 * @module
 */
import type { FileSystem, LogFile } from "../../../../file/log_file.ts";
import { loadSerializer } from "../../../../format/load.ts";
import {
  baseOf,
  type ReadLog,
  revisionAt,
} from "../../../../history/reader/anchor.ts";
import { compress } from "../../../../file/compress.ts";
import { findRoom } from "../../checkpoint/memory_budget.ts";
import type { RotationRequest } from "../../../../keep/rotation.ts";
import { Snapshotter } from "../../../../snapshot/snapshotter.ts";
import { toWire } from "../../protocol/wire_error.ts";
import { goesByHalf } from "../report.ts";
import { findCut, upTo } from "./cut.ts";
import { NewBeginning } from "./new_beginning.ts";
import type { Cut, Plan, TaskAnswer, TaskOrder } from "../protocol.ts";

/** The bytes that are copied at once. */
const PIECE = 1 << 20;

type Order<Kind> = Extract<TaskOrder, { kind: Kind }>;

/** Works on one rotation. */
export class RotationTask {
  readonly #disk: FileSystem;
  readonly #send: (answer: TaskAnswer) => void;
  #format = "json";
  #file: LogFile | undefined;
  #log: ReadLog | undefined;
  #draft: LogFile | undefined;
  /** Has the state at the cut. */
  #snapshotter: Snapshotter | undefined;
  #beginning: NewBeginning | undefined;

  /** Reads and writes files of this disk. */
  constructor(disk: FileSystem, send: (answer: TaskAnswer) => void) {
    this.#disk = disk;
    this.#send = send;
  }

  /** Does what an order says; whatever fails is an answer too. */
  async handle(order: TaskOrder): Promise<void> {
    try {
      switch (order.kind) {
        case "plan":
          return await this.#plan(order);
        case "begin":
          return this.#begin(order);
        case "follow":
          return this.#follow(order);
        case "finish":
          return this.#finish(order);
        case "compress":
          await compress(this.#disk, order.from, order.into);
          return this.#send({ kind: "compressed" });
      }
    } catch (error) {
      this.close();
      this.#send({ kind: "failed", error: toWire(error) });
    }
  }

  async #plan({ path, format, end, request }: Order<"plan">): Promise<void> {
    const serializer = await loadSerializer(format);
    const mode = { create: false, readonly: true };
    const { file } = this.#disk.open(path, mode);
    this.#file = file;
    this.#format = format;
    const framer = serializer.createFramer();
    const from = framer.readHeader(upToOf(file, end));
    this.#log = { framer, from, serializer, source: file };
    const plan = this.#planOf(upTo(this.#log, end), request);
    this.#send({ kind: "planned", plan, identity: file.identity() });
  }

  #planOf(log: ReadLog, request: RotationRequest): Plan {
    const { source, framer } = log;
    const { size: end } = source;
    const base = baseOf(log);
    const last = framer.findSnapshot(source, end);
    const state = last === undefined ? 0 : last.end - last.offset;
    const place = findCut(log, request);
    const worth = !request.half || goesByHalf(place, state, end);
    if (place === undefined || !worth) {
      return { base, state, kept: revisionAt(log, base, end) - base };
    }
    if (request.dryRun) {
      const rev = revisionAt(log, base, place.offset);
      const cut = { ...place, rev, moved: rev - base };
      return { cut, base, state, kept: revisionAt(log, base, end) - rev };
    }
    // The state at the cut is wanted next, and who replays to it counts.
    const room = findRoom(end);
    // It will follow what is appended, beyond the end of now.
    this.#snapshotter = new Snapshotter(
      demand(this.#log).source,
      log.serializer,
      place.offset,
      room,
    );
    const { revision: rev } = this.#snapshotter;
    return { cut: { ...place, rev, moved: rev - base }, base, state };
  }

  #begin(
    { draft, end, cut, once, copy }: Order<"begin">,
  ): void {
    const log = demand(this.#log);
    if (copy !== undefined) this.#copy(copy, cut);
    const mode = { create: false, readonly: false };
    this.#draft = this.#disk.open(draft, mode).file;
    const snapshotter = demand(this.#snapshotter);
    this.#beginning = new NewBeginning(
      log,
      this.#format,
      this.#draft,
      { cut, once, snapshotter },
    );
    this.#follow({ kind: "follow", end });
  }

  /** Where a file can't have two names, what goes is copied. */
  #copy(into: string, { offset }: Cut): void {
    const { source } = demand(this.#log);
    const pieces = function* () {
      for (let at = 0; at < offset; at += PIECE) {
        yield source.read(at, Math.min(PIECE, offset - at));
      }
    };
    this.#disk.writeNew(into, pieces());
  }

  #follow({ end }: Order<"follow">): void {
    const beginning = demand(this.#beginning);
    beginning.follow(end);
    beginning.sync();
    this.#send({ kind: "at", position: end });
  }

  /** The writer syncs what this adds. */
  #finish({ end }: Order<"finish">): void {
    const beginning = demand(this.#beginning);
    beginning.follow(end);
    const { result } = beginning;
    this.close();
    this.#send({ kind: "done", ...result });
  }

  /** Lets go of the files. */
  close(): void {
    this.#file?.close();
    this.#draft?.close();
    this.#file = this.#draft = undefined;
  }
}

function upToOf(file: LogFile, end: number) {
  return {
    size: end,
    read: (offset: number, length: number) =>
      file.read(offset, Math.max(0, Math.min(length, end - offset))),
  };
}

function demand<T>(made: T | undefined): T {
  if (made !== undefined) return made;
  throw new Error("The rotation was not planned");
}
