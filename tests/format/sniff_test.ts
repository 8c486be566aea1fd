import { assertEquals } from "@std/assert";
import { sniffFormat } from "../../src/format/sniff.ts";
import { ByteSource, concat } from "../log/byte_source.ts";
import { changed, damaged, logOf, snapped, unsealed } from "./json/json_log.ts";

const encode = (text: string) => new TextEncoder().encode(text);
const format = (bytes: Uint8Array | string) =>
  sniffFormat(
    new ByteSource(typeof bytes === "string" ? encode(bytes) : bytes),
  );

const golden = new URL("../golden/", import.meta.url);

Deno.test("Every golden log is known for what it is", async () => {
  let logs = 0;
  for await (const { name, isFile } of Deno.readDir(golden)) {
    if (!isFile) continue;
    const bytes = await Deno.readFile(new URL(name, golden));
    const binary = name.includes("-bin");
    const expected = name.includes(".kantadb")
      ? binary ? "msgpack" : "json"
      : "foreign";
    assertEquals(format(bytes), expected, name);
    if (expected !== "foreign") logs++;
  }
  assertEquals(logs > 50, true);
});

Deno.test("A log of JSON lines is one with a snapshot, comments or blanks first", () => {
  assertEquals(format(logOf(snapped(1)).bytes), "json");
  assertEquals(format(`\n// mine\n\n${unsealed(changed(1))}`), "json");
  assertEquals(format(`\ufeff${unsealed(changed(1))}`), "json");
  assertEquals(
    format(`{ "a": "x", /* when */ "ts": "2026-06-10T02:55:04Z", }\n`),
    "json",
  );
  assertEquals(
    format(`SNAPSHOT {"state": {}, "ts": "2026-06-10T02:55:04Z"}\n`),
    "json",
  );
});

Deno.test("A first record longer than what is looked at is known by its beginning", () => {
  assertEquals(format(logOf(snapped(1_000_000)).bytes), "json");
});

Deno.test("A new log that was cut at any byte is still one", () => {
  const { bytes } = logOf(changed(1));
  for (let cut = 1; cut < bytes.length; cut++) {
    assertEquals(format(bytes.subarray(0, cut)), "json", `cut at ${cut}`);
  }
});

Deno.test("A damaged first record does not make a log a foreign file", () => {
  const { bytes } = logOf(changed(1), changed(2));
  for (let at = 0; at < bytes.length; at++) {
    // A space would have what is behind it move up, where spaces are left out.
    for (const wrong of at === 0 ? [0x84] : [bytes[at]! ^ 0xff, 32, 13]) {
      const log = damaged(bytes, at, [wrong]);
      assertEquals(format(log), "json", `byte ${at}: ${wrong}`);
    }
  }
  assertEquals(format(concat(new Uint8Array(4096), bytes)), "json");
});

Deno.test("A new file that got its length and no bytes is a log", () => {
  assertEquals(format(new Uint8Array(1)), "json");
  assertEquals(format(new Uint8Array(4)), "json"); // no seed
  assertEquals(format(new Uint8Array(4096)), "json");
});

Deno.test("A file of nothing is empty", () => {
  assertEquals(format(""), "empty");
});

Deno.test("Foreign files are foreign", () => {
  const files: [string, Uint8Array | string][] = [
    [
      "a PNG",
      concat(
        Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10),
        new Uint8Array(50),
      ),
    ],
    ["text", "Dear reader,\nthis is no log.\n"],
    ["JSON", '{"name":"@kanta/core","version":"0.1.0"}'],
    [
      "JSON on many lines",
      '{\n  "ts": "2026-06-10T02:55:04Z",\n  "diff": {}\n}\n',
    ],
    [
      "another program's log",
      '{"ts":"2026-06-10T02:55:04Z","level":"info","msg":"up"}\n',
    ],
    ["a log with numbers for times", '{"ts":1765432100,"diff":{}}\n'],
    ["SQLite", "SQLite format 3\0\x10\0\x01\x01"],
    ["a large hole", new Uint8Array(100_000)],
    ["spaces", " ".repeat(100)],
    [
      "UTF-16",
      concat(
        Uint8Array.of(0xff, 0xfe),
        new Uint8Array(new Uint16Array([123, 34, 116, 115]).buffer),
      ),
    ],
    ["a shell script", "#!/bin/sh\nexit 0\n"],
    ["one byte", "x"],
    ["an empty JSON store of Windows", "{}\r\n"],
    ["a JSON word", "null"],
    ["four letters", "abc\n"],
    ["a JSON list of two", "[]\r\n"],
    ["notes that quote a record", `See:\n\n${unsealed(changed(1))}`],
    ["a list of records", `[\n${unsealed(changed(1))}]\n`],
    ["a fenced record", `\`\`\`json\n${unsealed(changed(1))}\`\`\`\n`],
    ["a table of records", `ts,diff\n${unsealed(changed(1))}`],
    ["an archive that holds a log", tarOf(logOf(changed(1)).bytes)],
    ["another log, cut", '{"ts":"2026-06-10T02:55:04Z","level":"in'],
    ["a wrong word", "SNAPSHOTS of my holiday\n"],
  ];
  for (const [name, bytes] of files) {
    assertEquals(format(bytes), "foreign", name);
  }
});

Deno.test("A log in git's conflict markers is one that was edited", () => {
  const [base, ours, theirs] = [1, 2, 3].map((n) => unsealed(changed(n)));
  const conflict = `<<<<<<< HEAD\n${ours}=======\n${theirs}>>>>>>> other\n`;
  assertEquals(format(conflict), "json");
  assertEquals(format(base + conflict), "json");
  assertEquals(
    format(conflict.replace("=======", "||||||| a\n=======")),
    "json",
  );
  assertEquals(format("<<<<<<< HEAD\nDear reader\n=======\n"), "foreign");
});

/** A file in an archive as tar makes it: a name, zeros, the content. */
function tarOf(content: Uint8Array): Uint8Array {
  const head = new Uint8Array(512);
  head.set(encode("log.kantadb"));
  return concat(head, content);
}

Deno.test("A binary log is known by its first marker, whole or cut", () => {
  const seed = [1, 2, 3, 4];
  const change = seed.map((byte) => byte ^ 0xff);
  assertEquals(format(Uint8Array.from(seed)), "foreign"); // or any four bytes
  assertEquals(
    format(Uint8Array.from([...seed, ...change.slice(0, 2)])),
    "msgpack",
  );
  assertEquals(
    format(Uint8Array.from([...seed, ...change, 9, 0, 0, 0])),
    "msgpack",
  );
  const snapshot = (length: number, first: number) =>
    Uint8Array.from([
      ...seed,
      ...seed,
      length,
      0,
      0,
      0,
      ...new Array(8).fill(7),
      first,
      0,
      0,
    ]);
  assertEquals(format(snapshot(3, 0x83)), "msgpack");
  assertEquals(format(snapshot(4, 0x83)), "foreign");
  assertEquals(format(snapshot(3, 0x20)), "foreign");
});

Deno.test("Telling the format reads the beginning only", () => {
  const source = new ByteSource(
    concat(encode("x\n"), new Uint8Array(5_000_000)),
  );
  sniffFormat(source);
  assertEquals(source.most <= 1 << 16, true);
});
