/**
 * Changes as JSON text whose diffs are text already.
 *
 * @module
 */
import { flat } from "../../../values/flatten.ts";
import { quoted } from "../../../values/quoted.ts";
import { checkLength } from "./record.ts";
import type { ChangeHead } from "../../../log/serializer.ts";

/**
 * Writes what `changeText` of `json_record.ts` writes, at a fifth of the cost.
 *
 * Of the many changes of one millisecond most say the same beside their diffs,
 * so the text of that is used again; as a flat string, since each of its pieces
 * would be copied by itself on the way to the writer. That is 0.2 µs of a commit.
 */
export class JsonChangeWriter {
  #head: ChangeHead | undefined;
  #text = "";

  /** The text of a change. */
  text(head: ChangeHead, diff: string): string {
    if (head !== this.#head) {
      this.#text = headText(head);
      this.#head = head;
    }
    checkLength(this.#text.length + diff.length + 1);
    return this.#text + diff + "}";
  }
}

function headText({ ts, a, v, u, m }: ChangeHead): string {
  let text = `{"ts":${quoted(ts)}`;
  if (a) text += `,"a":${quoted(a)}`;
  if (v) text += `,"v":${v}`;
  if (u !== undefined) text += `,"u":${quoted(u)}`;
  if (m !== undefined) text += `,"m":${quoted(m)}`;
  return flat(`${text},"diff":`);
}
