/**
 * The sources compile with the options that a program which links them may have:
 * it applies its own to all that it compiles.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { filesBelow, root } from "./source_files.ts";

/** What `deno check` asks of the whole tree, so that nobody meets an error of ours. */
const OPTIONS = [
  "noUncheckedIndexedAccess",
  "exactOptionalPropertyTypes",
  "noImplicitOverride",
  "noPropertyAccessFromIndexSignature",
  "noImplicitReturns",
  "noFallthroughCasesInSwitch",
];

const config = JSON.parse(Deno.readTextFileSync(new URL("deno.json", root)));

Deno.test("the strict options are on for all of the tree", () => {
  const on = Object.entries(config.compilerOptions)
    .filter(([, value]) => value === true)
    .map(([name]) => name);
  assertEquals(OPTIONS.filter((name) => !on.includes(name)), []);
});

/** A property of an interface that may be missing, in one line. */
const OPTIONAL = /^\s+(?:readonly )?\w+\?: [^\n]*;$/gm;

/** Optional properties that must not be given as undefined, of a source text. */
function exact(text: string): string[] {
  return (text.match(OPTIONAL) ?? []).filter((property) =>
    !/\bundefined\b|\?: (?:unknown|Diff);$/.test(property)
  ).map((property) => property.trim());
}

Deno.test("an optional property may be undefined, so that what may be missing can be passed on", () => {
  const found = filesBelow("src/").flatMap(({ path, text }) =>
    exact(text).map((property) => `${path}: ${property}`)
  );
  assertEquals(found, []);
});

Deno.test("an optional property that must not be undefined is found", () => {
  const text = [
    "interface A {",
    "  readonly user?: string;",
    "  n?: number | undefined;",
    "  extra?: unknown;",
    "  run?: (() => void) | undefined;",
    "  list?: readonly string[];",
    "}",
    "function f(a?: number, b?: string): void {}",
  ].join("\n");
  assertEquals(exact(text), [
    "readonly user?: string;",
    "list?: readonly string[];",
  ]);
});
