/**
 * Workers by their modules: the source in a checkout, what the build made of it
 * everywhere else.
 *
 * A bundler follows imports, not addresses, so a bundle has no file beside it
 * that a worker could run, and neither has a compiled program. The built text is
 * part of the module graph and runs from memory: no permission is asked for it.
 *
 * Deno keeps compiled code of a module that has an address, and none of a text.
 * So a published package runs the same text as a module of its own, where the
 * program may import from its registry, as it may unless it says otherwise.
 *
 * @module
 */

/** The address of this file; a program of the build has none. */
const here: string = import.meta.url ?? "";

/** Whether these sources run as they are, from a checkout. */
export const IN_SOURCE: boolean = !Deno.build.standalone &&
  here.startsWith("file:") &&
  here.endsWith("/src/store/file/protocol/module_worker.ts");

/** Where a registry has the build, if this is a file of a published package. */
const SERVED: string | undefined = Deno.build.standalone
  ? undefined
  : /^https?:.*\/deno-task-build\/(?=package\/[^/]+$)/.exec(here)?.[0];

/** The program of a worker: the address of a module, or a text. */
export type WorkerProgram = URL | Promise<string>;

/**
 * The program of a worker: its source, relative to `base`, or the text that
 * `built` imports.
 *
 * `built` imports from `deno-task-build/`, which `deno task build` makes: a
 * bundler that does not find it names that folder, and so what to run. `module` is
 * the name of the same text in that folder, as a module; the published package
 * names it in an import that is never reached, so that Deno has it at hand.
 */
export function workerProgram(
  source: string,
  base: string,
  built: () => Promise<unknown>,
  module?: string,
): WorkerProgram {
  if (IN_SOURCE) return new URL(source, base);
  if (module !== undefined && SERVED !== undefined && mayImport(SERVED)) {
    return new URL(module, SERVED);
  }
  const text = builtText(built);
  text.catch(() => {}); // told to the worker that is to run it
  return text;
}

/** Whether a worker may import from where this module is from. */
function mayImport(address: string): boolean {
  const { hostname, port, protocol } = new URL(address);
  const host = `${hostname}:${port || (protocol === "https:" ? 443 : 80)}`;
  return Deno.permissions.querySync({ name: "import", host }).state ===
    "granted";
}

/** The text of a program that `built` imports. */
export async function builtText(
  built: () => Promise<unknown>,
): Promise<string> {
  // The build alone makes these modules, each of one text.
  return (await built() as { readonly default: string }).default;
}

/** The address of a text that is to be run. */
export function addressOfText(text: string): URL {
  const blob = new Blob([text], { type: "text/javascript" });
  return new URL(URL.createObjectURL(blob));
}

/**
 * Runs the first message as a program, which then gets those that follow. Deno
 * looks through each module for what it imports, and remembers that of files
 * alone: a program that comes as a message starts in half the time.
 */
const RUN_MESSAGE =
  "self.onmessage=(e)=>{self.onmessage=null;(0,eval)(self.KANTA_PROGRAM=e.data);};";

/** The text that this worker runs, for another one; V8 keeps it in any case. */
export function ownProgram(): Promise<string> {
  return Promise.resolve(String(Reflect.get(globalThis, "KANTA_PROGRAM")));
}

/** The listener to what a worker says. */
export interface WorkerListener<Answer> {
  /** The worker sent an answer. */
  readonly message: (answer: Answer) => void;
  /** The worker failed, was not there, or what it sent can't be read. */
  readonly failed: (message: string, cause?: unknown) => void;
}

/** A worker whose program may still be on its way. */
export class ModuleWorker<Message, Answer> {
  readonly #worker: Worker;
  /** Messages that came before the program did; undefined once it is there. */
  #waiting: Message[] | undefined;
  #ended = false;

  /**
   * Starts the worker at once: Deno takes longer to make it than a program takes
   * to come.
   */
  constructor(
    program: WorkerProgram,
    name: string,
    { message, failed }: WorkerListener<Answer>,
  ) {
    const address = program instanceof URL
      ? program
      : addressOfText(RUN_MESSAGE);
    const worker = new Worker(address, { type: "module", name });
    worker.onmessage = ({ data }: MessageEvent<Answer>) => message(data);
    worker.onerror = (event) => {
      event.preventDefault(); // else the error would end the whole program
      failed(event.message);
    };
    worker.onmessageerror = () => failed("one of its messages can't be read");
    this.#worker = worker;
    if (program instanceof URL) return;
    const waiting: Message[] = this.#waiting = [];
    program.then(
      (text) => {
        // Before all that waits: the text of a program is no message of ours.
        for (const one of [text, ...waiting]) worker.postMessage(one);
        this.#waiting = undefined;
      },
      (cause) => {
        worker.terminate();
        if (this.#ended) return;
        failed(cause instanceof Error ? cause.message : String(cause), cause);
      },
    );
  }

  /** Sends a message, in order. */
  post(message: Message): void {
    if (this.#waiting === undefined) this.#worker.postMessage(message);
    else this.#waiting.push(message);
  }

  /** Ends the worker at once; nothing is heard of it any more. */
  terminate(): void {
    this.#ended = true;
    this.#worker.terminate();
  }
}
