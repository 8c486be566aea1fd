/**
 * The words of a command beside its answer: notes, questions and errors, on
 * standard error.
 *
 * @module
 */
import { StyledLine } from "../../changelog/text/styled_line.ts";
import type { Sink } from "./output.ts";
import type { Progress } from "./progress.ts";
import { jsonLine } from "./safe_json.ts";
import { ENCODER } from "../../values/characters.ts";

/** Standard error of a command. */
export class Notes {
  readonly #stream: Sink;
  readonly #color: boolean;
  readonly #json: boolean;
  #held: string[] | undefined;
  /** The progress that is cleared before a line is written. */
  progress: Progress | undefined;

  /** Writes in colour, or as lines of JSON. */
  constructor(stream: Sink, color: boolean, json: boolean) {
    this.#stream = stream;
    this.#color = color;
    this.#json = json;
  }

  /** Keeps what is said until it is let go: a pager has the terminal. */
  hold(): void {
    this.#held ??= [];
  }

  /** Writes what was kept. */
  release(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const text of held) this.#write(text);
  }

  /** Says something that is no error. */
  say(text: string, fields: Record<string, unknown> = {}): void {
    if (this.#json) {
      this.#write(jsonLine({ type: "note", message: text, ...fields }));
    } else this.line(new StyledLine().add(text, "2"));
  }

  /** Writes a line as it is; nothing with `--json`, which has its own form of it. */
  line(line: StyledLine): void {
    if (!this.#json) this.#write(line.toString(this.#color));
  }

  /** Tells an error, with what to do next. */
  error(
    message: string,
    hints: readonly string[],
    fields: Record<string, unknown>,
  ): void {
    if (this.#json) {
      const hint = hints.length === 0 ? {} : { hint: hints.join("\n") };
      this.#write(
        jsonLine({ type: "error", ...fields, message, ...hint }),
      );
      return;
    }
    const lines = message.split("\n");
    for (const [index, text] of lines.entries()) {
      const line = new StyledLine();
      if (index === 0) line.add("kanta", "1").add(": ");
      this.#write(line.add(text).toString(this.#color));
    }
    for (const hint of hints) {
      this.#write(new StyledLine().add("  ").add(hint).toString(this.#color));
    }
  }

  #write(text: string): void {
    if (this.#held !== undefined) return void this.#held.push(text);
    this.progress?.clear();
    let bytes = ENCODER.encode(`${text}\n`);
    try {
      while (bytes.length > 0) {
        bytes = bytes.subarray(this.#stream.writeSync(bytes));
      }
    } catch { // nobody listens
    }
  }
}
