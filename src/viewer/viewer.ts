/**
 * The viewer as a handler of requests.
 *
 * @module
 */
import type { ReaderOptions } from "../history/reader/reader_options.ts";
import type { NatsOptions } from "../keep/nats_options.ts";
import type { TypeCodec } from "../values/kinds.ts";
import { failureOf } from "./answers/failures.ts";
import { fileOf, type PageFiles, pageFiles } from "./http/page_files.ts";
import { refusal } from "./http/policy.ts";
import { answerOf } from "./http/routes.ts";
import { LogSource } from "./log_source.ts";

/** The part of a database that the viewer reads. */
export interface ViewedDatabase {
  /** The path of its file, or of a log in memory its bytes. */
  readonly source: string | Uint8Array;
  /** The application's own types. */
  readonly types: readonly TypeCodec[];
}

/** How a log is viewed. */
export interface ViewerOptions extends ReaderOptions {
  /** The path that the viewer is mounted at, such as `/admin/log/`. Default: `/`. */
  readonly base?: string | undefined;
  /**
   * Patterns of places that are masked, from the root, beside the usual keys of
   * secrets (`*password*`, `*token`, ...); false: nothing is. Default: the usual keys.
   */
  readonly mask?: readonly string[] | false | undefined;
  /** The zone of times that name none, such as `Europe/Berlin`. Default: `UTC`. */
  readonly zone?: string | undefined;
  /** How the servers are reached, where the log is on some. */
  readonly nats?: NatsOptions | undefined;
}

/** Answers requests with the viewer; to be disposed of when no more come. */
export interface ViewerHandler extends Disposable {
  /** Answers a request. */
  (request: Request): Promise<Response>;
}

/** The parts that the handler of one's own machine has besides. */
export interface OwnParts {
  /** Why a request is refused; `data`: it asks for data. */
  readonly refuses?: (request: Request, data: boolean) => Response | undefined;
  /** The file as it is named in a command. */
  readonly name?: string | undefined;
  /** Whether the log is read before somebody asks. */
  readonly early?: boolean | undefined;
  /** The files of the page. */
  readonly files?: (() => Promise<PageFiles>) | undefined;
}

/**
 * Makes what answers requests with a viewer of a log: `Deno.serve(viewer(db))`.
 *
 * The handler answers GET alone, and never writes. Who may ask is for the caller to decide,
 * before: unlike `kanta view` it asks for no token and looks at no `Host`.
 */
export function viewer(
  log: string | URL | ViewedDatabase,
  options: ViewerOptions = {},
): ViewerHandler {
  return ownViewer(log, options, {});
}

/** The same with parts of one's own. */
export function ownViewer(
  log: string | URL | ViewedDatabase,
  { base = "/", ...options }: ViewerOptions,
  { refuses = () => undefined, name, early, files = pageFiles }: OwnParts,
): ViewerHandler {
  const isPath = typeof log === "string" || log instanceof URL;
  const source = new LogSource(isPath ? () => log : () => log.source, {
    ...(isPath ? {} : { types: log.types }),
    ...options,
    name,
  });
  if (early) source.open().catch(() => {}); // told to who asks
  const root = `/${base.replace(/^\/+|\/+$/g, "")}/`.replace("//", "/");
  const handler = async (request: Request): Promise<Response> => {
    const { pathname } = new URL(request.url);
    const place = pathname.startsWith(root)
      ? pathname.slice(root.length)
      : undefined;
    const refused = refuses(request, place?.startsWith("api/") ?? false);
    if (refused !== undefined) return refused;
    if (request.method !== "GET") {
      return refusal(405, "MethodNotAllowed", "The viewer answers GET alone", {
        allow: "GET",
      });
    }
    if (`${pathname}/` === root) {
      return refusal(308, "Moved", `The viewer is at ${root}`, {
        location: root,
      });
    }
    try {
      const question = place?.match(/^api\/(\w+)$/)?.[1];
      const found = question !== undefined
        ? await answerOf(source, question, request)
        : place !== undefined
        ? await fileOf(place, files)
        : undefined;
      return found ?? refusal(404, "NotFound", "There is nothing here");
    } catch (error) {
      const { code, message } = failureOf(error);
      return refusal(500, code, message);
    }
  };
  return Object.assign(handler, {
    [Symbol.dispose]: () => source[Symbol.dispose](),
  });
}
