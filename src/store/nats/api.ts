/**
 * What JetStream answers to requests.
 *
 * @module
 */
import { Unsure } from "../stream/port/port.ts";
import { quoted } from "../../values/quoted.ts";
import type { Connection, Msg } from "./connection.ts";

/** The configuration of a stream, as far as it matters here. */
export interface StreamConfig {
  readonly name: string;
  readonly subjects?: readonly string[] | undefined;
  readonly storage?: string | undefined;
  readonly retention?: string | undefined;
  readonly discard?: string | undefined;
  readonly discard_new_per_subject?: boolean | undefined;
  readonly max_age?: number | undefined;
  readonly max_msgs?: number | undefined;
  readonly max_msgs_per_subject?: number | undefined;
  readonly max_msg_size?: number | undefined;
  readonly max_bytes?: number | undefined;
  readonly num_replicas?: number | undefined;
  readonly duplicate_window?: number | undefined;
  readonly deny_delete?: boolean | undefined;
  readonly allow_direct?: boolean | undefined;
  readonly allow_rollup_hdrs?: boolean | undefined;
  readonly allow_msg_ttl?: boolean | undefined;
  readonly sealed?: boolean | undefined;
  readonly no_ack?: boolean | undefined;
  readonly persist_mode?: string | undefined;
  readonly mirror?: unknown;
  readonly sources?: unknown;
  readonly subject_transform?: unknown;
  readonly republish?:
    | { readonly src: string; readonly dest: string }
    | undefined;
  readonly metadata?: Readonly<Record<string, string>> | undefined;
}

/** A stored message as the leader hands it out: bytes in base 64. */
export interface StoredMessage {
  readonly subject: string;
  readonly seq: number;
  readonly hdrs?: string | undefined;
  readonly data?: string | undefined;
  readonly time: string;
}

/** An answer of JetStream, of whatever kind. */
export interface Answer {
  readonly error?:
    | { readonly err_code: number; readonly description: string }
    | undefined;
  /** The number of a message that was stored. */
  readonly seq?: number | undefined;
  readonly config?: StreamConfig | undefined;
  readonly state?: { readonly last_seq: number } | undefined;
  /** The servers that keep a stream; one that is alone does not tell. */
  readonly cluster?: { readonly leader?: string | undefined } | undefined;
  readonly message?: StoredMessage | undefined;
}

/** Errors by JetStream's numbers. */
export const CODES = {
  exists: 10058,
  noStream: 10059,
  otherStream: 10060,
  badJson: 10025,
  noMessage: 10037,
  wrongLast: 10071,
  off: 10076,
  offForAccount: 10039,
} as const;

/**
 * Errors by which a leader refuses to look at a condition just now, by their
 * numbers: of two messages in flight with a condition on the same subject, it
 * takes the first alone. Nothing is stored, whatever the condition.
 */
export const BUSY: readonly (number | undefined)[] = [10163, 10164];

/** Errors of a server that knows no leader, by their numbers. */
export const LEADERLESS: readonly number[] = [
  10008, // temporarily unavailable
  10009, // not the leader
  10118, // the stream is offline
];

/** Errors that say that there is no room, by their numbers. */
const FULL: readonly number[] = [
  10002, // the account's limit
  10023, // insufficient resources
  10028, // no memory
  10047, // no storage
  10122, // the account's limit of a stream
];

/** An error that JetStream answered, when nothing better is known of it. */
export class Declined extends Unsure {
  static {
    this.prototype.name = "Declined";
  }

  /** Composes the error of what was declined, its number, and what was said. */
  constructor(readonly code: number, readonly said: string) {
    super(`JetStream answered ${quoted(said)} (${code})`);
  }
}

/** Whether who tells of a stream knows no leader of it. */
export function isLeaderless({ cluster }: Answer): boolean {
  return cluster !== undefined && (cluster.leader ?? "") === "";
}

const decoder = new TextDecoder();

/** What a message says. */
export function answerIn(message: Msg): Answer {
  return JSON.parse(decoder.decode(message.data));
}

/** Whether an error says that there is no room for a message. */
export function saysFull(error: NonNullable<Answer["error"]>): boolean {
  return FULL.includes(error.err_code) ||
    /maximum (?:bytes|messages) exceeded|no space left|resource limits/i
      .test(error.description);
}

/**
 * Asks JetStream.
 *
 * @throws {Declined} {Unanswered}
 */
export async function ask(
  connection: Connection,
  subject: string,
  question: unknown,
  patience: number,
): Promise<Answer> {
  const text = question === undefined ? "" : JSON.stringify(question);
  const answer = answerIn(await connection.request(subject, text, patience));
  if (answer.error !== undefined) {
    const { err_code, description } = answer.error;
    throw new Declined(err_code, description);
  }
  return answer;
}
