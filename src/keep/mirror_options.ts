/**
 * The option by which a database has a second file that follows its log.
 *
 * @module
 */

/** Where a database has its mirror. */
export interface MirrorOptions {
  /**
   * A second file that follows the log, byte for byte, by a worker of its own;
   * best on another disk. The event `mirror` tells how far behind it is, or that
   * it fails, which never stops the database. Of a log on servers it has the
   * records, and is read while no server answers. Default: none.
   */
  readonly mirror?: string | URL | undefined;
}
