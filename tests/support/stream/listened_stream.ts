/**
 * A stream that is listened to: of one that was just made the leader may not listen
 * yet, or the server that is asked not know of it.
 *
 * @module
 */
import {
  type Kind,
  type LogStream,
  Refused,
  Unsure,
} from "../../../src/store/stream/port/port.ts";

const KINDS: readonly Kind[] = ["log", "epoch", "part", "snapshot"];
/** No stream has this message. */
const NONE = 1_000_000_000;
/** How often it is tried; each time has a pause. */
const TRIES = 500;

/** Waits until a leader refuses what no stream takes, of each kind; nothing is stored. */
export async function listened(stream: LogStream): Promise<LogStream> {
  for (const kind of KINDS) {
    for (let i = 1;; i++) {
      const error = await refusal(stream, kind);
      if (error instanceof Refused) break;
      if (!(error instanceof Unsure) || i === TRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
  return stream;
}

async function refusal(stream: LogStream, kind: Kind): Promise<unknown> {
  const head = { epoch: { number: 1, nonce: "nobody" }, n: 0, rev: 0 };
  const bytes = new Uint8Array();
  const expected = { last: NONE, epoch: NONE };
  return await stream.append({ kind, head, bytes }, expected).then(
    () => new Error("A stream took what it has to refuse"),
    (error) => error,
  );
}
