import { assert, assertEquals } from "@std/assert";
import { loadFormats, loadFoundLog } from "../../src/writer/later.ts";
import { importsOf, loadedBy } from "../house/import_graph.ts";
import { filesBelow } from "../house/source_files.ts";

const files = filesBelow("src/");

/** What Deno reads to start the writer's worker: also what it may never run. */
function readWithWorker(sources = files): Set<string> {
  const imports = sources.flatMap(importsOf)
    .map((one) =>
      one.kind === "dynamic" ? { ...one, kind: "value" as const } : one
    );
  return loadedBy("src/writer/worker.ts", imports);
}

Deno.test("the worker is started without what reads a log or makes a snapshot", () => {
  const read = [...readWithWorker()];
  const late = [
    "src/writer/found_log.ts",
    "src/writer/snapshot_worker.ts",
    "src/log/formats.ts",
    "src/log/layout.ts",
    "src/log/json_serializer.ts",
    "src/log/msgpack_serializer.ts",
  ];
  assertEquals(read.filter((path) => late.includes(path)), []);
  assert(read.length <= 28, read.join("\n"));
});

Deno.test("one literal import on the way would be noticed", () => {
  const path = "src/writer/later.ts";
  const broken = files.map((file) =>
    file.path === path
      ? { path, text: `${file.text}\nimport("./found_log.ts");\n` }
      : file
  );
  assert(readWithWorker(broken).has("src/log/layout.ts"));
});

Deno.test("what is loaded by its address is there, and named for those who pack", async () => {
  assertEquals(typeof (await loadFoundLog()).foundLog, "function");
  assertEquals(typeof (await loadFormats()).loadSerializer, "function");
  const named = files.filter(({ path }) => path === "src/writer/connection.ts")
    .flatMap(importsOf).filter(({ kind }) => kind === "dynamic")
    .map(({ to }) => to);
  const addresses = files.flatMap(({ path, text }) =>
    [...text.matchAll(/(?:new URL|\bload)\(\s*"(\.[^"]+\.ts)"/g)]
      .map(([, to]) => new URL(to, `file:///${path}`).pathname.slice(1))
  ).filter((path) => !path.startsWith("src/job/"));
  assertEquals(addresses.length, 5);
  assertEquals(named.toSorted(), addresses.toSorted());
});
