/**
 * Safety nets cut through: with any of these a crash has to lose something, and
 * a suite that does not notice is worth nothing.
 *
 * @module
 */
import type { ListedFileSystem, LogFile } from "../../src/file/log_file.ts";

/** What is broken. */
export type Sabotage =
  /** Syncs do nothing. */
  | "skipSync"
  /** A sync says that it is done, and is done with the next one. */
  | "ackBeforeSync"
  /** A sync that failed is tried again. */
  | "retryFailedSync"
  /** A failed write is not cut back, but somewhere in the middle. */
  | "cutInTheMiddle";

/** A disk with something broken. */
export function sabotaged(
  disk: ListedFileSystem,
  sabotage: Sabotage,
): ListedFileSystem {
  const broken: Partial<ListedFileSystem> = {
    open(path, mode) {
      const { file, created } = disk.open(path, mode);
      return { file: breakFile(file, sabotage), created };
    },
  };
  return new Proxy(disk, {
    get(target, name) {
      const found: unknown = Reflect.get(broken, name) ??
        Reflect.get(target, name);
      return typeof found === "function" ? found.bind(target) : found;
    },
  });
}

function breakFile(file: LogFile, sabotage: Sabotage): LogFile {
  let pending = false;
  const broken: Partial<LogFile> = {
    sync() {
      if (sabotage === "skipSync") return;
      if (sabotage === "ackBeforeSync") {
        if (pending) file.sync();
        pending = !pending;
      } else if (sabotage === "retryFailedSync") {
        try {
          file.sync();
        } catch {
          file.sync(); // once more: this is the sabotage
        }
      } else {
        file.sync();
      }
    },
    truncate(size) {
      const middle = sabotage === "cutInTheMiddle" ? size / 2 | 0 : size;
      file.truncate(middle);
    },
  };
  return new Proxy(file, {
    get(target, name) {
      const found: unknown = Reflect.get(broken, name) ??
        Reflect.get(target, name, target);
      return typeof found === "function" ? found.bind(target) : found;
    },
  });
}
