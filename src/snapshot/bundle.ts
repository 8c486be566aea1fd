/**
 * Members of a container that are encoded together.
 *
 * @module
 */
import type { Piece } from "../log/serializer.ts";
import type { Branch } from "./branch.ts";

/** Some members in a row, or a single large one that comes in parts itself. */
export class Bundle {
  /** How many members. */
  count = 0;
  /** About how much there is to encode. */
  weight = 0;
  /** Their keys, where the container has keys; the members of a set. */
  readonly keys: unknown[] = [];
  /** Their encoding, as long as it holds. */
  piece: Piece | undefined;
  /** The parts of a single member. */
  branch: Branch | undefined;
}
