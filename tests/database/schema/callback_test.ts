import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { DataIntegrityError } from "../../../src/errors.ts";
import {
  demandVerdict,
  refuseKind,
  refuseResult,
} from "../../../src/database/schema/callback.ts";

function* generator() {}
async function* asyncGenerator() {}
const waiting = async () => {};

Deno.test("generators are refused before they run, and so are asynchronous functions", () => {
  for (const run of [generator, asyncGenerator, generator.bind(null)]) {
    assertThrows(
      () => refuseKind(run, "the migration v1", true),
      TypeError,
      "Cannot take a generator function for the migration v1",
    );
  }
  for (const run of [waiting, waiting.bind(null), { async m() {} }.m]) {
    assertThrows(
      () => refuseKind(run, "a validator"),
      TypeError,
      "Cannot take an asynchronous function for a validator",
    );
    refuseKind(run, "a bootstrap", true);
  }
  refuseKind(() => {}, "a validator");
  refuseKind(class {}, "a validator"); // told when it is called
});

Deno.test("what is no function says what it is", () => {
  for (const [run, found] of [[null, "null"], [[], "a list"], [{}, "object"]]) {
    assertThrows(
      () => refuseKind(run, "a validator"),
      TypeError,
      `a function is wanted, found ${found}`,
    );
  }
});

Deno.test("a returned state is refused, and what stands in the data is none", () => {
  const data = { list: [{ a: 1 }], map: new Map([["k", { b: 2 }]]), when: 5 };
  for (
    const result of [
      undefined,
      null,
      7,
      "text",
      true,
      data,
      data.list,
      data.list[0],
      data.map,
      data.map.get("k"),
      [1, 2],
    ]
  ) refuseResult(result, data, "it");
  for (const result of [{}, { ...data }, Object.create(null)]) {
    assertThrows(
      () => refuseResult(result, data, "A bootstrap"),
      TypeError,
      "A bootstrap returned a state, which would be ignored: edit the data in",
    );
  }
});

Deno.test("data that contains itself is searched once", () => {
  const data: { self?: object } = {};
  data.self = data;
  assertThrows(() => refuseResult({}, data, "it"), TypeError, "in place");
});

Deno.test("what goes on after the call is refused", async () => {
  const rejected = Promise.reject(new Error("nobody sees this"));
  for (const result of [rejected, { then: () => {} }]) {
    assertThrows(() => refuseResult(result, {}, "it"), TypeError, "a promise");
    assertThrows(() => demandVerdict(result, "x"), TypeError, "a promise");
  }
  for (const result of [generator(), asyncGenerator()]) {
    assertThrows(() => refuseResult(result, {}, "it"), TypeError, "never ran");
    assertThrows(() => demandVerdict(result, "x"), TypeError, "never ran");
  }
  await Promise.resolve();
});

Deno.test("a validator refuses by false, and by an error that it returns", () => {
  for (const verdict of [undefined, true, null, 0, "", { parsed: 1 }]) {
    demandVerdict(verdict, "x");
  }
  const refused = assertThrows(
    () => demandVerdict(false, "x.kantadb"),
    DataIntegrityError,
    "refused by a validator: it returned false",
  ) as DataIntegrityError;
  assertEquals(refused.path, "x.kantadb");
  const cause = new RangeError("there is not enough");
  const told = assertThrows(
    () => demandVerdict(cause, "x"),
    DataIntegrityError,
    "there is not enough",
  ) as DataIntegrityError;
  assertStrictEquals(told.cause, cause);
});
