/**
 * A new log, written record by record from others.
 *
 * Until it is whole it has another name, as each new file.
 *
 * @module
 */
import type { FileSystem } from "../file/log_file.ts";
import { NewFile } from "../file/new_file.ts";
import type {
  Framer,
  Payload,
  RecordKind,
  Serializer,
} from "../log/serializer.ts";

/** So many bytes are written at once. */
const CHUNK = 1 << 20;
/**
 * So many bytes are synced at once. The first record after each sync says that
 * they were, so that damage before it is never taken for a torn tail.
 */
const SYNC = 8 << 20;

/** A log in a file that was not there before. */
export class LogRewriter {
  readonly #new: NewFile;
  readonly #framer: Framer;
  /** The last record: framed when it is known whether one follows. */
  #last: { readonly kind: RecordKind; readonly payload: Payload } | undefined;
  #parts: Uint8Array[] = [];
  #filled = 0;
  /** Byte offset after all that was framed. */
  #end = 0;
  #synced = 0;
  #watermark: number | undefined;

  /**
   * Makes the file, and its folder if need be; for those who may read and write
   * the file `like`.
   *
   * @throws {FileLockError} When something is there already, or it can't be made.
   */
  constructor(
    disk: FileSystem,
    path: string,
    serializer: Serializer,
    like?: string,
  ) {
    this.#new = new NewFile(disk, path, undefined, like);
    this.#framer = serializer.createFramer();
    this.#add(this.#framer.createHeader());
  }

  /** The path. */
  get path(): string {
    return this.#new.path;
  }

  /** Adds a record, encoded by the serializer that the log was made with. */
  add(kind: RecordKind, payload: Payload): void {
    const last = this.#last;
    this.#last = { kind, payload };
    if (last !== undefined) this.#frame(last.kind, last.payload);
  }

  /**
   * Writes the rest and makes all of it durable, under the name that the log has
   * until it is finished: who wants to may look at it. Returns that name.
   */
  complete(): string {
    this.#sync();
    if (this.#last !== undefined) {
      this.#frame(this.#last.kind, this.#last.payload);
      this.#last = undefined;
      this.#sync();
    }
    return this.#new.draft;
  }

  /** Completes the log and gives it its name; returns its length in bytes. */
  finish(): number {
    this.complete();
    this.#new.finish();
    return this.#end;
  }

  /** Removes the file. */
  discard(): void {
    this.#new.discard();
  }

  #frame(kind: RecordKind, payload: Payload): void {
    this.#add(this.#framer.frame(kind, [payload], this.#end, this.#watermark));
    this.#watermark = undefined;
    if (this.#filled >= CHUNK) this.#write();
    if (this.#end - this.#synced >= SYNC) this.#sync();
  }

  #add(bytes: Uint8Array): void {
    this.#parts.push(bytes);
    this.#filled += bytes.length;
    this.#end += bytes.length;
  }

  #write(): void {
    if (this.#filled === 0) return;
    const bytes = new Uint8Array(this.#filled);
    let at = 0;
    for (const part of this.#parts) {
      bytes.set(part, at);
      at += part.length;
    }
    this.#parts = [];
    this.#filled = 0;
    this.#new.guarded(() => this.#new.file.append(bytes));
  }

  #sync(): void {
    this.#write();
    this.#new.guarded(() => this.#new.file.sync());
    this.#synced = this.#end;
    if (this.#end > 0) this.#watermark = this.#end;
  }
}
