/**
 * Logs of the product, with something in them changed, and their checksums made
 * right again.
 *
 * @module
 */
import type {
  Framer,
  RecordKind,
  Serializer,
} from "../../src/log/serializer.ts";
import { JsonFramer } from "../../src/format/json/framer.ts";
import type { Random } from "../support/random.ts";
import { HOSTILE_VALUES, type HostileLog, sealedBytes } from "./corpus.ts";
import type { FormatName } from "./history.ts";
import { PREFIX_BYTES } from "../../src/format/json/record/line_grammar.ts";

/** A log, taken apart. */
export interface Specimen {
  readonly name: string;
  readonly format: FormatName;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly records: readonly {
    readonly kind: RecordKind;
    readonly payload: Uint8Array;
  }[];
}

/** Larger logs would take the time of many small ones. */
const MOST_BYTES = 8000;

/** The logs to start from: those of the golden files that are small. */
export function specimens(
  serializers: Readonly<Record<FormatName, Serializer>>,
): Specimen[] {
  const folder = new URL("../golden/", import.meta.url);
  const found: Specimen[] = [];
  const names = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
  for (const name of names.filter((name) => name.endsWith(".kantadb"))) {
    const bytes = Deno.readFileSync(new URL(name, folder));
    if (bytes.length > MOST_BYTES) continue;
    const format = name.includes("-bin") ? "msgpack" : "json";
    const framer = serializers[format].createFramer();
    const source = {
      size: bytes.length,
      read: (from: number, length: number) =>
        bytes.subarray(from, from + length),
    };
    const records = [];
    const from = framer.readHeader(source);
    for (const frame of framer.frames(source, from, 1)) {
      if (frame.kind !== "bad") records.push(frame);
    }
    found.push({ name, format, bytes, records });
  }
  return found;
}

/** Makes a mutant of one of them. */
export function mutant(
  random: Random,
  from: readonly Specimen[],
  framers: Readonly<Record<FormatName, Framer>>,
): HostileLog {
  const specimen = random.pick(from);
  const { name, format } = specimen;
  if (random.chance(0.2)) {
    return { name, format, bytes: mutateBytes(random, specimen.bytes) };
  }
  const records = specimen.records.map((record) => ({ ...record }));
  for (let i = 1 + random.int(3); i > 0 && records.length > 0; i--) {
    const at = random.int(records.length);
    const what = random.int(10);
    if (what === 0) records.splice(at, 1);
    else if (what === 1) records.push(random.pick(records));
    else {
      const { kind, payload } = records[at]!;
      records[at] = {
        kind: random.chance(0.95) ? kind : "snapshot",
        payload: format === "json"
          ? mutateText(random, payload)
          : mutateBytes(random, payload),
      };
    }
  }
  return { name, format, bytes: framed(records, framers[format]) };
}

function framed(
  records: Specimen["records"],
  framer: Framer,
): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [framer.createHeader()];
  let offset = parts[0]!.length;
  for (const { kind, payload } of records) {
    // The framer of lines would refuse what is no text.
    const frames = framer instanceof JsonFramer
      ? lineOf(kind, payload)
      : [framer.frame(kind, [payload], offset)];
    for (const frame of frames) {
      parts.push(frame);
      offset += frame.length;
    }
  }
  const bytes = new Uint8Array(offset);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function lineOf(kind: RecordKind, payload: Uint8Array): Uint8Array[] {
  const prefix = kind === "snapshot" ? PREFIX_BYTES : [];
  const line = new Uint8Array([...prefix, ...payload]);
  return [sealedBytes(line), new Uint8Array([10])];
}

/** Heads of MessagePack that claim much, and other bytes that mean something. */
const HEADS = [
  0xdd,
  0xdf,
  0xdb,
  0xc6,
  0xc9,
  0xc1,
  0xd4,
  0xc7,
  0,
  10,
  0x7f,
  255,
];

function mutateBytes(
  random: Random,
  source: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const bytes = [...source];
  for (let i = 1 + random.int(4); i > 0; i--) {
    const at = random.int(bytes.length + 1);
    switch (random.int(5)) {
      case 0:
        bytes[at] = (bytes[at] ?? 0) ^ (1 << random.int(8));
        break;
      case 1:
        bytes.splice(at, 0, random.pick(HEADS), random.int(256));
        break;
      case 2:
        bytes.splice(at, 1 + random.int(8));
        break;
      case 3:
        bytes[at] = random.pick(HEADS);
        break;
      default:
        bytes.splice(
          at,
          0,
          ...bytes.slice(random.int(bytes.length + 1)).slice(0, 40),
        );
    }
  }
  return new Uint8Array(bytes);
}

/** A value or a key of the record is replaced by a hostile one. */
function mutateText(random: Random, payload: Uint8Array): Uint8Array {
  let text = new TextDecoder().decode(payload).replace(/,"c":"\w{8}"\}$/, "}");
  const values = [...text.matchAll(
    /"(?:[^"\\]|\\.)*"(?=[,}\]])|-?\d[\d.eE+-]*|\{\}|\[\]|true|false|null/g,
  )];
  const keys = [...text.matchAll(/"(?:[^"\\]|\\.)*"(?=:)/g)];
  const places = random.chance(0.7) || keys.length === 0 ? values : keys;
  if (places.length > 0) {
    const place = random.pick(places);
    const hostile = places === keys
      ? random.pick(KEYS)
      : random.pick(HOSTILE_VALUES);
    const before = text.slice(0, place.index);
    text = before + hostile + text.slice(place.index + place[0].length);
  }
  if (random.chance(0.05)) {
    const bytes = mutateBytes(random, new TextEncoder().encode(text));
    return bytes.filter((byte) => byte !== 10);
  }
  return new TextEncoder().encode(text);
}

const KEYS = [
  ...["__proto__", "constructor", "prototype", "toString", "", "$", "$$"],
  ...["$delete", "$replace", "$insert", "$add", "$map", "$set", "$object"],
  ...["$date", "$bytes", "$bigint", "$type", "0", "1", "-1", "4294967295"],
  ...["c", "d", "ts", "diff", "state", "k", "r", "v", "\\u001b[2J", "\\ud800"],
].map((key) => `"${key}"`);
