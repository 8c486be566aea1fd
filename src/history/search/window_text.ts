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
