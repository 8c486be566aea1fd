// A stand-in for @std/streams, written for this repository: not the real one. See vendor/README.md.
/**
 * Reading web streams whole, by line, and several as one.
 *
 * @module
 */

/** Reads a stream of text or of bytes to its end, as text. */
export async function toText(stream: ReadableStream): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of stream) {
    text += typeof chunk === "string"
      ? chunk
      : decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

/** Reads a stream to its end, as JSON. */
export async function toJson(stream: ReadableStream): Promise<unknown> {
  return JSON.parse(await toText(stream));
}

/** Reads a stream of bytes to its end, as a Blob. */
export function toBlob(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
): Promise<Blob> {
  return new Response(stream).blob();
}

/** Reads a stream of bytes to its end, as one buffer. */
export function toArrayBuffer(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
): Promise<ArrayBuffer> {
  return new Response(stream).arrayBuffer();
}

/** Says whether a lone `\r` ends a line. */
export interface TextLineStreamOptions {
  /** Default: false. */
  allowCR?: boolean;
}

/** Cuts text into lines at `\n` or `\r\n`, which the lines don't have. */
export class TextLineStream extends TransformStream<string, string> {
  /** The lines come as the chunks do; what follows the last line end comes when the text ends. */
  constructor({ allowCR = false }: TextLineStreamOptions = {}) {
    const lineEnd = allowCR ? /\r\n|\n|\r(?!$)/ : /\r?\n/; // a \r at the end may be half a \r\n
    let rest = "";
    super({
      transform(chunk, controller) {
        const lines = (rest + chunk).split(lineEnd);
        rest = lines.pop()!;
        for (const line of lines) controller.enqueue(line);
      },
      flush(controller) {
        if (rest === "") return;
        controller.enqueue(
          allowCR && rest.endsWith("\r") ? rest.slice(0, -1) : rest,
        );
      },
    });
  }
}

/** The streams one after the other. */
export function concatReadableStreams<T>(
  ...streams: ReadableStream<T>[]
): ReadableStream<T> {
  return ReadableStream.from((async function* () {
    for (const stream of streams) yield* stream;
  })());
}

/** The streams as one, each chunk when it comes; an error of one is an error of all. */
export function mergeReadableStreams<T>(
  ...streams: ReadableStream<T>[]
): ReadableStream<T> {
  return new ReadableStream<T>({
    async start(controller) {
      const drain = async (stream: ReadableStream<T>) => {
        for await (const chunk of stream) controller.enqueue(chunk);
      };
      try {
        await Promise.all(streams.map(drain));
        controller.close();
      } catch (error) {
        controller.error(error);
      }
    },
  });
}
