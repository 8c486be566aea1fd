import { assertEquals } from "@std/assert";
import { numberText } from "../../src/values/number_text.ts";
import { forSeeds } from "../support/seeds.ts";

Deno.test("the text of a number is that of String", () => {
  const { MAX_SAFE_INTEGER, MAX_VALUE, MIN_VALUE } = Number;
  const numbers = [0, -0, 1e21, 1e-7, MAX_VALUE, MIN_VALUE, MAX_SAFE_INTEGER];
  for (let digits = 1; digits < 17; digits++) {
    for (const near of [-2, -1, -0.5, 0, 0.5, 1, 2]) {
      numbers.push(10 ** digits + near, 2 ** (3 * digits) + near);
    }
  }
  for (const number of numbers) {
    assertEquals(numberText(number), String(number));
    assertEquals(numberText(-number), String(-number));
  }
});

Deno.test("as well for random ones of any length", () => {
  forSeeds(1000, (random) => {
    const number = Math.floor(random.next() * 10 ** random.int(18));
    assertEquals(numberText(number), String(number));
  });
});
