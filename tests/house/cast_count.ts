/**
 * The casts in a source text: what the compiler is told instead of shown.
 *
 * @module
 */
import { codeOf } from "./source_files.ts";

/** A cast with the line it stands in. */
export interface Cast {
  /** 1-based. */
  line: number;
  /** The line, trimmed. */
  text: string;
  /** Whether a comment stands in that line or right above it. */
  reasoned: boolean;
}

/** An import or export, in which `as` gives another name. */
const NAMES = /^(?:import|export)\b[^;=]*?(?:from\s+"[^"]*"|\});/gm;

/** Text in quotes; what stands in a template's braces is code. */
const TEXT =
  /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|\/(?![*/\s])(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/g;

/** What stands between the braces of a template. */
const TEMPLATE_TEXT =
  /`(?:[^`\\$]|\\.|\$(?!\{))*(?:`|\$\{)|\}(?:[^`\\$;{}]|\\.|\$(?!\{))*(?:`|\$\{)/g;

/** `x as T`, but for `as const`; `x!`, but for `x !== y`. */
const CAST =
  /\bas\b(?!\s+const\b)(?=\s|$)|(?<=[\w$)\]>])!(?=$|[\s.,;:)\]}[(?+*-])(?!\s*=)/g;

/** All casts of a file. */
export function castsIn(text: string): Cast[] {
  const blank = (found: string) => found.replace(/[^\n]/g, " ");
  const lines = text.split("\n");
  return codeOf(text.replace(NAMES, blank)).flatMap(({ line, code }) => {
    const bare = code.replace(TEXT, '""').replace(TEMPLATE_TEXT, "``");
    const found = bare.match(CAST)?.length ?? 0;
    const here = lines[line - 1] ?? "";
    const above = lines[line - 2] ?? "";
    const reasoned = / \/\/ \S/.test(here) || /^\s*(\/\/|\*\/)/.test(above);
    return Array.from({ length: found }, () => ({
      line,
      text: here.trim(),
      reasoned,
    }));
  });
}
