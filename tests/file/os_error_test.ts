import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import {
  errorNumber,
  isDiskFull,
  isForbidden,
  isInterrupted,
  isMissing,
  refusal,
} from "../../src/file/os_error.ts";
import { FileLockError } from "../../src/errors.ts";
import { leftOut } from "../support/system.ts";

Deno.test("the number is read from the message, whatever the class", () => {
  assertEquals(errorNumber(new Error("File too large (os error 27)")), 27);
  assertEquals(errorNumber(new TypeError("Invalid (os error 22)")), 22);
  assertEquals(errorNumber(new Error("nothing of the system")), undefined);
  assertEquals(errorNumber("(os error 5)"), undefined);
});

Deno.test("disk, quota and file size limit all mean that there is no room", () => {
  const full: [typeof Deno.build.os, number[]][] = [
    ["linux", [27, 28, 122]],
    ["darwin", [27, 28, 69]],
    ["windows", [39, 112, 223, 1295]],
  ];
  for (const [system, numbers] of full) {
    for (const number of numbers) {
      assert(isDiskFull(new Error(`x (os error ${number})`), system));
    }
    const others = full.filter(([other]) => other !== system)
      .flatMap(([, more]) => more)
      .filter((number) => !numbers.includes(number));
    for (const number of others) {
      assert(!isDiskFull(new Error(`x (os error ${number})`), system));
    }
  }
  assert(isDiskFull(Object.assign(new Error("no room"), { code: "ENOSPC" })));
  assert(!isDiskFull(new Error("Input/output error (os error 5)"), "linux"));
  assert(!isDiskFull(new Error("x")));
});

Deno.test("a real full device is told", () => {
  if (Deno.build.os !== "linux") {
    leftOut("a real full device", "only Linux has one");
    return;
  }
  const file = Deno.openSync("/dev/full", { write: true });
  try {
    file.writeSync(new Uint8Array(1));
    throw new Error("unreachable");
  } catch (error) {
    assert(isDiskFull(error));
  } finally {
    file.close();
  }
});

Deno.test("a number means what it does on the system that gave it", () => {
  const error = (number: number) => new Error(`x (os error ${number})`);
  assert(isInterrupted(error(4), "darwin"));
  assert(!isInterrupted(error(4), "windows"), "4: too many open files");
  assert(isMissing(error(3), "windows"));
  assert(!isMissing(error(3), "linux"), "3: no such process");
  assert(isForbidden(error(5), "windows"));
  assert(!isForbidden(error(5), "linux"), "5: input/output error");
  assert(isForbidden(error(19), "windows"));
  assert(!isForbidden(error(13), "windows"), "13: the data is invalid");
  for (const number of [32, 33]) {
    const { message } = refusal("open", "a.kantadb", error(number), "windows");
    assertStringIncludes(message, "another program has it open");
  }
  const { message } = refusal("open", "a.kantadb", error(267), "windows");
  assertStringIncludes(message, "a part of the path is not a folder");
});

Deno.test("interrupted, missing and forbidden are told by class and number", () => {
  assert(isInterrupted(new Deno.errors.Interrupted("x")));
  assert(isInterrupted(new Error("x (os error 4)"), "linux"));
  assert(isMissing(new Deno.errors.NotFound("x")));
  assert(isForbidden(new Deno.errors.NotCapable("x")));
  assert(
    isForbidden(new Error("Read-only file system (os error 30)"), "linux"),
  );
  assert(!isForbidden(new Deno.errors.NotFound("x (os error 2)")));
});

Deno.test("a refusal says why and what to do, and keeps the cause", () => {
  const cases: [Error, string][] = [
    [new Deno.errors.NotFound("x (os error 2)"), "there is no such file"],
    [new Error("x (os error 21)"), "it is a folder"],
    [new Error("x (os error 20)"), "is not a folder"],
    [new Deno.errors.PermissionDenied("x (os error 13)"), "owner and mode"],
    [new Error("x (os error 30)"), "readonly: true"],
    [new Error("x (os error 28)"), "the disk is full"],
    [
      new Deno.errors.NotCapable(
        'Requires read access to "a", run again with the --allow-read flag',
      ),
      'may not read "a": run it with --allow-read=a',
    ],
    [
      new Deno.errors.NotCapable(
        "Requires read access to <CWD>, run again with the --allow-read flag",
      ),
      "may not read it: run it with --allow-read=a.kantadb",
    ],
    [new TypeError("odd"), "odd"],
  ];
  for (const [cause, wanted] of cases) {
    const error = refusal("open", "a.kantadb", cause, "linux");
    assertStringIncludes(error.message, 'Cannot open "a.kantadb": ');
    assertStringIncludes(error.message, wanted);
    assertEquals(error.cause, cause);
    assertEquals(error.path, "a.kantadb");
  }
});

Deno.test("a refusal of ours is passed on as it is", () => {
  const error = new FileLockError("locked");
  assertEquals(refusal("open", "a", error), error);
});
