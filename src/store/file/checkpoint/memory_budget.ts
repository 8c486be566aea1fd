/**
 * Whether there is memory left to decode a state for its snapshot.
 *
 * A worker that runs out of memory takes the whole program with it: there is no
 * error to catch. A snapshot is not worth that, and can be given up.
 *
 * @module
 */

/** Throws when so many bytes of a state are too much to be decoded here. */
export type DemandRoom = (bytes: number) => void;

/**
 * The length of a log that fits anywhere. For a longer one the engine is asked:
 * its figures have a module of their own, which costs little beside the replay.
 */
const SMALL = 1 << 22;
/**
 * Times that a state in memory, with its text, is as large as the text: 4 for
 * records of strings, 6 for many small objects.
 */
const GROWTH = 6;
/** The engine gives up before its limit is reached, when collecting gains little. */
const SHARE = 0.75;
/** The part of the limit for young objects; the old ones do not get it. */
const YOUNG = 96 << 20;

/** The engine's figures of its heap. */
export interface HeapFigures {
  /** The bytes in use, garbage that was not collected yet included. */
  readonly used_heap_size: number;
  /** The bytes that can be in use. */
  readonly heap_size_limit: number;
}

/** How room is found out: from what the engine says whenever it is asked. */
export function roomIn(heap: () => HeapFigures): DemandRoom {
  return (bytes) => {
    const { used_heap_size: used, heap_size_limit: limit } = heap();
    const most = SHARE * Math.max(limit - YOUNG, limit / 4);
    if (used + GROWTH * bytes <= most) return;
    const mega = (count: number) => Math.ceil(count / 2 ** 20);
    throw new Error(
      "there is too little memory to replay it: it would take more than " +
        `${mega(used + GROWTH * bytes)} of ${
          mega(limit)
        } MiB; run the program ` +
        "with --v8-flags=--max-old-space-size=<MiB> to raise that",
    );
  };
}

/** The room of this isolate for a log of so many bytes. */
export function findRoom(bytes: number): DemandRoom {
  if (bytes < SMALL) return () => {};
  // Not imported: the program of a worker is one script, and a bundler would
  // make a module of it, however late the import is.
  const { getHeapStatistics } = globalThis.process.getBuiltinModule("node:v8");
  return roomIn(getHeapStatistics);
}
