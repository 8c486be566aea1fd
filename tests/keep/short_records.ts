/**
 * A format in which a state is soon too large for one record.
 *
 * @module
 */
import { JsonFramer } from "../../src/format/json/framer.ts";
import { JsonSerializer } from "../../src/format/json/serializer.ts";
import type { Framer, Payload } from "../../src/log/serializer.ts";

/** The most characters that a snapshot may have. */
const MOST = 2000;

class ShortFramer extends JsonFramer {
  override *frameSnapshot(
    pieces: Iterable<Payload>,
    offset: number,
    watermark?: number,
    characters?: number,
  ): Generator<Uint8Array> {
    const all = [...pieces];
    const length = all.reduce((sum, piece) => sum + piece.length, 0);
    if (length > MOST) {
      throw new RangeError(`a snapshot of ${length} is longer than ${MOST}`);
    }
    yield* super.frameSnapshot(all, offset, watermark, characters);
  }
}

/** A serializer of short records. */
export default class ShortSerializer extends JsonSerializer {
  override createFramer(): Framer {
    return new ShortFramer();
  }
}
