/**
 * A request that brought no answer, and why.
 *
 * @module
 */
import { Unsure } from "../stream/port/port.ts";

/**
 * No answer came in time; nobody listens; the connection was lost, or is not
 * there; or this user may not ask.
 */
export type Silence = "late" | "nobody" | "lost" | "forbidden";

/** A request that brought no answer. */
export class Unanswered extends Unsure {
  static {
    this.prototype.name = "Unanswered";
  }
  /** Why none came. */
  readonly silence: Silence;
  /** The right that is missing, such as `publish to "kanta.shop.log"`. */
  readonly right: string | undefined;

  /** Composes the error. */
  constructor(
    message: string,
    silence: Silence,
    options?: ErrorOptions & { readonly right?: string | undefined },
  ) {
    super(message, options);
    this.silence = silence;
    this.right = options?.right;
  }
}

/** The error of a server that knows no leader. */
export function leaderless(): Unanswered {
  return new Unanswered("No server leads its stream now", "nobody");
}
