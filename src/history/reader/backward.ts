/**
 * Reading a log from its end: window by window, each read forward and handed
 * out from its last frame to its first.
 *
 * Neither format says where the frame before an offset begins. A window begins
 * where a frame does, and the one before it ends there.
 *
 * @module
 */
import type { BadFrame, Frame, Framer, Source } from "../../log/serializer.ts";

/** A window holds so many bytes; more where one frame is longer. */
const WINDOW = 1 << 18;

/** The frames of one log as far as they lie in a part of it. */
export interface FramedPart {
  /** The bytes of the log. */
  readonly source: Source;
  /** Knows the file. */
  readonly framer: Framer;
  /** Byte offset of the first frame. */
  readonly from: number;
}

/**
 * The frames that end at or before a frame boundary, the last one first, damage
 * too. Their lines are not counted.
 */
export function* framesBackward(
  { source, framer, from }: FramedPart,
  before: number,
  window: number = WINDOW,
): Generator<Frame | BadFrame> {
  let end = before;
  let size = window;
  let searched = end;
  while (end > from) {
    const start = Math.max(from, end - size);
    const found = framesFrom({ source, framer, from }, start, end, searched);
    const first = found[0];
    if (first === undefined && start > from) {
      size *= 2; // one frame is longer than the window
      searched = start;
      continue;
    }
    yield* found.reverse();
    end = searched = first?.offset ?? from;
    size = window;
  }
}

/**
 * The frames from the first boundary in `[start, end)` on; from `searched` on there
 * is none.
 */
function framesFrom(
  { source, framer, from }: FramedPart,
  start: number,
  end: number,
  searched: number,
): (Frame | BadFrame)[] {
  const part = firstBytes(source, end);
  if (start === from) return [...framer.frames(part, from, 0)];
  if (framer.boundary !== undefined) {
    const boundary = framer.boundary(part, start, searched);
    return boundary === undefined ? [] : [...framer.frames(part, boundary, 0)];
  }
  // What is found right at the start may be the rest of a frame.
  return [...framer.frames(part, start, 0)]
    .filter(({ offset }) => offset > start);
}

/** The same bytes up to `size`. */
export function firstBytes(source: Source, size: number): Source {
  return {
    size,
    read: (offset, length, room) =>
      source.read(offset, Math.max(0, Math.min(length, size - offset)), room),
  };
}
