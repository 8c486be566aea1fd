/**
 * The bytes of one file on a simulated disk: as the kernel shows them, and as
 * they are on the platter.
 *
 * @module
 */
import type { Random } from "./random.ts";

/** Small, so that small tests have many; the rules are those of 512 and 4096. */
const SECTOR = 64;

/** What changed since the last sync: the whole file after each write. */
interface Version {
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** One file's bytes. */
export class DiskContent {
  readonly ino: number;
  /** Whoever holds the lock. */
  locker: unknown;
  #bytes = new Uint8Array(0);
  #durable = new Uint8Array(0);
  /** The file after each write since the last sync, oldest first. */
  #versions: Version[] = [];

  constructor(ino: number) {
    this.ino = ino;
  }

  get size(): number {
    return this.#bytes.length;
  }

  read(start = 0, end = this.size): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(start, end);
  }

  #change(bytes: Uint8Array<ArrayBuffer>): void {
    this.#bytes = bytes;
    this.#versions.push({ bytes });
  }

  append(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    const grown = new Uint8Array(this.size + bytes.length);
    grown.set(this.#bytes);
    grown.set(bytes, this.size);
    this.#change(grown);
  }

  truncate(size: number): void {
    const cut = new Uint8Array(size);
    cut.set(this.#bytes.subarray(0, size));
    this.#change(cut);
  }

  sync(): void {
    // Only what changed since the last sync is written: what a failed sync
    // dropped stays dropped.
    const next = new Uint8Array(this.size);
    const [before] = this.#versions;
    next.set(this.#durable.subarray(0, this.size));
    if (before !== undefined) {
      const base = this.#base;
      for (let i = 0; i < this.size; i++) {
        if (i >= base.length || base[i] !== this.#bytes[i]) {
          next[i] = this.#bytes[i]!;
        }
      }
    }
    this.#settle(next);
  }

  /** The kernel's view at the last sync, whatever became of that. */
  #base = new Uint8Array(0);

  #settle(durable: Uint8Array<ArrayBuffer>): void {
    this.#durable = durable;
    this.#base = this.#bytes;
    this.#versions = [];
  }

  /** Some pages were written, and all are taken for clean from now on. */
  syncFailed(random: Random): void {
    this.#settle(this.#choose(random));
  }

  /** The file after a power cut. */
  afterCrash(random: Random): DiskContent {
    const left = new DiskContent(this.ino);
    left.#bytes = this.#choose(random);
    left.#settle(left.#bytes);
    return left;
  }

  /** One of the many things that may have reached the platter. */
  #choose(random: Random): Uint8Array<ArrayBuffer> {
    const states = [this.#durable, ...this.#versions.map(({ bytes }) => bytes)];
    const sizes = states.map(({ length }) => length);
    const one = random.pick(sizes);
    const other = random.pick(sizes);
    const size = Math.min(one, other) +
      random.int(Math.abs(one - other) + 1);
    const chosen = new Uint8Array(size);
    for (let start = 0; start < size; start += SECTOR) {
      const end = Math.min(start + SECTOR, size);
      const from = random.pick(states);
      chosen.set(from.subarray(start, end), start);
      if (from.length < end) {
        this.#fill(chosen, from.length, start, end, random);
      }
      if (random.chance(0.1)) this.#tear(chosen, states, start, end, random);
    }
    return chosen;
  }

  /** Where the size is ahead of the data there are zeros, or what was there. */
  #fill(
    chosen: Uint8Array,
    known: number,
    start: number,
    end: number,
    random: Random,
  ): void {
    const from = Math.max(known, start);
    if (random.chance(0.8)) chosen.fill(0, from, end);
    else for (let i = from; i < end; i++) chosen[i] = random.int(256);
  }

  /** The first bytes of a sector of one time, the others of another. */
  #tear(
    chosen: Uint8Array,
    states: readonly Uint8Array[],
    start: number,
    end: number,
    random: Random,
  ): void {
    const other = random.pick(states);
    const at = start + random.int(end - start);
    for (let i = at; i < Math.min(end, other.length); i++) {
      chosen[i] = other[i]!;
    }
  }
}
