/**
 * The text of records that are read in large pieces, for a search in their bytes.
 *
 * @module
 */
import { ENCODER } from "../../values/characters.ts";

const ASCII = new TextDecoder("utf-8", { ignoreBOM: true });
/** Makes one character of each byte, whatever they mean. */
const SINGLE = new TextDecoder("windows-1252");

/** A larger buffer is no piece that was read, but a log in memory. */
const LARGEST = 16 << 20;

/** A text as it stands in a {@linkcode WindowText}: a character for each byte of it. */
export function byteText(text: string): string {
  return SINGLE.decode(ENCODER.encode(text));
}

/**
 * The text around a payload: records are read in large pieces. A piece becomes text
 * once, and what is looked for is looked for once.
 */
export class WindowText {
  /** The text of the piece, or of the record alone: a character for each byte. */
  text = "";
  /** Where the record begins in it. */
  from = 0;
  /** Where the record ends in it. */
  to = 0;
  /** Rises with each other text. */
  version = 0;
  /** Whether all texts so far were of ASCII alone. */
  ascii = true;
  #buffer: ArrayBufferLike | undefined;
  #isPiece = false;

  /** Takes the next record, whose payload is `bytes[from, to)`. */
  open(bytes: Uint8Array, from: number, to: number): void {
    const { buffer, byteOffset } = bytes;
    const start = byteOffset + from;
    if (buffer !== this.#buffer) {
      this.#buffer = buffer;
      this.#isPiece = buffer.byteLength <= LARGEST;
      this.text = this.#isPiece ? this.#decoded(new Uint8Array(buffer)) : "";
      this.version++;
    } else if (start < this.from) this.#isPiece = false;
    this.from = start;
    this.to = byteOffset + to;
    if (this.#isPiece) return;
    // Going backward, too, nothing is known of what comes next.
    this.text = this.#decoded(bytes.subarray(from, to));
    this.from = 0;
    this.to = this.text.length;
    this.version++;
  }

  #decoded(bytes: Uint8Array): string {
    // What is no ASCII takes the engine twice as long, and twice the memory.
    const text = this.ascii ? ASCII.decode(bytes) : "";
    this.ascii = text.length === bytes.length;
    return this.ascii ? text : SINGLE.decode(bytes);
  }
}

/** Where something stands next: looked for once in a piece, not in each record. */
export class NextPlace {
  readonly #window: WindowText;
  readonly #find: (text: string, from: number) => number;
  #version = -1;
  #next = -1;

  /** `find` tells where it stands from a place of a text on; Infinity: nowhere. */
  constructor(
    window: WindowText,
    find: (text: string, from: number) => number,
  ) {
    this.#window = window;
    this.#find = find;
  }

  /** Whether it is known to stand behind the record. */
  get isFar(): boolean {
    return this.#version === this.#window.version &&
      this.#next >= this.#window.to;
  }

  /** Whether it stands in the record. */
  get isHere(): boolean {
    const { text, from, to, version } = this.#window;
    if (this.#version !== version || this.#next < from) {
      this.#version = version;
      this.#next = this.#find(text, from);
    }
    return this.#next < to;
  }
}

/** Whether all of them stand in the record. */
export function areHere(places: readonly NextPlace[]): boolean {
  // The rarest of them is known to be further on: it is asked first.
  return !places.some((place) => place.isFar) &&
    places.every((place) => place.isHere);
}

/** Finds what an expression, which has the flag `g`, matches. */
export function finderOf(
  expression: RegExp,
): (text: string, from: number) => number {
  return (text, from) => {
    expression.lastIndex = from;
    return expression.exec(text)?.index ?? Infinity;
  };
}
