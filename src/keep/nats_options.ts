/**
 * The options of a log on NATS servers.
 *
 * @module
 */

/** How a program reaches the servers of a log. Plain text: it goes to a worker. */
export interface NatsOptions {
  /** The user's name. */
  readonly user?: string | undefined;
  /** The user's password. */
  readonly pass?: string | undefined;
  /** A token, in place of a user. */
  readonly token?: string | undefined;
  /** The seed of an nkey, in place of a user. */
  readonly nkey?: string | undefined;
  /** The text of a credentials file, in place of a user. */
  readonly creds?: string | undefined;
  /** Certificates, as PEM texts. */
  readonly tls?: {
    /** Whom to trust. Default: whom the system trusts. */
    readonly ca?: string | undefined;
    /** The program's own certificate. */
    readonly cert?: string | undefined;
    /** The key of that. */
    readonly key?: string | undefined;
  } | undefined;
  /** The servers that keep a stream which is made: 1, 3 or 5. Default: 1 on a single server, else 3. */
  readonly replicas?: number | undefined;
  /**
   * Vouches that every server runs `sync_interval: always`, so that what they
   * acknowledge survives a power cut. Default: false.
   */
  readonly synced?: boolean | undefined;
  /** How long a silent writer is waited for before its place is taken, in milliseconds. Default: 3000. */
  readonly takeOverAfter?: number | undefined;
  /**
   * The folder for a file with the commits that the log lacks when another writer
   * took it over. Default: the current one.
   */
  readonly lost?: string | undefined;
}

/** The options of a database whose log is on servers. */
export interface StreamOptions {
  /** How the servers of a log at `nats://` or `tls://` are reached. */
  readonly nats?: NatsOptions | undefined;
}
