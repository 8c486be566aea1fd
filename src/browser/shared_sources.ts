/**
 * The sources of a page: one for each address, however many copies there are.
 *
 * @module
 */
import type { TypeRegistry } from "../values/kinds.ts";
import type { Address, Feed, FeedReader } from "./feed.ts";
import { HUB } from "./hub.ts";
import { HubFeed, type HubWorker } from "./hub_feed.ts";
import { RequestFeed } from "./request_feed.ts";
import { Source, type SourceListener } from "./source.ts";

/** A shared worker, which not every browser has. */
declare const SharedWorker:
  | (new (
    address: string | URL,
    options: { readonly name: string; readonly type: "module" },
  ) => HubWorker)
  | undefined;

/** The word of the build about itself: the address of its text runs as a worker. */
declare const KANTA_BUILT: boolean | undefined;

/** How a source is reached. */
export interface SourceOptions extends Omit<Address, "url"> {
  /** The program of the shared worker; `false`: none. */
  readonly worker?: string | URL | false | undefined;
}

/** A source, and the way out of it. */
export interface Shared {
  readonly source: Source;
  /** Takes a listener out; the last one ends the source. */
  leave(listener: SourceListener): void;
}

const sources = new WeakMap<TypeRegistry, Map<string, Source>>();

/** The source of an address, for values of these types: a new one or that of others. */
export function sharedSource(
  url: string | URL,
  { headers, credentials, worker }: SourceOptions,
  types: TypeRegistry,
): Shared {
  const known = sources.get(types) ?? new Map<string, Source>();
  sources.set(types, known);
  const base = globalThis.location?.href;
  const address: Address = {
    url: new URL(url, base).href,
    headers,
    credentials,
  };
  const program = hubProgram(worker, base);
  const key = JSON.stringify([address, program]);
  let source = known.get(key);
  if (source === undefined) {
    const open = (reader: FeedReader) => feedOf(address, reader, program);
    known.set(key, source = new Source(open, types));
  }
  const shared = source;
  return {
    source: shared,
    leave(listener) {
      if (shared.leave(listener)) known.delete(key);
    },
  };
}

/** The address of the program that is to run as the hub; undefined for none. */
function hubProgram(
  worker: string | URL | false | undefined,
  base: string | undefined,
): string | undefined {
  if (worker === false) return undefined;
  // A bundle of somebody's own is not only this module.
  const built = typeof KANTA_BUILT !== "undefined";
  const program = worker ?? (built ? import.meta.url : undefined);
  if (program === undefined || base === undefined) return undefined;
  const url = new URL(program, base);
  return url.origin === new URL(base).origin ? url.href : undefined;
}

function feedOf(
  address: Address,
  reader: FeedReader,
  program: string | undefined,
): Feed {
  const own = () => new RequestFeed(address, reader);
  const Hub = typeof SharedWorker === "undefined" ? undefined : SharedWorker;
  if (program === undefined || Hub === undefined) return own();
  const start = () => new Hub(program, { name: HUB, type: "module" });
  return new HubFeed(address, reader, start, own);
}
