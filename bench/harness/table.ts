/**
 * A table of text, as a terminal and as Markdown show it.
 *
 * @module
 */

/** Column heads and rows of cells; the first column is read as names. */
export interface Table {
  /** What the table shows. */
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** The table for a terminal: names to the left, figures to the right. */
export function formatTable(table: Table): string {
  const lines = [table.head, ...table.rows];
  const widths = table.head.map((_, column) =>
    Math.max(...lines.map((line) => [...(line[column] ?? "")].length))
  );
  const format = (line: readonly string[]) =>
    widths.map((width, column) =>
      pad(line[column] ?? "", width, isText(column))
    )
      .join("  ").trimEnd();
  const isText = (column: number) =>
    table.rows.every((row) => !/^[~≥≤]?\s?[\d.,]/.test(row[column] ?? "x"));
  const rule = widths.map((width) => "─".repeat(width)).join("  ");
  return [table.title, "", format(table.head), rule, ...table.rows.map(format)]
    .join("\n");
}

/** The table as Markdown, under its title in bold. */
export function formatMarkdown(table: Table): string {
  const line = (cells: readonly string[]) =>
    `| ${
      table.head.map((_, column) => escapeCell(cells[column] ?? "")).join(" | ")
    } |`;
  return [
    `**${table.title}**`,
    "",
    line(table.head),
    `| ${table.head.map(() => "---").join(" | ")} |`,
    ...table.rows.map(line),
  ].join("\n");
}

function pad(cell: string, width: number, left: boolean): string {
  const space = " ".repeat(Math.max(0, width - [...cell].length));
  return left ? cell + space : space + cell;
}

function escapeCell(cell: string): string {
  return cell.replaceAll("|", "\\|").replaceAll("\n", " ");
}
