/**
 * The port of a log in a stream: all that servers have to do for it.
 *
 * A stream is a list of numbered messages that only grows; whoever appends says
 * which message it knows to be the last one, and is refused where it is wrong. The
 * protocol of a log stands on this interface alone.
 *
 * @module
 */

/**
 * The kinds of messages: records of the log, who may write from there on, a piece
 * of a snapshot, and that the snapshot is whole.
 */
export type Kind = "log" | "epoch" | "part" | "snapshot";

/** The time in which one writer may write. */
export interface Epoch {
  /** The number of the epoch: 1, 2, … */
  readonly number: number;
  /** Tells its writer from any other that wanted this number. */
  readonly nonce: string;
}

/** The contents of a whole snapshot. */
export interface Marker {
  /** The number of the last message of the log that it includes; 0: of none. */
  readonly after: number;
  /** The number of its first part. */
  readonly first: number;
  /** The number of its last part. */
  readonly last: number;
  /** The size of all its parts in bytes. */
  readonly bytes: number;
  /** The CRC-32C of all its parts. */
  readonly sum: number;
}

/** The headers of a message. */
export interface Head {
  /** The epoch of its writer. */
  readonly epoch: Epoch;
  /** The number of the message in its epoch: 1, 2, …; 0 for the epoch's own. */
  readonly n: number;
  /** The revision of the log with it. */
  readonly rev: number;
  /** How many changes end in it. */
  readonly count?: number | undefined;
  /** Whether the last record goes on in the next message of the log. */
  readonly more?: boolean | undefined;
  /** Whether the writer ended with it, and nobody need wait for it. */
  readonly end?: boolean | undefined;
  /** What is whole, in a message of the kind `snapshot`. */
  readonly marker?: Marker | undefined;
}

/** A message that is stored. */
export interface Message extends Head {
  /** The number of the message in the stream. */
  readonly seq: number;
  readonly kind: Kind;
  /** When it was stored, by the servers' clock; an ISO time. */
  readonly time: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** A message of the log that was stored just now. */
export interface LiveMessage extends Message {
  /** The number of the message of the log before it; 0 where there is none. */
  readonly previous: number;
}

/** A message that is to be stored. */
export interface Sent {
  readonly kind: Kind;
  readonly head: Head;
  readonly bytes: Uint8Array;
}

/** The conditions on which a message is stored. */
export interface Expected {
  /** The number of the stream's last message; undefined: any. */
  readonly last?: number | undefined;
  /** The number of the last epoch's message; 0: there is none. */
  readonly epoch: number;
}

/** The holder of the writer's place. */
export interface Holder {
  /** The name of its machine. */
  readonly host: string;
  /** Its process. */
  readonly pid: number;
  /** What runs in it. */
  readonly program: string;
  /** When it began to write; an ISO time. */
  readonly since: string;
  /** The number of its epoch: an older one than the log's does not count. */
  readonly epoch: number;
}

/** The outcome of an append that can't be known: it may be stored, or be so later. */
export class Unsure extends Error {
  static {
    this.prototype.name = "Unsure";
  }
}

/** An append that was refused, since a condition did not hold. */
export class Refused extends Error {
  static {
    this.prototype.name = "Refused";
  }
}

/** An append for which there is no room. */
export class Full extends Error {
  static {
    this.prototype.name = "Full";
  }
}

/** A stream on servers. */
export interface LogStream {
  /** Tells this log from another one that had its name. */
  readonly id: string;
  /** The largest message that it takes, in bytes, its headers left out. */
  readonly most: number;
  /** Whether the program vouches that servers sync before they acknowledge. */
  readonly synced: boolean;
  /**
   * Stores a message if both conditions hold; its number.
   *
   * @throws {Refused} {Unsure} {Full}
   */
  append(sent: Sent, expected: Expected): Promise<number>;
  /**
   * The last message of all, from the servers' leader. The answer may be late,
   * and so be of an earlier time.
   *
   * @throws {Unsure} When no answer comes in time; so do the next two.
   */
  last(): Promise<Message | undefined>;
  /**
   * Resolves where the server that is asked hears a leader: one that hears none may
   * be cut off from the others, and what it has be old.
   *
   * @throws {Unsure} When it hears none.
   */
  demandLeader(): Promise<void>;
  /** The last message of a kind, from the leader. */
  lastOf(kind: Kind): Promise<Message | undefined>;
  /** The message of a number, from the leader. */
  at(seq: number): Promise<Message | undefined>;
  /**
   * Reads the messages of a kind from a number on, to the present end, in order.
   * Any server may answer, which may lag behind the leader.
   *
   * @throws {Unsure}
   */
  read(
    kind: Kind,
    from: number,
    each: (message: Message) => void,
  ): Promise<void>;
  /**
   * Tells each message of the log when it is stored; may miss some, and never
   * tells what is not stored. The answer ends it.
   */
  live(each: (message: LiveMessage) => void): () => void;
  /** Deletes the messages of a kind before a number. */
  purge(kind: Kind, before: number): Promise<void>;
  /** From now on answers those who ask for the holder; undefined: no longer. */
  hold(holder: Holder | undefined): void;
  /** The holder, by its own answer; nobody listens; or somebody does not answer. */
  holder(): Promise<Holder | "nobody" | "silent">;
  /** Tells when the connection is lost and there again. The answer ends it. */
  status(each: (connected: boolean) => void): () => void;
  /** Ends the connection. */
  close(): Promise<void>;
}
