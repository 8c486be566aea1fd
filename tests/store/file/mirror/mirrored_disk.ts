/**
 * A log and its mirror on one disk, for tests.
 *
 * @module
 */
import type { ListedFileSystem } from "../../../../src/file/log_file.ts";
import type { Serializer } from "../../../../src/log/serializer.ts";
import { Mirror } from "../../../../src/store/file/mirror/mirror.ts";

/** The time of day of all that is moved aside. */
export const TODAY = new Date("2026-12-01T10:15:00Z");

/** The name that a mirror gets which holds what its log lacks. */
export const AHEAD = "mirror.kantadb.ahead-20261201T101500Z";

/** A disk whose files can be looked at. */
export interface OpenDisk extends ListedFileSystem {
  readFile(path: string): Uint8Array<ArrayBuffer> | undefined;
  names(): string[];
}

/** Opens the mirror of `log.kantadb`; `moved` gets what is moved aside. */
export function mirrorOn(
  disk: ListedFileSystem,
  serializer: Serializer,
  moved: string[] = [],
): Mirror {
  return new Mirror({
    disk,
    log: "log.kantadb",
    mirror: "mirror.kantadb",
    serializer,
    today: () => TODAY,
    moved: (aside) => moved.push(aside),
    beat: () => {},
  });
}

/** Opens the mirror, has it follow the log to its end, and closes it. */
export function mirrorAll(
  disk: OpenDisk,
  serializer: Serializer,
  moved?: string[],
): void {
  const mirror = mirrorOn(disk, serializer, moved);
  try {
    mirror.follow(disk.readFile("log.kantadb")?.length ?? 0);
    mirror.sync();
  } finally {
    mirror.close();
  }
}

/** Whether the mirror is the log, byte for byte. */
export function isMirrored(disk: OpenDisk): boolean {
  const [log, mirror] = [
    disk.readFile("log.kantadb"),
    disk.readFile("mirror.kantadb"),
  ];
  return log !== undefined && log.length === mirror?.length &&
    log.every((byte, i) => byte === mirror[i]);
}
