/** @module Tests of bench/questions.ts. */
import { assertEquals } from "@std/assert";
import { QUESTIONS } from "../../bench/questions.ts";

const BENCH = new URL("../../bench/", import.meta.url);
/** Files of bench/ that are no questions. */
const OTHERS = ["main.ts", "questions.ts", "read_bench.ts"];

Deno.test("every question has a file of its name, and every file a question", () => {
  const files = [...Deno.readDirSync(BENCH)]
    .filter(({ isFile, name }) => isFile && !OTHERS.includes(name))
    .map(({ name }) => name.replace(/\.ts$/, "")).sort();
  assertEquals(QUESTIONS.map(({ name }) => name).sort(), files);
});
