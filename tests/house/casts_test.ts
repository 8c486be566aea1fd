/**
 * Casts are few, and each says why it holds.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { castsIn } from "./cast_count.ts";
import { filesBelow } from "./source_files.ts";

/** As many casts are too many in the sources: `x as T` and `x!`. */
const TOO_MANY = 120;

const casts = filesBelow("src/").flatMap(({ path, text }) =>
  castsIn(text).map((cast) => ({ path, ...cast }))
);

Deno.test(`the sources have fewer than ${TOO_MANY} casts`, () => {
  assert(casts.length > 0, "none is found");
  assert(casts.length < TOO_MANY, `${casts.length} casts`);
});

Deno.test("each cast has its reason in its line or in a comment above it", () => {
  assertEquals(
    casts.filter(({ reasoned }) => !reasoned)
      .map(({ path, line, text }) => `${path}:${line}: ${text}`),
    [],
  );
});

Deno.test("what is a cast is counted", () => {
  const counted: [string, number][] = [
    ["const a = b as C;", 1],
    ["const a = b as unknown as C;", 2],
    ["const a = (b as C).d + c[1]! + f()!;", 3],
    ["  return list[i]!; // i is below the length", 1],
    ["const a = `text ${b as C} more`;", 1],
    ["const a = b! as C;", 2],
    ["run(a!, b![0], c!.d, e! + 1);", 4],
    ["while (bytes[end]! <= NINE) end++;", 1],
    ["windows[i]!.start += shift;", 1],
    ["const a = `one\n${{ b: c as D }.b}\n${`${e!}`} as text`;", 2],
  ];
  for (const [code, count] of counted) {
    assertEquals(castsIn(code).length, count, code);
  }
});

Deno.test("what only looks like a cast is not counted", () => {
  for (
    const code of [
      "const a = [1, 2] as const;",
      'import { a as b } from "./c.ts";',
      'import * as c from "./c.ts";',
      'import {\n  a as b,\n  type C as D,\n} from "./c.ts";',
      'export { a as b } from "./c.ts";',
      "// as it was before",
      "/** The same as T. */",
      "const a = b; // as any other",
      'throw new Error("Cannot read it as JSON!");',
      '  "a change whose diff is text is written as any other"(serializer) {',
      "const a = `as much as ${count} bytes!`;",
      "if (a !== b && !c) d();",
      "if (a != b) d();",
      "const found = /[!]as T/.test(text);",
      "const page = `\n  Tagged, as in the file!\n`;",
      "/*\nas T\n*/",
    ]
  ) {
    assertEquals(castsIn(code), [], code);
  }
});

Deno.test("a reason is seen where it stands, and missed where it does not", () => {
  const reasoned = (code: string) => castsIn(code).map((cast) => cast.reasoned);
  assertEquals(reasoned("const a = b as C; // it is one"), [true]);
  assertEquals(reasoned("// It is one.\nconst a = b as C;"), [true]);
  assertEquals(reasoned("const a = b as C;"), [false]);
  assertEquals(reasoned("// It is one.\n\nconst a = b as C;"), [false]);
  assertEquals(reasoned("const a = b as C;\n// It is one."), [false]);
});
