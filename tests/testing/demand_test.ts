import { assertThrows } from "@std/assert";
import {
  demand,
  demandRefused,
  demandSame,
  demandSameRecord,
} from "../../src/testing/demand.ts";

Deno.test("a demand that is met says nothing", () => {
  demand(true, "no");
  demandSame({ a: [1n, new Date(0)] }, { a: [1n, new Date(0)] }, "no");
  demandSameRecord({ a: 1, b: undefined, c: 2 }, { c: 2, a: 1 }, "no");
  demandRefused(() => {
    throw new TypeError("refused");
  }, "no");
});

Deno.test("a demand that is not met says what was found and wanted", () => {
  assertThrows(
    () => demand(false, "It does not hold"),
    Error,
    "It does not hold",
  );
  assertThrows(
    () => demandSame({ a: 1 }, { a: 1n }, "The value"),
    Error,
    'The value: found {"a":1}, wanted {"a":{"$bigint":"1"}}',
  );
  assertThrows(
    () => demandSame({ a: 1, b: 2 }, { b: 2, a: 1 }, "The order"),
    Error,
    "The order",
  );
  assertThrows(
    () => demandSameRecord({ a: 1 }, { a: 1, b: 2 }, "The record"),
    Error,
    "The record, field b: found nothing, wanted 2",
  );
  assertThrows(
    () => demandSame(() => {}, 1, "The value"),
    Error,
    "found a value of type function",
  );
});

Deno.test("what has to be refused has to be refused by an error", () => {
  assertThrows(() => demandRefused(() => 1, "This"), Error, "This: an error");
  assertThrows(
    () =>
      demandRefused(() => {
        throw "text";
      }, "This"),
    Error,
    "no Error",
  );
});
