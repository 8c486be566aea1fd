/**
 * The headers of a log's messages, as NATS carries them.
 *
 * @module
 */
import { CorruptionError } from "../../errors.ts";
import { inQuotes } from "../../values/quoted.ts";
import type { Expected, Head, Kind, Marker } from "../stream/port/port.ts";

/** Headers by their names. */
export type Headers = Map<string, string>;

/** What to write headers into: those of the client library, or a map. */
interface HeaderTarget {
  append(name: string, value: string): void;
}

const COUNT = /^[0-9]{1,16}$/;
const EPOCH = /^([0-9]{1,16})\.([A-Za-z0-9_-]{1,64})$/;
const KINDS: readonly string[] = ["log", "epoch", "part", "snapshot"];

/** Writes the headers of a message. */
export function writeHead(head: Head, to: HeaderTarget): void {
  const put = (name: string, value: number | undefined) => {
    if (value !== undefined) to.append(name, `${value}`);
  };
  to.append("Kanta-Epoch", `${head.epoch.number}.${head.epoch.nonce}`);
  if (head.n > 0) put("Kanta-N", head.n);
  put("Kanta-Rev", head.rev);
  put("Kanta-Count", head.count);
  if (head.more) put("Kanta-More", 1);
  if (head.end) put("Kanta-End", 1);
  put("Kanta-After", head.marker?.after);
  put("Kanta-First", head.marker?.first);
  put("Kanta-Last", head.marker?.last);
  put("Kanta-Bytes", head.marker?.bytes);
  put("Kanta-Sum", head.marker?.sum);
}

/** Writes on which conditions the servers may store a message. */
export function writeExpected(
  { last, epoch }: Expected,
  stream: string,
  epochs: string,
  to: HeaderTarget,
): void {
  to.append("Nats-Expected-Stream", stream);
  if (last !== undefined) to.append("Nats-Expected-Last-Sequence", `${last}`);
  to.append("Nats-Expected-Last-Subject-Sequence", `${epoch}`);
  to.append("Nats-Expected-Last-Subject-Sequence-Subject", epochs);
}

/**
 * Reads the headers of a stored message.
 *
 * @throws {CorruptionError} When somebody else stored it.
 */
export function readHead(headers: Headers, kind: Kind, seq: number): Head {
  const epoch = EPOCH.exec(headers.get("Kanta-Epoch") ?? "");
  const rev = countIn(headers, "Kanta-Rev") ??
    (kind === "epoch" ? 0 : undefined);
  if (epoch === null || rev === undefined) {
    throw new CorruptionError(
      `Message ${seq} of the stream is not of Kanta: wanted are the headers ` +
        `Kanta-Epoch and Kanta-Rev, found "${
          inQuotes(headers.get("Kanta-Epoch") ?? "")
        }" and "${inQuotes(headers.get("Kanta-Rev") ?? "")}"; find out who ` +
        `publishes to its subjects, and copy the log from before that message`,
    );
  }
  const [, number, nonce = ""] = epoch;
  return {
    epoch: { number: Number(number), nonce },
    n: countIn(headers, "Kanta-N") ?? 0,
    rev,
    count: countIn(headers, "Kanta-Count"),
    more: headers.get("Kanta-More") === "1",
    end: headers.get("Kanta-End") === "1",
    marker: markerIn(headers),
  };
}

/** The number in a header; undefined where it is missing or none. */
export function countIn(headers: Headers, name: string): number | undefined {
  const text = headers.get(name);
  return text !== undefined && COUNT.test(text) ? Number(text) : undefined;
}

/** The kind of the message with a subject such as `kanta.shop.log`. */
export function kindOf(subject: string): Kind | undefined {
  const end = subject.slice(subject.lastIndexOf(".") + 1);
  return isKind(end) ? end : undefined;
}

function isKind(text: string): text is Kind {
  return KINDS.includes(text);
}

function markerIn(headers: Headers): Marker | undefined {
  const after = countIn(headers, "Kanta-After");
  const first = countIn(headers, "Kanta-First");
  const last = countIn(headers, "Kanta-Last");
  const bytes = countIn(headers, "Kanta-Bytes");
  const sum = countIn(headers, "Kanta-Sum");
  if (
    after === undefined || first === undefined || last === undefined ||
    bytes === undefined || sum === undefined
  ) return undefined;
  return { after, first, last, bytes, sum };
}

/** Headers as the servers write them into an answer: `NATS/1.0`, then a line each. */
export function headersIn(text: string): Headers {
  const found: Headers = new Map();
  for (const line of text.split("\r\n").slice(1)) {
    const colon = line.indexOf(":");
    if (colon > 0) {
      found.set(line.slice(0, colon), line.slice(colon + 1).trim());
    }
  }
  return found;
}
