/**
 * The greeting of a NATS server: the line in which it says what it is, before
 * anybody said who he is.
 *
 * The client library tells of the last server alone why it could not be reached,
 * and forgets for good those that it tried in vain at first. So all are greeted,
 * and the first that answers is the first that the library tries.
 *
 * @module
 */
import { SYSTEM_TIMERS } from "../file/protocol/timers.ts";
import { quoted } from "../../values/quoted.ts";

/** How long a server has for its greeting, in milliseconds. */
const PATIENCE = 3000;
/** The longest greeting that is read, in bytes. */
const LONGEST = 64 * 1024;

/** Why a server did not greet. */
export interface Absence {
  readonly server: string;
  readonly reason: string;
}

/** A server that greeted. */
export interface Greeting {
  readonly server: string;
  /** Whether it speaks encrypted only. */
  readonly tls: boolean;
  /** Whether it wants a certificate. */
  readonly verify: boolean;
}

/** The servers that were asked: the first that greeted, or why none did. */
export type Greeted = Greeting | { readonly absent: readonly Absence[] };

/** Asks all servers; the first that greets. */
export async function greetAll(servers: readonly string[]): Promise<Greeted> {
  const others = new AbortController();
  const end = SYSTEM_TIMERS.setTimer(() => others.abort(), PATIENCE);
  try {
    return await Promise.any(
      servers.map((server) => greet(server, others.signal)),
    );
  } catch (error) {
    const errors: unknown[] = error instanceof AggregateError
      ? error.errors
      : [];
    const absent = servers.map((server, i) => ({
      server,
      reason: reasonOf(errors[i]),
    }));
    return { absent };
  } finally {
    end();
    others.abort();
  }
}

/** The host and port of a server, such as `n1:4222` or `[::1]:4222`. */
export function hostOf(server: string): { hostname: string; port: number } {
  const colon = server.lastIndexOf(":");
  return {
    hostname: server.slice(0, colon).replace(/^\[|\]$/g, ""),
    port: Number(server.slice(colon + 1)),
  };
}

/** What a server says of itself, as far as it matters before it lets somebody in. */
interface Info {
  readonly tls_required?: boolean | undefined;
  readonly tls_verify?: boolean | undefined;
}

/** The greeting of a server. */
async function greet(server: string, signal: AbortSignal): Promise<Greeting> {
  const connection = await Deno.connect({ ...hostOf(server), signal });
  const stop = () => connection.close();
  signal.addEventListener("abort", stop);
  try {
    const text = await firstLine(connection);
    const [, said] = /^INFO (\{.*\})\s*$/.exec(text) ?? [];
    if (said !== undefined) {
      const info: Info = JSON.parse(said);
      const { tls_required: tls = false, tls_verify: verify = false } = info;
      return { server, tls, verify };
    }
    throw new Error(
      `it is no NATS server: it says ${quoted(text.slice(0, 80))}`,
    );
  } finally {
    signal.removeEventListener("abort", stop);
    if (!signal.aborted) connection.close();
  }
}

async function firstLine(from: Deno.Conn): Promise<string> {
  const decoder = new TextDecoder();
  const part = new Uint8Array(4096);
  let text = "";
  while (!text.includes("\n") && text.length < LONGEST) {
    const size = await from.read(part);
    if (size === null) break;
    text += decoder.decode(part.subarray(0, size), { stream: true });
  }
  return text;
}

/** Why a server did not greet, for a person. */
function reasonOf(error: unknown): string {
  if (error instanceof Deno.errors.ConnectionRefused) {
    return "nobody listens there";
  }
  if (
    error instanceof Deno.errors.BadResource ||
    error instanceof Deno.errors.Interrupted ||
    error instanceof DOMException
  ) return `no answer in ${PATIENCE / 1000} s`;
  return error instanceof Error ? error.message : `${error}`;
}
