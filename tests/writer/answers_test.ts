import { assertEquals, assertRejects } from "@std/assert";
import { Answers } from "../../src/writer/answers.ts";

Deno.test("each question gets its own answer, or its failure", async () => {
  const answers = new Answers<string>();
  const asked: number[] = [];
  const [one, two, three] = [1, 2, 3].map(() =>
    answers.ask((id) => asked.push(id))
  );
  assertEquals([asked, answers.size], [[1, 2, 3], 3]);
  answers.resolve(2, "two");
  answers.resolve(2, "again");
  answers.resolve(undefined, "nobody's");
  answers.reject(1, new Error("no one"));
  assertEquals(await two, "two");
  await assertRejects(() => one, Error, "no one");
  answers.rejectAll(new Error("over"));
  await assertRejects(() => three, Error, "over");
  assertEquals(answers.size, 0);
});
