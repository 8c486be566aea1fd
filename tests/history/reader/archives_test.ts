import { assertEquals } from "@std/assert";
import { archivesOf } from "../../../src/history/reader/archives.ts";

Deno.test("archives are those named after the log, the oldest one first", () => {
  const names = [
    "people.kantadb",
    "people@20260701T000000Z.kantadb",
    "people@20260601T000000Z.1.kantadb",
    "people@20260601T000000Z.kantadb",
    "people@20260601T000000Z.10.kantadb",
    "people@20260601T000000Z.2.kantadb",
    "other@20260601T000000Z.kantadb",
    "people@2026.kantadb",
    "people@20260601T000000Z.kantadb.torn",
    "my.people@20260601T000000Z.kantadb",
  ];
  const wanted = [
    "people@20260601T000000Z.kantadb",
    "people@20260601T000000Z.1.kantadb",
    "people@20260601T000000Z.2.kantadb",
    "people@20260601T000000Z.10.kantadb",
    "people@20260701T000000Z.kantadb",
  ];
  // The last extension is left out, whatever it is.
  for (const path of ["people.kantadb", "people.log", "people"]) {
    assertEquals(archivesOf(path, names), wanted);
    assertEquals(
      archivesOf(`/data/${path}`, names),
      wanted.map((name) => `/data/${name}`),
    );
  }
  assertEquals(archivesOf("people.x.log", names), []);
  assertEquals(
    archivesOf("my.people.log", names),
    ["my.people@20260601T000000Z.kantadb"],
  );
});
