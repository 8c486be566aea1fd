/**
 * Reads the messages of a subject in batches: one request for many messages, from
 * whichever server is near.
 *
 * @module
 */
import { SYSTEM_TIMERS } from "../file/protocol/timers.ts";
import { Unsure } from "../stream/port/port.ts";
import { quoted } from "../../values/quoted.ts";
import type { Connection, Msg } from "./connection.ts";
import { countIn, type Headers } from "./message_head.ts";
import { headersOf } from "./stored.ts";
import { Unanswered } from "./unanswered.ts";

/**
 * How much a batch brings. A server sends a batch without asking how fast it is
 * read, and cuts off whoever lets 64 MiB wait.
 */
const BATCH_BYTES = 4 * 1024 * 1024;
/** More messages than that a batch never brings. */
const BATCH_MESSAGES = 100_000;
/** How long nothing may come, in milliseconds. */
const PATIENCE = 2000;

/** The end of a batch. */
interface BatchEnd {
  /** The number of its last message. */
  readonly last: number;
  /** How many messages are left. */
  readonly pending: number;
}

/** Gets a message, its headers and its number. */
export type EachStored = (message: Msg, headers: Headers, seq: number) => void;

/**
 * Reads the messages of a subject from a number on, to the present end.
 *
 * @throws {Unsure}
 */
export async function readBatches(
  connection: Connection,
  request: string,
  subject: string,
  from: number,
  each: EachStored,
): Promise<void> {
  let next = Math.max(from, 1);
  for (;;) {
    const question = JSON.stringify({
      seq: next,
      next_by_subj: subject,
      batch: BATCH_MESSAGES,
      max_bytes: BATCH_BYTES,
    });
    const end = await readBatch(connection, request, question, each);
    if (end.pending === 0) return;
    next = end.last + 1;
  }
}

/** Reads one batch. */
async function readBatch(
  connection: Connection,
  request: string,
  question: string,
  each: EachStored,
): Promise<BatchEnd> {
  const { promise, resolve, reject } = Promise.withResolvers<BatchEnd>();
  let last = 0;
  let answers = 0;
  const take = (answer: Msg): void => {
    const headers = headersOf(answer);
    if (answer.headers?.code !== 0) {
      return resolve(endIn(answer, headers, last));
    }
    const seq = countIn(headers, "Nats-Sequence");
    // Each message names the one before it in its batch.
    if (seq === undefined || countIn(headers, "Nats-Last-Sequence") !== last) {
      throw new Unsure(`A message got lost on its way, after message ${last}`);
    }
    last = seq;
    each(answer, headers, seq);
  };
  const end = connection.requestMany(request, question, (answer) => {
    answers++;
    if (answer instanceof Unanswered) return reject(answer);
    // The library's reader ends with what a callback throws.
    try {
      take(answer);
    } catch (error) {
      end();
      reject(error);
    }
  });
  let seen = 0;
  const look = () => {
    if (answers === seen) {
      reject(new Unanswered("A batch of messages came to a halt", "late"));
    }
    seen = answers;
    cancel = SYSTEM_TIMERS.setTimer(look, PATIENCE);
  };
  let cancel = SYSTEM_TIMERS.setTimer(look, PATIENCE);
  try {
    return await promise;
  } finally {
    cancel();
    end();
  }
}

/** What the last answer of a batch says. */
function endIn(answer: Msg, headers: Headers, last: number): BatchEnd {
  const { code = 0, description = "" } = answer.headers ?? {};
  if (code === 404) return { last, pending: 0 };
  const pending = countIn(headers, "Nats-Num-Pending");
  if (code === 204 && pending !== undefined) return { last, pending };
  if (code === 503) throw new Unanswered("Nobody hands out messages", "nobody");
  throw new Unsure(
    `A batch of messages ended with ${quoted(`${code} ${description}`)}`,
  );
}
