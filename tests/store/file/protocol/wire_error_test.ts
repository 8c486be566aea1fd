import { assert, assertEquals, assertInstanceOf } from "@std/assert";
import * as errors from "../../../../src/errors.ts";
import {
  fromWire,
  isDatabaseError,
  toWire,
} from "../../../../src/store/file/protocol/wire_error.ts";

const cross = (error: unknown) => fromWire(structuredClone(toWire(error)));

Deno.test("every error class of ours is the same on the other side", () => {
  const classes = Object.entries(errors).filter(([name]) =>
    // Thrown on the main isolate alone.
    name !== "NotStorableError" && name !== "PointError"
  );
  assert(classes.length >= 8);
  for (const [name, made] of classes) {
    const options = { path: "a.kantadb", line: 3, offset: 40 };
    const error = Reflect.construct(made, ["What failed", options]);
    const there = cross(error);
    assertInstanceOf(there, made);
    assertEquals(there.name, name);
    assertEquals(there.message, "What failed");
    assertEquals(Reflect.get(there, "path"), "a.kantadb");
    assertEquals(Reflect.get(there, "line"), 3);
    assertEquals(Reflect.get(there, "offset"), 40);
    assertEquals(there.stack, error.stack);
  }
});

Deno.test("the kind of record and a system's code go along", () => {
  const replay = new errors.ReplayError("bad", { record: "snapshot" });
  assertEquals(Reflect.get(cross(replay), "record"), "snapshot");
  const full = Object.assign(new Error("no room"), { code: "ENOSPC" });
  assertEquals(Reflect.get(cross(full), "code"), "ENOSPC");
});

Deno.test("causes go along, however deep, and a circle ends", () => {
  const cause = new Deno.errors.PermissionDenied("denied (os error 13)");
  const there = cross(new errors.WriteError("Cannot write", { cause }));
  assertInstanceOf(there.cause, Error);
  assertEquals(there.cause.name, "PermissionDenied");
  assertEquals(there.cause.message, "denied (os error 13)");

  const circle = new Error("round");
  circle.cause = circle;
  let depth = 0;
  for (let at: unknown = cross(circle); at instanceof Error; at = at.cause) {
    depth++;
  }
  assert(depth > 1 && depth < 20);
});

Deno.test("what is thrown and is no error becomes one", () => {
  assertEquals(cross("just text").message, "just text");
  assertEquals(cross(undefined).message, "undefined");
});

Deno.test("an error of ours is known, also of another copy of the package", async () => {
  const copy: typeof errors = await import(
    new URL("../../../../src/errors.ts#copy", import.meta.url).href
  );
  const theirs = new copy.CorruptionError("bad", { offset: 3 });
  assert(!(theirs instanceof errors.DatabaseError)); // the net's control
  for (
    const error of [
      theirs,
      new copy.DatabaseError("bad"),
      new errors.FileLockError("held"),
      new errors.DatabaseError("bad"),
    ]
  ) assert(isDatabaseError(error), error.name);
  for (
    const other of [new TypeError("no"), new Error("no"), "DatabaseError", null]
  ) assert(!isDatabaseError(other), String(other));
});
