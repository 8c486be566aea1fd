/**
 * A disk for tests: it forgets what was not synced, fails when told to, writes
 * short and runs full, all by a seed.
 *
 * What a power cut leaves of the writes since the last sync is chosen for each
 * sector by itself: any of them may be there or not, in any order, a sector may
 * be torn in the middle, and the size may be ahead of the data, which then
 * reads as zeros or, a whole sector, as garbage. After a sync that failed the kernel believes
 * those pages clean: they are never written, and the next sync says that all
 * is well.
 *
 * @module
 */
import type {
  Identity,
  ListedFileSystem,
  LogFile,
  NamedFile,
  OpenMode,
} from "../../src/file/log_file.ts";
import { FileLockError } from "../../src/errors.ts";
import { DiskContent } from "./disk_content.ts";
import { Random } from "./random.ts";

/** A call that fails. */
export interface Fault {
  /** Which call: the nth of those counted, from 1. */
  readonly call: number;
  /** Count only calls of this name. */
  readonly only?: string | undefined;
  /** Whether all later ones fail too. */
  readonly forever?: boolean | undefined;
  /** What it fails with. Default: EIO. */
  readonly message?: string | undefined;
}

/** How a disk behaves. */
export interface DiskOptions {
  readonly seed: number;
  /** Appends reach the file in several pieces. */
  readonly shortWrites?: boolean | undefined;
  /** How many bytes there is room for. */
  capacity?: number | undefined;
  /** A call that fails. */
  fault?: Fault | undefined;
  /** Whether a file may have a second name. Default: true. */
  links?: boolean | undefined;
}

/** What the kernel says when a device fails. */
export const EIO = "Input/output error (os error 5)";
/** What the kernel says when there is no room. */
export const ENOSPC = "No space left on device (os error 28)";

/** A disk that can lose its power. */
export class SimulatedDisk implements ListedFileSystem {
  /** How it behaves; may be changed at any time. */
  readonly options: DiskOptions;
  /** Every call so far: its name and, where it has one, its number. */
  readonly trace: string[] = [];
  readonly random: Random;
  /** Called before each call that can fail, while all is as it was. */
  before: ((name: string) => void) | undefined;
  #names = new Map<string, DiskContent>();
  #durableNames = new Map<string, DiskContent>();
  #calls = 0;
  #inodes = 0;
  #on = true;

  constructor(options: DiskOptions) {
    this.options = { ...options };
    this.random = new Random(options.seed);
  }

  /** Whether there is power, and a process: nothing reaches a file without. */
  get on(): boolean {
    return this.#on;
  }

  /** How many calls there were of those that can fail. */
  get calls(): number {
    return this.#calls;
  }

  /** Counts a call, and fails it if it is its turn. */
  call(name: string, detail: number | string = ""): void {
    if (!this.#on) throw new Error("The power is off");
    this.before?.(name);
    this.trace.push(detail === "" ? name : `${name} ${detail}`);
    const { fault } = this.options;
    if (fault?.only !== undefined && fault.only !== name) return;
    this.#calls++;
    if (fault === undefined) return;
    const due = fault.forever
      ? this.#calls >= fault.call
      : this.#calls === fault.call;
    if (due) throw new Error(fault.message ?? EIO);
  }

  /** The bytes of all files. */
  get used(): number {
    let used = 0;
    for (const content of new Set(this.#names.values())) used += content.size;
    return used;
  }

  /** Bytes that still fit. */
  get room(): number {
    return (this.options.capacity ?? Infinity) - this.used;
  }

  #next(): SimulatedDisk {
    this.#on = false;
    const seed = this.random.int(2 ** 31);
    const next = new SimulatedDisk({ ...this.options, seed, fault: undefined });
    next.#inodes = this.#inodes;
    return next;
  }

  /** The process dies: all is as it was, but nothing is open or locked. */
  kill(): SimulatedDisk {
    const next = this.#next();
    for (const content of this.#names.values()) content.locker = undefined;
    next.#names = this.#names;
    next.#durableNames = this.#durableNames;
    return next;
  }

  /** The power goes: what the disk holds when it comes back. */
  crash(): SimulatedDisk {
    const next = this.#next();
    const { random } = this;
    const names = new Map(this.#durableNames);
    for (const [name, content] of this.#names) {
      if (random.chance(0.5)) names.set(name, content);
    }
    for (const name of this.#durableNames.keys()) {
      if (!this.#names.has(name) && random.chance(0.5)) names.delete(name);
    }
    const after = new Map<DiskContent, DiskContent>();
    for (const [name, content] of names) {
      const left = after.get(content) ?? content.afterCrash(next.random);
      after.set(content, left);
      next.#names.set(name, left);
      next.#durableNames.set(name, left);
    }
    return next;
  }

  /**
   * All that a power cut may leave, or so much of it at most; the disk itself goes
   * on. A name that is not synced is there or not, whatever becomes of the others.
   */
  *everyCrash(most: number): Generator<SimulatedDisk> {
    const unsure = [
      ...new Set([...this.#names.keys(), ...this.#durableNames.keys()]),
    ]
      .filter((name) => this.#names.get(name) !== this.#durableNames.get(name));
    for (let way = 0; way < 2 ** unsure.length; way++) {
      const names = new Map(this.#durableNames);
      unsure.forEach((name, bit) => {
        const content = this.#names.get(name);
        if ((way >> bit & 1) === 0) return;
        if (content === undefined) names.delete(name);
        else names.set(name, content);
      });
      yield* this.#everyContent(names, most / 2 ** unsure.length);
    }
  }

  *#everyContent(
    names: ReadonlyMap<string, DiskContent>,
    most: number,
  ): Generator<SimulatedDisk> {
    const random = new Random(this.options.seed + this.#calls);
    const contents = [...new Set(names.values())];
    const ways = contents.map((content) => content.everyCrash(most, random));
    const count = ways.reduce((all, { length }) => all * length, 1);
    for (let nth = 0; nth < Math.min(count, most); nth++) {
      const { seed } = this.options;
      const next = new SimulatedDisk({
        ...this.options,
        seed,
        fault: undefined,
      });
      next.#inodes = this.#inodes;
      let left = nth;
      const after = new Map(contents.map((content, i) => {
        const of = ways[i] ?? [];
        const way = count > most ? random.int(of.length) : left % of.length;
        left = Math.floor(left / of.length);
        return [content, of[way]?.copy() ?? content] as const;
      }));
      for (const [name, content] of names) {
        next.#names.set(name, after.get(content) ?? content);
      }
      next.#durableNames = new Map(next.#names);
      yield next;
    }
  }

  realPath(path: string): string | undefined {
    this.call("realPath");
    return this.#names.has(path) ? path : undefined;
  }

  open(path: string, mode: OpenMode): { file: LogFile; created: boolean } {
    this.call("open");
    let content = this.#names.get(path);
    const created = content === undefined;
    if (content === undefined) {
      if (!mode.create || mode.readonly) {
        throw new FileLockError(`Cannot open "${path}": there is no such file`);
      }
      content = new DiskContent(++this.#inodes);
      this.#names.set(path, content);
    }
    return { file: new SimulatedFile(this, content, mode.readonly), created };
  }

  isFree(path: string): boolean {
    return !this.#names.has(path);
  }

  identify(path: string): NamedFile | undefined {
    this.call("identify");
    const content = this.#names.get(path);
    return content && { dev: 1, ino: content.ino, size: content.size };
  }

  holder(): undefined {}

  namesBeside(path: string): string[] {
    const folder = path.slice(0, path.lastIndexOf("/") + 1);
    return this.names()
      .filter((name) => name.startsWith(folder))
      .map((name) => name.slice(folder.length));
  }

  writeNew(path: string, bytes: Iterable<Uint8Array>): void {
    this.call("writeNew");
    if (this.#names.has(path)) {
      throw new Deno.errors.AlreadyExists("File exists (os error 17)");
    }
    const content = new DiskContent(++this.#inodes);
    this.#names.set(path, content);
    const file = new SimulatedFile(this, content, false);
    try {
      for (const piece of bytes) file.append(piece);
      file.sync();
    } catch (error) {
      this.#names.delete(path);
      throw error;
    }
    file.close();
  }

  copy(): boolean {
    return false;
  }

  syncFolder(_path: string): void {
    this.call("syncFolder");
    this.#durableNames = new Map(this.#names);
  }

  link(path: string, name: string): void {
    this.call("link");
    const content = this.#names.get(path);
    if (content === undefined) {
      throw new Deno.errors.NotFound("No such file (os error 2)");
    }
    if (this.options.links === false) {
      throw new Error("Operation not permitted (os error 1)");
    }
    if (this.#names.has(name)) {
      throw new Deno.errors.AlreadyExists("File exists (os error 17)");
    }
    this.#names.set(name, content);
  }

  rename(from: string, to: string): void {
    this.call("rename");
    const content = this.#names.get(from);
    if (content === undefined) {
      throw new Deno.errors.NotFound("No such file (os error 2)");
    }
    this.#names.delete(from);
    this.#names.set(to, content);
  }

  remove(path: string): void {
    this.call("remove");
    if (!this.#names.delete(path)) {
      throw new Deno.errors.NotFound("No such file (os error 2)");
    }
  }

  /** What a file holds now, as the kernel would show it. */
  readFile(path: string): Uint8Array<ArrayBuffer> | undefined {
    return this.#names.get(path)?.read();
  }

  /** The names of all files. */
  names(): string[] {
    return [...this.#names.keys()];
  }
}

/** An open file on a simulated disk. */
class SimulatedFile implements LogFile {
  #open = true;

  constructor(
    readonly disk: SimulatedDisk,
    readonly content: DiskContent,
    readonly readonly: boolean,
  ) {}

  #demand(writing: boolean): DiskContent {
    if (!this.#open) throw new Deno.errors.BadResource("The file is closed");
    if (writing && this.readonly) throw new Error("Bad file (os error 9)");
    return this.content;
  }

  get size(): number {
    return this.#demand(false).size;
  }

  tryLock(): boolean {
    const content = this.#demand(false);
    this.disk.call("tryLock");
    content.locker ??= this;
    return content.locker === this;
  }

  read(offset: number, length: number): Uint8Array<ArrayBuffer> {
    const content = this.#demand(false);
    this.disk.call("read");
    return content.read(offset, offset + length);
  }

  get position(): number {
    return this.size;
  }

  append(bytes: Uint8Array): void {
    const content = this.#demand(true);
    const { disk } = this;
    const { random } = disk;
    const fits = Math.min(bytes.length, disk.room);
    let done = 0;
    const write = (end: number) => {
      content.append(bytes.slice(done, end));
      done = end;
    };
    try {
      disk.call("append", bytes.length);
    } catch (error) {
      if (disk.on) write(random.int(fits + 1)); // it failed in the middle
      throw error;
    }
    while (disk.options.shortWrites && fits - done > 1 && random.chance(0.7)) {
      write(done + 1 + random.int(fits - done - 1));
    }
    write(fits);
    if (fits < bytes.length) throw new Error(ENOSPC);
  }

  sync(): void {
    const content = this.#demand(false);
    try {
      this.disk.call("sync");
    } catch (error) {
      content.syncFailed(this.disk.random);
      throw error;
    }
    content.sync();
  }

  truncate(size: number): void {
    const content = this.#demand(true);
    this.disk.call("truncate", size);
    content.truncate(size);
  }

  identity(): Identity {
    return { dev: 1, ino: this.#demand(false).ino };
  }

  close(): void {
    const content = this.#demand(false);
    if (content.locker === this) content.locker = undefined;
    this.#open = false;
  }
}
