/**
 * The bytes of one file on a simulated disk: as the kernel shows them, and as
 * they are on the platter.
 *
 * @module
 */
import type { Random } from "./random.ts";

/** Small, so that small tests have many; the rules are those of 512 and 4096. */
const SECTOR = 64;

/** So many bytes of garbage are hardly ever text. */
const FEW = 8;

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

  /** A file of the same bytes, all of them on the platter. */
  copy(): DiskContent {
    const copy = new DiskContent(this.ino);
    copy.#bytes = this.#bytes;
    copy.#settle(this.#bytes);
    return copy;
  }

  /**
   * All that a power cut may leave of the file where sectors are written whole, in
   * any order, each length up to that of the data; a sector behind the data that
   * got there has zeros. Of more than `most` so many at random.
   */
  everyCrash(most: number, random: Random): DiskContent[] {
    const states = [this.#durable, ...this.#versions.map(({ bytes }) => bytes)];
    const found = new Map<string, DiskContent>();
    const sizes = sizesBetween(states.map(({ length }) => length));
    for (const size of sizes) {
      const sectors = waysOf(states, size);
      const count = sectors.reduce((all, { length }) => all * length, 1);
      const share = most / sizes.length;
      for (let nth = 0; nth < Math.min(count, share); nth++) {
        const bytes = new Uint8Array(size);
        let left = nth;
        sectors.forEach((ways, sector) => {
          const way = count > share
            ? random.int(ways.length)
            : left % ways.length;
          left = Math.floor(left / ways.length);
          bytes.set(ways[way] ?? [], sector * SECTOR);
        });
        const content = new DiskContent(this.ino);
        content.#bytes = bytes;
        found.set(latin(bytes), content.copy());
      }
    }
    return [...found.values()];
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
      // A sector goes to the platter whole, with zeros behind the end of the data:
      // what stood there before is there only where nothing of ours got.
      const none = from.length <= start;
      if (none && random.chance(0.2)) {
        for (let i = start; i < end; i++) chosen[i] = random.int(256);
        // So few may be a line of text by chance, which nobody promises anything of.
        if (end - start < FEW) chosen[start]! |= 0x80; // it is there
      } else if (random.chance(0.1)) {
        this.#tear(chosen, states, start, end, random);
      }
    }
    return chosen;
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

/** These lengths, and the ends of the sectors between them. */
function sizesBetween(sizes: readonly number[]): number[] {
  const [least, longest] = [Math.min(...sizes), Math.max(...sizes)];
  const found = new Set(sizes);
  for (let at = least - least % SECTOR + SECTOR; at < longest; at += SECTOR) {
    found.add(at);
  }
  return [...found];
}

/** What each sector of a file of this length may hold: what it held at a time. */
function waysOf(
  states: readonly Uint8Array[],
  size: number,
): Uint8Array[][] {
  const sectors: Uint8Array[][] = [];
  for (let start = 0; start < size; start += SECTOR) {
    const length = Math.min(SECTOR, size - start);
    const ways = new Map<string, Uint8Array>();
    for (const state of states) {
      const sector = new Uint8Array(length);
      sector.set(state.subarray(start, start + length));
      ways.set(latin(sector), sector);
    }
    sectors.push([...ways.values()]);
  }
  return sectors;
}

/** A text of one character for each byte. */
function latin(bytes: Uint8Array): string {
  return bytes.reduce((text, byte) => text + String.fromCharCode(byte), "");
}
