/**
 * A snapshot as JSON text in pieces.
 *
 * @module
 */
import { jsonText } from "../../../values/json_text.ts";
import {
  isContainer,
  kindOf,
  type TypeRegistry,
} from "../../../values/kinds.ts";
import { headText } from "./record.ts";
import { looksTagged, toJson } from "./values.ts";
import type {
  Payload,
  SnapshotHead,
  SnapshotParts,
} from "../../../log/serializer.ts";

/** Encodes a snapshot in parts, as {@linkcode SnapshotParts} says. */
export class JsonSnapshotParts implements SnapshotParts {
  /** A comma. */
  readonly separator = ",";
  readonly #types: TypeRegistry;

  /** Values of these types of the application's own are written as what they are. */
  constructor(types: TypeRegistry) {
    this.#types = types;
  }

  /** The text before the state. */
  head(head: SnapshotHead): string {
    return headText(head, this.#types);
  }

  /** A whole value. */
  value(value: unknown): string {
    return jsonText(
      toJson(value, { types: this.#types, guarded: true }),
    );
  }

  /** Whether it is a container, and no object that would read as a tag. */
  canSplit(container: object, size: number): boolean {
    const kind = kindOf(container, this.#types);
    return isContainer(kind) && !(kind === "object" && size === 1 &&
      looksTagged(container, Object.keys(container)));
  }

  /** The bracket before the members. */
  open(container: object): string {
    if (Array.isArray(container)) return "[";
    if (container instanceof Map) return '{"$map":[';
    return container instanceof Set ? '{"$set":[' : "{";
  }

  /** The bracket after the members. */
  close(container: object): string {
    if (Array.isArray(container)) return "]";
    return container instanceof Map || container instanceof Set ? "]}" : "}";
  }

  /** The text of each member. */
  members(
    container: object,
    entries: readonly (readonly [key: unknown, value: unknown])[],
  ): string[] {
    if (container instanceof Map) {
      return entries.map((entry) => this.value(entry));
    }
    return isList(container)
      ? entries.map(([, value]) => this.value(value))
      // A template would keep its parts until they are put together: a third
      // more memory, and joining a million of them took twice as long.
      : entries.map(([key, value]) =>
        [JSON.stringify(key), this.value(value)].join(":")
      );
  }

  /** Members with commas between them. */
  join(members: readonly Payload[]): string {
    return members.join(",");
  }

  /** The text before a value that comes in parts. */
  key(container: object, key: unknown): string {
    if (container instanceof Map) return `[${this.value(key)},`;
    return isList(container) ? "" : `${JSON.stringify(key)}:`;
  }

  /** The text after a value that comes in parts. */
  endMember(container: object): string | undefined {
    return container instanceof Map ? "]" : undefined;
  }
}

function isList(container: object): boolean {
  return Array.isArray(container) || container instanceof Set;
}
