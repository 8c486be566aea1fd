import { assertEquals, assertInstanceOf } from "@std/assert";
import * as errors from "../src/errors.ts";

const DATABASE = [
  errors.DatabaseError,
  errors.ReplayError,
  errors.CorruptionError,
  errors.EditedError,
  errors.FileLockError,
  errors.DataIntegrityError,
  errors.BackpressureError,
  errors.DiskFullError,
  errors.WriteError,
  errors.WriterDiedError,
  errors.TakenOverError,
  errors.AwayError,
];

Deno.test("every error is named as its class, and keeps where and why", () => {
  for (const Class of DATABASE) {
    const cause = new Error("first");
    const error = new Class("It failed", {
      cause,
      path: "x.kantadb",
      line: 3,
      offset: 99,
    });
    assertInstanceOf(error, Error);
    assertInstanceOf(error, errors.DatabaseError);
    assertEquals(error.name, Class.name);
    assertEquals(String(error), `${Class.name}: It failed`);
    assertEquals(error.cause, cause);
    assertEquals([error.path, error.line, error.offset], ["x.kantadb", 3, 99]);
    assertEquals(new Class("bare").path, undefined);
    assertEquals("cause" in new Class("bare"), false);
  }
  const exported = Object.values(errors).filter((one) =>
    one !== errors.NotStorableError && one !== errors.PointError
  );
  assertEquals(new Set<unknown>(exported), new Set<unknown>(DATABASE));
});

Deno.test("an error about a point of a history says which", () => {
  const error = new errors.PointError("No such point", { point: "r9" });
  assertInstanceOf(error, errors.DatabaseError);
  assertEquals([error.name, error.point], ["PointError", "r9"]);
});

Deno.test("errors of a kind are caught by the kind", () => {
  assertInstanceOf(new errors.CorruptionError(""), errors.ReplayError);
  assertInstanceOf(new errors.WriterDiedError(""), errors.WriteError);
  assertInstanceOf(new errors.TakenOverError(""), errors.WriteError);
});

Deno.test("what one kind alone has to tell is kept", () => {
  assertEquals(
    new errors.ReplayError("", { record: "snapshot" }).record,
    "snapshot",
  );
  const { action, diff } = new errors.DataIntegrityError("", {
    action: "visit",
    diff: { n: 1 },
  });
  assertEquals([action, diff], ["visit", { n: 1 }]);
  const told = {
    written: 7,
    lost: 2,
    by: { pid: 1 },
    saved: "x.lost.kantadb",
    records: ["{}"],
  };
  const { written, lost, by, saved, records } = new errors.TakenOverError(
    "",
    told,
  );
  assertEquals<unknown>({ written, lost, by, saved, records }, told);
});

Deno.test("a value that can't be stored is a TypeError with its path", () => {
  const cause = new Error("first");
  const error = new errors.NotStorableError("It can't", "data.x", { cause });
  assertInstanceOf(error, TypeError);
  assertEquals([error.name, error.path, error.cause], [
    "NotStorableError",
    "data.x",
    cause,
  ]);
});

Deno.test("nothing that a message quotes can move a cursor or reorder a line", () => {
  const hostile = "a\x1b[2J\u009b\u202e\ud800\n b";
  const wanted = "a\\u001b[2J\\u009b\\u202e\\ud800\\u000a b";
  for (const Class of DATABASE) {
    assertEquals(new Class(hostile).message, wanted);
  }
  const { NotStorableError } = errors;
  assertEquals(new NotStorableError(hostile, "data.x").message, wanted);
});
