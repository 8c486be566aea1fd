/**
 * Real NATS servers for tests: one, or a cluster of three, on 127.0.0.1.
 *
 * The program is `NATS_SERVER`, or `nats-server` on the path. Where there is none
 * its tests are left out with a line that says so; where `NATS_SERVER` names one,
 * as `.ci/run` does, they fail.
 *
 * @module
 */
import {
  connect,
  type ConnectionOptions,
  headers,
  type NatsConnection,
} from "npm:@nats-io/transport-node@3.4.0";
import {
  AUTHORITY,
  SERVER_CERTIFICATE,
  SERVER_KEY,
  STRANGER_CERTIFICATE,
  STRANGER_KEY,
} from "./certificates.ts";
import { NatsServer, type Ports } from "./nats_server.ts";
import { ServerLinks } from "./server_links.ts";
import { leftOut } from "./system.ts";
import { TempFolder } from "./temp.ts";

export { headers, type NatsServer };

/** What of servers is to be chosen. */
export interface NatsSetup {
  /** How many servers; more than one are a cluster. Default: 1. */
  readonly count?: number;
  /** Whether they reach each other through links, which can be cut. Default: false. */
  readonly linked?: boolean;
  /** Whether each acknowledges only what is on disk. Default: false. */
  readonly synced?: boolean;
  /** Whether they have JetStream. Default: true. */
  readonly jetstream?: boolean;
  /** The most that they store, in bytes. */
  readonly room?: number;
  /** All of their configuration, as it is printed for the machines n1, n2 and n3. */
  readonly printed?: string;
  /** More of their configuration, such as `authorization { … }`. */
  readonly config?: string;
  /**
   * Whether connections are encrypted; `verify`: by those with a certificate alone;
   * `stranger`: the servers' certificate is for another host.
   */
  readonly tls?: boolean | "verify" | "stranger";
}

/** The program of the server; undefined where there is none. */
export function findNatsServer(
  named: string | undefined = Deno.env.get("NATS_SERVER"),
  path: string = Deno.env.get("PATH") ?? "",
): string | undefined {
  const isFile = (file: string) => {
    try {
      return Deno.statSync(file).isFile;
    } catch {
      return false;
    }
  };
  if (named === undefined || named === "") {
    return path.split(":").map((folder) => `${folder}/nats-server`).find(
      isFile,
    );
  }
  if (isFile(named)) return named;
  throw new Error(
    `NATS_SERVER is ${named}, and no server is there: install one, or unset it`,
  );
}

/** Starts servers; says what is left out where there are none. */
export async function startNats(
  about: string,
  setup: NatsSetup = {},
): Promise<NatsServers | undefined> {
  const program = Deno.build.os === "windows" ? undefined : findNatsServer();
  if (program === undefined) {
    leftOut(about, "there is no nats-server");
    return undefined;
  }
  for (let i = 1;; i++) {
    const servers = new NatsServers(program, setup);
    try {
      await servers.start();
      return servers;
    } catch (error) {
      await servers[Symbol.asyncDispose]();
      // Another program may have taken a port that was free.
      if (i === TRIES) throw error;
    }
  }
}

/** How often servers are started, with other ports each time. */
const TRIES = 3;

/** A port of 127.0.0.1 that is free, below those that systems give to connections. */
function freePort(): number {
  for (;;) {
    const port = 12_000 + Math.floor(Math.random() * 20_000);
    try {
      Deno.listen({ hostname: "127.0.0.1", port }).close();
      return port;
    } catch (error) {
      if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    }
  }
}

/** Servers that run until they are disposed of. */
export class NatsServers implements AsyncDisposable {
  /** The servers. */
  readonly all: readonly NatsServer[];
  /** How they reach each other; undefined: directly. */
  readonly links: ServerLinks | undefined;
  readonly #folder = new TempFolder();

  /** Writes the configurations; {@linkcode startNats} starts the servers, too. */
  constructor(program: string, setup: NatsSetup) {
    const ports = Array.from({ length: setup.count ?? 1 }, () => ({
      client: freePort(),
      monitor: freePort(),
      route: freePort(),
    }));
    const links = this.links = setup.linked
      ? new ServerLinks(ports.map(({ route }) => route))
      : undefined;
    this.all = ports.map((own, i) => {
      const folder = this.#folder.file(`${i}`);
      Deno.mkdirSync(folder);
      const config = `${folder}/server.conf`;
      Deno.writeTextFileSync(`${folder}/ca.pem`, AUTHORITY);
      const [certificate, key] = setup.tls === "stranger"
        ? [STRANGER_CERTIFICATE, STRANGER_KEY]
        : [SERVER_CERTIFICATE, SERVER_KEY];
      Deno.writeTextFileSync(`${folder}/cert.pem`, certificate);
      Deno.writeTextFileSync(`${folder}/key.pem`, key);
      Deno.writeTextFileSync(config, configOf(i, ports, folder, setup, links));
      return new NatsServer(program, config, `${folder}/log`, own);
    });
  }

  /** Starts all of them, and waits until they are ready. */
  async start(): Promise<void> {
    await Promise.all(this.all.map((server) => server.start()));
    await Promise.all(this.all.map((server) => server.ready()));
  }

  /** The address of a log. */
  url(name: string, scheme = "nats"): string {
    const hosts = this.all.map(({ address }) => address);
    return `${scheme}://${hosts.join(",")}/${name}`;
  }

  /** A connection of an administrator, beside the product. */
  async client(options: ConnectionOptions = {}): Promise<NatsConnection> {
    const servers = this.all.map(({ address }) => address);
    return await connect({ servers, ...options });
  }

  /** The server that leads the stream of a log, as the others know it; undefined while none does. */
  async leaderOf(name: string): Promise<NatsServer | undefined> {
    const client = await this.client({ timeout: 2000 });
    try {
      const request = `$JS.API.STREAM.INFO.KANTA_${name}`;
      const answer = await client.request(request, "", { timeout: 2000 });
      const { cluster }: { cluster?: { leader?: string } } = answer.json();
      const { leader } = cluster ?? {};
      return leader === undefined
        ? undefined
        : this.all[Number(leader.slice(1))];
    } finally {
      await client.close();
    }
  }

  /** The server to which a program that has a log open is connected. */
  async serverOf(name: string): Promise<NatsServer | undefined> {
    for (const server of this.all) {
      if (await this.connected(server, name) > 0) return server;
    }
    return undefined;
  }

  /** How many connections a server has of programs that have a log open. */
  async connected(server: NatsServer, name: string): Promise<number> {
    const { connections } = await server.monitor("connz");
    const list: unknown[] = Array.isArray(connections) ? connections : [];
    return list.filter((one) =>
      Reflect.get(Object(one), "name") === `kanta ${name}`
    ).length;
  }

  /** Ends them and removes what they stored. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.all.map((server) => server[Symbol.asyncDispose]()));
    await this.links?.[Symbol.asyncDispose]();
    this.#folder[Symbol.dispose]();
  }
}

function configOf(
  i: number,
  ports: readonly Ports[],
  folder: string,
  { synced, jetstream = true, room, tls = false, printed, config = "" }:
    NatsSetup,
  links: ServerLinks | undefined,
): string {
  const { client, monitor, route } = ports[i]!; // asked for by its own number
  if (printed !== undefined) {
    return printed.replace("n1", `n${i}`)
      .replace("0.0.0.0:4222", `127.0.0.1:${client}`)
      .replace("0.0.0.0:6222", `127.0.0.1:${route}`)
      .replaceAll(
        /n([123]):6222/g,
        (_, n) => `127.0.0.1:${ports[n - 1]?.route}`,
      )
      .replace("/var/lib/nats", `${folder}/store`) +
      `\nhttp: "127.0.0.1:${monitor}"\nlog_file: "${folder}/log"\n`;
  }
  const lines = [
    `server_name: n${i}`,
    `host: 127.0.0.1`,
    `port: ${client}`,
    `http: "127.0.0.1:${monitor}"`,
    `log_file: "${folder}/log"`,
  ];
  if (jetstream) {
    const most = room === undefined ? "" : `, max_file_store: ${room}`;
    const sync = synced ? ", sync_interval: always" : "";
    lines.push(`jetstream { store_dir: "${folder}/store"${most}${sync} }`);
  }
  if (tls !== false) {
    lines.push(
      `tls { cert_file: "${folder}/cert.pem", key_file: "${folder}/key.pem"`,
      `  ca_file: "${folder}/ca.pem", verify: ${tls === "verify"} }`,
    );
  }
  if (ports.length > 1) {
    const others = links?.from(i) ??
      ports.map((other) => `127.0.0.1:${other.route}`);
    const routes = others.map((other) => `"nats://${other}"`);
    // What servers tell each other of would be no link: nobody is at that port.
    const advertise = links === undefined ? "" : ', advertise: "127.0.0.1:1"';
    lines.push(
      `cluster { name: kanta, listen: "127.0.0.1:${route}", routes: [${routes}]` +
        `${advertise} }`,
    );
  }
  return [...lines, config, ""].join("\n");
}
