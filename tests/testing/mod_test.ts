import { assert, assertEquals, fail } from "@std/assert";
import { MsgPackSerializer } from "@kanta/core";
import { JsonSerializer } from "../../src/format/json/serializer.ts";
import type {
  ChangeHead,
  DecodeRest,
  Framer,
  Serializer,
  Step,
} from "../../src/log/serializer.ts";
import type { ChangeRecord, Snapshot } from "../../src/record.ts";
import { codec } from "@kanta/core/msgpack";
import { serializerContract } from "@kanta/core/testing";

const OURS: Record<string, () => Serializer> = {
  "json": () => new JsonSerializer(),
  "msgpack": () => new MsgPackSerializer(),
  "msgpack, fast codec": () => new MsgPackSerializer({ codec }),
};

for (const [format, make] of Object.entries(OURS)) {
  for (const { name, run } of serializerContract(format, make)) {
    Deno.test(name, run);
  }
}

// The net is cut: each of these breaks the contract in one place.

/** JSON lines of which the framer does something else. */
class Framed extends JsonSerializer {
  readonly #change: (framer: Framer) => Partial<Framer>;

  constructor(change: (framer: Framer) => Partial<Framer>) {
    super();
    this.#change = change;
  }

  override createFramer(): Framer {
    const framer = super.createFramer();
    const changed = this.#change(framer);
    return new Proxy(framer, {
      get(target, name) {
        const value = Reflect.get(changed, name) ?? Reflect.get(target, name);
        return typeof value === "function" ? value.bind(target) : value;
      },
    });
  }
}

const BROKEN: Record<string, { make: () => Serializer; fails: string }> = {
  "times lose their microseconds": {
    fails: "times keep all of their digits",
    make: () =>
      new class extends JsonSerializer {
        override encodeChange(record: ChangeRecord, plain?: boolean): string {
          const ts = record.ts.replace(/(\.\d{3})\d+/, "$1");
          return super.encodeChange({ ...record, ts }, plain);
        }
      }(),
  },
  "unknown fields are dropped": {
    fails: "fields of other names are kept, those of the framer are not",
    make: () =>
      new class extends JsonSerializer {
        override encodeChange(record: ChangeRecord): string {
          return super.encodeChange(record, true);
        }
      }(),
  },
  "a diff that comes as text is lost": {
    fails: "a change whose diff is text is written as any other",
    make: () =>
      new class extends JsonSerializer {
        override encodeText(head: ChangeHead): string {
          return super.encodeText(head, "null");
        }
      }(),
  },
  "a Date comes back as text": {
    fails: "a value of every kind in a snapshot reads back as what it was",
    make: () =>
      new class extends JsonSerializer {
        override encodeSnapshot(snapshot: Snapshot): string {
          return super.encodeSnapshot({
            ...snapshot,
            state: JSON.parse(JSON.stringify(
              snapshot.state,
              (_, value) => typeof value === "bigint" ? Number(value) : value,
            )),
          });
        }
      }(),
  },
  "every revision is trusted": {
    fails: "the revision of a snapshot is told if it can be trusted",
    make: () =>
      new class extends JsonSerializer {
        override revisionOf(payload: Uint8Array): number | undefined {
          return this.decodeSnapshot(payload).r;
        }
      }(),
  },
  "checksums are not looked at": {
    fails: "no flipped bit goes unseen where there is a checksum",
    make: () =>
      new Framed((framer) => ({
        *frames(source, from, line) {
          for (const frame of framer.frames(source, from, line)) {
            if (frame.kind !== "bad") yield frame;
            else {
              const payload = source.read(
                frame.offset,
                frame.end - frame.offset - 1,
              );
              yield { ...frame, kind: "change", payload, checked: true };
            }
          }
        },
      })),
  },
  "reading stops at damage": {
    fails: "behind damage reading goes on with the next whole record",
    make: () =>
      new Framed((framer) => ({
        *frames(source, from, line) {
          for (const frame of framer.frames(source, from, line)) {
            yield frame;
            if (frame.kind === "bad") return;
          }
        },
      })),
  },
  "a torn record is not told": {
    fails: "wherever a log is cut, what was whole is found, and then nothing",
    make: () =>
      new Framed((framer) => ({
        *frames(source, from, line) {
          for (const frame of framer.frames(source, from, line)) {
            if (frame.kind !== "bad") yield frame;
          }
        },
      })),
  },
  "watermarks get lost": {
    fails: "a watermark is told by the record that carries it",
    make: () =>
      new Framed((framer) => ({
        frame: (kind, payloads, offset) => framer.frame(kind, payloads, offset),
      })),
  },
  "the first snapshot passes for the last": {
    fails: "the last snapshot before any offset is found backwards",
    make: () =>
      new Framed((framer) => ({
        findSnapshot(source, before) {
          for (const frame of framer.frames(source, 0, 1)) {
            if (frame.end > before) break;
            if (frame.kind === "snapshot") return frame;
          }
          return undefined;
        },
      })),
  },
  "what was given away is verified": {
    fails: "the last snapshot before any offset is found backwards",
    make: () =>
      new Framed((framer) => ({
        findSnapshot: (source, before, claimed) =>
          framer.findSnapshot(source, before, (claim) => {
            claimed?.(claim);
            return false;
          }),
      })),
  },
  "snapshots count as changes": {
    fails: "what comes before a record is counted",
    make: () =>
      new Framed((framer) => ({
        countBefore(source, offset) {
          const { line } = framer.countBefore(source, offset);
          return { line, changes: line - 1 };
        },
      })),
  },
  "a snapshot decoded ahead is not looked through": {
    fails: "a snapshot decoded ahead is the same, surveyed or not",
    make: () =>
      new class extends JsonSerializer {
        override decodeAhead(payload: Uint8Array): DecodeRest {
          const rest = super.decodeAhead(payload);
          return () => rest({ depth: 1, longInteger: false });
        }
      }(),
  },
  "replay is told something else": {
    fails: "replay is told what the changes say",
    make: () =>
      new class extends JsonSerializer {
        override *decodeSteps(
          ...run: Parameters<JsonSerializer["decodeSteps"]>
        ): Generator<Step> {
          for (const step of super.decodeSteps(...run)) {
            yield { ...step, path: step.path?.slice(1) };
          }
        }
      }(),
  },
  "the last piece of a snapshot is lost": {
    fails: "a snapshot in the smallest parts is the snapshot",
    make: () =>
      new Framed((framer) => ({
        frameSnapshot: (pieces, offset, watermark) =>
          framer.frameSnapshot(pieces.slice(0, -1), offset, watermark),
      })),
  },
};

/** The names of the checks that fail. */
async function failedOf(
  checks: ReturnType<typeof serializerContract>,
): Promise<string[]> {
  const failed: string[] = [];
  for (const { name, run } of checks) {
    await run().catch(() => failed.push(name));
  }
  return failed;
}

for (const [flaw, { make, fails }] of Object.entries(BROKEN)) {
  Deno.test(`the contract notices that ${flaw}`, async () => {
    const checks = serializerContract("x", make);
    const failed = await failedOf(
      checks.filter(({ name }) => name === `x: ${fails}`),
    );
    if (failed.length > 0) return;
    fail((await failedOf(checks)).join("\n") || "nothing failed");
  });
}

Deno.test("each check has a name of its own, after the one that was given", () => {
  const names = serializerContract("mine", OURS["json"]!).map(({ name }) =>
    name
  );
  assertEquals(new Set(names).size, names.length);
  assert(
    names.length >= 30 && names.every((name) => name.startsWith("mine: ")),
  );
});
