/**
 * How the servers of a log are reached: by an option that names a file, and by the
 * environment, since what a command line holds is shown to everybody.
 *
 * @module
 */
import { readEnv } from "../../changelog/text/color.ts";
import type { NatsOptions } from "../../keep/nats_options.ts";
import type { Arguments } from "../arguments.ts";
import { CommandError, EXIT } from "../failure.ts";

/**
 * The options of the servers.
 *
 * @throws {CommandError} When a file that is named can't be read.
 */
export function natsOptions(args: Arguments): NatsOptions {
  const creds = args.text("creds") ?? readEnv("KANTA_NATS_CREDS");
  const ca = readEnv("KANTA_NATS_CA");
  const cert = readEnv("KANTA_NATS_CERT");
  const key = readEnv("KANTA_NATS_KEY");
  const tls = { ca: textIn(ca), cert: textIn(cert), key: textIn(key) };
  const hasTls = Object.values(tls).some((text) => text !== undefined);
  return {
    ...(hasTls && { tls }),
    // Who names a file means that, whatever the environment has besides.
    ...(creds === undefined ? ofEnvironment() : { creds: textIn(creds) }),
  };
}

function ofEnvironment(): NatsOptions {
  const nkey = readEnv("KANTA_NATS_NKEY");
  if (nkey !== undefined) return { nkey };
  const token = readEnv("KANTA_NATS_TOKEN");
  if (token !== undefined) return { token };
  const user = readEnv("KANTA_NATS_USER");
  const pass = readEnv("KANTA_NATS_PASS");
  return user === undefined ? {} : { user, pass };
}

function textIn(path: string | undefined): string | undefined {
  if (path === undefined) return undefined;
  try {
    return Deno.readTextFileSync(path);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CommandError(
      `Cannot read ${path}, by which servers are reached: ${reason}`,
      EXIT.failed,
      [],
      { cause },
    );
  }
}
