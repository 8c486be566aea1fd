/**
 * Connects to the servers of a log, or says what stands in the way.
 *
 * @module
 */
import {
  type Authenticator,
  type ConnectionOptions,
  credsAuthenticator,
  errors,
  nkeyAuthenticator,
} from "@nats-io/transport-node";
import { AwayError, FileLockError } from "../../errors.ts";
import { ENCODER } from "../../values/characters.ts";
import { quoted } from "../../values/quoted.ts";
import type { StreamAddress } from "../stream/port/stream_address.ts";
import type { NatsOptions } from "../../keep/nats_options.ts";
import { Connection } from "./connection.ts";
import { connectHeard } from "./heard_transport.ts";
import { greetAll, hostOf } from "./greeting.ts";

/** How long one server has to let us in, in milliseconds; the library's default are 20 s. */
const PATIENCE = 2000;
/** A server that does not answer two of these is left; the library's default are two minutes. */
const PING = 2500;
/** How long until a server is tried again, in milliseconds. */
const AGAIN = 250;

/** The address as the user wrote it. */
export function textOf({ servers, name, tls }: StreamAddress): string {
  return `${tls ? "tls" : "nats"}://${servers.join(",")}/${name}`;
}

/**
 * Connects to one of the servers.
 *
 * @throws {FileLockError} When none can be reached, or lets this program in.
 * @throws {TypeError} When an option holds what is no key.
 */
export async function connectTo(
  address: StreamAddress,
  options: NatsOptions,
): Promise<Connection> {
  const path = textOf(address);
  const authenticator = authenticatorOf(options);
  demandNet(path, address.servers);
  const greeted = await greetAll(address.servers);
  if ("absent" in greeted) {
    const list = greeted.absent.map(({ server, reason }) =>
      `${server}: ${reason}`
    );
    throw new FileLockError(
      `Cannot open ${quoted(path)}: no server answers (${list.join("; ")}); ` +
        `look whether they run, and at the address`,
      { path, cause: new AwayError("No server answers", { path }) },
    );
  }
  const { server: first, tls, verify } = greeted;
  const others = address.servers.filter((server) => server !== first);
  if (verify && options.tls?.cert === undefined) {
    throw new FileLockError(
      `Cannot open ${quoted(path)}: the servers ask for a certificate; ` +
        `give it as nats: { tls: { cert, key } }`,
      { path },
    );
  }
  try {
    const client = await connectHeard(address.servers.length, {
      servers: [first, ...others],
      noRandomize: true,
      name: `kanta ${address.name}`,
      timeout: PATIENCE,
      pingInterval: PING,
      maxReconnectAttempts: -1,
      reconnectTimeWait: AGAIN,
      reconnectJitter: 100,
      reconnectJitterTLS: 100,
      ignoreAuthErrorAbort: true,
      noAsyncTraces: true,
      // Its own look-up of names would take the permission to reach each port.
      resolve: false,
      ...authenticator === undefined ? {} : { authenticator },
      ...tlsOf(address.tls || tls, address.servers, options),
    });
    // Those that were tried in vain are tried again later, and this one last.
    client.setServers([...others, first]);
    return new Connection(client);
  } catch (cause) {
    throw new FileLockError(
      `Cannot open ${quoted(path)}: ${refusal(cause, tls, options)}`,
      { path, cause },
    );
  }
}

/** Throws where the program may not reach each server: fail-over would fail without a word. */
function demandNet(path: string, servers: readonly string[]): void {
  const missing = servers.filter((host) =>
    Deno.permissions.querySync({ name: "net", host }).state !== "granted"
  );
  if (missing.length === 0) return;
  throw new FileLockError(
    `Cannot open ${quoted(path)}: this program may not reach ${
      missing.join(" and ")
    }; run it with --allow-net=${servers.join(",")}`,
    { path },
  );
}

/** Who the program says it is. */
function authenticatorOf(options: NatsOptions): Authenticator | undefined {
  const { nkey, creds, token, user, pass } = options;
  const of = (
    option: string,
    make: (seed: Uint8Array) => Authenticator,
    seed: string,
  ) => {
    const authenticator = make(ENCODER.encode(seed));
    try {
      authenticator("nonce"); // the library reads it when it is too late to say so
    } catch (cause) {
      throw new TypeError(
        `Cannot use the option nats.${option}: it is not what NATS makes; give the ` +
          (option === "nkey"
            ? "seed, which begins with S"
            : "text of the file"),
        { cause },
      );
    }
    return authenticator;
  };
  if (nkey !== undefined) return of("nkey", nkeyAuthenticator, nkey);
  if (creds !== undefined) return of("creds", credsAuthenticator, creds);
  if (token !== undefined) return () => ({ auth_token: token });
  if (user === undefined) return undefined;
  return () => pass === undefined ? { user } : { user, pass };
}

function tlsOf(
  wanted: boolean,
  servers: readonly string[],
  { tls }: NatsOptions,
): Pick<ConnectionOptions, "tls"> {
  if (!wanted && tls === undefined) return {};
  const { ca, cert, key } = tls ?? {};
  return {
    tls: {
      ...ca === undefined ? {} : { ca },
      ...cert === undefined ? {} : { cert },
      ...key === undefined ? {} : { key },
      ...identityCheck(servers),
    },
  };
}

/**
 * Takes the certificate of any server of the address. The library tells of a server
 * that is named by its number that it were `localhost`, and of one that others tell
 * of, that it were the first one.
 */
function identityCheck(servers: readonly string[]) {
  const { checkServerIdentity } = globalThis.process.getBuiltinModule(
    "node:tls",
  );
  return {
    checkServerIdentity: (
      _: string,
      certificate: Parameters<typeof checkServerIdentity>[1],
    ) => {
      let refused: Error | undefined;
      for (const server of servers) {
        const { hostname } = hostOf(server);
        refused = checkServerIdentity(hostname, certificate);
        if (refused === undefined) break;
      }
      return refused;
    },
  };
}

/** Why the servers let nobody in, and what to do. */
function refusal(
  cause: unknown,
  tls: boolean,
  options: NatsOptions,
): string {
  const said = cause instanceof Error ? cause.message : `${cause}`;
  if (cause instanceof errors.AuthorizationError) {
    const given = (["nkey", "creds", "token", "user"] as const)
      .find((name) => options[name] !== undefined);
    return given === undefined
      ? "the servers ask who it is; say so as nats: { user, pass }, " +
        "{ token }, { nkey } or { creds }"
      : `the servers do not know this ${given}, or refuse it; look at the option nats.${given}`;
  }
  if (/does not support 'tls'/.test(said)) {
    return "the servers offer no TLS; begin the address with nats://, or set up TLS there";
  }
  if (tls) {
    return `no encrypted connection came about (${
      quoted(said)
    }); give the authority ` +
      "of the servers' certificate as nats: { tls: { ca } }, and look at { cert, key }";
  }
  return `a server answered and then failed (${quoted(said)}); look at its log`;
}
