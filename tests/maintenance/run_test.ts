import { assertEquals } from "@std/assert";
import { runRequest } from "../../src/maintenance/run.ts";
import type { JobRequest } from "../../src/maintenance/request.ts";
import { diskWith, LogBuilder } from "./log_builder.ts";

Deno.test("each kind of order is done, and its progress told", async () => {
  const disk = diskWith(new LogBuilder().change({ n: 1 }).bytes);
  const size = disk.readFile("log")?.length;
  const orders: JobRequest[] = [
    { kind: "verify", path: "log" },
    { kind: "salvage", path: "log", into: "saved" },
    { kind: "reseal", path: "log", dryRun: true, acceptContradictions: false },
    {
      ...{ kind: "redact", path: "log", places: ["n"], dryRun: true },
      ...{ replace: false, archives: true },
    },
    { kind: "convert", path: "log", into: "binary", to: "msgpack" },
    {
      kind: "convert",
      path: "binary",
      into: "text",
      from: "msgpack",
      to: "json",
    },
  ];
  const told: unknown[] = [];
  for (const order of orders) {
    const report = await runRequest(order, disk, ({ read }) => told.push(read));
    assertEquals(report.path, order.path);
    if ("snapshots" in report) assertEquals(report.snapshots, 0);
    else if ("lineCount" in report) assertEquals(report.lineCount, 0);
    else assertEquals(report.values, 1);
  }
  const binary = disk.readFile("binary")?.length;
  assertEquals(told, [size, size, size, size, size, binary]);
  assertEquals(disk.names(), ["log", "saved", "binary", "text"]);
});

Deno.test("a format that an order names is used", async () => {
  const disk = diskWith(new TextEncoder().encode("no log\n"));
  const report = await runRequest(
    { kind: "verify", path: "log", format: "json" },
    disk,
    () => {},
  );
  assertEquals(report.path, "log");
});
