/**
 * The viewer's server of one's own machine: at a loopback address, for who has the
 * token.
 *
 * @module
 */
import { Gate, newToken } from "./http/gate.ts";
import type { PageFiles } from "./http/page_files.ts";
import { ownViewer, type ViewerOptions } from "./viewer.ts";

/** How the server is started. */
export interface OwnServerOptions extends Omit<ViewerOptions, "base"> {
  /** The port. Default: one that is free. */
  readonly port?: number | undefined;
  /** The file as it is named in a command. */
  readonly name?: string | undefined;
  /** The files of the page. Default: those that the build made. */
  readonly files?: (() => Promise<PageFiles>) | undefined;
}

/** A server that runs. */
export interface OwnServer extends AsyncDisposable {
  /** Its address with the token, to be opened in a browser. */
  readonly address: string;
  /** Resolves when it has ended. */
  readonly finished: Promise<void>;
}

/** No name, which could be made to lead elsewhere, and no address that others reach. */
const LOOPBACK = "127.0.0.1";

/** Starts the server. */
export function serveViewer(
  path: string | URL,
  { port = 0, name, files, ...options }: OwnServerOptions = {},
): OwnServer {
  const token = newToken();
  const gate = new Gate(token);
  const view = ownViewer(path, options, {
    refuses: (request, data) => gate.refuses(request, data),
    name,
    early: true,
    files,
  });
  const ended = new AbortController();
  const server = Deno.serve({
    hostname: LOOPBACK,
    port,
    signal: ended.signal,
    onListen() {},
  }, view);
  const host = `${LOOPBACK}:${server.addr.port}`;
  gate.host = host; // nobody asks before
  return {
    address: `http://${host}/#${token}`,
    finished: server.finished,
    async [Symbol.asyncDispose]() {
      ended.abort(); // streams go on forever, else
      await server.finished;
      view[Symbol.dispose]();
    },
  };
}
