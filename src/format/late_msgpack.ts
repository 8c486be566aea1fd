/**
 * The serializer of binary logs for a program that hands one over: what does the
 * work is loaded when it is prepared.
 *
 * The package exports it from its first door, and most programs keep text: for
 * those none of the modules of MessagePack and of its hash are read at the start.
 *
 * @module
 */
import type { ChangeRecord, Snapshot } from "../record.ts";
import type { Framer, Serializer, SnapshotParts } from "../log/log_format.ts";
import type { Serializer as FastSerializer } from "../log/serializer.ts";
import { NO_TYPES, TypeRegistry } from "../values/kinds.ts";
import type { MsgPackOptions, MsgPackSerializer } from "./binary/serializer.ts";

/** Writes and reads binary records, once it is prepared. */
export class LateMsgPackSerializer implements Serializer<Uint8Array> {
  /** The name of the format. */
  readonly name = "msgpack";
  /** The types of the application's own. */
  readonly types: TypeRegistry;
  readonly #options: MsgPackOptions;
  #loaded: MsgPackSerializer | undefined;

  /** Takes the codec of plain data and the application's types. */
  constructor(options: MsgPackOptions = {}) {
    const { types = NO_TYPES } = options;
    this.types = types instanceof TypeRegistry
      ? types
      : new TypeRegistry(types);
    this.#options = { ...options, types: this.types };
  }

  /** A serializer for these types; a subclass takes them as this class does. */
  withTypes(types: TypeRegistry): this {
    return Reflect.construct(this.constructor, [{ ...this.#options, types }]);
  }

  /** Loads what does the work, to be awaited before anything else is asked for. */
  async prepare(): Promise<void> {
    const { MsgPackSerializer } = await import("./binary/serializer.ts");
    this.#loaded ??= new MsgPackSerializer(this.#options);
    await this.#loaded.prepare();
  }

  /**
   * The serializer that does the work, with its fast paths; this one itself
   * where a class extends this one.
   */
  get fast(): FastSerializer {
    const own = Object.getPrototypeOf(this) === LateMsgPackSerializer.prototype;
    return own ? this.#ready : this;
  }

  get #ready(): MsgPackSerializer {
    if (this.#loaded !== undefined) return this.#loaded;
    throw new Error(
      "Cannot use a MsgPackSerializer before it is loaded: await " +
        "serializer.prepare() first",
    );
  }

  /** The bytes of a change. */
  encodeChange(record: ChangeRecord): Uint8Array {
    return this.#ready.encodeChange(record);
  }

  /** The bytes of a snapshot. */
  encodeSnapshot(snapshot: Snapshot): Uint8Array {
    return this.#ready.encodeSnapshot(snapshot);
  }

  /** Makes what encodes a snapshot in parts. */
  createParts(): SnapshotParts {
    return this.#ready.createParts();
  }

  /** Decodes a change. */
  decodeChange(payload: Uint8Array): ChangeRecord {
    return this.#ready.decodeChange(payload);
  }

  /** Decodes a snapshot. */
  decodeSnapshot(payload: Uint8Array): Snapshot {
    return this.#ready.decodeSnapshot(payload);
  }

  /** The revision of a snapshot if it can be trusted. */
  revisionOf(payload: Uint8Array): number | undefined {
    return this.#ready.revisionOf(payload);
  }

  /** Decodes the changes among whole frames that were verified before. */
  decodeChanges(
    bytes: Uint8Array,
    at: { readonly offset: number; readonly line: number },
  ): ReturnType<Serializer["decodeChanges"]> {
    return this.#ready.decodeChanges(bytes, at);
  }

  /** Makes the framer for one file. */
  createFramer(): Framer {
    return this.#ready.createFramer();
  }
}
