import { assertEquals } from "@std/assert";
import {
  archivesOf,
  nextArchive,
} from "../../../src/history/reader/archives.ts";

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

Deno.test("the next archive is the last one, whatever was deleted or compressed before", () => {
  const next = (names: string[], path = "/data/people.kantadb") =>
    nextArchive(
      {
        namesBeside: () => names,
        isFree: (path) => !names.includes(path.replace("/data/", "")),
      },
      path,
      "2026-06-01T00:00:00.5Z",
    );
  const stem = "people@20260601T000000Z";
  assertEquals(next([]), `/data/${stem}.kantadb`);
  const others = ["people@20260601T000001Z.7.kantadb", `other-${stem}.kantadb`];
  assertEquals(next(others), `/data/${stem}.kantadb`);
  for (const packed of ["", ".gz"]) {
    const first = `${stem}.kantadb${packed}`;
    assertEquals(next([first]), `/data/${stem}.1.kantadb`);
    // The first one was deleted: its name would be that of an older one.
    const second = `${stem}.1.kantadb${packed}`;
    assertEquals(next([second]), `/data/${stem}.2.kantadb`);
    assertEquals(
      archivesOf("people.kantadb", [second, `${stem}.2.kantadb`]),
      [second, `${stem}.2.kantadb`],
    );
  }
  // A folder that can't be read has no names; whether one is free is known.
  const taken = new Set([`${stem}.kantadb`, `${stem}.1.kantadb.gz`]);
  const blind = {
    namesBeside: () => [],
    isFree: (path: string) => !taken.has(path),
  };
  const path = nextArchive(blind, "people.kantadb", "2026-06-01T00:00:00Z");
  assertEquals(path, `${stem}.2.kantadb`);
});
