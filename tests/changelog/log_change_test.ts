import { assertEquals } from "@std/assert";
import {
  formatChange,
  logChange,
  recordEvent,
} from "../../src/changelog/log_change.ts";
import { configureLogging } from "../../src/changelog/logging.ts";

const RECORD = {
  ts: "2026-06-10T02:55:05.250001Z",
  a: "rename",
  u: "bob",
  diff: { users: { bob: { name: "Bobby" } } },
};

Deno.test("a record is who did what, and what changed", () => {
  assertEquals(formatChange(RECORD), [
    "rename by bob: users.bob.name = Bobby",
  ]);
  assertEquals(formatChange({ ts: RECORD.ts }), [""]);
  assertEquals(formatChange({ ...RECORD, diff: undefined }), ["rename by bob"]);
});

Deno.test("options say more, or less", () => {
  const format = (name: unknown) => name === "bob" ? "Robert" : undefined;
  assertEquals(
    formatChange(RECORD, {
      extra: "at home",
      formatters: [{ format }],
    }),
    ["rename at home by Robert: users.Robert.name = Bobby"],
  );
  assertEquals(formatChange(RECORD, { showDiff: false }), ["rename by bob"]);
  assertEquals(
    formatChange({ ts: "", a: "x" }, { color: true }),
    ["\x1b[1mx\x1b[0m"],
  );
});

Deno.test("logging a record prints it where one says, or where all goes", () => {
  const own: string[] = [];
  const shared: string[] = [];
  logChange(RECORD, { sink: (text) => void own.push(text) });
  configureLogging({
    transaction: false,
    sink: (text) => void shared.push(text),
  });
  try {
    logChange(RECORD);
  } finally {
    configureLogging(false);
  }
  assertEquals(own, ["rename by bob: users.bob.name = Bobby"]);
  assertEquals(shared, own);
});

Deno.test("a record whose fields are of other types is shown all the same", () => {
  const record = JSON.parse('{"ts":5,"a":{"x":1},"u":7,"diff":[1]}');
  assertEquals(formatChange(record), ["[object] by 7: (all) = [1]"]);
});

Deno.test("the event of a record has its fields", () => {
  const { kind, action, user, diff } = recordEvent(RECORD);
  assertEquals([kind, action, user, diff], [
    "change",
    "rename",
    "bob",
    RECORD.diff,
  ]);
});
