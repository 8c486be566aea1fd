/**
 * The way from the main isolate to a writer: a worker, or the same isolate.
 *
 * @module
 */
import type { Reply, Request } from "./protocol.ts";
import { Pulse } from "./pulse.ts";
import { WriterDiedError } from "../errors.ts";

/** A way to a writer. */
export interface Connection {
  /** Sends a request. */
  post(request: Request): void;
  /** Whether somebody waits for the writer, and its death is to be noticed. */
  watch(on: boolean): void;
  /** Ends the writer; all its databases are closed. */
  end(): void;
}

/** Makes a connection: where replies go, and who is told if the writer dies. */
export type Connect = (
  receive: (reply: Reply) => void,
  died: (cause: WriterDiedError) => void,
) => Connection;

/** The first message to a worker. */
export interface Greeting {
  readonly kind: "greeting";
  readonly pulse: SharedArrayBuffer;
}

/** How often a worker that somebody waits for is asked for a beat. */
const BEAT_MS = 1000;
/** As many beats missed in a row, outside of a call to the system, are a death. */
const PATIENCE = 10;

/** Connects to a new worker. */
export const connectWorker: Connect = (receive, died) => {
  const pulse = new Pulse();
  const worker = new Worker(new URL("./worker.ts", import.meta.url), {
    type: "module",
    name: "kanta writer",
  });
  let timer: ReturnType<typeof setInterval> | undefined;
  const die = (message: string, cause?: unknown) => {
    clearInterval(timer);
    worker.terminate();
    died(new WriterDiedError(message, { cause }));
  };
  worker.onmessage = ({ data }: MessageEvent<Reply>) => receive(data);
  worker.onerror = (event) => {
    event.preventDefault(); // else the error would end the whole program
    die(
      `The writer's worker failed: ${event.message}`,
      event.error ?? undefined,
    );
  };
  worker.onmessageerror = () =>
    die("A message from the writer's worker can't be read");
  const greeting: Greeting = { kind: "greeting", pulse: pulse.buffer };
  worker.postMessage(greeting);

  const listen = () => {
    let seen = pulse.beats;
    let missed = 0;
    return setInterval(() => {
      const beats = pulse.beats;
      missed = beats === seen && !pulse.calling ? missed + 1 : 0;
      seen = beats;
      if (missed >= PATIENCE) die("The writer's worker ended without a word");
      else worker.postMessage({ kind: "ping" });
    }, BEAT_MS);
  };
  return {
    post: (request) => worker.postMessage(request),
    watch: (on) => {
      if (on) timer ??= listen();
      else timer = clearInterval(timer) as undefined;
    },
    end: () => {
      clearInterval(timer);
      worker.terminate();
    },
  };
};
