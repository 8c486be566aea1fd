/**
 * The text of records that are read in large pieces, for a search in their bytes.
 *
 * @module
 */

const DECODER = new TextDecoder("utf-8", { ignoreBOM: true });

/** A larger buffer is no piece that was read, but a log in memory. */
const LARGEST = 16 << 20;

/**
 * The text around a payload: records are read in large pieces. One of ASCII alone
 * becomes text once, and what is looked for is looked for once.
 */
export class WindowText {
  /** The text of the piece, or of the record alone. */
  text = "";
  /** Where the record begins in it. */
  from = 0;
  /** Where the record ends in it. */
  to = 0;
  /** Rises with each other text. */
  version = 0;
  #buffer: ArrayBufferLike | undefined;
  #ascii = false;

  /** Takes the next record. */
  open(payload: Uint8Array): void {
    const { buffer, byteOffset, length } = payload;
    if (buffer !== this.#buffer) {
      this.#buffer = buffer;
      const isPiece = buffer.byteLength <= LARGEST;
      const bytes = new Uint8Array(buffer);
      this.text = isPiece ? DECODER.decode(bytes) : "";
      // Else a character of the text is not a byte of the piece.
      this.#ascii = isPiece && this.text.length === bytes.length;
      this.version++;
    } else if (byteOffset < this.from) this.#ascii = false;
    this.from = byteOffset;
    this.to = byteOffset + length;
    if (this.#ascii) return;
    // Going backward, too, nothing is known of what comes next.
    this.text = DECODER.decode(payload);
    this.from = 0;
    this.to = this.text.length;
    this.version++;
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
