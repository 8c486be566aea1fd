/**
 * A snapshot in MessagePack, in parts.
 *
 * @module
 */
import { isContainer, kindOf, type TypeRegistry } from "../../values/kinds.ts";
import { MsgPackRecordWriter } from "./record_writer.ts";
import { isNativeMap } from "./msgpack/writer.ts";
import type {
  Payload,
  SnapshotHead,
  SnapshotParts,
} from "../../log/serializer.ts";

/** The form of a container that comes in parts. */
type Form = "object" | "list" | "set" | "pairs" | "map";

/**
 * How a container is written. A `Map` that comes in parts has either strings
 * for keys or none, so that any of its keys tells.
 */
function formOf(container: object, key: unknown): Form {
  if (Array.isArray(container)) return "list";
  if (container instanceof Set) return "set";
  if (!(container instanceof Map)) return "object";
  return typeof key === "string" ? "pairs" : "map";
}

/** Encodes the parts of a snapshot. */
export class MsgPackParts implements SnapshotParts {
  readonly #types: TypeRegistry;
  readonly #writer: MsgPackRecordWriter;

  /** Writes values of these types. */
  constructor(types: TypeRegistry) {
    this.#types = types;
    // No codec of others: a piece may be a single number, and there are many.
    this.#writer = new MsgPackRecordWriter(types, undefined);
  }

  /** The bytes before the state. */
  head(head: SnapshotHead): Uint8Array {
    return this.#piece((writer) => writer.snapshotHead(head));
  }

  /** A whole value. */
  value(value: unknown): Uint8Array {
    return this.#piece((writer) => writer.state(value));
  }

  /**
   * Whether a value of `size` members may come in parts.
   *
   * One member alone may make an object a tag's double. And a `Map` has one
   * form with strings for keys, another one without: with both, a single key
   * that comes or goes would change the parts that do not hold it.
   */
  canSplit(container: object, size: number): boolean {
    if (!isContainer(kindOf(container, this.#types))) return false;
    if (!(container instanceof Map)) return size > 1;
    const strings = container.keys().reduce(
      (count, key) => typeof key === "string" ? count + 1 : count,
      0,
    );
    return size > 0 &&
      (strings === size || (strings === 0 && isNativeMap(container)));
  }

  /** The bytes before the members of a container. */
  open(container: object, size: number): Uint8Array {
    return this.#piece((writer) => {
      const [key] = container instanceof Map ? container.keys() : [];
      const form = formOf(container, key);
      if (form === "set" || form === "pairs") {
        writer.mapHead(1);
        writer.string(form === "set" ? "$set" : "$map");
      }
      if (form === "object" || form === "map") writer.mapHead(size);
      else writer.listHead(size);
    });
  }

  /** The bytes of each member: views of one buffer, for there may be millions. */
  members(
    container: object,
    entries: readonly (readonly [key: unknown, value: unknown])[],
  ): Uint8Array[] {
    const ends: number[] = [];
    const bytes = this.#piece((writer) => {
      for (const [key, value] of entries) {
        this.#key(writer, container, key);
        writer.state(value);
        ends.push(writer.length);
      }
    });
    return ends.map((end, i) => bytes.subarray(ends[i - 1] ?? 0, end));
  }

  /** Members one after the other. */
  join(members: readonly Payload[]): Uint8Array {
    return this.#piece((writer) => {
      // Members of ours are bytes.
      for (const member of members) writer.raw(member as Uint8Array);
    });
  }

  /** The key of a member whose value comes in parts. */
  key(container: object, key: unknown): Uint8Array {
    return this.#piece((writer) => this.#key(writer, container, key));
  }

  /** Nothing comes after a member. */
  endMember(): undefined {}

  /** Nothing comes after the members. */
  close(): Uint8Array {
    return this.#piece(() => {});
  }

  #key(writer: MsgPackRecordWriter, container: object, key: unknown): void {
    const form = formOf(container, key);
    if (form === "list" || form === "set") return;
    if (form === "pairs") writer.listHead(2);
    writer.value(key);
  }

  #piece(write: (writer: MsgPackRecordWriter) => void): Uint8Array {
    this.#writer.clear();
    write(this.#writer);
    return this.#writer.copy();
  }
}
