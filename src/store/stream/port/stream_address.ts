/**
 * The address of a log on servers, such as `nats://n1:4222,n2:4222/shop`.
 *
 * @module
 */
import { quoted } from "../../../values/quoted.ts";

/** The address of a log on servers. */
export interface StreamAddress {
  /** The servers: host and port, each. */
  readonly servers: readonly string[];
  /** The log's name there. */
  readonly name: string;
  /** Whether the connection has to be encrypted. */
  readonly tls: boolean;
}

const SCHEME = /^(nats|tls):\/\//;
const FORM =
  /^(?:nats|tls):\/\/(?<servers>[^/]+)\/(?<name>[A-Za-z0-9_-]{1,64})$/;
const SERVER = /^(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::[0-9]{1,5})?$/;
const PORT = 4222;

/** Whether a path is the address of a log on servers. */
export function isStreamAddress(path: string): boolean {
  return SCHEME.test(path);
}

/**
 * Reads an address.
 *
 * @throws {TypeError} When it is none, or names a user: it stands in messages.
 */
export function readStreamAddress(path: string): StreamAddress {
  if (path.includes("@")) {
    throw new TypeError(
      "Cannot read the address of a log: it holds a user or a password, and " +
        "addresses stand in messages; give them as the option " +
        "nats: { user, pass }",
    );
  }
  const { servers = "", name = "" } = FORM.exec(path)?.groups ?? {};
  const hosts = servers.split(",");
  if (name === "" || !hosts.every((host) => SERVER.test(host))) {
    throw new TypeError(
      `Cannot read the address ${quoted(path)}: wanted is ` +
        "nats://HOST:PORT,HOST:PORT/NAME, where NAME has 1 to 64 letters, " +
        "digits, _ and -",
    );
  }
  return {
    servers: hosts.map((host) =>
      /:[0-9]+$/.test(host) ? host : `${host}:${PORT}`
    ),
    name,
    tls: path.startsWith("tls:"),
  };
}
