// A stand-in for @std/jsonc, written for this repository: not the real one. See vendor/README.md.
/**
 * JSON with comments and trailing commas, read by `jsonc-parser`.
 *
 * @module
 */

import {
  type Node,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from "npm:jsonc-parser@3.3.1";

/** What JSON can say. */
export type JsonValue =
  | { [key: string]: JsonValue | undefined }
  | JsonValue[]
  | string
  | number
  | boolean
  | null;

/** Parses JSON with comments and trailing commas; throws `SyntaxError` at the first fault. */
export function parse(text: string): JsonValue {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  if (errors.length > 0 || root === undefined) {
    const { error, offset } = errors[0] ?? { error: 4, offset: 0 };
    throw new SyntaxError(
      `Cannot parse JSONC: ${printParseErrorCode(error)} at position ${offset}`,
    );
  }
  return valueOf(root);
}

/** The package's own `parse` assigns keys, so that `__proto__` would set the prototype. */
function valueOf(node: Node): JsonValue {
  if (node.type === "array") return (node.children ?? []).map(valueOf);
  if (node.type !== "object") return node.value as JsonValue;
  const entries = (node.children ?? []).map((property): [string, JsonValue] => {
    const [key, value] = property.children!;
    return [key.value as string, valueOf(value)];
  });
  return Object.fromEntries(entries);
}
