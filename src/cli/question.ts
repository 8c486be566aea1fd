/**
 * The question before a live file is changed: refused where nobody can answer.
 *
 * @module
 */
import { StyledLine } from "../changelog/text/styled_line.ts";
import type { Invocation } from "./command.ts";
import { CommandError, EXIT } from "./failure.ts";

/**
 * Asks whether to go on.
 *
 * @throws {CommandError} When the answer is no, or nobody can give one.
 */
export function demandYes(invocation: Invocation, question: string): void {
  if (invocation.args.has("yes")) return;
  ask(invocation, question, "--yes does it without asking");
}

/**
 * Asks what `--yes` does not answer: it is more than what that was said to.
 *
 * @throws {CommandError} When the answer is no, or nobody can give one.
 */
export function demandYesOfItsOwn(
  invocation: Invocation,
  question: string,
): void {
  ask(invocation, question, "--yes does not say it: answer at a terminal");
}

function ask({ notes }: Invocation, question: string, hint: string): void {
  if (!Deno.stdin.isTerminal() || !Deno.stderr.isTerminal()) {
    throw new CommandError(
      `${question} Nobody is there to answer: nothing was changed`,
      EXIT.refused,
      [hint],
    );
  }
  notes.line(new StyledLine().add(`${question} [y/N]`, "1"));
  const answer = readAnswer();
  if (/^\s*y(?:es)?\s*$/i.test(answer)) return;
  throw new CommandError("Nothing was changed", EXIT.refused);
}

/** A line from the terminal. */
function readAnswer(): string {
  const byte = new Uint8Array(1);
  let text = "";
  while ((Deno.stdin.readSync(byte) ?? 0) > 0) {
    const char = String.fromCharCode(byte[0] ?? 0);
    if (char === "\n" || text.length > 100) break;
    text += char;
  }
  return text;
}
