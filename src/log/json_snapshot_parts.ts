/**
 * A snapshot as JSON text in pieces, each with its checksum.
 *
 * @module
 */
import { isContainer, kindOf, type TypeRegistry } from "../values/kinds.ts";
import { crc32c } from "./crc32c.ts";
import { headText } from "./json_record.ts";
import { looksTagged, toJson } from "./json_values.ts";
import type { Piece, SnapshotHead, SnapshotParts } from "./serializer.ts";

const ENCODER = new TextEncoder();

/** The texts around the members of a container. */
interface Brackets {
  readonly open: Piece;
  readonly close: Piece;
}

const ARRAY = brackets("[", "]");
const OBJECT = brackets("{", "}");
const MAP = brackets('{"$map":[', "]}");
const SET = brackets('{"$set":[', "]}");
const COMMA = pieceOf(",");
const PAIR_END = pieceOf("]");

/** Encodes a snapshot in parts, as {@linkcode SnapshotParts} says. */
export class JsonSnapshotParts implements SnapshotParts {
  /** A comma. */
  readonly separator: Piece = COMMA;
  readonly #types: TypeRegistry;

  /** Values of these types of the application's own are written as what they are. */
  constructor(types: TypeRegistry) {
    this.#types = types;
  }

  /** What comes before the state. */
  head(head: SnapshotHead): Piece {
    return pieceOf(headText(head, this.#types));
  }

  /** A whole value. */
  value(value: unknown): Piece {
    return pieceOf(this.#text(value));
  }

  /** Whether it is a container, and no object that would read as a tag. */
  canSplit(container: object, size: number): boolean {
    const kind = kindOf(container, this.#types);
    return isContainer(kind) && !(kind === "object" && size === 1 &&
      looksTagged(container, Object.keys(container)));
  }

  /** The bracket before the members. */
  open(container: object, _size: number): Piece {
    return bracketsOf(container).open;
  }

  /** The bracket after the members. */
  close(container: object): Piece {
    return bracketsOf(container).close;
  }

  /** Members with commas between them. */
  members(
    container: object,
    entries: Iterable<readonly [key: unknown, value: unknown]>,
    ends?: number[],
  ): Piece {
    const texts: string[] = [];
    if (container instanceof Map) {
      for (const entry of entries) texts.push(this.#text(entry));
    } else if (container instanceof Set || Array.isArray(container)) {
      for (const [, value] of entries) texts.push(this.#text(value));
    } else {
      for (const [key, value] of entries) {
        texts.push(`${JSON.stringify(key)}:${this.#text(value)}`);
      }
    }
    const text = texts.join(",");
    const piece = pieceOf(text);
    if (ends !== undefined) {
      noteEnds(texts, piece.bytes.length === text.length, ends);
    }
    return piece;
  }

  /** Bytes with their checksum. */
  joined(bytes: Uint8Array): Piece {
    return { bytes, crc: crc32c(bytes) };
  }

  /** What stands before a value that comes in parts. */
  key(container: object, key: unknown): Piece {
    if (container instanceof Map) return pieceOf(`[${this.#text(key)},`);
    return pieceOf(isList(container) ? "" : `${JSON.stringify(key)}:`);
  }

  /** What stands after it. */
  endMember(container: object): Piece | undefined {
    return container instanceof Map ? PAIR_END : undefined;
  }

  #text(value: unknown): string {
    return JSON.stringify(
      toJson(value, { types: this.#types, guarded: true }),
    );
  }
}

/** Notes where each text ends, in bytes; in ASCII these are its characters. */
function noteEnds(
  texts: readonly string[],
  ascii: boolean,
  ends: number[],
): void {
  let at = -COMMA.bytes.length;
  for (const text of texts) {
    at += COMMA.bytes.length;
    at += ascii ? text.length : ENCODER.encode(text).length;
    ends.push(at);
  }
}

function isList(container: object): boolean {
  return Array.isArray(container) || container instanceof Set;
}

function bracketsOf(container: object): Brackets {
  if (Array.isArray(container)) return ARRAY;
  if (container instanceof Map) return MAP;
  return container instanceof Set ? SET : OBJECT;
}

function brackets(open: string, close: string): Brackets {
  return { open: pieceOf(open), close: pieceOf(close) };
}

function pieceOf(text: string): Piece {
  const bytes = ENCODER.encode(text);
  return { bytes, crc: crc32c(bytes) };
}
