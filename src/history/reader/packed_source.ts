/**
 * A log that is compressed by gzip, read as what is in it: an archive that a
 * rotation packed.
 *
 * It is unpacked from its beginning as far as is asked for, which for the
 * revision that it begins with is not far. What was unpacked is held until
 * another packed log is read: of a long chain of archives one is in memory.
 *
 * @module
 */
import { ReplayError } from "../../errors.ts";
import type { Source } from "../../log/serializer.ts";

/** The compressed bytes that are unpacked at first. */
const START = 1 << 16;
/** The head and the end of what gzip writes, and the field of its length there. */
const SHORTEST = 18;
const LENGTH_FIELD = 4;

/** The source that is held unpacked. */
let held: PackedSource | undefined;

/** The bytes in a packed file. */
export class PackedSource implements Source {
  /** How many there are. */
  readonly size: number;
  readonly #file: Source & { close(): void };
  /** The first of the bytes, as far as they are unpacked. */
  #bytes: Uint8Array = new Uint8Array(0);
  /** How many compressed bytes are to be unpacked next. */
  #next = START;

  /**
   * Takes a file, which is closed with it.
   *
   * @throws {ReplayError} When it is not packed by gzip.
   */
  constructor(file: Source & { close(): void }) {
    this.#file = file;
    const [first, second] = file.read(0, 2);
    if (file.size < SHORTEST || first !== 0x1f || second !== 0x8b) {
      throw new ReplayError(
        "it has the name of a compressed log, and is none: unpack it, or give " +
          "it a name that does not end in .gz",
      );
    }
    const end = file.read(file.size - LENGTH_FIELD, LENGTH_FIELD);
    this.size = new DataView(end.buffer, end.byteOffset).getUint32(0, true);
  }

  /** Reads up to `length` bytes at `offset`; fewer only at the end. */
  read(offset: number, length: number): Uint8Array {
    const end = Math.min(offset + length, this.size);
    if (this.#bytes.length < end) this.#unpack(end);
    return this.#bytes.subarray(Math.min(offset, end), end);
  }

  /** Unpacks so many bytes, and as many again, so that reading on costs little. */
  #unpack(end: number): void {
    if (held !== undefined && held !== this) held.#drop();
    held = this;
    const { size } = this.#file;
    while (this.#bytes.length < end) {
      const whole = this.#next >= size;
      const packed = this.#file.read(0, Math.min(this.#next, size));
      this.#next *= 4;
      const bytes = unpacked(packed, whole);
      if (whole && bytes.length !== this.size) {
        throw new ReplayError(
          `it holds ${bytes.length} bytes, and says that it has ${this.size}`,
        );
      }
      this.#bytes = bytes;
    }
  }

  #drop(): void {
    this.#bytes = new Uint8Array(0);
    this.#next = START;
  }

  /** Closes the file. */
  close(): void {
    if (held === this) held = undefined;
    this.#drop();
    this.#file.close();
  }
}

function unpacked(packed: Uint8Array, whole: boolean): Uint8Array {
  // Not imported: the program of a worker is one script, and a bundler would
  // make a module of it, however late the import is.
  const { constants, gunzipSync } = globalThis.process.getBuiltinModule(
    "node:zlib",
  );
  try {
    const { Z_FINISH, Z_SYNC_FLUSH } = constants;
    return gunzipSync(packed, {
      finishFlush: whole ? Z_FINISH : Z_SYNC_FLUSH,
    });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ReplayError(`it can't be unpacked: ${reason}`, { cause });
  }
}
