/**
 * Root objects and the databases that they belong to: one root, one database.
 *
 * A root is refilled from the file of its database. Handed to a second one, as
 * constants of defaults are, it would bring the data of the first along, and show
 * that of the second in both.
 *
 * @module
 */
import { DataIntegrityError } from "../errors.ts";

interface Owner {
  /** The path of the database. */
  readonly path: string;
  /** Whether the database is open. */
  open: boolean;
}

const OWNERS = new WeakMap<object, Owner>();

/** The hold that a session has on its root. */
export interface RootHold {
  /** Ends with the session: the same path may take the root again. */
  release(): void;
  /** Takes everything back: the database could not be opened. */
  cancel(): void;
}

/**
 * Takes a root object for the database at a path.
 *
 * @throws {DataIntegrityError} When it belongs to another path, or is in use.
 */
export function takeRoot(root: object, path: string): RootHold {
  const owner = OWNERS.get(root);
  if (owner !== undefined && (owner.open || owner.path !== path)) {
    throw new DataIntegrityError(
      `Cannot open ${path}: its data is the root object of ${owner.path}` +
        `${
          owner.open ? ", which is open" : ""
        }; give each database an object ` +
        `of its own, or a function that makes one, such as () => ({ todos: [] })`,
      { path },
    );
  }
  OWNERS.set(root, { path, open: true });
  return {
    release: () => OWNERS.set(root, { path, open: false }),
    cancel: () => {
      if (owner === undefined) OWNERS.delete(root);
      else OWNERS.set(root, owner);
    },
  };
}
