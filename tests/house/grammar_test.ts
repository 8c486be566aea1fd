/**
 * One grammar, one home: the words of a diff stand in its grammar and nowhere else.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { filesBelow, places, type SourceFile } from "./source_files.ts";

const src = filesBelow("src/");

/** The file that has the words of a diff. */
const DIFF_GRAMMAR = "src/diff/grammar.ts";

/** A command of a diff as code has it: in quotes, as a property or in a text. */
const COMMAND = /\$(delete|insert|replace|add)\b/;

/** Records as data, for the contract of serializers: to them a diff is a value. */
const EXAMPLES = "src/testing/examples.ts";

/** The command words in files other than the grammar. */
function strayWords(files: readonly SourceFile[]): string[] {
  const others = files.filter(({ path }) =>
    path !== DIFF_GRAMMAR && path !== EXAMPLES
  );
  return places(others, COMMAND);
}

Deno.test("the commands of a diff stand in its grammar alone", () => {
  assertEquals(strayWords(src), []);
});

Deno.test("a command that stands elsewhere is found", () => {
  const odd = [
    'if (key === "$delete") return;',
    "const { $insert } = diff;",
    'text = `{"$replace":${value}}`;',
    "diff.$add = members;",
  ];
  for (const text of odd) {
    assertEquals(strayWords([{ path: "src/odd.ts", text }]).length, 1, text);
    assertEquals(strayWords([{ path: DIFF_GRAMMAR, text }]), []);
  }
  const fine = "// takes `$delete` for a key\nconst $deleted = DELETE;";
  assertEquals(strayWords([{ path: "src/fine.ts", text: fine }]), []);
});

/** Constants that several rooms need; each is defined once. */
const SHARED =
  /\bconst (NEWLINE|ENCODER|ABSENT|DOLLAR|QUOTE|COMMA|BACKSLASH|PREFIX|PREFIX_BYTES|SEAL|SEAL_LENGTH|WATERMARK|FIRST_FIELD)\b/;

/** One encoder serves the isolate. */
const NEW_ENCODER = /\bnew TextEncoder\b/;

/** The names among these that are defined more than once. */
function definedTwice(files: readonly SourceFile[]): string[] {
  const names = places([...files], SHARED).map((place) =>
    SHARED.exec(place)?.[1] ?? ""
  );
  return names.filter((name, i) => names.indexOf(name) < i);
}

Deno.test("one encoder makes UTF-8 of all texts", () => {
  const made = places(src, NEW_ENCODER);
  assertEquals(made.map((place) => place.split(":")[0]), [
    "src/values/characters.ts",
  ]);
});

Deno.test("what a line and JSON text are made of is defined once", () => {
  assertEquals(definedTwice(src), []);
});

Deno.test("a second definition is found", () => {
  const odd = { path: "src/odd.ts", text: "const NEWLINE = 10;" };
  assertEquals(definedTwice([...src, odd]), ["NEWLINE"]);
});
