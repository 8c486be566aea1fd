/**
 * A line as a display gets it: with its colours, and with marks that it can show.
 *
 * @module
 */
import { StyledLine } from "../../changelog/text/styled_line.ts";
import type { Display } from "./display.ts";

/** Writes a line out for standard output, cut to the terminal. */
export function lineText(
  line: StyledLine,
  { color, ascii, width, marks }: Display,
): string {
  if (!ascii) {
    const fits = width === undefined || line.width <= width;
    return (fits ? line : new StyledLine().append(line).cut(width))
      .toString(color);
  }
  const plain = new StyledLine();
  for (const { text, style } of line.spans) {
    plain.add(style === "ellipsis" ? marks.ellipsis : text, style);
  }
  return (width === undefined ? plain : shortened(plain, width))
    .toString(color);
}

/** The dots take more columns than the mark that lines are cut with. */
function shortened(line: StyledLine, width: number): StyledLine {
  if (line.width <= width) return line;
  const cut = new StyledLine().append(line).cut(width - 2);
  const last = cut.spans.at(-1);
  const kept = new StyledLine();
  for (const span of cut.spans) {
    kept.add(span === last ? "..." : span.text, span.style);
  }
  return kept;
}
