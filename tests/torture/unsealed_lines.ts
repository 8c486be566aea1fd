/**
 * Sabotage: JSON lines that nothing vouches for.
 *
 * @module
 */
import { JsonFramer } from "../../src/format/json/framer.ts";
import { JsonSerializer } from "../../src/format/json/serializer.ts";
import type { Framer, Payload, RecordKind } from "../../src/log/serializer.ts";

const SEALS = /,"c":"[0-9a-f]{8}"\}\n/g;

class UnsealedFramer extends JsonFramer {
  override frame(
    kind: RecordKind,
    payloads: readonly Payload[],
    offset: number,
    watermark?: number,
  ): Uint8Array {
    const sealed = super.frame(kind, payloads, offset, watermark);
    const text = new TextDecoder().decode(sealed);
    return new TextEncoder().encode(text.replaceAll(SEALS, "}\n"));
  }
}

/** A serializer of unsealed lines. */
export default class UnsealedSerializer extends JsonSerializer {
  override createFramer(): Framer {
    return new UnsealedFramer();
  }
}
