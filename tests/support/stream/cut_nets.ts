/**
 * Connections in which a safety net of the writer is cut: a suite that does not
 * notice is worth nothing.
 *
 * @module
 */
import {
  type Expected,
  type LogStream,
  type Message,
  type Sent,
  Unsure,
} from "../../../src/store/stream/port/port.ts";

const SEVERAL = 4;

/** A stream in which some calls are others. */
function withCalls(stream: LogStream, calls: Partial<LogStream>): LogStream {
  return new Proxy(stream, {
    get(target, name) {
      const found: unknown = Reflect.get(calls, name) ??
        Reflect.get(target, name);
      return typeof found === "function" ? found.bind(target) : found;
    },
  });
}

/** Whoever opens the log asks nobody whether it is held. */
export function rudely(stream: LogStream): LogStream {
  return withCalls(stream, { holder: () => Promise.resolve("nobody") });
}

/** Several are in flight, each on the condition that the one before is stored. */
export function pipelined(stream: LogStream): LogStream {
  const flying = new Set<Promise<unknown>>();
  let failed = false;
  return withCalls(stream, {
    async append(sent: Sent, expected: Expected): Promise<number> {
      const { last } = expected;
      if (last === undefined) return await stream.append(sent, expected);
      if (failed) {
        await Promise.all(flying);
        failed = false;
        throw new Unsure("one before it failed");
      }
      while (flying.size >= SEVERAL) await Promise.race(flying);
      const done = stream.append(sent, expected)
        .catch(() => void (failed = true))
        .finally(() => flying.delete(done));
      flying.add(done);
      return last + 1;
    },
  });
}

/** A log that is shorter than it was is believed, and gone on with. */
export function believing(stream: LogStream): LogStream {
  let sent: Sent | undefined;
  let expected = 0;
  /** How much further the writer believes the stream to be than it is. */
  let ahead = 0;
  return withCalls(stream, {
    async append(message: Sent, { last, epoch }: Expected): Promise<number> {
      if (last === undefined) return await stream.append(message, { epoch });
      [sent, expected] = [message, last];
      return ahead +
        await stream.append(message, { last: last - ahead, epoch });
    },
    async last(): Promise<Message | undefined> {
      const found = await stream.last();
      const head = sent?.head;
      if (found?.epoch.nonce !== head?.epoch.nonce) return found;
      if (found === undefined || head === undefined) return found;
      const isSame = found.n === head.n;
      const seq = isSame ? expected + 1 : expected;
      ahead = seq - found.seq;
      return { ...found, n: isSame ? head.n : head.n - 1, seq };
    },
  });
}
