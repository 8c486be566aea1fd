/**
 * Sabotage: whatever follows the first bad record is not looked at, so that all
 * damage is taken for a torn tail.
 *
 * @module
 */
import { loadSerializer } from "../../src/format/load.ts";
import type { BadFrame, Frame, Source } from "../../src/log/serializer.ts";

const format = import.meta.url.endsWith("?msgpack") ? "msgpack" : "json";
const serializer = await loadSerializer(format);
const createFramer = serializer.createFramer.bind(serializer);

serializer.createFramer = () => {
  const framer = createFramer();
  const read = framer.frames.bind(framer);
  framer.frames = function* (
    source: Source,
    from: number,
    line: number,
  ): Generator<Frame | BadFrame> {
    for (const frame of read(source, from, line)) {
      if (frame.kind !== "bad") yield frame;
      else return yield { ...frame, end: source.size };
    }
  };
  return framer;
};

/** A serializer of the product, with that net cut. */
export default serializer;
