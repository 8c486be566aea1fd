import { assertEquals } from "@std/assert";
import { backupName } from "../../../src/maintenance/backup/backup_name.ts";

const NOW = new Date("2026-12-01T10:15:00.999Z");

Deno.test("a folder gets a file with the log's name and the time, another path is kept", () => {
  const cases = [
    ["/a/data.kantadb", "/b/copy.kantadb", "/b/copy.kantadb"],
    ["/a/data.kantadb", "/b/", "/b/data-20261201T101500Z.kantadb"],
    ["/a/my.data.db", "/b/", "/b/my.data-20261201T101500Z.kantadb"],
    ["/a/.hidden", "/b/", "/b/.hidden-20261201T101500Z.kantadb"],
    ["", "/b/", "/b/data-20261201T101500Z.kantadb"],
  ] as const;
  for (const [log, into, wanted] of cases) {
    assertEquals(backupName(log, into, NOW), wanted);
  }
});
