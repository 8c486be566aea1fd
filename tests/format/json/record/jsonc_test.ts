import { assertEquals, assertThrows } from "@std/assert";
import { parse } from "@std/jsonc";
import { stripJsonc } from "../../../../src/format/json/record/jsonc.ts";
import { forSeeds } from "../../../support/seeds.ts";

const read = (text: string): unknown => JSON.parse(stripJsonc(text));

Deno.test("Trailing commas go", () => {
  assertEquals(read('{"a": [1, 2,], "b": {"c": 3 , } ,}'), {
    a: [1, 2],
    b: { c: 3 },
  });
});

Deno.test("Comments go, of both kinds and wherever they stand", () => {
  assertEquals(read('/* a */ {"a": /* b */ 1, // c\n "b": 2 /**/ } // d'), {
    a: 1,
    b: 2,
  });
  assertEquals(read("[1, /* last */]"), [1]);
  assertEquals(read("1/**/"), 1);
});

Deno.test("What looks like a comment or a trailing comma in a string stays", () => {
  const value = {
    url: "http://x/*y*/",
    end: "a,]",
    quote: '\\",}',
    "//": ",}",
  };
  const text = JSON.stringify(value);
  assertEquals(stripJsonc(text), text);
  assertEquals(read(`${text} // "`), value);
});

Deno.test("A comma after nothing is no trailing comma", () => {
  for (const text of ["[,]", "{,}", "[1,,]", "[,1]", '{"a":,}', ",", "[1,]]"]) {
    assertThrows(() => read(text), SyntaxError, undefined, text);
  }
});

Deno.test("What is cut short stays no JSON", () => {
  const text = '{"a": [1, "two", {"b": null,},], /* c */ "d": "e"}';
  for (let cut = 0; cut < text.length; cut++) {
    assertThrows(() => read(text.slice(0, cut)), SyntaxError);
  }
});

Deno.test("It accepts what @std/jsonc accepts, and makes the same of it", () => {
  const parts = [
    ..."{}[],:",
    '"a"',
    '"b"',
    "1",
    "null",
    "//c\n",
    "/*d*/",
    " ",
    '"',
    "/",
    "*",
  ];
  // Most of it is no JSONC; enough is.
  forSeeds(1000, (random) => {
    let text = random.pick(["", "[", '{"a":', '{"a":[']);
    for (let n = random.int(8); n > 0; n--) text += random.pick(parts);
    text += random.pick(["", "]", "}", "]}", ",]", ",}"]);
    assertEquals(outcome(read, text), outcome(parse, text), text);
  });
});

/** What a parser makes of a text: a value, or that it refuses. */
function outcome(parser: (text: string) => unknown, text: string): unknown {
  try {
    return { value: parser(text) };
  } catch {
    return "refused";
  }
}

Deno.test("Text made to be slow is as fast as any", () => {
  for (const part of ['\\"', "/*", "//", '"', ",", "[,", "/"]) {
    const text = part.repeat(1_000_000);
    assertThrows(() => read(text), SyntaxError);
  }
});
