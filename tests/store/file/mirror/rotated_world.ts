/**
 * A log that is rotated again and again, in as many small steps as there are in
 * which another program can find its folder: by the order of a rotation's calls.
 *
 * @module
 */
import { gzipSync } from "node:zlib";
import { nextArchive } from "../../../../src/history/reader/archives.ts";
import type { ListedFileSystem } from "../../../../src/file/log_file.ts";
import { MemoryFileSystem } from "../../../../src/file/memory_file.ts";
import type { Serializer } from "../../../../src/log/serializer.ts";
import { LogBuilder, timeOf } from "../../../maintenance/log_builder.ts";
import type { Random } from "../../../support/random.ts";
import { SharedEnd } from "../../../../src/store/file/protocol/shared_end.ts";

/** Is told each call before it is made: its name, and its first argument. */
type Watch = (call: string, path: string) => void;

/** A disk that is told of each call, also of those of its files. */
export function diskBeside(
  disk: ListedFileSystem,
  watch: Watch,
): ListedFileSystem {
  return watched(
    disk,
    watch,
    (name, result) =>
      name === "open"
        ? { ...Object(result), file: watched(Object(result).file, watch) }
        : result,
  );
}

function watched<T extends object>(
  object: T,
  watch: Watch,
  give: (name: string, result: unknown) => unknown = (_, result) => result,
): T {
  return new Proxy(object, {
    get(target, key) {
      const name = String(key);
      const value: unknown = Reflect.get(target, key, target);
      if (typeof value === "function") {
        return (...given: unknown[]) => {
          watch(name, String(given[0]));
          return give(name, value.apply(target, given));
        };
      }
      watch(name, "");
      return Reflect.get(target, key, target);
    },
  });
}

const LOG = "log.kantadb";
const DRAFT = "log.kantadb.rotating-new";
const PACKED = "log.kantadb.rotating-gz";

/** The log, its disk, and what is still to come. */
export class RotatedWorld {
  readonly disk = new MemoryFileSystem();
  readonly end = new SharedEnd();
  /** How many changes there are. */
  rev = 0;
  readonly #random: Random;
  readonly #format: Serializer;
  /** So many changes are made in a second. */
  readonly #pace: number;
  readonly #steps: Generator<void>;
  #log: LogBuilder;
  #base = 0;

  /** Begins with a change; then come so many rotations. */
  constructor(
    random: Random,
    format: Serializer,
    rounds: number,
    pace: number = rounds > 0 ? random.pick([1, 5, 20, 1000]) : 1,
  ) {
    this.#random = random;
    this.#format = format;
    this.#pace = pace;
    this.#log = new LogBuilder(format);
    this.disk.writeNew(LOG, [this.#log.bytes]);
    this.change();
    this.#steps = this.#run(rounds);
  }

  /** Does the next thing; false where nothing is left to do. */
  step(): boolean {
    return this.#steps.next().done !== true;
  }

  *#run(rounds: number): Generator<void> {
    for (let round = 0; round < rounds; round++) {
      yield* this.#changes(3);
      const base = this.rev - this.#random.int(2);
      if (base <= this.#base) continue; // nothing would go
      yield* this.rotate(base, this.#random.chance(0.7), true);
    }
    yield* this.#changes(3);
    this.end.finish();
  }

  *#changes(most: number): Generator<void> {
    for (let left = this.#random.int(most + 1); left > 0; left--) {
      this.change();
      yield;
    }
  }

  /** The log grows by a change. */
  change(): void {
    const ts = this.#timeOf(++this.rev);
    const before = this.#log.end;
    this.#log.change({ n: this.rev }, { ts });
    const { file } = this.disk.open(LOG, { create: false, readonly: false });
    file.append(this.#log.bytes.subarray(before));
    file.close();
    this.end.note(this.#log.end);
  }

  #timeOf(rev: number): string {
    return timeOf(Math.floor(rev / this.#pace));
  }

  /**
   * The changes up to a revision go to an archive; `busy`: while others are made.
   * The log gets its second name, a new file its first; then all is tidied up.
   */
  *rotate(base: number, gzip = false, busy = false): Generator<void> {
    const { disk } = this;
    const old = this.#log;
    const archive = nextArchive(disk, LOG, this.#timeOf(base));
    const { file } = disk.open(LOG, { create: false, readonly: false });
    disk.link(LOG, archive);
    yield;
    if (busy) yield* this.#changes(2);
    const cut = old.places[old.places.length - 1 - (this.rev - base)];
    this.#log = this.#begunAt(base);
    disk.writeNew(DRAFT, [this.#log.bytes]);
    yield;
    disk.rename(DRAFT, LOG);
    this.end.note(this.#log.end);
    yield;
    if (busy) yield* this.#changes(1);
    file.truncate(cut ?? old.end);
    file.close();
    yield;
    if (gzip) yield* this.#pack(archive);
  }

  /** A log that goes on where the changes up to a revision are in an archive. */
  #begunAt(base: number): LogBuilder {
    const log = new LogBuilder(this.#format);
    const state = { n: base };
    log.snapshot({ ts: this.#timeOf(base), r: base, state });
    log.state = state;
    this.#base = base;
    for (let n = base + 1; n <= this.rev; n++) {
      log.change({ n }, { ts: this.#timeOf(n) });
    }
    return log;
  }

  *#pack(archive: string): Generator<void> {
    const bytes = this.disk.readFile(archive) ?? new Uint8Array(0);
    this.disk.writeNew(PACKED, [gzipSync(bytes)]);
    yield;
    this.disk.rename(PACKED, `${archive}.gz`);
    yield;
    this.disk.remove(archive);
    yield;
  }
}
