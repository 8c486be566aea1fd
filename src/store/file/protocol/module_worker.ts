/**
 * Workers by their modules: the source in a checkout, the text that the build
 * made of it everywhere else.
 *
 * A bundler follows imports, not addresses, so a bundle has no file beside it
 * that a worker could run, and neither has a compiled program. A copy from a
 * registry could, but would fetch one module after the other. The built text is
 * part of the module graph and runs from memory: no permission is asked for it.
 *
 * @module
 */

/** Whether these sources run as they are, from a checkout. */
export const IN_SOURCE: boolean = !Deno.build.standalone &&
  import.meta.url.startsWith("file:") &&
  import.meta.url.endsWith("/src/store/file/protocol/module_worker.ts");

/**
 * The address of a module: of its source, relative to `base`, or of the text that
 * `built` imports.
 *
 * `built` imports from `deno-task-build/`, which `deno task build` makes: a
 * bundler that does not find it names that folder, and so what to run.
 */
export function moduleAddress(
  source: string,
  base: string,
  built: () => Promise<unknown>,
): URL | Promise<URL> {
  return IN_SOURCE ? new URL(source, base) : addressOfText(built);
}

async function addressOfText(built: () => Promise<unknown>): Promise<URL> {
  // The build alone makes these modules; the text is their default export.
  const { default: text } = await built() as { readonly default: string };
  const blob = new Blob([text], { type: "text/javascript" });
  return new URL(URL.createObjectURL(blob));
}

/** The listener to a worker's messages and failures. */
export interface WorkerListener<Answer> {
  /** The worker sent an answer. */
  readonly message: (answer: Answer) => void;
  /** The worker failed, was not there, or what it sent can't be read. */
  readonly failed: (message: string, cause?: unknown) => void;
}

/** A worker whose address may still be on its way. */
export class ModuleWorker<Message, Answer> {
  readonly #listener: WorkerListener<Answer>;
  readonly #name: string;
  #worker: Worker | undefined;
  /** Messages that came before the address did. */
  #waiting: Message[] = [];
  #ended = false;

  /** Starts the worker as soon as its address is known. */
  constructor(
    address: URL | Promise<URL>,
    name: string,
    listener: WorkerListener<Answer>,
  ) {
    this.#listener = listener;
    this.#name = name;
    if (address instanceof URL) this.#start(address);
    else {
      address.then(
        (found) => this.#start(found),
        (cause) => {
          const reason = cause instanceof Error ? cause.message : String(cause);
          if (!this.#ended) this.#listener.failed(reason, cause);
        },
      );
    }
  }

  /** Sends a message, in order. */
  post(message: Message): void {
    if (this.#worker === undefined) this.#waiting.push(message);
    else this.#worker.postMessage(message);
  }

  /** Ends the worker at once; nothing is heard of it any more. */
  terminate(): void {
    this.#ended = true;
    this.#waiting = [];
    this.#worker?.terminate();
  }

  #start(address: URL): void {
    if (this.#ended) return;
    const worker = new Worker(address, { type: "module", name: this.#name });
    const { message, failed } = this.#listener;
    worker.onmessage = ({ data }: MessageEvent<Answer>) => message(data);
    worker.onerror = (event) => {
      event.preventDefault(); // else the error would end the whole program
      failed(event.message);
    };
    worker.onmessageerror = () => failed("one of its messages can't be read");
    this.#worker = worker;
    for (const waiting of this.#waiting) worker.postMessage(waiting);
    this.#waiting = [];
  }
}
