/**
 * Logs that nobody's database wrote: each goes for one weak spot of a reader.
 *
 * @module
 */
import { crc32c, viewOf } from "../../src/log/crc32c.ts";
import type { Framer } from "../../src/log/serializer.ts";
import type { FormatName } from "./history.ts";

/** A hostile log. */
export interface HostileLog {
  readonly name: string;
  readonly format: FormatName;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Whether it is the only one of its kind, and no value at one of many places. */
  readonly single?: boolean | undefined;
}

/** Values, as JSON, that stand where a diff or a state is expected. */
export const HOSTILE_VALUES: readonly string[] = [
  ...["null", "true", "-1", "1e999", "-0.0", '""', "[]", "{}", "[[]]"],
  ...['"\\u0000"', '"\\ud800"', '"\\u001b[31mred"', '"\\u202etxt"'],
  ...['"$$x"', '"\\u009b2J"', `"${"x".repeat(2000)}"`, "9".repeat(400)],
  ...[`1e${"9".repeat(20)}`, "-9007199254740993", "123456789012345678901"],
  '{"__proto__":{"polluted":1}}',
  '{"constructor":{"prototype":{"polluted":1}}}',
  '{"$delete":["__proto__","constructor"]}',
  '{"toString":1,"valueOf":{"x":1},"hasOwnProperty":null}',
  ...['{"$delete":5}', '{"$delete":[{}]}', '{"$delete":["a","a",null]}'],
  ...['{"$replace":{"__proto__":1},"x":2}', '{"$replace":[]}'],
  '{"$replace":{"$replace":{"$replace":1}}}',
  '{"$insert":[[4294967294,1]]}',
  ...['{"$insert":[[-1,1]]}', '{"$insert":[[0]]}', '{"$insert":"x"}'],
  '{"$delete":[4294967295,-1,1.5,"x"],"$insert":[[1e9,1]],"7":{"a":1}}',
  ...['{"4294967295":1}', '{"-1":{}}', '{"1e3":1}', '{"00":1}'],
  ...['{"$add":[1],"$delete":[1]}', '{"$date":"nope"}', '{"$date":5}'],
  ...['{"$date":"+275760-09-13T00:00:00.001Z"}', '{"$instant":"x"}'],
  ...['{"$bytes":"!!!"}', '{"$bytes":7}', '{"$url":"::"}', '{"$number":"x"}'],
  ...['{"$bigint":"x"}', `{"$bigint":"${"9".repeat(5000)}"}`],
  ...['{"$map":[[1]]}', '{"$map":"x"}', '{"$map":[[{"a":1},{"$map":[]}]]}'],
  ...['{"$set":{}}', '{"$set":[[],[],{}]}', '{"$object":[["__proto__",1]]}'],
  ...['{"$type":["nope",{"x":1}]}', '{"$type":[]}', '{"$unknown":1}'],
  ...['{"a":1,"a":2,"a":{"a":3}}', '{"":{"":{"":1}}}', '{"$":1,"$$":2}'],
  nest(200, '{"a":', "1", "}"),
  nest(200, "[", "", "]"),
  nest(1001, '{"a":', "1", "}"),
  nest(5000, "[", "", "]"),
  nest(300, '{"$map":[[1,', "1", "]]}"),
  nest(300, '{"$replace":', "1", "}"),
];

function nest(depth: number, open: string, core: string, close: string) {
  return open.repeat(depth) + core + close.repeat(depth);
}

const TS = "2026-06-10T02:55:00.000Z";
const change = (diff: string, fields = "") =>
  `{"ts":"${TS}","a":"x"${fields},"diff":${diff}}`;
const snapshot = (state: string, fields = "") =>
  `{"ts":"${TS}","v":0,"r":1,"k":1${fields},"state":${state}}`;
/** What most logs begin with: something to apply a diff to. */
const BASE = change(
  '{"a":{"a":1},"list":[1,[2],{"a":3}],"m":{"$map":[[1,2]]},"x":"y"}',
);

/** A line with a seal that holds, whatever is in it. */
export function sealedBytes(line: Uint8Array): Uint8Array {
  const text = line.at(-1) === 125 ? line.subarray(0, -1) : line;
  const crc = crc32c(viewOf(text)).toString(16).padStart(8, "0");
  const seal = new TextEncoder().encode(`,"c":"${crc}"}`);
  const bytes = new Uint8Array(text.length + seal.length);
  bytes.set(text);
  bytes.set(seal, text.length);
  return bytes;
}

function sealed(line: string): string {
  const bytes = sealedBytes(new TextEncoder().encode(line));
  return new TextDecoder().decode(bytes);
}

function jsonLog(name: string, ...lines: string[]): HostileLog {
  const text = lines.map((line) => `${line}\n`).join("");
  return { name, format: "json", bytes: new TextEncoder().encode(text) };
}

function* jsonLogs(bulk: number): Generator<HostileLog> {
  for (const value of HOSTILE_VALUES) {
    const name = value.slice(0, 60);
    for (const seal of [sealed, (line: string) => line]) {
      yield jsonLog(`root ${name}`, seal(BASE), seal(change(value)));
      yield jsonLog(`first ${name}`, seal(change(value)));
      for (const key of ["a", "list", "m", "x", "new", "__proto__"]) {
        const diff = `{"${key}":${value}}`;
        yield jsonLog(`${key} ${name}`, seal(BASE), seal(change(diff)));
      }
      const line = `SNAPSHOT ${snapshot(value)}`;
      yield jsonLog(`snapshot ${name}`, seal(BASE), seal(line));
      yield jsonLog(`inside ${name}`, seal(BASE), seal(change(`[${value}]`)));
    }
  }
  for (const field of ["ts", "a", "v", "u", "m", "d", "r", "k", "c", "diff"]) {
    for (const value of HOSTILE_VALUES) {
      const name = `field ${field} ${value.slice(0, 40)}`;
      const line = `{"ts":"${TS}","${field}":${value},"diff":{"z":1}}`;
      yield jsonLog(name, sealed(BASE), sealed(line));
      const snap = `SNAPSHOT {"ts":"${TS}","${field}":${value},"state":{}}`;
      yield jsonLog(`snapshot ${name}`, sealed(BASE), sealed(snap));
    }
  }
  yield* oddTexts(bulk);
}

function* oddTexts(bulk: number): Generator<HostileLog> {
  const encoder = new TextEncoder();
  const bytes = (name: string, ...parts: (string | number[])[]) => ({
    name,
    format: "json" as const,
    single: true,
    bytes: new Uint8Array(
      parts.flatMap((part) =>
        typeof part === "string" ? [...encoder.encode(part)] : part
      ),
    ),
  });
  yield bytes("byte order mark", [0xef, 0xbb, 0xbf], `${sealed(BASE)}\n`);
  yield bytes("CR LF", `${sealed(BASE)}\r\n${change('{"z":1}')}\r\n`);
  yield bytes("no UTF-8", `${BASE}\n{"ts":"${TS}","a":"`, [0xff, 0xc0], '"}\n');
  yield bytes("long overlong", `${BASE}\n`, [0xc0, 0xaf, 0xe0, 0x80, 0xaf]);
  yield bytes("surrogates in UTF-8", `${BASE}\n"`, [0xed, 0xa0, 0x80], '"\n');
  yield bytes("zeros inside", `${BASE}\n`, [0, 0, 0], `${BASE}\n`);
  yield bytes(
    "line separators",
    `${BASE}\n{"ts":"${TS}"\u2028,"a":"\u2029"}\n`,
  );
  yield bytes("comments", `${BASE}\n// x\n/* ${"*".repeat(5000)}\n`);
  yield bytes("open comment", `${BASE}\n{"ts":"${TS}" /* "a":1}\n`);
  yield bytes("commas", `${BASE}\n{"ts":"${TS}",,,"a":"x",}\n`);
  yield bytes("many braces", `${BASE}\n${"{".repeat(100_000)}\n`);
  yield bytes("many brackets", `${BASE}\n${change("[".repeat(200_000))}\n`);
  yield bytes(
    "deep and whole",
    `${BASE}\n${change(nest(100_000, "[", "", "]"))}\n`,
  );
  yield bytes("many snapshots", "SNAPSHOT {\n".repeat(5000 * bulk));
  yield bytes("many beginnings", '{"ts":'.repeat(20_000));
  yield bytes(
    "many seals",
    `{"ts":"${TS}"${',"c":"00000000"}'.repeat(5000)}\n`,
  );
  yield bytes("many keys", `${change(`{${manyKeys(50_000 * bulk)}}`)}\n`);
  yield bytes(
    "clear and refill",
    `${change('{"a":{"b":1}}')}\n`.repeat(5000 * bulk),
  );
}

function manyKeys(count: number): string {
  return Array.from({ length: count }, (_, i) => `"k${i}":{}`).join();
}

/** MessagePack that claims more than there is, or is of a strange kind. */
const HOSTILE_BYTES: readonly (readonly number[])[] = [
  ...[0xdd, 0xdf, 0xdb, 0xc6, 0xc9].map((head) => [head, 255, 255, 255, 255]),
  ...[0xdc, 0xde, 0xda, 0xc5, 0xc8].map((head) => [head, 255, 255]),
  ...[0xd4, 0xd5, 0xd6, 0xd7, 0xd8].map((head) => [head, 0xff, 1, 2, 3, 4]),
  [0xc7, 4, 0xff, 1, 2, 3, 4],
  [0xc7, 12, 0xff, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255],
  [0xc1],
  [0x81, 0x80, 0x80],
  [0x82, 0xa1, 0x61, 1, 0xa1, 0x61, 2],
  [0x81, 0xa9, ...new TextEncoder().encode("__proto__"), 0x81, 0xa1, 0x78, 1],
  [0xa2, 0xed, 0xa0],
  [0xcb, 0x7f, 0xf8, 0, 0, 0, 0, 0, 0],
  [0xcf, 255, 255, 255, 255, 255, 255, 255, 255],
  Array.from({ length: 2000 }, () => 0x91),
  [...Array.from({ length: 900 }, () => 0x91), 0xc0],
  Array.from({ length: 50_000 }, () => 0x81),
];

function* binaryLogs(framer: Framer, bulk: number): Generator<HostileLog> {
  const header = framer.createHeader();
  const log = (name: string, ...frames: [number[], boolean][]) => {
    let bytes: number[] = [...header];
    for (const [payload, isSnapshot] of frames) {
      const kind = isSnapshot ? "snapshot" : "change";
      const frame = framer.frame(kind, [new Uint8Array(payload)], bytes.length);
      bytes = bytes.concat([...frame]);
    }
    return { name, format: "msgpack" as const, bytes: new Uint8Array(bytes) };
  };
  const text = (value: string) => [
    ...[0xa0 + value.length],
    ...new TextEncoder().encode(value),
  ];
  const record = (field: string, value: readonly number[]) => [
    ...[0x82, ...text("ts"), ...[0xd9, TS.length]],
    ...new TextEncoder().encode(TS),
    ...[...text(field), ...value],
  ];
  const base = record("diff", [0x81, ...text("a"), 0x81, ...text("a"), 1]);
  for (const [i, value] of HOSTILE_BYTES.entries()) {
    for (const field of ["diff", "state", "a", "ts", "v", "d", "r", "m"]) {
      for (const isSnapshot of [false, true]) {
        const payload = record(field, value);
        yield log(`bytes ${i} in ${field}`, [base, false], [
          payload,
          isSnapshot,
        ]);
      }
    }
    yield log(`bytes ${i} alone`, [base, false], [[...value], false]);
    yield log(`bytes ${i} first`, [[...value], true]);
  }
  yield* oddFrames(header, log("", [base, false]).bytes, bulk);
}

function* oddFrames(
  seed: Uint8Array,
  sound: Uint8Array,
  bulk: number,
): Generator<HostileLog> {
  const format = "msgpack";
  const after = (name: string, tail: number[]) => ({
    name,
    format: format as FormatName,
    single: true,
    bytes: new Uint8Array([...sound, ...tail]),
  });
  const flipped = [...seed].map((byte) => byte ^ 255);
  for (const length of [0, 1, 0x7fffffff, 0xffffffff]) {
    const bytes = [0, 8, 16, 24].map((shift) => (length >>> shift) & 255);
    for (const marker of [[...seed], flipped]) {
      const head = [...marker, ...bytes, 1, 2, 3, 4, 5, 6, 7, 8];
      yield after(`a length of ${length}`, [...head, ...new Array(50).fill(7)]);
      yield after(`many of length ${length}`, new Array(300).fill(head).flat());
    }
  }
  yield after("markers alone", new Array(20_000 * bulk).fill([...seed]).flat());
}

/** All of them; those that are full of one thing, and long to read, at a share of their size. */
export function* hostileLogs(
  framer: Framer,
  bulk = 1,
): Generator<HostileLog> {
  yield* jsonLogs(bulk);
  yield* binaryLogs(framer, bulk);
}

/**
 * The nth share of so many of the corpus: each value at some places, each place with
 * some values, and all that have to do with `__proto__`; of those that are the only
 * ones of their kind half, which the next share does without.
 */
export function* shareOf(
  logs: Iterable<HostileLog>,
  shares: number,
  nth: number,
): Generator<HostileLog> {
  let i = 0;
  for (const log of logs) {
    const isMine = log.single
      ? shares === 1 || i % 2 === nth % 2
      : i % shares === nth % shares || log.name.includes("__proto__");
    i++;
    if (isMine) yield log;
  }
}
