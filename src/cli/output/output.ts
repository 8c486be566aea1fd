/**
 * Standard output of a command: written to the last byte, at once where somebody
 * waits for it, ended quietly when nobody reads any more.
 *
 * @module
 */
import { OutputClosed } from "../failure.ts";
import { ENCODER } from "../../values/characters.ts";

/** So many characters are written together. */
const MANY = 1 << 15;

/** Output that was not written for so long is written, in milliseconds. */
const LONG = 50;

/** A stream that text is written to. */
export interface Sink {
  /** Writes some of the bytes, and says how many. */
  writeSync(bytes: Uint8Array): number;
}

/** A program that shows text page by page. */
export interface Pages {
  /** Shows more; rejects once it was quit. */
  write(text: string): Promise<void>;
  /** Waits until it was quit. */
  close(): Promise<void>;
}

/** Starts to show text page by page; undefined where that can't be done. */
export type StartPages = () => Pages | undefined;

/** How output is written. */
export interface OutputOptions {
  /** The stream. Default: standard output. */
  readonly stream?: Sink | undefined;
  /** Lines that the terminal has; text that is taller goes to pages. */
  readonly rows?: number | undefined;
  /** Shows what is taller. */
  readonly startPages?: StartPages | undefined;
}

/** Text on its way to standard output. */
export class Output {
  readonly #stream: Sink;
  readonly #rows: number | undefined;
  readonly #startPages: StartPages | undefined;
  #pages: Pages | undefined;
  /** Whether it is still open whether there will be pages. */
  #holding: boolean;
  #buffer = "";
  #lines = 0;
  #since = -Infinity;

  /** Takes a stream, and what shows text that is taller than the terminal. */
  constructor(options: OutputOptions = {}) {
    this.#stream = options.stream ?? Deno.stdout;
    this.#rows = options.rows;
    this.#startPages = options.startPages;
    this.#holding = options.rows !== undefined &&
      options.startPages !== undefined;
  }

  /** Writes a line; to be awaited where a promise is returned. */
  line(text = ""): Promise<void> | undefined {
    return this.write(`${text}\n`);
  }

  /**
   * Writes text; to be awaited where a promise is returned.
   *
   * @throws {OutputClosed} When nobody reads any more.
   */
  write(text: string): Promise<void> | undefined {
    if (this.#pages !== undefined) return this.#pages.write(text);
    this.#buffer += text;
    if (this.#holding) {
      for (let at = text.indexOf("\n"); at >= 0;) {
        this.#lines++;
        at = text.indexOf("\n", at + 1);
      }
      if (this.#lines < (this.#rows ?? Infinity)) return undefined;
      this.#holding = false;
      this.#pages = this.#startPages?.();
      if (this.#pages !== undefined) {
        const held = this.#buffer;
        this.#buffer = "";
        return this.#pages.write(held);
      }
    }
    const now = performance.now();
    if (this.#buffer.length >= MANY || now - this.#since > LONG) this.#send();
    return undefined;
  }

  /** Writes what is held back so far, for who waits for it. */
  flush(): void {
    this.#holding = false;
    this.#send();
  }

  /** Writes out all, and waits until the pages were quit. */
  async close(): Promise<void> {
    this.#send();
    await this.#pages?.close();
  }

  #send(): void {
    const text = this.#buffer;
    this.#buffer = "";
    let bytes = ENCODER.encode(text);
    try {
      while (bytes.length > 0) bytes = bytes.subarray(this.#some(bytes));
    } catch (error) {
      if (isClosed(error)) throw new OutputClosed("Nobody reads the output");
      throw error;
    }
    this.#since = performance.now();
  }

  #some(bytes: Uint8Array): number {
    try {
      return this.#stream.writeSync(bytes);
    } catch (error) {
      if (!(error instanceof Deno.errors.WouldBlock)) throw error;
      // A pipe that another program made not to block: its reader is slow.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
      return 0;
    }
  }
}

/** Whether an error says that the reader has gone away. */
export function isClosed(error: unknown): boolean {
  return error instanceof Deno.errors.BrokenPipe ||
    error instanceof Deno.errors.ConnectionReset ||
    error instanceof Error && /\(os error (?:32|104|232)\)/.test(error.message);
}
