/**
 * What is called plain holds nothing but JSON's own types: it is written without
 * a search for others.
 *
 * @module
 */
import { assert } from "@std/assert";
import { netChange } from "../../src/transaction/net_change.ts";
import { Copier, isRichNumber } from "../../src/values/copy.ts";
import { Recorder } from "../../src/transaction/recorder.ts";
import { kindOf, NO_TYPES } from "../../src/values/kinds.ts";
import { randomEdits, randomObject } from "../support/random_edits.ts";
import { forSeeds } from "../support/seeds.ts";

type Any = Record<string, unknown>;

function isPlain(value: unknown): boolean {
  switch (kindOf(value)) {
    case "null":
    case "boolean":
    case "string":
      return true;
    case "number":
      return !isRichNumber(value as number);
    case "array":
      return (value as unknown[]).every(isPlain);
    case "object":
      return Object.values(value as Any).every(isPlain);
    default:
      return false;
  }
}

Deno.test("a diff that is called plain is", () => {
  let plain = 0;
  forSeeds(800, (random) => {
    const live = new Copier(NO_TYPES).copyOf(randomObject(random, 3, true));
    const recorder = new Recorder(live as Any, NO_TYPES);
    const draft = recorder.root.proxy as Any;
    // Plain edits of a state that is not.
    randomEdits(draft, random, 1 + random.int(3), random.chance(0.3));
    const change = netChange(recorder);
    recorder.end();
    if (change?.plain !== true) return;
    plain++;
    assert(isPlain(change.diff), Deno.inspect(change.diff, { depth: 9 }));
  });
  assert(plain > 100);
});

Deno.test("what moves within a list may be rich, what is pushed was looked into", () => {
  const change = (list: unknown[], edit: (list: unknown[]) => void) => {
    const recorder = new Recorder({ list, pad: "x".repeat(99) }, NO_TYPES);
    edit((recorder.root.proxy as { list: unknown[] }).list);
    const change = netChange(recorder);
    recorder.end();
    return change?.plain;
  };
  const long = Array.from({ length: 30 }, (_, i) => `item ${i}`);
  assert(
    change([...long, 5n, 1], (list) => list.unshift(list.pop(), list.pop())) ===
      false,
  );
  assert(
    change(
      [...long, { at: new Date(0) }],
      (list) => list.unshift(list.pop()),
    ) === false,
  );
  assert(
    change([...long, -0, 1], (list) => list.splice(30, 2, 1, -0)) === false,
  );
  assert(change([...long], (list) => list.push({ a: 1 }, 2)) === true);
  assert(change([...long], (list) => list.unshift("x")) === true);
  assert(change([...long], (list) => list[3] = "y") === true);
});
