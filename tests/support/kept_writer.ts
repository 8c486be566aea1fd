/**
 * A writer that goes on between the databases of a test file. Each would start
 * one of its own, which costs more than most tests do with it; who tests the
 * writer itself, or what it is to be alone, leaves each its own.
 *
 * @module
 */
import {
  clientOf,
  SharedWriter,
} from "../../src/store/file/client/shared_writer.ts";

/** A writer from before the first test of a file to after the last one. */
export function keptWriter(): SharedWriter {
  const writer = new SharedWriter();
  const client = clientOf(writer);
  let kept = 0;
  Deno.test.beforeAll(() => {
    kept = client.join({ receive() {}, died() {} });
    client.start();
  });
  Deno.test.afterAll(() => client.leave(kept));
  return writer;
}
