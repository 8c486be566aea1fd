import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { MemoryFileSystem } from "../../../../src/file/memory_file.ts";
import { JsonSerializer } from "../../../../src/format/json/serializer.ts";
import { MakerTask } from "../../../../src/store/file/checkpoint/maker_task.ts";
import type { MakerAnswer } from "../../../../src/store/file/checkpoint/protocol.ts";
import { record } from "../../../support/local_writer.ts";
import { recordBytes } from "../../../support/record_bytes.ts";

const serializer = new JsonSerializer();
const framer = serializer.createFramer();

function makeClerk(...numbers: number[]) {
  const disk = new MemoryFileSystem();
  disk.writeNew("log", [framer.frame("change", numbers.map(record), 0)]);
  const answers: MakerAnswer[] = [];
  const clerk = new MakerTask(disk, (answer) => answers.push(answer));
  const { file } = disk.open("log", { create: false, readonly: false });
  return { disk, clerk, answers, file };
}

Deno.test("a snapshot is followed, and handed over in pieces for its place", async () => {
  const { clerk, answers, file } = makeClerk(1, 2);
  const start = { kind: "start", path: "log", format: "json" } as const;
  const first = file.size;
  const identity = file.identity();
  await clerk.handle({ ...start, end: first });
  file.append(framer.frame("change", [record(3)], first));
  const second = file.size;
  await clerk.handle({ kind: "follow", end: second });
  file.append(framer.frame("change", [record(4)], second));
  const end = file.size;
  const head = { ts: "2026-06-10T02:55:00Z", v: 2 };
  await clerk.handle({ kind: "finish", end, head, watermark: 11 });
  assertEquals(answers.slice(0, 2), [
    { kind: "at", position: first, identity, prepared: true },
    { kind: "at", position: second, identity, prepared: true },
  ]);
  assertEquals(answers.at(-1), { kind: "done", revision: 4 });
  const [parts, ...nexts] = answers.slice(2, -1);
  assert(parts!.kind === "parts");
  assertEquals(nexts, [{ kind: "next" }]);
  assertEquals(parts!.steps, 1);
  const line = recordBytes(parts!);
  const { state, r, v, d } = serializer.decodeSnapshot(line);
  assertEquals({ state, r, v, d }, { state: { n: 4 }, r: 4, v: 2, d: 11 });
});

Deno.test("whatever fails is an answer, and the file is let go", async () => {
  const { clerk, answers } = makeClerk(1);
  await clerk.handle({ kind: "follow", end: 5 });
  await clerk.handle({ kind: "start", path: "no", format: "json", end: 5 });
  const failures = answers.map((answer) => {
    assert(answer.kind === "failed");
    return answer.error.message;
  });
  assertStringIncludes(failures[0]!, "was not started");
  assertStringIncludes(failures[1]!, "there is no such file");
  clerk.close();
});
