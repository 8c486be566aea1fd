/**
 * The casts in a source text: what the compiler is told instead of shown.
 *
 * @module
 */

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
const NAMES = /^(?:import|export)\b[^;=]*?(?:from\s+""|\});/gm;

/** `x as T`, but for `as const`; `x!`, but for `x !== y`. */
const CAST =
  /\bas\b(?!\s+const\b)(?=\s|$)|(?<=[\w$)\]>])!(?=$|[\s.,;:)\]}[(?+*-])(?!\s*=)/gm;

/** What a regular expression may come after; after anything else `/` divides. */
const BEFORE_PATTERN = /(?:^|[(,=:[!&|?{};+]|\breturn)\s*$/;

const COMMENT = /\/\/[^\n]*|\/\*[^]*?\*\//y;
const TEXT = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/y;
const PATTERN = /\/(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/y;
const TEMPLATE_TEXT = /(?:[^`\\$]|\\[^]|\$(?!\{))*/y;

/** The code alone: comments and text are blank, each line is where it was. */
function codeIn(text: string): string {
  let code = "";
  let at = 0;
  /** For each template that is open: how many braces its code has open. */
  const templates: number[] = [];
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined) at += found.length;
    return found;
  };
  const lines = (found: string) => found.replace(/[^\n]/g, "");
  const templateText = () => {
    code += lines(take(TEMPLATE_TEXT) ?? "");
    if (text[at] === "`") at++;
    else {
      at += 2; // a dollar and a brace
      templates.push(0);
    }
    code += " ";
  };
  while (at < text.length) {
    const char = text[at] ?? "";
    const found = take(COMMENT);
    if (found !== undefined) code += lines(found);
    else if (take(TEXT) !== undefined) code += '""';
    else if (char === "`") {
      at++;
      templateText();
    } else if (
      char === "/" && BEFORE_PATTERN.test(code.slice(-20)) &&
      take(PATTERN) !== undefined
    ) code += '""';
    else {
      const open = templates.at(-1);
      at++;
      if (open !== undefined && char === "}" && open === 0) {
        templates.pop();
        templateText();
        continue;
      }
      if (open !== undefined && "{}".includes(char)) {
        templates[templates.length - 1] = open + (char === "{" ? 1 : -1);
      }
      code += char;
    }
  }
  return code;
}

/** All casts of a file. */
export function castsIn(text: string): Cast[] {
  const lines = text.split("\n");
  const code = codeIn(text)
    .replace(NAMES, (found) => found.replace(/[^\n]/g, ""));
  return code.split("\n").flatMap((bare, index) => {
    const here = lines[index] ?? "";
    const above = lines[index - 1] ?? "";
    const reasoned = / \/\/ \S/.test(here) || /^\s*(\/\/|\*\/)/.test(above);
    return (bare.match(CAST) ?? []).map(() => ({
      line: index + 1,
      text: here.trim(),
      reasoned,
    }));
  });
}
