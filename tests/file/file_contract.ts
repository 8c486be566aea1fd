/**
 * What every file system behind the writer holds to: the real one, the one in
 * memory and the simulated disk run this same suite.
 *
 * @module
 */
import { assert, assertEquals, assertThrows } from "@std/assert";
import type { FileSystem, LogFile } from "../../src/file/log_file.ts";
import { FileLockError } from "../../src/errors.ts";

/** A file system to be tested, and where in it there is room. */
export interface Subject {
  readonly disk: FileSystem;
  /** A folder that is there. */
  readonly folder: string;
  /** Whether a log has one name there, which a lock is found by. */
  readonly oneName?: boolean | undefined;
  /** Puts everything away. */
  readonly end: () => void;
}

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const bytes = (content: string) => new TextEncoder().encode(content);

/** Registers the suite for one file system. */
export function fileContract(name: string, make: () => Subject): void {
  const holds = (
    what: string,
    check: (disk: FileSystem, path: string, subject: Subject) => void,
  ) =>
    Deno.test(`${name}: ${what}`, () => {
      const subject = make();
      const { disk, folder, end } = subject;
      try {
        check(disk, `${folder}/log.kantadb`, subject);
      } finally {
        end();
      }
    });

  const withFile = (
    what: string,
    check: (
      file: LogFile,
      disk: FileSystem,
      path: string,
      subject: Subject,
    ) => void,
  ) =>
    holds(what, (disk, path, subject) => {
      const { file } = disk.open(path, { create: true, readonly: false });
      try {
        check(file, disk, path, subject);
      } finally {
        file.close();
      }
    });

  withFile(
    "bytes of memory that workers share are written as others",
    (file) => {
      const shared = new Uint8Array(new SharedArrayBuffer(5));
      shared.set(bytes("abcde"));
      file.append(shared.subarray(1, 4));
      shared.fill(0);
      assertEquals(text(file.read(0, 9)), "bcd");
    },
  );

  withFile("bytes are read into room that is given, if they fit in", (file) => {
    file.append(bytes("abcde"));
    const room = new Uint8Array(3);
    assertEquals(text(file.read(1, 3, room)), "bcd");
    assertEquals(text(file.read(4, 3, room)), "e");
    assertEquals(text(file.read(9, 3, room)), "");
    assertEquals(text(file.read(0, 5, room)), "abcde");
  });

  holds("a file that is not there is made only when asked to", (disk, path) => {
    assertEquals(disk.realPath(path), undefined);
    assertEquals(disk.identify(path), undefined);
    const refused = { create: false, readonly: false };
    assertThrows(() => disk.open(path, refused), FileLockError, "no such file");
    const { file, created } = disk.open(path, { ...refused, create: true });
    assert(created);
    assertEquals(file.size, 0);
    file.close();
    const again = disk.open(path, { ...refused, create: true });
    assert(!again.created);
    again.file.close();
  });

  holds("opening for reading alone never makes a file", (disk, path) => {
    const mode = { create: true, readonly: true };
    assertThrows(() => disk.open(path, mode), FileLockError);
    assertEquals(disk.identify(path), undefined);
  });

  holds("a file open for reading alone can't be written", (disk, path) => {
    disk.writeNew(path, [bytes("one\n")]);
    const { file } = disk.open(path, { create: false, readonly: true });
    assertEquals(text(file.read(0, 10)), "one\n");
    assertThrows(() => file.append(bytes("two\n")));
    assertThrows(() => file.truncate(0));
    file.close();
  });

  withFile("what is appended is read back at any offset", (file) => {
    file.append(bytes("one\n"));
    file.append(bytes("two\n"));
    assertEquals(file.size, 8);
    assertEquals(text(file.read(0, 8)), "one\ntwo\n");
    assertEquals(text(file.read(2, 4)), "e\ntw");
    assertEquals(text(file.read(6, 100)), "o\n");
    assertEquals(file.read(8, 1).length, 0);
    assertEquals(file.read(800, 1).length, 0);
  });

  withFile("an append after a read goes to the end", (file) => {
    file.append(bytes("one\n"));
    file.read(0, 1);
    file.append(bytes("two\n"));
    assertEquals(text(file.read(0, 8)), "one\ntwo\n");
  });

  withFile(
    "the position after an append is where it ends, whoever changed the file",
    (file, disk, path) => {
      file.append(bytes("one\n"));
      assertEquals(file.position, 4);
      const mode = { create: false, readonly: false };
      const { file: other } = disk.open(path, mode);
      other.append(bytes("theirs\n"));
      file.read(0, 1);
      file.append(bytes("two\n"));
      assertEquals(file.position, 15);
      other.truncate(0);
      file.append(bytes("three\n"));
      assertEquals(file.position, 6);
      other.close();
    },
  );

  withFile("an append after a cut leaves no hole", (file) => {
    file.append(bytes("one\ntwo\n"));
    file.truncate(4);
    assertEquals(file.size, 4);
    file.append(bytes("six\n"));
    assertEquals(text(file.read(0, 8)), "one\nsix\n");
  });

  withFile("what was read does not change with the file", (file) => {
    file.append(bytes("one\n"));
    const before = file.read(0, 4);
    file.truncate(0);
    file.append(bytes("two\n"));
    assertEquals(text(before), "one\n");
  });

  withFile("what was appended does not change with its buffer", (file) => {
    const buffer = bytes("one\n");
    file.append(buffer);
    buffer.fill(0);
    file.sync();
    assertEquals(text(file.read(0, 4)), "one\n");
  });

  withFile("large appends are whole", (file) => {
    const block = new Uint8Array(300_000).map((_, i) => i % 251);
    for (let i = 0; i < 3; i++) file.append(block);
    assertEquals(file.size, 900_000);
    assertEquals(file.read(600_000, 300_000), block);
  });

  withFile(
    "one lock at a time, and closing gives it up",
    (file, disk, path) => {
      assert(file.tryLock());
      assert(file.tryLock());
      const mode = { create: false, readonly: false };
      const { file: other } = disk.open(path, mode);
      assert(!other.tryLock());
      const { file: unrelated } = disk.open(path, mode);
      unrelated.close();
      assert(!other.tryLock());
      other.close();
    },
  );

  holds("a lock that was given up can be had", (disk, path) => {
    const mode = { create: true, readonly: false };
    const { file: first } = disk.open(path, mode);
    const { file: second } = disk.open(path, mode);
    assert(first.tryLock());
    first.close();
    assert(second.tryLock());
    second.close();
  });

  withFile(
    "a file that was removed or replaced is told",
    (file, disk, path) => {
      file.append(bytes("one\n"));
      const named = { ...file.identity(), size: 4 };
      assertEquals(disk.identify(path), named);
      disk.remove(path);
      assertEquals(disk.identify(path), undefined);
      file.append(bytes("still there for who has it open\n"));
      disk.writeNew(path, [bytes("another\n")]);
      assert(disk.identify(path)?.ino !== file.identity().ino);
    },
  );

  holds("a new file is written whole, under a free name only", (disk, path) => {
    disk.writeNew(path, [bytes("one\n"), bytes("two\n")]);
    assertThrows(
      () => disk.writeNew(path, [bytes("x")]),
      Deno.errors.AlreadyExists,
    );
    const { file } = disk.open(path, { create: false, readonly: true });
    assertEquals(text(file.read(0, 100)), "one\ntwo\n");
    file.close();
    disk.syncFolder(path);
  });

  holds(
    "of a new file that can't be written whole nothing is left",
    (disk, path) => {
      const pieces = function* () {
        yield bytes("one\n");
        throw new Error("No space left on device (os error 28)");
      };
      assertThrows(() => disk.writeNew(path, pieces()), Error, "No space");
      assertEquals(disk.identify(path), undefined);
      disk.writeNew(path, [bytes("two\n")]);
    },
  );

  holds("a closed file does nothing more", (disk, path) => {
    const { file } = disk.open(path, { create: true, readonly: false });
    file.close();
    assertThrows(() => file.append(bytes("x")), Deno.errors.BadResource);
    assertThrows(() => file.sync(), Deno.errors.BadResource);
    assertThrows(() => file.close(), Deno.errors.BadResource);
  });

  withFile("a file keeps all but its name", (file, disk, path) => {
    file.append(bytes("one\n"));
    assert(file.tryLock());
    const to = `${path}.new`;
    disk.writeNew(to, [bytes("what stood there\n")]);
    disk.rename(path, to);
    disk.syncFolder(to);
    assertEquals(disk.identify(path), undefined);
    assertEquals(disk.identify(to), { ...file.identity(), size: 4 });
    assertThrows(() => disk.rename(path, to), Deno.errors.NotFound);
    const { file: other } = disk.open(to, { create: false, readonly: false });
    assertEquals(text(other.read(0, 100)), "one\n");
    assert(!other.tryLock());
    other.close();
  });

  holds("a copy is the file as it was, or is left to others", (disk, path) => {
    const to = `${path}.copy`;
    disk.writeNew(path, [bytes("one\n")]);
    disk.writeNew(to, [bytes("what stood there\n")]);
    const { file } = disk.open(path, { create: false, readonly: false });
    const { file: copy } = disk.open(to, { create: false, readonly: false });
    const copied = disk.copy(path, to);
    file.append(bytes("two\n"));
    assertEquals(
      text(copy.read(0, 100)),
      copied ? "one\n" : "what stood there\n",
    );
    if (copied) {
      copy.append(bytes("six\n"));
      assertEquals(text(file.read(0, 100)), "one\ntwo\n");
      assertEquals(text(copy.read(0, 100)), "one\nsix\n");
    }
    file.close();
    copy.close();
  });

  withFile(
    "a file may have a second name, or that is refused",
    (file, disk, path, { oneName = false }) => {
      file.append(bytes("one\n"));
      const name = `${path}.second`;
      if (oneName) {
        assertThrows(() => disk.link(path, name), Error, "one name");
        assert(disk.isFree(name));
        return;
      }
      disk.link(path, name);
      assertEquals(disk.identify(name), { ...file.identity(), size: 4 });
      assertThrows(() => disk.link(path, name), Deno.errors.AlreadyExists);
      assertThrows(() => disk.link(`${path}.none`, `${path}.third`));
      // What takes the first name does not touch what the second one leads to.
      disk.writeNew(`${path}.new`, [bytes("other\n")]);
      disk.rename(`${path}.new`, path);
      assertEquals(disk.identify(path)?.size, 6);
      assertEquals(disk.identify(name)?.size, 4);
      file.truncate(2);
      assertEquals(disk.identify(name)?.size, 2);
    },
  );

  holds("removing what is not there is an error", (disk, path) => {
    assertThrows(() => disk.remove(path), Deno.errors.NotFound);
  });
}
