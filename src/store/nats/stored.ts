/**
 * Messages of a log, made of what NATS delivers.
 *
 * @module
 */
import { Unsure } from "../stream/port/port.ts";
import type { LiveMessage, Message } from "../stream/port/port.ts";
import { quoted } from "../../values/quoted.ts";
import type { StoredMessage } from "./api.ts";
import type { Msg } from "./connection.ts";
import {
  countIn,
  type Headers,
  headersIn,
  kindOf,
  readHead,
} from "./message_head.ts";

/** The headers of a message, the first value of each. */
export function headersOf(message: Msg): Headers {
  const found: Headers = new Map();
  for (const [name, values] of message.headers ?? []) {
    found.set(name, values[0] ?? "");
  }
  return found;
}

/** The message in an answer that came from any server. */
export function storedIn(
  answer: Msg,
  headers: Headers,
  seq: number | undefined = countIn(headers, "Nats-Sequence"),
): Message {
  const subject = headers.get("Nats-Subject") ?? "";
  const kind = kindOf(subject);
  if (seq === undefined || kind === undefined) throw strange(subject);
  return {
    ...readHead(headers, kind, seq),
    seq,
    kind,
    time: headers.get("Nats-Time-Stamp") ?? "",
    bytes: bytesOf(answer),
  };
}

/** The message that was told of when it was stored. */
export function liveIn(told: Msg): LiveMessage {
  const headers = headersOf(told);
  return {
    ...storedIn(told, headers),
    previous: countIn(headers, "Nats-Last-Sequence") ?? 0,
  };
}

/** The message that the leader handed out. */
export function leadersMessage(stored: StoredMessage): Message {
  const { subject, seq, hdrs = "", data = "", time } = stored;
  const kind = kindOf(subject);
  if (kind === undefined) throw strange(subject);
  const headers = headersIn(
    new TextDecoder().decode(Uint8Array.fromBase64(hdrs)),
  );
  return {
    ...readHead(headers, kind, seq),
    seq,
    kind,
    time,
    bytes: Uint8Array.fromBase64(data),
  };
}

/** Bytes as such: the library's are a view with methods of Node's, whose `slice` copies nothing. */
function bytesOf({ data }: Msg): Uint8Array<ArrayBuffer> {
  const { buffer, byteOffset, length } = data;
  if (!(buffer instanceof ArrayBuffer)) return new Uint8Array(data);
  return new Uint8Array(buffer, byteOffset, length);
}

function strange(subject: string): Unsure {
  return new Unsure(
    `A server answered with what is no message of a log: ${quoted(subject)}`,
  );
}
