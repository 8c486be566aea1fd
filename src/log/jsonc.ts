/**
 * JSON as a person edits it: with comments and trailing commas.
 *
 * What is left after these are taken out goes to `JSON.parse`, so that numbers
 * of any size and duplicate keys are read as they are in strict JSON; a parser
 * of JSONC makes numbers of all digits and so loses some.
 *
 * @module
 */

/** A string, a comment, a comma, or a run of anything else but space. */
const TOKEN =
  /"(?:[^"\\]|\\.)*"|\/\/[^\r\n]*|\/\*[^]*?\*\/|,|[[\]{}:]|[^\s"/,[\]{}:]+|\s+|[^]/g;

/**
 * Takes comments and trailing commas out of a text; what is not JSONC remains
 * what is not JSON. A comma after nothing, as in `[,]`, is not a trailing one.
 */
export function stripJsonc(text: string): string {
  const out: string[] = [];
  /** Where in `out` a comma stands that nothing but space has followed. */
  let comma = -1;
  /** Whether what came last is a value that a comma may follow. */
  let value = false;
  for (const [token] of text.matchAll(TOKEN)) {
    if (token.startsWith("//") || token.startsWith("/*")) {
      out.push(" ");
      continue;
    }
    if (token.trim() !== "") {
      if ((token === "]" || token === "}") && comma >= 0) out[comma] = "";
      comma = token === "," && value ? out.length : -1;
      value = !/^[,[{:]/.test(token);
    }
    out.push(token);
  }
  return out.join("");
}
