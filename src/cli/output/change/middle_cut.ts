/**
 * Lines cut in their middle: of a path, the beginning and the end tell most.
 *
 * @module
 */
import { StyledLine } from "../../../changelog/text/styled_line.ts";
import { charWidth, displayWidth } from "../../../changelog/text/width.ts";

/** The line in at most so many columns, an ellipsis in its middle. */
export function cutMiddle(
  line: StyledLine,
  width: number,
  ellipsis: string,
): StyledLine {
  if (line.width <= width) return line;
  const room = Math.max(1, width - ellipsis.length);
  const tail = Math.ceil(room * 0.6);
  const head = room - tail;
  const cut = new StyledLine();
  const before = line.width - tail;
  let at = 0;
  let skipped = false;
  for (const { text, style } of line.spans) {
    let kept = "";
    for (const char of text) {
      const columns = charWidth(char);
      if (at + columns <= head && !skipped || at >= before) kept += char;
      else if (!skipped) {
        cut.add(kept, style).add(ellipsis, "ellipsis");
        kept = "";
        skipped = true;
      }
      at += columns;
    }
    cut.add(kept, style);
  }
  return displayWidth(cut.toString()) <= width ? cut : cut.cut(width);
}
