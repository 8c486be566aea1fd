// Made of src/writer/worker.ts and what it imports by `deno task bundle`.
// To change it, change those.

// src/errors.ts
var UNSAFE = /[\p{Cc}\p{Bidi_C}\p{Zl}\p{Zp}\p{Cs}]/gu;
function safe(message) {
  return message.replace(UNSAFE, (char) => {
    const code = char.codePointAt(0) ?? 0;
    return `\\u${code.toString(16).padStart(4, "0")}`;
  });
}
var DatabaseError = class extends Error {
  /** The name of this class. */
  name = "DatabaseError";
  /** The database file, when one is concerned. */
  path;
  /** 1-based line (JSON lines) or record number (binary). */
  line;
  /** Byte offset in the file. */
  offset;
  /** Composes the error; `cause` is kept when given. */
  constructor(message, options = {}) {
    super(safe(message), options);
    this.path = options.path;
    this.line = options.line;
    this.offset = options.offset;
  }
};
var ReplayError = class extends DatabaseError {
  /** The name of this class. */
  name = "ReplayError";
  /** What kind of record it was. */
  record;
  /** Composes the error with the kind of record. */
  constructor(message, options = {}) {
    super(message, options);
    this.record = options.record;
  }
};
var CorruptionError = class extends ReplayError {
  /** The name of this class. */
  name = "CorruptionError";
};
var FileLockError = class extends DatabaseError {
  /** The name of this class. */
  name = "FileLockError";
};
var DataIntegrityError = class extends DatabaseError {
  /** The name of this class. */
  name = "DataIntegrityError";
  /** The action of the transaction concerned. */
  action;
  /** What differs, as a diff, when that is the matter. */
  diff;
  /** Composes the error with the action and the difference. */
  constructor(message, options = {}) {
    super(message, options);
    this.action = options.action;
    this.diff = options.diff;
  }
};
var NotStorableError = class extends TypeError {
  /** The name of this class. */
  name = "NotStorableError";
  /** Where it was to be stored, such as `data.users.alice.born`. */
  path;
  /** Composes the error for the place of the value. */
  constructor(message, path, options) {
    super(safe(message), options);
    this.path = path;
  }
};
var BackpressureError = class extends DatabaseError {
  /** The name of this class. */
  name = "BackpressureError";
};
var DiskFullError = class extends DatabaseError {
  /** The name of this class. */
  name = "DiskFullError";
};
var WriteError = class extends DatabaseError {
  /** The name of this class. */
  name = "WriteError";
};
var WriterDiedError = class extends WriteError {
  /** The name of this class. */
  name = "WriterDiedError";
};

// src/file/os_error.ts
var EPERM = 1;
var ENOENT = 2;
var EINTR = 4;
var EACCES = 13;
var ENOTDIR = 20;
var EISDIR = 21;
var EFBIG = 27;
var ENOSPC = 28;
var EROFS = 30;
var EDQUOT = 122;
var WINDOWS_FULL = [39, 112];
function errorNumber(error) {
  if (!(error instanceof Error)) return void 0;
  const found = /\(os error (\d+)\)/.exec(error.message);
  return found === null ? void 0 : Number(found[1]);
}
function isDiskFull(error) {
  const number = errorNumber(error);
  if (number === void 0) {
    return error instanceof Error && "code" in error && error.code === "ENOSPC";
  }
  return Deno.build.os === "windows" ? WINDOWS_FULL.includes(number) : number === ENOSPC || number === EFBIG || number === EDQUOT;
}
function isInterrupted(error) {
  return error instanceof Deno.errors.Interrupted || errorNumber(error) === EINTR;
}
function isMissing(error) {
  return error instanceof Deno.errors.NotFound || errorNumber(error) === ENOENT;
}
function isForbidden(error) {
  const number = errorNumber(error);
  return error instanceof Deno.errors.NotCapable || error instanceof Deno.errors.PermissionDenied || number === EACCES || number === EPERM || number === EROFS;
}
function denied(error, path) {
  if (!(error instanceof Deno.errors.NotCapable)) return void 0;
  const { message } = error;
  const [flag, access] = /--allow-([a-z]+)/.exec(message) ?? [];
  if (flag === void 0) return void 0;
  const [, about = path] = /access to "([^"]+)"/.exec(message) ?? [];
  const what = about === path ? "it" : `"${about}"`;
  return `this program may not ${access} ${what}: run it with ${flag}=${about}`;
}
function explain(error, path) {
  const denial = denied(error, path);
  if (denial !== void 0) return denial;
  switch (errorNumber(error)) {
    case ENOENT:
      return "there is no such file or folder";
    case ENOTDIR:
      return "a part of the path is not a folder";
    case EISDIR:
      return "it is a folder, not a file";
    case EACCES:
    case EPERM:
      return "the file system denies it: check the owner and mode of the file and its folder, or open it with { readonly: true } if it may be read";
    case EROFS:
      return "the file system is read-only: open it with { readonly: true }";
    case ENOSPC:
    case EDQUOT:
      return "the disk is full";
  }
  return error instanceof Error ? error.message : String(error);
}
function refusal(action, path, cause) {
  if (cause instanceof FileLockError) return cause;
  return new FileLockError(
    `Cannot ${action} "${path}": ${explain(cause, path)}`,
    {
      path,
      cause
    }
  );
}

// src/file/deno_file.ts
function retry(call) {
  for (; ; ) {
    try {
      return call();
    } catch (error) {
      if (!isInterrupted(error)) throw error;
    }
  }
}
var DenoFile = class {
  #file;
  #locked = false;
  /** Takes over an open file. */
  constructor(file) {
    this.#file = file;
  }
  /** The present length in bytes. */
  get size() {
    return this.#file.statSync().size;
  }
  /** Takes the exclusive lock if it is free; tells whether it was. */
  tryLock() {
    this.#locked = this.#file.tryLockSync(true);
    return this.#locked;
  }
  /** Reads up to `length` bytes at `offset`; fewer only at the end. */
  read(offset, length, room) {
    const wanted = Math.max(0, Math.min(length, this.size - offset));
    const bytes = room !== void 0 && room.length >= wanted ? room.subarray(0, wanted) : new Uint8Array(wanted);
    this.#file.seekSync(offset, Deno.SeekMode.Start);
    let filled = 0;
    while (filled < wanted) {
      const count = retry(() => this.#file.readSync(bytes.subarray(filled)));
      if (count === null) break;
      filled += count;
    }
    return bytes.subarray(0, filled);
  }
  /** Appends all of the bytes, however many calls that takes. */
  append(bytes) {
    let done = 0;
    while (done < bytes.length) {
      const rest = done === 0 ? bytes : bytes.subarray(done);
      const count = retry(() => this.#file.writeSync(rest));
      if (count === 0) throw new Error("The system wrote 0 bytes of a record");
      done += count;
    }
  }
  /** Makes all that was written durable. */
  sync() {
    this.#file.syncDataSync();
  }
  /** Cuts the file to `size` bytes. */
  truncate(size) {
    retry(() => this.#file.truncateSync(size));
  }
  /** The identity of the open file. */
  identity() {
    return identityOf(this.#file.statSync());
  }
  /** Closes the file and gives up the lock. */
  close() {
    if (this.#locked) this.#file.unlockSync();
    this.#file.close();
  }
};
function identityOf(info) {
  return { dev: info.dev, ino: info.ino ?? 0 };
}

// src/file/permission.ts
function isGranted(name, path) {
  const { state, partial } = Deno.permissions.querySync({ name });
  return state === "granted" && !partial || Deno.permissions.querySync({ name, path }).state === "granted";
}
var terminal;
function canAsk() {
  return terminal ??= Deno.stdin.isTerminal();
}
function demandUnasked(name, path) {
  if (!canAsk() || isGranted(name, path)) return;
  throw new Deno.errors.NotCapable(
    `Requires ${name} access to "${path}", run again with the --allow-${name} flag`
  );
}

// src/file/holder.ts
var TICKS = 100;
function lockName({ dev, ino }) {
  const major = Math.floor(dev / 256) % 4096;
  const minor = dev % 256 + Math.floor(dev / 2 ** 20) % 4096 * 256;
  const hex = (part) => part.toString(16).padStart(2, "0");
  return `${hex(major)}:${hex(minor)}:${ino}`;
}
function findHolder(identity) {
  if (Deno.build.os !== "linux") return void 0;
  try {
    demandUnasked("read", "/proc");
    const name = ` ${lockName(identity)} `;
    const line = Deno.readTextFileSync("/proc/locks").split("\n").find((each) => each.includes("FLOCK") && each.includes(name));
    const pid = Number(line?.trim().split(/\s+/)[4]);
    return pid > 0 ? { pid, ...describe(pid) } : void 0;
  } catch {
    return void 0;
  }
}
function describe(pid) {
  try {
    const program = Deno.readTextFileSync(`/proc/${pid}/cmdline`).split("\0").join(" ").trim().slice(0, 200);
    const stat = Deno.readTextFileSync(`/proc/${pid}/stat`);
    const started = Number(stat.slice(stat.lastIndexOf(")")).split(" ")[20]);
    const boot = /^btime (\d+)$/m.exec(Deno.readTextFileSync("/proc/stat"));
    const seconds = Number(boot?.[1]) + started / TICKS;
    return { program, since: new Date(seconds * 1e3).toISOString() };
  } catch {
    return {};
  }
}

// src/file/deno_file_system.ts
var PRIVATE = 384;
function kindOf(info) {
  if (info.isDirectory) return "a folder";
  if (info.isFifo) return "a FIFO";
  if (info.isSocket) return "a socket";
  return info.isCharDevice || info.isBlockDevice ? "a device" : "no plain file";
}
function statOf(path) {
  try {
    return Deno.statSync(path);
  } catch (error) {
    if (isMissing(error)) return void 0;
    throw error;
  }
}
function folderOf(path) {
  const cut = Math.max(
    path.lastIndexOf("/"),
    Deno.build.os === "windows" ? path.lastIndexOf("\\") : -1
  );
  return cut < 0 ? "." : path.slice(0, cut) || path.slice(0, 1);
}
function demandPlainFile(path, info) {
  if (info.isFile) return;
  throw new FileLockError(
    `Cannot open "${path}": it is ${kindOf(info)}, not a file`,
    { path }
  );
}
var DenoFileSystem = class {
  /** The path without symlinks, or undefined if nothing is there. */
  realPath(path) {
    try {
      demandUnasked("read", path);
      return Deno.realPathSync(path);
    } catch (error) {
      if (isMissing(error)) return void 0;
      throw refusal("open", path, error);
    }
  }
  /** Opens a file; `created` tells whether it was made just now. */
  open(path, mode) {
    try {
      demandUnasked("read", path);
      if (!mode.readonly) demandUnasked("write", path);
      let info = mode.absent ? void 0 : statOf(path);
      if (info === void 0 && mode.create && !mode.readonly) {
        const made = this.#create(path);
        if (made !== void 0) return { file: made, created: true };
        info = statOf(path);
      }
      if (info !== void 0) demandPlainFile(path, info);
      const options = mode.readonly ? { read: true } : { read: true, append: true };
      const opened = Deno.openSync(path, options);
      try {
        demandPlainFile(path, opened.statSync());
      } catch (error) {
        opened.close();
        throw error;
      }
      return { file: new DenoFile(opened), created: false };
    } catch (error) {
      throw refusal("open", path, error);
    }
  }
  /** Makes the file, and its folder if need be; undefined if it is there by now. */
  #create(path) {
    const make = () => new DenoFile(Deno.openSync(path, {
      read: true,
      append: true,
      createNew: true,
      mode: PRIVATE
    }));
    try {
      return make();
    } catch (error) {
      if (error instanceof Deno.errors.AlreadyExists) return void 0;
      if (!isMissing(error)) throw error;
      this.#createFolder(folderOf(path));
      return make();
    }
  }
  #createFolder(folder) {
    const parent = folderOf(folder);
    demandUnasked("read", parent);
    demandUnasked("write", folder);
    if (statOf(parent) === void 0) this.#createFolder(parent);
    Deno.mkdirSync(folder, { recursive: true });
    this.syncFolder(folder);
  }
  /** What stands at the path, or undefined. */
  identify(path) {
    demandUnasked("read", path);
    const info = statOf(path);
    return info && { ...identityOf(info), size: info.size };
  }
  /** Who holds the lock of this file, or undefined when that can't be known. */
  holder(identity) {
    return findHolder(identity);
  }
  /** Writes a new file whole and syncs it; fails if the name is taken. */
  writeNew(path, bytes) {
    demandUnasked("write", path);
    const file = new DenoFile(Deno.openSync(path, {
      append: true,
      createNew: true,
      mode: PRIVATE
    }));
    try {
      for (const piece of bytes) file.append(piece);
      file.sync();
    } finally {
      file.close();
    }
  }
  /** Makes created and renamed names in the folder of this path durable. */
  syncFolder(path) {
    if (Deno.build.os === "windows") return;
    let folder;
    try {
      demandUnasked("read", folderOf(path));
      folder = Deno.openSync(folderOf(path), { read: true });
    } catch (error) {
      if (isForbidden(error)) return;
      throw error;
    }
    try {
      folder.syncSync();
    } finally {
      folder.close();
    }
  }
  /** Gives a file another name; what stood there is gone. */
  rename(from, to) {
    for (const path of [from, to]) demandUnasked("write", path);
    Deno.renameSync(from, to);
  }
  /** Removes a file. */
  remove(path) {
    demandUnasked("write", path);
    Deno.removeSync(path);
  }
};

// src/writer/hand_receiver.ts
var WHOLE = 1 << 16;
var PIECE = 1 << 20;
var HandReceiver = class {
  #answer;
  #assembly;
  #over = false;
  /** Gives answers to this function. */
  constructor(answer) {
    this.#answer = answer;
  }
  /** Takes a message. */
  receive(message) {
    if (this.#over) return;
    switch (message.kind) {
      case "parts":
        this.#assembly = new Assembly(message);
        return;
      case "next":
        for (const bytes of this.#assembly?.step() ?? []) {
          this.#answer({ kind: "piece", bytes });
          if (this.#over) return;
        }
        return;
      default:
        this.#answer(message);
        if (message.kind === "piece") free(message.bytes);
    }
  }
  /** Lets go of what was sent. */
  end() {
    if (!this.#over) this.#assembly?.end();
    this.#over = true;
  }
};
var Assembly = class {
  #record;
  /** Where the next part is told of. */
  #at = 0;
  /** How much of it is done. */
  #done = 0;
  #chunk;
  constructor(record) {
    this.#record = record;
  }
  /** The pieces of one step; each holds until the next one is taken. */
  *step() {
    const { parts, bytes, steps } = this.#record;
    for (let left = bytes / steps; left > 0 && this.#at < parts.length; ) {
      const piece = this.#rest() < WHOLE ? this.#together() : this.#take(PIECE);
      left -= piece.length;
      yield piece;
    }
  }
  /** How much of the part is left. */
  #rest() {
    return this.#record.parts[this.#at + 1] - this.#done;
  }
  /** Bytes of the part, where they are; all of it or as many. */
  #take(most) {
    const { parts, base, arena } = this.#record;
    const address = parts[this.#at];
    const inBase = address < base.length;
    const from = (inBase ? address : address - base.length) + this.#done;
    const rest = this.#rest();
    const count = Math.min(rest, most);
    this.#done += count;
    if (count === rest) {
      this.#at += 2;
      this.#done = 0;
    }
    return (inBase ? base : arena).subarray(from, from + count);
  }
  /** Short parts, copied together. */
  #together() {
    const chunk = this.#chunk ??= new Uint8Array(PIECE);
    const { length } = this.#record.parts;
    let filled = 0;
    while (filled < PIECE && this.#at < length && this.#rest() < WHOLE) {
      const part = this.#take(PIECE - filled);
      chunk.set(part, filled);
      filled += part.length;
    }
    return chunk.subarray(0, filled);
  }
  /** Frees its memory. */
  end() {
    free(this.#record.base);
    free(this.#record.arena);
  }
};
function free(bytes) {
  bytes.buffer.transfer(0);
}

// src/writer/hired_worker.ts
var hireWorker = (answer) => {
  const worker = new Worker(new URL("./snapshot_worker.ts", import.meta.url), {
    type: "module",
    name: "kanta snapshot"
  });
  const fail = (message) => answer({ kind: "failed", error: { name: "Error", message } });
  const receiver = new HandReceiver(answer);
  worker.onmessage = ({ data }) => receiver.receive(data);
  worker.onerror = (event) => {
    event.preventDefault();
    fail(`its worker failed: ${event.message}`);
  };
  worker.onmessageerror = () => fail("a message from its worker can't be read");
  return {
    order: (order) => worker.postMessage(order),
    dismiss() {
      worker.terminate();
      receiver.end();
    }
  };
};

// src/writer/wire_error.ts
var FIELDS = ["path", "line", "offset", "record", "code"];
var MAX_CAUSES = 8;
var CLASSES = new Map(Object.entries({
  DatabaseError,
  ReplayError,
  CorruptionError,
  FileLockError,
  DataIntegrityError,
  BackpressureError,
  DiskFullError,
  WriteError,
  WriterDiedError,
  TypeError,
  RangeError,
  SyntaxError
}));
function toWire(thrown, depth = 0) {
  if (!(thrown instanceof Error)) {
    return { name: "Error", message: String(thrown) };
  }
  const { name, message, stack, cause } = thrown;
  const fields = {};
  for (const field of FIELDS) {
    const value = Reflect.get(thrown, field);
    if (typeof value === "string" || typeof value === "number") {
      fields[field] = value;
    }
  }
  const goesOn = cause !== void 0 && depth < MAX_CAUSES;
  return {
    name,
    message,
    fields,
    ...stack === void 0 ? {} : { stack },
    ...goesOn ? { cause: toWire(cause, depth + 1) } : {}
  };
}
function fromWire(wire) {
  const { name, message, fields = {}, stack } = wire;
  const cause = wire.cause && fromWire(wire.cause);
  const options = { ...fields, ...cause ? { cause } : {} };
  const known = CLASSES.get(name);
  const error = known === void 0 ? Object.assign(new Error(message, options), { name, ...fields }) : new known(message, options);
  if (stack !== void 0) error.stack = stack;
  return error;
}
function isDatabaseError(error) {
  if (!(error instanceof Error)) return false;
  const known = CLASSES.get(error.name)?.prototype;
  return known instanceof DatabaseError || known === DatabaseError.prototype;
}

// src/writer/own_hand.ts
var LITTLE = 1 << 18;
async function loadClerk() {
  const file = new URL("./snapshot_clerk.bundle.js", import.meta.url);
  return await import(file.href);
}
function handFor(disk, hire = hireWorker, load = loadClerk) {
  return (answer, bytes) => bytes > LITTLE ? hire(answer, bytes) : new OwnHand(disk, answer, load);
}
var OwnHand = class {
  #receiver;
  /** The end of all that was ordered; without a clerk where there is none to be had. */
  #work;
  constructor(disk, answer, load) {
    const receiver = this.#receiver = new HandReceiver(answer);
    this.#work = load().then(
      ({ SnapshotClerk }) => new SnapshotClerk(disk, (given) => receiver.receive(given)),
      (error) => {
        receiver.receive({ kind: "failed", error: toWire(error) });
        return void 0;
      }
    );
  }
  order(order) {
    this.#then((clerk) => clerk.handle(order));
  }
  dismiss() {
    this.#receiver.end();
    this.#then((clerk) => clerk.close());
  }
  #then(act) {
    this.#work = this.#work.then(async (clerk) => {
      if (clerk !== void 0) await act(clerk);
      return clerk;
    });
  }
};

// src/writer/pulse.ts
var BEATS = 0;
var CALLS = 1;
var Pulse = class {
  /** The shared memory: sent to the worker once. */
  buffer;
  #words;
  /** Makes a new pulse, or takes the one that main made. */
  constructor(buffer = new SharedArrayBuffer(8)) {
    this.buffer = buffer;
    this.#words = new Int32Array(buffer);
  }
  /** How often it has beaten, wrapping around. */
  get beats() {
    return Atomics.load(this.#words, BEATS);
  }
  /** Whether the worker is inside a call to the system at this moment. */
  get calling() {
    return Atomics.load(this.#words, CALLS) !== 0;
  }
  /** Worker: still there. */
  beat() {
    Atomics.add(this.#words, BEATS, 1);
  }
  /** Worker: makes a call to the system, which may take any time. */
  during(call) {
    Atomics.add(this.#words, CALLS, 1);
    try {
      return call();
    } finally {
      Atomics.sub(this.#words, CALLS, 1);
      this.beat();
    }
  }
};
var PulsedFile = class {
  #file;
  #pulse;
  constructor(file, pulse2) {
    this.#file = file;
    this.#pulse = pulse2;
  }
  get size() {
    return this.#file.size;
  }
  tryLock() {
    return this.#file.tryLock();
  }
  read(offset, length, room) {
    return this.#pulse.during(() => this.#file.read(offset, length, room));
  }
  append(bytes) {
    this.#pulse.during(() => this.#file.append(bytes));
  }
  sync() {
    this.#pulse.during(() => this.#file.sync());
  }
  truncate(size) {
    this.#pulse.during(() => this.#file.truncate(size));
  }
  identity() {
    return this.#file.identity();
  }
  close() {
    this.#pulse.during(() => this.#file.close());
  }
};
function pulsed(disk, pulse2) {
  return {
    realPath: (path) => pulse2.during(() => disk.realPath(path)),
    open: (path, mode) => {
      const { file, created } = pulse2.during(() => disk.open(path, mode));
      return { file: new PulsedFile(file, pulse2), created };
    },
    identify: (path) => pulse2.during(() => disk.identify(path)),
    holder: (identity) => pulse2.during(() => disk.holder(identity)),
    writeNew: (path, bytes) => pulse2.during(() => disk.writeNew(path, bytes)),
    syncFolder: (path) => pulse2.during(() => disk.syncFolder(path)),
    rename: (from, to) => pulse2.during(() => disk.rename(from, to)),
    remove: (path) => pulse2.during(() => disk.remove(path))
  };
}

// src/writer/clock.ts
var SYSTEM_CLOCK = {
  now: () => performance.now(),
  today: () => /* @__PURE__ */ new Date(),
  // Not setTimeout: Deno makes its timers when an isolate asks for the first one,
  // which takes 6 to 8 ms and more where another isolate is busy; a signal's is
  // there in 0.6 ms. Without a listener it keeps no program alive.
  // One that is cancelled still rings, unheard, which takes 8 us: whoever cancels
  // thousands a second lets them ring and looks then.
  setTimer: (wake, ms) => {
    const signal = AbortSignal.timeout(ms);
    signal.addEventListener("abort", wake);
    return () => signal.removeEventListener("abort", wake);
  }
};

// src/writer/locking.ts
var FIRST_WAIT_MS = 5;
var LAST_WAIT_MS = 100;
var MAX_SWAPS = 10;
async function holdFile(request, disk, clock, signal) {
  for (let swaps = 0; swaps < MAX_SWAPS; swaps++) {
    const held = openFile(request, disk);
    if (request.readonly) return held;
    try {
      await lock(held, request.lockTimeout, disk, clock, signal);
      const named = disk.identify(held.path);
      const { dev, ino } = held.identity;
      if (named?.dev === dev && named.ino === ino) return held;
    } catch (error) {
      held.file.close();
      throw error;
    }
    held.file.close();
  }
  const { path } = request;
  throw new FileLockError(
    `Cannot open "${path}": something keeps replacing the file`,
    { path }
  );
}
function openFile(request, disk) {
  const { path, create, readonly, absent } = request;
  const found = absent ? void 0 : disk.realPath(path);
  if (found === void 0 && (!create || readonly)) {
    throw new FileLockError(
      `Cannot open "${path}": there is no such file` + (readonly ? "" : "; open it with { create: true } to make it"),
      { path }
    );
  }
  const { file, created } = disk.open(found ?? path, {
    create,
    readonly,
    absent
  });
  try {
    const identity = file.identity();
    const real = found ?? disk.realPath(path) ?? path;
    return { file, path: real, identity, made: created };
  } catch (error) {
    file.close();
    throw error;
  }
}
async function lock({ file, path, identity }, timeout, disk, clock, signal) {
  const end = clock.now() + timeout;
  for (let wait = FIRST_WAIT_MS; ; wait = Math.min(wait * 2, LAST_WAIT_MS)) {
    signal.throwIfAborted();
    if (file.tryLock()) return;
    const left = end - clock.now();
    if (left <= 0) {
      throw new LockedError(path, identity, timeout, disk.holder(identity));
    }
    await sleep(Math.min(wait, left), clock, signal);
  }
}
function sleep(ms, clock, signal) {
  return new Promise((resolve) => {
    const wake = () => {
      cancel();
      signal.removeEventListener("abort", wake);
      resolve();
    };
    const cancel = clock.setTimer(wake, ms);
    signal.addEventListener("abort", wake);
  });
}
var LockedError = class extends FileLockError {
  /** The file, by which main may know that it is locked by itself. */
  identity;
  /** Says who holds the lock, as far as that is known. */
  constructor(path, identity, timeout, holder) {
    const waited = timeout > 0 ? `, also after ${timeout} ms` : "";
    super(
      `Cannot open "${path}": it is locked by ${nameOf(holder)}${waited}; close it there, or open it with { readonly: true }`,
      { path }
    );
    this.identity = identity;
  }
};
function nameOf(holder) {
  if (holder === void 0) return "another opener";
  const { pid, program, since } = holder;
  if (pid === Deno.pid) {
    return `this process (pid ${pid}${since ? `, since ${since}` : ""})`;
  }
  return `process ${pid}` + (program ? ` (${program})` : "") + (since ? `, which started at ${since}` : "");
}

// src/writer/control.ts
var State = {
  /** All is well. */
  Running: 0,
  /** The disk is full; the queue is kept. */
  Full: 1,
  /** A write or sync failed for good. */
  Failed: 2,
  /** The file is closed. */
  Closed: 3
};
var WRITTEN = 0;
var DURABLE = 1;
var UNITS = 2;
var STATE = 6;
var WAKE = 7;
var FAILURE_LENGTH = 8;
var FAILURE_AT = 36;
var BYTES = 2048;
var Control = class {
  /** The shared memory: sent to the writer once. */
  buffer;
  #counts;
  #words;
  /** Makes new control words, or takes those that main made. */
  constructor(buffer = new SharedArrayBuffer(BYTES)) {
    this.buffer = buffer;
    this.#counts = new BigInt64Array(buffer, 0, 3);
    this.#words = new Int32Array(buffer, 0, FAILURE_AT / 4);
  }
  /** The number of the last record that the kernel has. */
  get written() {
    return Number(Atomics.load(this.#counts, WRITTEN));
  }
  /**
   * The number of the last record that is synced; -1 when it is not known that
   * even those before the first are.
   */
  get durable() {
    return Number(Atomics.load(this.#counts, DURABLE));
  }
  /** The size of all payloads written so far, in the units main counts in. */
  get units() {
    return Number(Atomics.load(this.#counts, UNITS));
  }
  /** The state, as the writer said last. */
  get state() {
    return Atomics.load(this.#words, STATE);
  }
  /** The first cause of the failure, once failed. */
  get failure() {
    const length = Atomics.load(this.#words, FAILURE_LENGTH);
    if (length === 0) return void 0;
    const bytes = new Uint8Array(this.buffer, FAILURE_AT, length).slice();
    return JSON.parse(new TextDecoder().decode(bytes));
  }
  /** Writer: all up to this number is written. */
  noteWritten(seq, units) {
    Atomics.store(this.#counts, UNITS, BigInt(units));
    Atomics.store(this.#counts, WRITTEN, BigInt(seq));
    this.#wake();
  }
  /** Writer: all up to this number is synced. */
  noteDurable(seq) {
    Atomics.store(this.#counts, DURABLE, BigInt(seq));
  }
  /** Writer: the state changed. */
  noteState(state) {
    Atomics.store(this.#words, STATE, state);
    this.#wake();
  }
  /** Writer: failed for good, and this is why. */
  noteFailure(wire) {
    const room = new Uint8Array(BYTES - FAILURE_AT);
    let text = JSON.stringify(wire);
    if (text.length * 3 > room.length) {
      const { name, message, fields } = wire;
      text = JSON.stringify({ name, message: message.slice(0, 500), fields });
    }
    const { written } = new TextEncoder().encodeInto(text, room);
    new Uint8Array(this.buffer, FAILURE_AT, room.length).set(room);
    Atomics.store(this.#words, FAILURE_LENGTH, written);
    this.noteState(State.Failed);
  }
  #wake() {
    Atomics.add(this.#words, WAKE, 1);
    Atomics.notify(this.#words, WAKE);
  }
  /**
   * Main: blocks until `seq` is written, the state is final, or nothing moved
   * for `patience` milliseconds. Tells whether it is written.
   */
  waitForWritten(seq, patience) {
    for (; ; ) {
      const seen = Atomics.load(this.#words, WAKE);
      if (this.written >= seq) return true;
      if (this.state >= State.Failed) return false;
      const woken = Atomics.wait(this.#words, WAKE, seen, patience);
      if (woken === "timed-out") return this.written >= seq;
    }
  }
};

// src/writer/durability.ts
var Durability = class {
  #parts;
  /** Whether what was found is known to be on disk. */
  #settled;
  /** Whether the file's name is. */
  #named = false;
  /** Nothing is known of what was found: whoever wrote it may not have synced. */
  constructor(parts) {
    this.#parts = parts;
    this.#settled = parts.appender.empty;
    if (!this.#settled) parts.control.noteDurable(-1);
  }
  /**
   * Makes durable what was found. Done with the first record, and not on
   * opening, which it would slow down; the record then vouches for all before
   * it by its watermark.
   */
  settle() {
    if (this.#settled) return;
    this.#parts.appender.sync();
    this.#settled = true;
  }
  /** Makes everything durable, up to the record of this number. */
  sync(seq) {
    const { path, appender, check, control, disk } = this.#parts;
    check.make(appender.end);
    appender.sync();
    if (!this.#named) disk.syncFolder(path);
    this.#named = this.#settled = true;
    control.noteDurable(seq);
  }
};

// src/writer/file_check.ts
var EVERY_MS = 1e3;
var FileCheck = class {
  #held;
  #disk;
  #clock;
  #last;
  /** Remembers the file as it is now. */
  constructor(held, disk, clock) {
    this.#held = held;
    this.#disk = disk;
    this.#clock = clock;
    this.#last = clock.now();
  }
  /** Whether the last check is too old to rely on. */
  get due() {
    return this.#clock.now() - this.#last >= EVERY_MS;
  }
  /** Throws unless the path names this very file, and it is `size` bytes long. */
  make(size) {
    this.#last = this.#clock.now();
    const { path, identity: { dev, ino } } = this.#held;
    const found = this.#disk.identify(path);
    if (found === void 0) throw this.#changed("was deleted");
    if (found.dev !== dev || found.ino !== ino) {
      throw this.#changed("was replaced by another file");
    }
    if (found.size === size) return;
    throw this.#changed(
      "was changed from outside",
      `: it has ${found.size} bytes and should have ${size}`
    );
  }
  #changed(what, how = "") {
    const { path } = this.#held;
    return new DatabaseError(
      `the file ${what} while the database was open${how}`,
      { path }
    );
  }
};

// src/writer/log_writer.ts
var FIRST_RETRY_MS = 100;
var LAST_RETRY_MS = 5e3;
var LogWriter = class {
  #parts;
  #check;
  #durability;
  #queue = [];
  #seq = 0;
  #failure;
  #full;
  #held = false;
  /** Questions that wait for the queue to be written. */
  #wanted = [];
  #syncTimer;
  #retryTimer;
  #retryAfter = FIRST_RETRY_MS;
  /** Takes over an open, locked file. */
  constructor(parts) {
    this.#parts = parts;
    const { held, disk, clock, appender, control } = parts;
    this.#check = new FileCheck(held, disk, clock);
    this.#durability = new Durability({
      path: held.path,
      appender,
      check: this.#check,
      control,
      disk
    });
  }
  /** Why it takes no more records, or undefined. */
  get failure() {
    return this.#failure;
  }
  /**
   * Appends records, or queues them while it can't. Where it tries to, `told` is
   * called after that and before what comes of it.
   */
  append(batch, told) {
    if (this.#failure !== void 0) return;
    this.#queue.push(batch);
    this.#wanted.push(...batch.flush ?? []);
    if (!this.#held && this.#full === void 0) this.#drain(told);
  }
  /** Answers when all that came before is written, or synced. */
  flush(durable) {
    if (this.#failure !== void 0) return;
    if (this.#queue.length > 0 || this.#held) {
      this.#wanted.push(durable);
      return;
    }
    if (durable) this.#sync();
    if (this.#failure === void 0) {
      this.#parts.port.post({ kind: "flushed", db: this.#parts.db, durable });
    }
  }
  /** Keeps records in the queue until `release()`. */
  hold() {
    this.#held = true;
  }
  /** Writes what was held back. */
  release() {
    this.#held = false;
    if (this.#full === void 0 && this.#failure === void 0) this.#drain();
  }
  /** Writes the queue, as far as the disk lets it, and what comes of that. */
  #drain(told) {
    this.#writeQueue();
    told?.();
    if (this.#queue.length > 0) return;
    for (const durable of this.#wanted.splice(0)) this.flush(durable);
    if (this.#failure !== void 0) return;
    this.#armSync();
    this.#parts.appended?.();
  }
  #writeQueue() {
    const { appender, control } = this.#parts;
    try {
      this.#durability.settle();
    } catch (error) {
      return this.fail(error);
    }
    for (const batch of this.#queue) {
      try {
        if (this.#check.due) this.check();
        appender.append("change", batch.payloads);
      } catch (error) {
        this.#queue.splice(0, this.#queue.indexOf(batch));
        return this.#stop(error);
      }
      this.#seq = batch.seq;
      control.noteWritten(batch.seq, batch.units);
    }
    this.#queue.length = 0;
  }
  #armSync() {
    const { sync, clock, appender, control, held } = this.#parts;
    if (sync === "never" || this.#syncTimer !== void 0) return;
    if (!appender.dirty) return;
    const first = held.made && control.durable === 0;
    const delay = sync === "always" || first ? 0 : sync;
    this.#syncTimer = clock.setTimer(() => {
      this.#syncTimer = void 0;
      if (this.#failure !== void 0 || this.#held) return;
      if (appender.dirty) this.#sync();
    }, delay);
  }
  #sync() {
    try {
      this.#durability.sync(this.#seq);
    } catch (error) {
      this.fail(error);
    }
  }
  /** Throws unless the file is still the one that was opened. */
  check() {
    this.#check.make(this.#parts.appender.end);
  }
  /** A write failed: for want of room, which passes, or for good. */
  #stop(cause) {
    if (!isDiskFull(cause)) return this.fail(cause);
    const { db, held: { path }, port, control, clock } = this.#parts;
    if (this.#full === void 0) {
      this.#full = new DiskFullError(
        `Cannot write "${path}": the disk is full; commits are kept in memory and written when there is room`,
        { path, cause }
      );
      control.noteState(State.Full);
      port.post({ kind: "full", db, error: toWire(this.#full) });
    }
    this.#retryTimer = clock.setTimer(() => this.#retry(), this.#retryAfter);
    this.#retryAfter = Math.min(this.#retryAfter * 2, LAST_RETRY_MS);
  }
  #retry() {
    const { db, port, control } = this.#parts;
    if (this.#held) return this.#stop(this.#full?.cause);
    this.#drain();
    if (this.#failure !== void 0 || this.#queue.length > 0) return;
    this.#full = void 0;
    this.#retryAfter = FIRST_RETRY_MS;
    control.noteState(State.Running);
    port.post({ kind: "resumed", db });
  }
  /** Takes no more records, ever: the first cause is what everybody gets. */
  fail(cause) {
    if (this.#failure !== void 0) return;
    const { db, held: { path }, port, control, failed } = this.#parts;
    const reason = cause instanceof Error ? cause.message : String(cause);
    this.#failure = new WriteError(
      `Cannot write "${path}": ${reason}; the database takes no more changes: close it, and open it again to see what is on disk`,
      { path, cause }
    );
    this.#cancelTimers();
    const error = toWire(this.#failure);
    control.noteFailure(error);
    port.post({ kind: "failed", db, error });
    failed?.(this.#failure);
  }
  #cancelTimers() {
    this.#syncTimer?.();
    this.#retryTimer?.();
    this.#syncTimer = this.#retryTimer = void 0;
  }
  /**
   * Writes what is queued, syncs (unless that is never to be) and closes the
   * file. `discard` removes it if it was made just now.
   */
  close(discard) {
    const { db, port, control } = this.#parts;
    if (discard) this.#queue.length = 0;
    else this.#finish();
    let error = this.#failure ?? (this.#queue.length > 0 ? this.#full : void 0);
    this.#cancelTimers();
    try {
      this.#letGo(discard);
    } catch (thrown) {
      error ??= thrown instanceof Error ? thrown : new Error(String(thrown));
    }
    control.noteState(this.#failure ? State.Failed : State.Closed);
    port.post({
      kind: "closed",
      db,
      ...error === void 0 ? {} : { error: toWire(error) }
    });
  }
  #finish() {
    const { readonly, sync, appender } = this.#parts;
    if (this.#failure !== void 0 || readonly) return;
    this.#held = false;
    if (this.#queue.length > 0) this.#drain();
    const due = sync !== "never" && appender.dirty;
    if (this.#failure === void 0 && due) this.#sync();
  }
  #letGo(discard) {
    const { disk, held: { file, path, made } } = this.#parts;
    try {
      if (discard && made) {
        disk.remove(path);
        disk.syncFolder(path);
      }
    } finally {
      file.close();
    }
  }
};

// src/writer/snapshot_work.ts
var FEW = 65536;
var SHORT_MS = 15;
var GAIN = 0.9;
var MAX_IDLE_ROUNDS = 10;
var LONG_MS = 2e3;
var PATIENCE_MS = 3e4;
var SnapshotWork = class {
  /** What it is to say beside the state; may change until it is settled. */
  request;
  #parts;
  #end;
  #from;
  #hand;
  #over = false;
  #rounds = 0;
  /** What was left to follow after the last round, and since when. */
  #left = Infinity;
  #since = 0;
  /** Rounds in a row that gained nothing. */
  #idle = 0;
  #held = false;
  #record;
  #patience = () => {
  };
  /** Prepares a snapshot; the last one, where there is one, begins at `from`. */
  constructor(parts, request, end, from) {
    this.#parts = parts;
    this.request = request;
    this.#end = end;
    this.#from = from;
  }
  /** Whether its place is settled: later requests are not for it. */
  get settled() {
    return this.#record !== void 0;
  }
  /** Begins. */
  start() {
    const { hire, log } = this.#parts;
    try {
      const { path, format, end } = log;
      this.#hand = hire((answer) => {
        if (!this.#over) this.#take(answer);
      }, end - this.#from);
      this.#hand.order({ kind: "start", path, format, end });
    } catch (error) {
      queueMicrotask(() => this.abort(error));
    }
  }
  #take(answer) {
    try {
      switch (answer.kind) {
        case "at":
          this.#demandSame(answer.identity);
          return this.#goOn(answer.position, answer.prepared);
        case "piece":
          return this.#add(answer.bytes);
        case "done":
          return this.#finish(answer.revision);
        case "failed":
          throw fromWire(answer.error);
      }
    } catch (error) {
      this.abort(error);
    }
  }
  /** Whoever made it opened the file by its name, which may have moved on. */
  #demandSame({ dev, ino }) {
    const { identity } = this.#parts.log;
    if (dev === identity.dev && ino === identity.ino) return;
    throw new Error("its path names another file");
  }
  /** Another round, or the last step. */
  #goOn(position, prepared) {
    const { log: { end }, clock } = this.#parts;
    const now = clock.now();
    const left = end - position;
    const ms = left / this.#left * (now - this.#since);
    this.#idle = left > GAIN * this.#left ? this.#idle + 1 : 0;
    this.#left = left;
    this.#since = now;
    const gains = this.#idle < MAX_IDLE_ROUNDS;
    const soon = this.#rounds++ > 0 && (gains ? prepared && ms <= SHORT_MS : ms <= LONG_MS);
    if (left <= FEW || soon) this.#holdBack();
    else if (gains || this.#end.awaited()) {
      this.#hand?.order({ kind: "follow", end });
    } else throw new Error("commits come faster than it can follow them");
  }
  #holdBack() {
    const { log, clock } = this.#parts;
    if (log.empty) throw new Error("there is no record in it yet");
    log.check();
    log.hold();
    this.#held = true;
    const { offset, watermark } = log.beginRecord();
    this.#record = { offset, bytes: 0 };
    this.#bePatient();
    const { v, m, ts = clock.today().toISOString() } = this.request;
    const head = { ts, ...v && { v }, ...m && { m } };
    this.#hand?.order({ kind: "finish", end: offset, head, watermark });
  }
  #bePatient() {
    this.#patience();
    this.#patience = this.#parts.clock.setTimer(
      () => this.abort(new Error(`no answer came for ${PATIENCE_MS} ms`)),
      PATIENCE_MS
    );
  }
  #add(bytes) {
    if (this.#record === void 0) throw new Error("a piece came unasked");
    const { log } = this.#parts;
    this.#bePatient();
    try {
      log.addPiece(bytes);
    } catch (error) {
      if (!isDiskFull(error)) log.fail(error);
      throw error;
    }
    this.#record.bytes += bytes.length;
  }
  #finish(r) {
    if (this.#record === void 0) throw new Error("an end came unasked");
    this.#parts.log.endRecord();
    this.#stop();
    this.#end.made({ r, ...this.#record });
  }
  /** Ends it; nothing is left of it in the log. */
  abort(cause) {
    if (this.#over) return;
    const { log } = this.#parts;
    this.#over = true;
    try {
      if (this.#record !== void 0) log.dropRecord();
    } catch (error) {
      log.fail(error);
    }
    this.#stop();
    this.#end.failed(cause);
  }
  #stop() {
    this.#over = true;
    this.#patience();
    this.#hand?.dismiss();
    if (this.#held) this.#parts.log.release();
  }
};

// src/writer/snapshot_desk.ts
var MIN_BYTES = 65536;
var OVERDUE = 4;
var REST = 9;
var BUSY_BYTES = 1 << 20;
var BUSY_MS = 100;
var MOST_TAIL = 64 * 2 ** 20;
var SnapshotDesk = class {
  #parts;
  #last;
  /** Whether nothing was appended yet to a file that was empty. */
  #fresh;
  /** Byte offset where the last try ended that failed. */
  #failedAt = 0;
  #work;
  /** When the next may begin that nobody asked for, by the clock. */
  #restUntil = 0;
  /** Set while one is due later: nothing more may be appended until then. */
  #wake;
  /** Whether one is due and waits for the log to be calm. */
  #postponed = false;
  /** How far the log was at two times lately, the older one first. */
  #marks;
  /** The requests that it will answer. */
  #ids = [];
  /** Requests that came too late for it. */
  #late = [];
  /** The schema version, when main has named it. */
  #version;
  /** Who waits for the end. */
  #ended;
  /** Makes snapshots of this log. */
  constructor(parts) {
    this.#parts = parts;
    this.#last = parts.last;
    this.#fresh = parts.log.empty;
    const mark = { at: parts.clock.now(), end: parts.log.end };
    this.#marks = [mark, mark];
  }
  /** How many bytes follow the last snapshot. */
  get #tail() {
    return this.#parts.log.end - this.#last.offset - this.#last.bytes;
  }
  /** How many have to, before another one is made. */
  get #due() {
    const { policy } = this.#parts;
    if (policy === false) return Infinity;
    return Math.max(policy.minBytes ?? MIN_BYTES, this.#last.bytes);
  }
  /** Whether much is being added just now. */
  #isBusy(now) {
    const { end } = this.#parts.log;
    const [, newer] = this.#marks;
    if (now - newer.at >= BUSY_MS) this.#marks = [newer, { at: now, end }];
    const [older] = this.#marks;
    const times = Math.max(1, (now - older.at) / BUSY_MS);
    const busy = end - older.end > BUSY_BYTES * times;
    return busy && this.#tail <= Math.max(MOST_TAIL, OVERDUE * this.#due);
  }
  /** Records were appended: begins a snapshot if one is due. */
  appended() {
    const now = this.#parts.clock.now();
    const busy = this.#isBusy(now);
    if (this.#fresh) {
      this.#fresh = false;
      this.#last = { offset: 0, bytes: this.#parts.log.end };
      return;
    }
    if (this.#work !== void 0 || this.#tail <= this.#due) return;
    if (this.#parts.log.end - this.#failedAt <= this.#due) return;
    const rest = this.#restUntil - now;
    this.#postponed = rest <= 0 && busy;
    if (rest <= 0 && !busy) return this.#begin([], { v: this.#version });
    this.#wake ??= this.#parts.clock.setTimer(() => {
      this.#wake = void 0;
      this.appended();
    }, Math.max(rest, busy ? BUSY_MS : 0));
  }
  /** Makes a snapshot of all that came before this request. */
  request(id, request) {
    this.#version = request.v ?? this.#version;
    if (this.#work === void 0) {
      this.#begin([id], request);
    } else if (this.#work.settled) {
      this.#late.push([id, request]);
    } else {
      this.#ids.push(id);
      this.#work.request = { ...this.#work.request, ...request };
    }
  }
  #begin(ids, request) {
    const { turns, log, made, failed, clock } = this.#parts;
    let begun = clock.now();
    const rest = () => {
      const now = clock.now();
      this.#restUntil = now + REST * (now - begun);
    };
    const work = new SnapshotWork(this.#parts, request, {
      awaited: () => this.#ids.length > 0,
      made: (info) => {
        this.#last = info;
        rest();
        made(info, this.#ids);
        this.#next(endTurn);
      },
      failed: (cause) => {
        this.#failedAt = log.end;
        rest();
        const reason = cause instanceof Error ? cause.message : String(cause);
        const { path } = log;
        const message = `Cannot make a snapshot of "${path}": ${reason}`;
        failed(new DatabaseError(message, { path, cause }), this.#ids);
        this.#next(endTurn);
      }
    }, this.#last.offset);
    this.#work = work;
    this.#postponed = false;
    this.#ids = ids;
    let endTurn = () => {
    };
    endTurn = turns.enter(() => {
      begun = clock.now();
      work.start();
    });
  }
  #next(endTurn) {
    this.#work = void 0;
    endTurn();
    for (const late of this.#late.splice(0)) this.request(...late);
    this.#tellIdle();
  }
  /** Ends what is being made, and says why to those who asked. */
  abort(cause) {
    this.#wake?.();
    this.#wake = void 0;
    this.#work?.abort(cause);
  }
  /**
   * Calls back when nothing is being made any more. What nobody asked for is
   * dropped, unless it is long overdue: a program that only ever runs for a
   * moment would never get one.
   */
  end(ended) {
    this.#ended = ended;
    this.#wake?.();
    const wanted = this.#ids.length > 0 || this.#late.length > 0;
    const overdue = this.#tail > OVERDUE * this.#due;
    if (overdue && this.#postponed && this.#work === void 0) {
      this.#begin([], { v: this.#version });
    }
    if (!wanted && !overdue) this.abort("the database was closed");
    this.#tellIdle();
  }
  #tellIdle() {
    if (this.#work !== void 0) return;
    this.#ended?.();
    this.#ended = void 0;
  }
};

// src/writer/open_database.ts
var SnapshotView = class {
  path;
  format;
  identity;
  #appender;
  #log;
  constructor({ appender, opened }, log) {
    this.path = opened.path;
    this.format = opened.format;
    this.identity = opened.identity;
    this.#appender = appender;
    this.#log = log;
  }
  get end() {
    return this.#appender.end;
  }
  get empty() {
    return this.#appender.empty;
  }
  check() {
    this.#log.check();
  }
  hold() {
    this.#log.hold();
  }
  release() {
    this.#log.release();
  }
  fail(cause) {
    this.#log.fail(cause);
  }
  beginRecord() {
    return this.#appender.beginRecord();
  }
  addPiece(bytes) {
    this.#appender.addPiece(bytes);
  }
  endRecord() {
    this.#appender.endRecord();
  }
  dropRecord() {
    this.#appender.dropRecord();
  }
};
var OpenDatabase = class {
  /** Writes its records. */
  log;
  /** Makes its snapshots. */
  desk;
  #db;
  #port;
  #file;
  #framer;
  /** Takes over what was opened. */
  constructor(opened, parts) {
    const { appender, held, snapshot, framer } = opened;
    const { db, port, request, disk, clock, hire, turns } = parts;
    this.#db = db;
    this.#port = port;
    this.#file = held.file;
    this.#framer = framer;
    this.log = new LogWriter({
      db,
      held,
      appender,
      readonly: request.readonly,
      sync: request.sync,
      control: new Control(parts.control),
      disk,
      clock,
      port,
      appended: () => this.desk.appended(),
      failed: (cause) => this.desk.abort(cause)
    });
    this.desk = new SnapshotDesk({
      hire,
      clock,
      turns,
      policy: request.snapshot,
      last: snapshot,
      log: new SnapshotView(opened, this.log),
      made(info, ids) {
        if (ids.length === 0) port.post({ kind: "snapshot", db, info });
        for (const id of ids) port.post({ kind: "snapshot", db, id, info });
      },
      failed: (cause, ids) => this.#refuse(cause, ids)
    });
  }
  #refuse(cause, ids) {
    const db = this.#db;
    const error = toWire(cause);
    const kind = "snapshotFailed";
    if (ids.length === 0) this.#port.post({ kind, db, error });
    for (const id of ids) this.#port.post({ kind, db, id, error });
  }
  /** Makes a snapshot, unless the log takes no more records. */
  snapshot(id, request) {
    const { failure } = this.log;
    if (failure === void 0) this.desk.request(id, request);
    else this.#refuse(failure, [id]);
  }
  /** Answers with the number of the line (or record) at a byte offset. */
  count(id, offset) {
    let line = 0;
    try {
      line = this.#framer?.countBefore(this.#file, offset).line ?? line;
    } catch {
    }
    this.#port.post({ kind: "counted", db: this.#db, id, line });
  }
  /** Ends its snapshots, writes what is left and closes the file. */
  close(discard) {
    if (discard || this.log.failure !== void 0) {
      this.desk.abort("the database was closed");
      this.log.close(discard);
    } else {
      this.desk.end(() => this.log.close(discard));
    }
  }
};

// src/values/kinds.ts
var MAX_DEPTH = 1e3;
var Tagged = class {
  /** The name that the file knows the type by. */
  tag;
  /** The encoded data. */
  data;
  /** Keeps the data of a type by its name. */
  constructor(tag, data) {
    this.tag = tag;
    this.data = data;
  }
};
var TypeRegistry = class {
  /** Codecs by the constructor of the values they store. */
  byClass;
  /** Codecs by the name that the file knows. */
  byTag;
  /** Registers the codecs; throws a `TypeError` when two share a tag or class. */
  constructor(codecs = []) {
    this.byClass = new Map(codecs.map((codec) => [codec.class, codec]));
    this.byTag = new Map(codecs.map((codec) => [codec.tag, codec]));
    if (this.byClass.size < codecs.length || this.byTag.size < codecs.length) {
      throw new TypeError(
        "Cannot register two types with the same tag or class"
      );
    }
  }
};
var NO_TYPES = new TypeRegistry();
function kindOf2(value, types = NO_TYPES) {
  switch (typeof value) {
    case "string":
      return "string";
    case "number":
      return "number";
    case "boolean":
      return "boolean";
    case "bigint":
      return "bigint";
    case "object":
      break;
    default:
      return void 0;
  }
  if (value === null) return "null";
  const prototype = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return "object";
  if (Array.isArray(value)) {
    return prototype === Array.prototype ? "array" : void 0;
  }
  switch (prototype) {
    case Map.prototype:
      return "map";
    case Set.prototype:
      return "set";
    case Date.prototype:
      return "date";
    case Temporal.Instant.prototype:
      return "instant";
    case Uint8Array.prototype:
      return "bytes";
    case URL.prototype:
      return "url";
    case Tagged.prototype:
      return "tagged";
  }
  return types.byClass.has(value.constructor) ? "custom" : void 0;
}
function isContainer(kind) {
  return kind === "object" || kind === "array" || kind === "map" || kind === "set";
}

// src/values/flat.ts
function flat(text) {
  if (text.charCodeAt(0) === 0) throw new TypeError("JSON has no NUL");
  return text;
}

// src/values/quoted.ts
var SHORT = 48;
function quoted(text) {
  return isPlain(text) ? '"' + text + '"' : JSON.stringify(text);
}
function isPlain(text) {
  const { length } = text;
  if (length > SHORT) return false;
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    if (code < 32 || code > 126 || code === 34 || code === 92) return false;
  }
  return true;
}

// src/log/json_text.ts
var SPACE = 32;
var QUOTE = 34;
var DOLLAR = 36;
var COMMA = 44;
var ZERO = 48;
var NINE = 57;
var COLON = 58;
var BACKSLASH = 92;
var OPEN = 123;
var CLOSE = 125;
var BRACE = 32;
function stringEnd(bytes, at, end) {
  for (let i = at + 1; i < end; i++) {
    const byte = bytes[i];
    if (byte === QUOTE) return i + 1;
    if (byte === BACKSLASH) i++;
  }
  return end;
}
function standsAt(bytes, at, wanted, from, to) {
  const shift2 = at - from;
  for (let i = from; i < to; i++) {
    if (bytes[i + shift2] !== wanted[i]) return false;
  }
  return true;
}

// src/log/json_shape.ts
var DOT = 46;
var LONG = 16;
function shapeOf(bytes) {
  let open = 0;
  let depth = 0;
  let longInteger = false;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i];
    if (byte === QUOTE) {
      while (++i < bytes.length) {
        const inside = bytes[i];
        if (inside === QUOTE) break;
        if (inside === BACKSLASH) i++;
      }
    } else if ((byte | BRACE) === OPEN) {
      if (++open > depth) depth = open;
    } else if ((byte | BRACE) === CLOSE) open--;
    else if (byte <= NINE && byte >= ZERO) {
      const first = i;
      while (bytes[i + 1] <= NINE && bytes[i + 1] >= ZERO) i++;
      if (i + 1 - first >= LONG && bytes[first - 1] !== DOT) longInteger = true;
    }
  }
  return { depth, longInteger };
}

// src/values/own.ts
function setOwn(target, key, value) {
  if (key === "__proto__") {
    Object.defineProperty(target, key, {
      value,
      writable: true,
      enumerable: true,
      configurable: true
    });
  } else {
    target[key] = value;
  }
}

// src/log/tags.ts
var NO_TAG = /* @__PURE__ */ Symbol("no tag");
var TIME = /^(?:\d{4}|[+-]\d{6})-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/;
var INTEGER = /^(?:0|-?[1-9]\d*)$/;
function isDate(text) {
  if (!TIME.test(text) || /\.\d{4}/.test(text)) return false;
  const date = new Date(text);
  return !Number.isNaN(date.getTime()) && date.toISOString().slice(0, -5) === text.replace(/(?:\.\d+)?Z$/, "");
}
function isInstant(text) {
  if (!TIME.test(text)) return false;
  try {
    Temporal.Instant.from(text);
    return true;
  } catch {
    return false;
  }
}
function isBase64(text) {
  try {
    return Uint8Array.fromBase64(text).toBase64() === text;
  } catch {
    return false;
  }
}
function isPairs(value) {
  return Array.isArray(value) && value.every((pair) => Array.isArray(pair) && pair.length === 2);
}
function isText(value, test) {
  return typeof value === "string" && test(value);
}
function isTag(key, payload) {
  switch (key) {
    case "$date":
      return isText(payload, isDate);
    case "$instant":
      return isText(payload, isInstant);
    case "$bytes":
      return isText(payload, isBase64);
    case "$bigint":
      return isText(payload, (text) => INTEGER.test(text));
    case "$number":
      return payload === "NaN" || payload === "Infinity" || payload === "-Infinity";
    case "$url":
      return isText(payload, (text) => URL.parse(text)?.href === text);
    case "$map":
      return isPairs(payload);
    case "$set":
      return Array.isArray(payload);
    case "$object":
      return isPairs(payload) && payload.length === 1 && typeof payload[0][0] === "string";
    case "$type":
      return Array.isArray(payload) && payload.length === 2 && typeof payload[0] === "string";
    default:
      return false;
  }
}
function fromTag(key, payload, types) {
  if (!isTag(key, payload)) return NO_TAG;
  if (typeof payload === "string") return fromText(key, payload);
  if (key === "$map") return new Map(payload);
  if (key === "$set") return new Set(payload);
  if (key === "$object") {
    return Object.fromEntries(payload);
  }
  const [tag, data] = payload;
  const codec = types.byTag.get(tag);
  return codec === void 0 ? new Tagged(tag, data) : codec.decode(data);
}
function fromText(key, text) {
  switch (key) {
    case "$date":
      return new Date(text);
    case "$instant":
      return Temporal.Instant.from(text);
    case "$bytes":
      return Uint8Array.fromBase64(text);
    case "$bigint":
      return BigInt(text);
    case "$url":
      return new URL(text);
    default:
      return Number(text);
  }
}
function toTag(value, types) {
  switch (kindOf2(value, types)) {
    case "bigint":
      return ["$bigint", String(value)];
    case "number":
      return ["$number", String(value)];
    case "map":
      return ["$map", [...value]];
    case "set":
      return ["$set", [...value]];
    case "date":
      return ["$date", value.toISOString()];
    case "instant":
      return ["$instant", String(value)];
    case "bytes":
      return ["$bytes", value.toBase64()];
    case "url":
      return ["$url", value.href];
    case "tagged": {
      const { tag, data } = value;
      return ["$type", [tag, data]];
    }
    case "custom": {
      const { constructor } = value;
      const codec = types.byClass.get(constructor);
      return ["$type", [codec.tag, codec.encode(value)]];
    }
    default:
      throw new TypeError(
        `Cannot write ${describe2(value)}: it is no storable value`
      );
  }
}
function describe2(value) {
  return typeof value === "object" && value !== null ? `an instance of ${value.constructor?.name ?? "no class"}` : `a value of type ${typeof value}`;
}

// src/log/json_values.ts
var EXACT = 2 ** 53;
var EXPONENT = 1e21;
var BIG_EXACT = BigInt(EXACT);
var MAY_HOLD_TAG = /\$(?:date|instant|bytes|bigint|number|url|map|set|object|type)"|\\u00[2-7]/;
var LONG_INTEGER = /(?:^|[[,:])\s*-?\d{16}/;
var LONG2 = 16;
var INTEGER2 = /^-?\d+$/;
var SOURCE_TEXT = JSON;
function mayHoldRich(text) {
  return MAY_HOLD_TAG.test(text) || mayHoldBigint(text);
}
function mayHoldBigint(text) {
  return hasLongDigits(text) && LONG_INTEGER.test(text);
}
function hasLongDigits(text) {
  for (let i = LONG2 - 1; i < text.length; i += LONG2) {
    if (!isDigit(text.charCodeAt(i))) continue;
    let first = i;
    while (isDigit(text.charCodeAt(first - 1))) first--;
    let end = i + 1;
    while (isDigit(text.charCodeAt(end))) end++;
    if (end - first >= LONG2) return true;
  }
  return false;
}
function isDigit(code) {
  return code >= 48 && code <= 57;
}
function parseRich(text, types, longInteger = mayHoldBigint(text)) {
  const value = longInteger ? SOURCE_TEXT.parse(text, reviveBigint) : JSON.parse(text);
  return withLive(value, text, types);
}
function withLive(value, text, types) {
  return MAY_HOLD_TAG.test(text) ? fromTags(value, types) : value;
}
function reviveBigint(_key, value, context) {
  if (typeof value !== "number" || Math.abs(value) < EXACT) return value;
  const { source } = context;
  if (source === void 0 || !INTEGER2.test(source)) return value;
  const integer = BigInt(source);
  return Math.abs(value) === EXACT && integer === BigInt(value) ? value : integer;
}
function fromTags(value, types) {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) {
      value[i] = fromTags(value[i], types);
    }
    return value;
  }
  const keys = Object.keys(value);
  for (const key of keys) {
    const member = value[key];
    if (typeof member !== "object" || member === null) continue;
    const live2 = fromTags(member, types);
    if (live2 !== member) setOwn(value, key, live2);
  }
  if (keys.length !== 1 || !keys[0].startsWith("$")) return value;
  const live = fromTag(keys[0], value[keys[0]], types);
  return live === NO_TAG ? value : live;
}
function toJson(value, form) {
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      return numberToJson(value, form);
    case "bigint":
      return value > BIG_EXACT || value < -BIG_EXACT ? SOURCE_TEXT.rawJSON(String(value)) : tagged(value, form);
  }
  if (value === null) return value;
  const prototype = typeof value === "object" && Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) {
    return objectToJson(value, form);
  }
  return prototype === Array.prototype ? arrayToJson(value, form) : tagged(value, form);
}
function tagged(value, form) {
  const [tag, payload] = toTag(value, form.types);
  return { [tag]: toJson(payload, form) };
}
function numberToJson(value, form) {
  if (Object.is(value, -0)) return SOURCE_TEXT.rawJSON("-0.0");
  const size = Math.abs(value);
  if (size <= EXACT) return value;
  if (size < EXPONENT) return SOURCE_TEXT.rawJSON(`${value}.0`);
  return Number.isFinite(value) ? value : tagged(value, form);
}
function arrayToJson(array, form) {
  let copy;
  for (let i = 0; i < array.length; i++) {
    const item = toJson(array[i], form);
    if (item !== array[i]) (copy ??= array.slice())[i] = item;
  }
  return copy ?? array;
}
function objectToJson(object, form) {
  let copy;
  const keys = Object.keys(object);
  for (const key of keys) {
    const member = toJson(object[key], form);
    if (member !== object[key]) {
      copy ??= { ...object };
      setOwn(copy, key, member);
    }
  }
  if (form.guarded && looksTagged(object, keys)) {
    return { $object: [[keys[0], (copy ?? object)[keys[0]]]] };
  }
  return copy ?? object;
}
function looksTagged(object, keys) {
  return keys.length === 1 && keys[0].startsWith("$") && isTag(keys[0], object[keys[0]]);
}

// src/log/jsonc.ts
var QUOTE2 = 34;
var COMMA2 = 44;
var SLASH = 47;
var STAR = 42;
var BACKSLASH2 = 92;
function stripJsonc(text) {
  const kept = [];
  let from = 0;
  let comma = -1;
  let value = false;
  for (let i = 0; i < text.length; ) {
    const code = text.charCodeAt(i);
    if (code === QUOTE2) {
      i = stringEnd2(text, i);
      value = true;
      comma = -1;
    } else if (code === SLASH) {
      const end = commentEnd(text, i);
      if (end < 0) return text;
      kept.push(text.slice(from, i), " ");
      from = i = end;
    } else if (code === COMMA2) {
      if (value) {
        kept.push(text.slice(from, i), ",");
        from = i + 1;
      }
      comma = value ? kept.length - 1 : -1;
      value = false;
      i++;
    } else {
      i++;
      if (isSpace(code)) continue;
      if (isClosing(code) && comma >= 0) kept[comma] = "";
      comma = -1;
      value = !isOpening(code);
    }
  }
  kept.push(text.slice(from));
  return kept.join("");
}
function stringEnd2(text, start) {
  for (let i = start + 1; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === QUOTE2) return i + 1;
    if (code === BACKSLASH2) i++;
  }
  return text.length;
}
function commentEnd(text, start) {
  const second = text.charCodeAt(start + 1);
  if (second === STAR) {
    const end2 = text.indexOf("*/", start + 2);
    return end2 < 0 ? -1 : end2 + 2;
  }
  if (second !== SLASH) return -1;
  let end = start + 2;
  while (end < text.length && !isLineEnd(text.charCodeAt(end))) end++;
  return end;
}
function isLineEnd(code) {
  return code === 10 || code === 13;
}
function isSpace(code) {
  return code === 32 || code === 9 || isLineEnd(code);
}
function isClosing(code) {
  return code === 93 || code === 125;
}
function isOpening(code) {
  return code === 91 || code === 123 || code === 58;
}

// src/log/json_record.ts
var MAX_CHARS = 2 ** 29 - 24;
var FRAME_CHARS = 64;
var LEVELS = MAX_DEPTH + 8;
var LEVELS_WITH_TAGS = 3 * LEVELS;
var NESTED = "[".repeat(64);
var START = 1 << 20;
var FRAME_FIELDS = /* @__PURE__ */ new Set(["c", "d"]);
var ENCODER = new TextEncoder();
function changeText(record, types, plain) {
  const { ts, a, v, u, m, diff } = record;
  const fields = { ts, a: a || void 0, v: v || void 0, u, m };
  return within(
    plain ? JSON.stringify({ ...fields, diff }) : JSON.stringify({
      ...fields,
      ...others(record, CHANGE_FIELDS, types),
      diff: diff === void 0 ? diff : toJson(diff, { types, guarded: false })
    })
  );
}
function headText(head, types) {
  const { ts, v = 0, m, r, k } = head;
  const fields = { ts, v, m, r, k };
  const text = JSON.stringify({
    ...fields,
    ...others(head, SNAPSHOT_FIELDS, types)
  });
  return `${text.slice(0, -1)},"state":`;
}
function snapshotText(snapshot, types) {
  const state = JSON.stringify(
    toJson(snapshot.state, { types, guarded: true })
  );
  return within(`${headText(snapshot, types)}${state}}`);
}
var CHANGE_FIELDS = /* @__PURE__ */ new Set(
  ["ts", "a", "v", "u", "m", "diff", ...FRAME_FIELDS]
);
var SNAPSHOT_FIELDS = /* @__PURE__ */ new Set(
  ["ts", "v", "m", "r", "k", "state", ...FRAME_FIELDS]
);
function others(record, known, types) {
  const names = Object.keys(record).filter((name) => !known.has(name));
  if (names.length === 0) return void 0;
  return Object.fromEntries(names.map((name) => [
    name,
    toJson(record[name], { types, guarded: true })
  ]));
}
function checkLength(length) {
  if (length <= MAX_CHARS - FRAME_CHARS) return;
  throw new NotStorableError(
    `Cannot store a record of ${length} characters: one has at most ${MAX_CHARS - FRAME_CHARS}`,
    "data"
  );
}
function within(text) {
  checkLength(text.length);
  return text;
}
function parseChange(text, types) {
  return asChange(parse(text, types, "change"));
}
function parseSnapshot(text, types, shape) {
  return asSnapshot(parse(text, types, "snapshot", shape));
}
function parseSnapshotAhead(text, types) {
  const whole = (shape) => parseSnapshot(text, types, shape);
  if (text.includes(NESTED) || mayHoldBigint(text.slice(0, START))) {
    return whole;
  }
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    return whole;
  }
  return (shape) => shape.depth > LEVELS || shape.longInteger ? whole(shape) : asSnapshot(withLive(value, text, types));
}
function asSnapshot(value) {
  const record = value;
  checkFields(record, "snapshot", SNAPSHOT_TYPES);
  if (!Object.hasOwn(record, "state")) {
    throw new ReplayError("A snapshot has no state", { record: "snapshot" });
  }
  return record;
}
function asChange(value) {
  const record = value;
  checkFields(record, "change", CHANGE_TYPES);
  return record;
}
function parse(text, types, kind, shape) {
  try {
    return parseBounded(text, types, shape);
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    const stripped = stripJsonc(text);
    try {
      if (stripped !== text) return parseBounded(stripped, types);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
    const reason = cause.message.replace(/[^\x20-\x7e]/g, "?");
    throw new ReplayError(`The ${kind} is not JSON: ${reason}`, {
      cause: new SyntaxError(reason),
      record: kind
    });
  }
}
function parseBounded(text, types, shape) {
  if (text.length < 2 * MAX_DEPTH) return parseRich(text, types);
  const { depth, longInteger } = shape ?? shapeOf(ENCODER.encode(text));
  if (depth > LEVELS && (depth > LEVELS_WITH_TAGS || !mayHoldRich(text))) {
    throw new ReplayError(
      `A record is nested ${depth} deep; at most ${MAX_DEPTH} is read`
    );
  }
  return parseRich(text, types, longInteger);
}
var CHANGE_TYPES = [
  ["a", "string"],
  ["v", "number"],
  ["u", "string"],
  ["m", "string"]
];
var SNAPSHOT_TYPES = [["v", "number"], ["m", "string"]];
function checkFields(record, kind, wanted) {
  if (typeof record !== "object" || record === null) {
    throw new ReplayError(`A ${kind} is no object`, { record: kind });
  }
  if (typeof record.ts !== "string") {
    throw new ReplayError(`A ${kind} has no timestamp "ts"`, { record: kind });
  }
  for (const [name, type] of wanted) {
    const value = record[name];
    if (value === void 0 || typeof value === type) continue;
    throw new ReplayError(
      `The field "${name}" of a ${kind} is a ${typeof value}; it has to be a ${type}`,
      { record: kind }
    );
  }
}

// src/log/json_change_writer.ts
var JsonChangeWriter = class {
  #head;
  #text = "";
  /** The text of a change. */
  text(head, diff) {
    if (head !== this.#head) {
      this.#text = headText2(head);
      this.#head = head;
    }
    checkLength(this.#text.length + diff.length + 1);
    return this.#text + diff + "}";
  }
};
function headText2({ ts, a, v, u, m }) {
  let text = `{"ts":${quoted(ts)}`;
  if (a) text += `,"a":${quoted(a)}`;
  if (v) text += `,"v":${v}`;
  if (u !== void 0) text += `,"u":${quoted(u)}`;
  if (m !== void 0) text += `,"m":${quoted(m)}`;
  return flat(`${text},"diff":`);
}

// src/log/utf8.ts
var LENIENT = new TextDecoder("utf-8", { ignoreBOM: true });
var STRICT = new TextDecoder("utf-8", { ignoreBOM: true, fatal: true });
var REPLACEMENT = "\uFFFD";
function decodeUtf8(bytes) {
  const text = LENIENT.decode(bytes);
  if (!text.includes(REPLACEMENT)) return text;
  try {
    return STRICT.decode(bytes);
  } catch (cause) {
    throw new ReplayError("The text is not valid UTF-8", { cause });
  }
}

// src/log/json_lines.ts
var CHUNK = 1 << 16;
var NEWLINE = 10;
var TextChunk = class {
  /** The lines with their line ends. */
  text;
  /** Whether the text has a byte for each character. */
  ascii;
  #plain;
  /** Takes the text that so many bytes are. */
  constructor(text, bytes) {
    this.text = text;
    this.ascii = text.length === bytes;
  }
  /**
   * Whether all of the text holds only what `JSON.parse` alone reads. Asked for
   * when it is needed: the answer takes half the time that the lines take.
   */
  get plain() {
    return this.#plain ??= !mayHoldRich(this.text);
  }
};
function* textLines(bytes, at) {
  let line = at.line;
  for (let start = 0; start < bytes.length; ) {
    const stop = chunkEnd(bytes, start);
    const part = bytes.subarray(start, stop);
    const text = textOf(part, at.offset + start, line);
    const chunk = new TextChunk(text, part.length);
    let byte = 0;
    for (let from = 0; from < text.length; line++) {
      const found = text.indexOf("\n", from);
      const to = found < 0 ? text.length : found;
      const next = found < 0 ? to : to + 1;
      const nextByte = chunk.ascii ? next : found < 0 ? part.length : part.indexOf(NEWLINE, byte) + 1;
      const offset = at.offset + start + byte;
      const end = at.offset + start + nextByte;
      yield { chunk, from, to, offset, end, line };
      from = next;
      byte = nextByte;
    }
    start = stop;
  }
}
function chunkEnd(bytes, start) {
  const limit = start + CHUNK;
  if (limit >= bytes.length) return bytes.length;
  const within2 = bytes.lastIndexOf(NEWLINE, limit - 1);
  if (within2 >= start) return within2 + 1;
  const beyond = bytes.indexOf(NEWLINE, limit);
  return beyond < 0 ? bytes.length : beyond + 1;
}
function textOf(bytes, offset, line) {
  try {
    return decodeUtf8(bytes);
  } catch (cause) {
    throw undecodable(
      new Error("it is not valid UTF-8", { cause }),
      { offset, line }
    );
  }
}
function undecodable(cause, { offset, line }) {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new ReplayError(
    `Cannot decode the record in line ${line} (byte ${offset}): ${reason}`,
    { cause, offset, line, record: "change" }
  );
}

// src/log/crc32c.ts
var POLYNOMIAL = 2197175160;
var TABLES = makeTables();
var powers;
function makeTables() {
  const tables = new Int32Array(8 * 256);
  for (let bit = 128, crc = 1; bit > 0; bit >>= 1) {
    crc = crc & 1 ? crc >>> 1 ^ POLYNOMIAL : crc >>> 1;
    for (let rest = 0; rest < 256; rest += 2 * bit) {
      tables[rest + bit] = tables[rest] ^ crc;
    }
  }
  for (let i = 256; i < tables.length; i++) {
    const before = tables[i - 256];
    tables[i] = before >>> 8 ^ tables[before & 255];
  }
  return tables;
}
function viewOf(bytes) {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}
function crc32c(bytes, start = 0, end = bytes.byteLength, crc = 0) {
  const eights = end - (end - start) % 8;
  let c = sumOfEights(bytes, start, eights, ~crc);
  for (let i = eights; i < end; i++) {
    c = c >>> 8 ^ TABLES[(c ^ bytes.getUint8(i)) & 255];
  }
  return ~c >>> 0;
}
function sumOfEights(bytes, start, end, crc) {
  const t = TABLES;
  let c = crc;
  for (let i = start; i < end; i += 8) {
    c ^= bytes.getInt32(i, true);
    const d = bytes.getInt32(i + 4, true);
    c = t[1792 + (c & 255)] ^ t[1536 + (c >>> 8 & 255)] ^ t[1280 + (c >>> 16 & 255)] ^ t[1024 + (c >>> 24)] ^ t[768 + (d & 255)] ^ t[512 + (d >>> 8 & 255)] ^ t[256 + (d >>> 16 & 255)] ^ t[d >>> 24];
  }
  return c;
}
function splitCrc32c(first, both, secondLength) {
  return (shift(first, secondLength) ^ both) >>> 0;
}
function shift(crc, bytes) {
  const factors = powers ??= makePowers();
  let product = crc;
  for (let k = 0, n = bytes; n >= 1; k++, n = Math.floor(n / 2)) {
    if (n % 2 >= 1) product = multiply(factors[k], product);
  }
  return product;
}
function multiply(a, b) {
  let product = 0;
  for (let bit = 31; bit >= 0; bit--) {
    product ^= b & -(a >>> bit & 1);
    b = b >>> 1 ^ POLYNOMIAL & -(b & 1);
  }
  return product;
}
function makePowers() {
  const made = new Int32Array(48);
  made[0] = 1 << 31 - 8;
  for (let k = 1; k < made.length; k++) {
    made[k] = multiply(made[k - 1], made[k - 1]);
  }
  return made;
}

// src/log/json_line.ts
var PREFIX = "SNAPSHOT ";
var PREFIX_BYTES = new TextEncoder().encode(PREFIX);
var SEAL_LENGTH = 16;
var HEX = new TextEncoder().encode("0123456789abcdef");
var DIGIT = new Int8Array(256).fill(-1);
HEX.forEach((byte, digit) => DIGIT[byte] = digit);
var SEAL = new TextEncoder().encode(`,"c":"????????"}`);
var SEAL_TEXT = /,"c":"[0-9a-f]{8}"\}/y;
var NAME = 2;
var DIGITS = 6;
var WATERMARK = new TextEncoder().encode(`,"d":`);
var FIRST_FIELD = new TextEncoder().encode(`{"ts":`);
function writeSeal(bytes, at, crc) {
  bytes[at] = 44;
  bytes[at + 1] = 34;
  bytes[at + 2] = 99;
  bytes[at + 3] = 34;
  bytes[at + 4] = 58;
  bytes[at + 5] = 34;
  for (let digit = 0; digit < 8; digit++) {
    bytes[at + DIGITS + digit] = HEX[crc >>> 28 - 4 * digit & 15];
  }
  bytes[at + 14] = 34;
  bytes[at + 15] = 125;
  return at + SEAL_LENGTH;
}
function checkSeal(bytes, view, start, end) {
  const seal = end - SEAL_LENGTH;
  if (seal <= start || !isSeal(bytes, seal)) return "none";
  const named = bytes[seal + NAME] === SEAL[NAME];
  const digits = readDigits(bytes, seal + DIGITS);
  if (!named && digits === void 0) return "none";
  const holds = crc32c(view, start, seal) === digits;
  if (named) return holds ? "good" : "bad";
  return holds ? "bad" : "none";
}
function withoutSeal(text) {
  const end = bodyEnd(text, 0, text.length);
  return end === text.length - SEAL_LENGTH ? `${text.slice(0, end)}}` : text;
}
function bodyEnd(text, from, to) {
  const seal = to - SEAL_LENGTH;
  SEAL_TEXT.lastIndex = seal;
  return seal > from && SEAL_TEXT.test(text) ? seal : to - 1;
}
function isSeal(bytes, at) {
  for (let i = 0; i < SEAL_LENGTH; i++) {
    if (i === NAME) continue;
    if (i === DIGITS) i += 8;
    if (bytes[at + i] !== SEAL[i]) return false;
  }
  return true;
}
function readDigits(bytes, at) {
  let value = 0;
  for (let i = at; i < at + 8; i++) {
    const digit = DIGIT[bytes[i]];
    if (digit < 0) return void 0;
    value = value << 4 | digit;
  }
  return value >>> 0;
}
function readWatermark(bytes, start, end) {
  let at = end - SEAL_LENGTH;
  let value = 0;
  let unit = 1;
  for (; at > start && isDigit2(bytes[at - 1]); at--) {
    value += (bytes[at - 1] - 48) * unit;
    unit *= 10;
  }
  const found = unit > 1 && Number.isSafeInteger(value) && startsWith(bytes, at - WATERMARK.length, WATERMARK);
  return found ? value : void 0;
}
function isDigit2(byte) {
  return byte >= 48 && byte <= 57;
}
function startsWith(bytes, at, text) {
  for (let i = 0; i < text.length; i++) {
    if (bytes[at + i] !== text[i]) return false;
  }
  return true;
}
function findInner(bytes, start, end) {
  const seal = end - SEAL_LENGTH;
  if (seal <= start || !isSeal(bytes, seal)) return void 0;
  const digits = readDigits(bytes, seal + DIGITS);
  const view = viewOf(bytes);
  const whole = crc32c(view, start, seal);
  let before = 0;
  let counted = start;
  for (let at = nextRecord(bytes, start + 1, seal); at < seal; ) {
    before = crc32c(view, counted, at, before);
    counted = at;
    if (splitCrc32c(before, whole, seal - at) === digits) {
      const kind = bytes[at] === PREFIX_BYTES[0] ? "snapshot" : "change";
      return { start: at, kind };
    }
    at = nextRecord(bytes, at + 1, seal);
  }
  return void 0;
}
function nextRecord(bytes, from, end) {
  for (let at = from; at < end; at++) {
    if (bytes[at] === 123) {
      if (startsWith(bytes, at, FIRST_FIELD)) return at;
    } else if (bytes[at] === PREFIX_BYTES[0] && startsWith(bytes, at, PREFIX_BYTES)) return at;
  }
  return end;
}

// src/log/json_scalar_change.ts
var MOST = 32;
var NEWLINE2 = 10;
var ENCODER2 = new TextEncoder();
var FIRST = ENCODER2.encode(`{"ts":"`);
var DIFF = ENCODER2.encode(`,"diff":{`);
var WATERMARK2 = ENCODER2.encode(`,"d":`);
var SEAL2 = ENCODER2.encode(`,"c":"`);
var DIGITS2 = 8;
var IN_SCALAR = Uint8Array.from(
  { length: 256 },
  (_, byte) => "0123456789+-.eEtruefalsn".includes(String.fromCharCode(byte)) ? 1 : 0
);
var ScalarChange = class {
  /** What the places are of. */
  bytes = new Uint8Array(0);
  /** How many keys lead from the root to the object. */
  depth = 0;
  /** From and to of each of them. */
  way = new Int32Array(2 * MOST);
  /** How many scalars are set there. */
  count = 0;
  /** From and to of the key and from and to of the value of each. */
  fields = new Int32Array(4 * MOST);
  /** The schema version; 0 when the line has none. */
  version = 0;
  /** Whether a string before the diff has a backslash: it may be no JSON then. */
  escaped = false;
  /** From and to of the modification time with its quotes; 0: it has none. */
  timeFrom = 0;
  /** See `timeFrom`. */
  timeTo = 0;
  /**
   * Reads the sealed line that begins here; returns where the next one does, or
   * -1 when it is no such change. Then nothing counts that was read.
   */
  read(bytes, from) {
    this.bytes = bytes;
    const at = this.#readHead(from);
    if (at < 0 || !standsAt(bytes, at, DIFF, 0, DIFF.length)) return -1;
    const closed = this.#readDiff(at + DIFF.length);
    return closed < 0 ? -1 : this.#readTail(closed);
  }
  /** The fields before the diff, in the one order that is written. */
  #readHead(from) {
    const { bytes } = this;
    if (!standsAt(bytes, from, FIRST, 0, FIRST.length)) return -1;
    this.version = this.timeFrom = this.timeTo = 0;
    this.escaped = false;
    let at = this.#fieldEnd(from + FIRST.length - 1);
    for (let name = bytes[at + 2]; name !== 100; name = bytes[at + 2]) {
      if (bytes[at] !== COMMA || bytes[at + 4] !== COLON) return -1;
      at += 5;
      const start = at;
      if (name === 118) {
        at = integerEnd(bytes, start);
        if (at < 0) return -1;
        this.version = integerAt(bytes, start, at);
      } else {
        at = this.#fieldEnd(start);
        if (at < 0) return -1;
        if (name === 109) {
          this.timeFrom = start;
          this.timeTo = at;
        } else if (name !== 97 && name !== 117) return -1;
      }
    }
    return at;
  }
  /** Where a string ends of which only the time matters; -1 for what is none. */
  #fieldEnd(at) {
    const { bytes } = this;
    if (bytes[at] !== QUOTE) return -1;
    for (let i = at + 1; i < bytes.length; i++) {
      const byte = bytes[i];
      if (byte === QUOTE) return i + 1;
      if (byte < SPACE) return -1;
      if (byte === BACKSLASH) {
        this.escaped = true;
        i++;
      }
    }
    return -1;
  }
  /** The diff after its first brace; returns where it was closed. */
  #readDiff(from) {
    const { bytes, way, fields } = this;
    this.depth = this.count = 0;
    for (let at = from; ; ) {
      const key = at;
      at = plainStringEnd(bytes, at);
      if (at < 0 || bytes[at] !== COLON) return -1;
      const keyEnd = at++;
      if (bytes[at] === OPEN) {
        if (this.count > 0 || this.depth === MOST) return -1;
        way[2 * this.depth] = key;
        way[2 * this.depth++ + 1] = keyEnd;
        at++;
        continue;
      }
      if (this.count === MOST) return -1;
      const field = 4 * this.count++;
      fields[field] = key;
      fields[field + 1] = keyEnd;
      fields[field + 2] = at;
      at = scalarEnd(bytes, at);
      if (at < 0) return -1;
      fields[field + 3] = at;
      if (bytes[at] === COMMA) {
        at++;
        continue;
      }
      for (let open = this.depth; open >= 0; open--) {
        if (bytes[at++] !== CLOSE) return -1;
      }
      return at;
    }
  }
  #readTail(from) {
    const { bytes } = this;
    let at = from;
    if (standsAt(bytes, at, WATERMARK2, 0, WATERMARK2.length)) {
      at = integerEnd(bytes, at + WATERMARK2.length);
      if (at < 0) return -1;
    }
    if (!standsAt(bytes, at, SEAL2, 0, SEAL2.length)) return -1;
    at += SEAL2.length + DIGITS2;
    return bytes[at] === QUOTE && bytes[at + 1] === CLOSE && bytes[at + 2] === NEWLINE2 ? at + 3 : -1;
  }
};
function plainStringEnd(bytes, at) {
  if (bytes[at] !== QUOTE || bytes[at + 1] === DOLLAR) return -1;
  for (let i = at + 1; i < bytes.length; i++) {
    const byte = bytes[i];
    if (byte === QUOTE) return i + 1;
    if (byte === BACKSLASH || byte < SPACE) return -1;
  }
  return -1;
}
function integerEnd(bytes, at) {
  let end = at;
  while (bytes[end] >= ZERO && bytes[end] <= NINE) end++;
  const count = end - at;
  if (count === 0 || count > 15) return -1;
  return count > 1 && bytes[at] === ZERO ? -1 : end;
}
function integerAt(bytes, at, end) {
  let value = 0;
  for (let i = at; i < end; i++) value = 10 * value + bytes[i] - ZERO;
  return value;
}
function scalarEnd(bytes, at) {
  if (bytes[at] !== QUOTE) {
    let end2 = at;
    while (IN_SCALAR[bytes[end2]] === 1) end2++;
    return end2 === at ? -1 : end2;
  }
  const next = bytes[at + 1];
  if (next === DOLLAR || next === BACKSLASH) return -1;
  const end = stringEnd(bytes, at, bytes.length);
  return end === bytes.length ? -1 : end;
}

// src/log/json_scalar_step.ts
var LONG3 = 16;
function scalarStep(change, start, { chunk: { text }, from, offset, end, line }) {
  const { way: keys, fields, depth, count, version, timeFrom, timeTo } = change;
  if (change.escaped) return void 0;
  const shift2 = from - start;
  const key = (places, i) => text.slice(places[i] + 1 + shift2, places[i + 1] - 1 + shift2);
  const way = [];
  for (let i = 0; i < depth; i++) way.push(key(keys, 2 * i));
  let diff;
  if (count === 1) {
    diff = scalarAt(change, 0, text, shift2);
    if (diff === void 0) return void 0;
    way.push(key(fields, 0));
  } else {
    const members = {};
    for (let field = 0; field < 4 * count; field += 4) {
      const value = scalarAt(change, field, text, shift2);
      if (value === void 0) return void 0;
      setOwn(members, key(fields, field), value);
    }
    diff = members;
  }
  const record = {
    v: version === 0 ? void 0 : version,
    m: timeTo === 0 ? void 0 : text.slice(timeFrom + 1 + shift2, timeTo - 1 + shift2),
    diff
  };
  return { record, way, offset, end, line };
}
function scalarAt({ bytes, fields }, field, text, shift2) {
  const [from, to] = [fields[field + 2], fields[field + 3]];
  if (bytes[from] === QUOTE) {
    if (plainStringEnd(bytes, from) === to) {
      return text.slice(from + 1 + shift2, to - 1 + shift2);
    }
  } else {
    if (integerEnd(bytes, from) === to) return integerAt(bytes, from, to);
    if (to - from >= LONG3) return void 0;
  }
  try {
    return JSON.parse(text.slice(from + shift2, to + shift2));
  } catch {
    return void 0;
  }
}

// src/log/json_step.ts
var STRING = String.raw`"[^"\\\x00-\x1f]*"`;
var KEY = String.raw`"(?:[^"\\\x00-\x1f$][^"\\\x00-\x1f]*)?"`;
var HEAD = new RegExp(
  String.raw`\{"ts":${STRING},(?:"a":${STRING},)?` + String.raw`(?:"v":(0|[1-9]\d{0,14}),)?(?:"u":${STRING},)?` + String.raw`(?:"m":(${STRING}),)?"diff":((?:\{${KEY}:)+)`,
  "y"
);
var SCALAR = new RegExp(`${STRING}|-?\\d[\\d.eE+-]*|true|false|null`, "y");
var CLOSE2 = 125;
function stepIn({ chunk: { text }, from, to, offset, end, line }) {
  HEAD.lastIndex = from;
  const head = HEAD.exec(text);
  if (head === null) return void 0;
  const [, v, m, chain] = head;
  const way = chain.slice(2, -2).split(`":{"`);
  let start = HEAD.lastIndex;
  const body = bodyEnd(text, from, to);
  const sealed = body < to - 1;
  if (!sealed && text.charCodeAt(body) !== CLOSE2) return void 0;
  let stop = body - way.length;
  if (scalarEnd2(text, start) !== stop) {
    start -= `{"${way.pop()}":`.length;
    stop++;
    if (text.indexOf("}", start) !== stop - 1) return void 0;
  }
  for (let i = 0; i < way.length; i++) {
    if (text.charCodeAt(stop + i) !== CLOSE2) return void 0;
  }
  try {
    const record = {
      v: v === void 0 ? v : Number(v),
      m: m?.slice(1, -1),
      diff: JSON.parse(text.slice(start, stop))
    };
    return { record, way, offset, end, line };
  } catch {
    return void 0;
  }
}
function scalarEnd2(text, start) {
  SCALAR.lastIndex = start;
  return SCALAR.test(text) ? SCALAR.lastIndex : -1;
}

// src/log/json_changes.ts
var SHORT2 = 2 * MAX_DEPTH;
function* decodeLines(bytes, at, types) {
  for (const line of textLines(bytes, at)) {
    const record = decodeLine(line, types);
    if (record !== void 0) yield located(line, record);
  }
}
function* decodeSteps(bytes, at, types) {
  const change = new ScalarChange();
  for (const line of textLines(bytes, at)) {
    const start = line.offset - at.offset;
    const scalars = line.chunk.ascii && change.read(bytes, start) === line.end - at.offset;
    const step = (scalars ? scalarStep(change, start, line) : void 0) ?? (isSimple(line) ? stepIn(line) : void 0);
    const record = step === void 0 ? decodeLine(line, types) : void 0;
    if (step !== void 0) yield step;
    else if (record !== void 0) yield located(line, record);
  }
}
function isSimple({ chunk, from, to }) {
  return to - from < SHORT2 && chunk.plain;
}
function located({ offset, end, line }, record) {
  return { record, offset, end, line };
}
function decodeLine(line, types) {
  const { chunk, from, to } = line;
  const text = chunk.text.slice(from, to);
  try {
    return parseLine(text, isSimple(line), types);
  } catch (cause) {
    throw undecodable(cause, line);
  }
}
function parseLine(line, simple, types) {
  if (line.startsWith("{")) {
    const bare = withoutSeal(line);
    const value = simple ? tryParse(bare) : void 0;
    return value === void 0 ? parseChange(bare, types) : asChange(value);
  }
  const text = line.trim();
  const skipped = text === "" || text.startsWith("//") || text.startsWith(PREFIX);
  return skipped ? void 0 : parseChange(withoutSeal(text), types);
}
function tryParse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return void 0;
  }
}

// src/log/line_damage.ts
var CLAIM = new TextEncoder().encode("SNAPSHOT {");
var CLAIM_MATCHES = CLAIM.length - 2;
var HEAD2 = CLAIM.length + 1;
var OTHER = /,"c":"[0-9a-f]{8}"\}[^]|"ts":"\d{4}-|SNAPSHOT |"diff":/;
var STRANGE = /[\0-\x08\x0a-\x0c\x0e-\x1f\ufffd]/;
var LENIENT2 = new TextDecoder();
var INNER = 3;
function damageOf(line, number, reason) {
  const { bytes, start, end, offset, after } = line;
  const bad = {
    kind: "bad",
    offset,
    line: number,
    snapshot: claimsSnapshot(line),
    enclosed: false
  };
  const zero = bytes.subarray(start, end).lastIndexOf(0);
  if (zero >= 0) {
    const resumed = zero + 1 === end - start ? after : offset + zero + 1;
    return { ...bad, end: resumed, reason: "it holds zero bytes" };
  }
  const inner = findInner(bytes, start, end);
  if (inner !== void 0) {
    const resumed = offset + inner.start - start;
    return { ...bad, end: resumed, reason: "its line end is damaged" };
  }
  return { ...bad, end: after, reason, enclosed: isEnclosed(line) };
}
function claimsSnapshot({ bytes, start, end }) {
  let same = 0;
  for (let i = 0; i < CLAIM.length && start + i < end; i++) {
    if (bytes[start + i] === CLAIM[i]) same++;
  }
  return same >= CLAIM_MATCHES;
}
function isEnclosed({ bytes, start, end, ended }) {
  if (!ended) return false;
  const line = bytes.subarray(start, end);
  const text = LENIENT2.decode(line);
  if (OTHER.test(text.slice(HEAD2))) return false;
  const strange = firstStrange(text);
  if (strange < 0) return true;
  const first = new TextEncoder().encode(text.slice(0, strange)).length;
  let rest = first + lengthOf(line[first]);
  for (let i = 0; i < INNER && isInner(line[rest]); i++) rest++;
  return firstStrange(LENIENT2.decode(line.subarray(rest))) < 0;
}
function lengthOf(byte) {
  if (byte < 192 || byte > 247) return 1;
  return byte < 224 ? 2 : byte < 240 ? 3 : 4;
}
function firstStrange(text) {
  return text.search(STRANGE);
}
function isInner(byte) {
  return (byte & 192) === 128;
}

// src/log/newline_search.ts
var NEWLINE3 = 10;
var NEWLINES = 168430090;
var LOWEST = 16843009;
var HIGHEST = 2155905152;
function zeros(word) {
  return word - LOWEST & ~word;
}
var NewlineSearch = class {
  #bytes;
  /** The whole words in them. */
  #words;
  /** How many bytes stand before the first one. */
  #skip;
  /** Looks at these bytes. */
  constructor(bytes) {
    const { buffer, byteOffset, length } = bytes;
    this.#bytes = bytes;
    this.#skip = -byteOffset & 3;
    const count = Math.max(0, length - this.#skip) >>> 2;
    const first = count > 0 ? byteOffset + this.#skip : 0;
    this.#words = new Int32Array(buffer, first, count);
  }
  /** The place of the last one before this place, or -1. */
  before(place) {
    const bytes = this.#bytes;
    const words = this.#words;
    const skip = this.#skip;
    let at = Math.min(place, bytes.length) - 1;
    for (; at >= skip && (at - skip & 3) !== 3; at--) {
      if (bytes[at] === NEWLINE3) return at;
    }
    let word = at - skip >> 2;
    for (; word >= 3; word -= 4) {
      const any = zeros(words[word] ^ NEWLINES) | zeros(words[word - 1] ^ NEWLINES) | zeros(words[word - 2] ^ NEWLINES) | zeros(words[word - 3] ^ NEWLINES);
      if ((any & HIGHEST) !== 0) break;
    }
    if (at >= skip) at = skip + 4 * word + 3;
    for (; at >= 0; at--) {
      if (bytes[at] === NEWLINE3) return at;
    }
    return -1;
  }
};

// src/log/line_reader.ts
var CHUNK2 = 1 << 20;
var MAX_LINE = 3 * 2 ** 29;
var NEWLINE4 = 10;
function* readLines(source, from, chunk = CHUNK2) {
  let at = from;
  let wanted = chunk;
  while (at < source.size) {
    const bytes = source.read(at, Math.min(wanted, source.size - at));
    if (bytes.length === 0) return;
    const view = viewOf(bytes);
    let start = 0;
    for (; ; ) {
      const end = bytes.indexOf(NEWLINE4, start);
      if (end < 0) break;
      const after2 = at + end + 1;
      yield { bytes, view, start, end, offset: at + start, after: after2, ended: true };
      start = end + 1;
    }
    const after = at + bytes.length;
    const last = after >= source.size || bytes.length >= MAX_LINE;
    if (last && start < bytes.length) {
      const end = bytes.length;
      yield {
        bytes,
        view,
        start,
        end,
        offset: at + start,
        after,
        ended: false
      };
    }
    wanted = start === 0 && !last ? lengthOf2(source, at, after, chunk) : chunk;
    at = last ? after : at + start;
  }
}
function lengthOf2(source, at, after, chunk) {
  const most = Math.min(source.size - at, MAX_LINE);
  for (let from = after; from < at + most; from += chunk) {
    const end = source.read(from, chunk).indexOf(NEWLINE4);
    if (end >= 0) return Math.min(from + end + 1 - at, most);
  }
  return most;
}
function* findSnapshotLines(source, before, chunk = CHUNK2) {
  let line = { after: before < source.size ? Infinity : before, ended: false };
  const room = new Uint8Array(
    Math.min(chunk + PREFIX_BYTES.length, source.size)
  );
  for (let end = before; end > 0; ) {
    const from = Math.max(0, end - chunk);
    const wanted = Math.min(end + PREFIX_BYTES.length, source.size) - from;
    const bytes = source.read(from, wanted, room);
    const newlines = new NewlineSearch(bytes);
    let at = newlines.before(end - from);
    for (; at >= 0; at = newlines.before(at)) {
      const offset = from + at + 1;
      if (offset < before && startsWith(bytes, at + 1, PREFIX_BYTES)) {
        yield { offset, ...line };
      }
      line = { after: offset, ended: true };
    }
    if (from === 0 && startsWith(bytes, 0, PREFIX_BYTES)) {
      yield { offset: 0, ...line };
    }
    end = from;
  }
}

// src/log/json_frames.ts
function claimOf({ bytes, start, end }) {
  while (start < end && isSpace2(bytes[start])) start++;
  while (start < end && isSpace2(bytes[end - 1])) end--;
  return { start, end, beginning: beginningOf(bytes, start, end) };
}
function kindOfLine(line) {
  return claimOf(line).beginning;
}
function payloadOf(line) {
  return payloadIn(line, claimOf(line));
}
function payloadIn({ bytes }, { start, end, beginning }) {
  const skip = beginning === "snapshot" ? PREFIX_BYTES.length : 0;
  return bytes.subarray(start + skip, end);
}
function beginningOf(bytes, start, end) {
  if (start === end) return "skipped";
  switch (bytes[start]) {
    case 123:
      return "change";
    case 83:
      return startsWith(bytes, start, PREFIX_BYTES) ? "snapshot" : "foreign";
    case 47:
      if (bytes[start + 1] === 47) return "skipped";
      return bytes[start + 1] === 42 ? "change" : "foreign";
    default:
      return "foreign";
  }
}
function isSpace2(byte) {
  return byte === 32 || byte === 9 || byte === 13;
}
function* readFrames(source, from, line, chunk) {
  let number = line;
  for (const found of readLines(source, from, chunk)) {
    let rest = found;
    while (rest !== void 0) {
      const frame = inspect(rest, number);
      if (frame === void 0) break;
      yield frame;
      rest = frame.kind === "bad" ? restOf(rest, frame.end) : void 0;
    }
    if (found.ended) number++;
  }
}
function restOf(line, offset) {
  const start = line.start + offset - line.offset;
  return start < line.end ? { ...line, start, offset } : void 0;
}
function inspect(line, number) {
  const { bytes, view, offset, after } = line;
  const claim = claimOf(line);
  const { start, end, beginning } = claim;
  if (beginning === "skipped") return void 0;
  if (beginning === "foreign") {
    return damageOf(line, number, "it begins as no record does");
  }
  const payload = payloadIn(line, claim);
  const seal = checkSeal(bytes, view, start, end);
  if (seal === "bad") {
    return damageOf(line, number, "its checksum does not match");
  }
  const frame = {
    kind: beginning,
    offset,
    end: after,
    line: number,
    payload,
    checked: seal === "good"
  };
  if (seal === "good") {
    const watermark = readWatermark(bytes, start, end);
    return watermark === void 0 ? frame : { ...frame, watermark };
  }
  try {
    const watermark = watermarkOf(beginning, payload);
    return watermark === void 0 ? frame : { ...frame, watermark };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return damageOf(
      line,
      number,
      line.ended ? reason : `${reason} (cut short)`
    );
  }
}
function watermarkOf(kind, payload) {
  const text = decodeUtf8(payload);
  const parse2 = kind === "change" ? parseChange : parseSnapshot;
  const { d, c } = parse2(text, NO_TYPES);
  if (c !== void 0) {
    throw new Error(
      'its checksum "c" is not at its end; who edits a line removes it'
    );
  }
  return typeof d === "number" ? d : void 0;
}

// src/log/json_pieces.ts
var CHUNK3 = 1 << 20;
var LARGE = 1 << 18;
var ENCODER3 = new TextEncoder();
function countChars(pieces2) {
  let count = 0;
  for (const piece of pieces2) {
    count += typeof piece === "string" ? piece.length : charsIn(piece);
  }
  return count;
}
function charsIn(utf8) {
  let count = 0;
  for (let i = 0; i < utf8.length; i++) {
    if ((utf8[i] & 192) !== 128) count += utf8[i] < 240 ? 1 : 2;
  }
  return count;
}
function* inChunks(pieces2) {
  let chunk = new Uint8Array(CHUNK3);
  let filled = 0;
  for (const piece of pieces2) {
    if (typeof piece !== "string" && piece.length >= LARGE) {
      if (filled > 0) {
        yield chunk.subarray(0, filled);
        chunk = new Uint8Array(CHUNK3);
        filled = 0;
      }
      if (piece.length <= CHUNK3) yield piece;
      else {
        for (let at = 0; at < piece.length; at += CHUNK3) {
          yield piece.subarray(at, at + CHUNK3);
        }
      }
      continue;
    }
    for (let at = 0; at < piece.length; ) {
      const room = chunk.subarray(filled);
      const { read, written } = typeof piece === "string" ? ENCODER3.encodeInto(at === 0 ? piece : piece.slice(at), room) : copyInto(piece, at, room);
      filled += written;
      at += read;
      if (at === piece.length) break;
      yield chunk.subarray(0, filled);
      chunk = new Uint8Array(CHUNK3);
      filled = 0;
    }
  }
  yield chunk.subarray(0, filled);
}
function copyInto(bytes, from, room) {
  const count = Math.min(bytes.length - from, room.length);
  room.set(bytes.subarray(from, from + count));
  return { read: count, written: count };
}

// src/log/json_sealer.ts
var NEWLINE5 = 10;
var ENCODER4 = new TextEncoder();
var JsonSealer = class {
  /** A log of JSON lines has no header. */
  createHeader() {
    return new Uint8Array(0);
  }
  /**
   * The lines of these payloads. A payload of text may be several records
   * joined by line ends.
   */
  frame(kind, payloads, _offset, watermark) {
    const text = payloads.length === 1 ? asText(payloads[0]) : payloads.map(asText).join("\n");
    const prefix = kind === "snapshot" ? PREFIX_BYTES : void 0;
    const mark = watermark === void 0 ? "" : `,"d":${watermark}`;
    const room = SEAL_LENGTH + 1 + (prefix?.length ?? 0);
    const gap = countLines(text) * room + mark.length;
    const out = encodeBehind(gap, text);
    const ascii = out.length === gap + text.length;
    const view = viewOf(out);
    let at = 0;
    for (let start = gap; start < out.length; ) {
      let end = ascii ? text.indexOf("\n", start - gap) : out.indexOf(NEWLINE5, start);
      if (end < 0) end = out.length;
      else if (ascii) end += gap;
      const line = at;
      if (prefix !== void 0) {
        out.set(prefix, at);
        at += prefix.length;
      }
      out.copyWithin(at, start, end - 1);
      at += end - 1 - start;
      if (start === gap && mark !== "") {
        at += ENCODER4.encodeInto(mark, out.subarray(at)).written;
      }
      at = writeSeal(out, at, crc32c(view, line, at));
      out[at++] = NEWLINE5;
      start = end + 1;
    }
    return out.subarray(0, at);
  }
};
function encodeBehind(gap, text) {
  const out = new Uint8Array(gap + text.length);
  const { read } = ENCODER4.encodeInto(text, out.subarray(gap));
  if (read === text.length) return out;
  const bytes = ENCODER4.encode(text);
  const larger = new Uint8Array(gap + bytes.length);
  larger.set(bytes, gap);
  return larger;
}
function asText(payload) {
  return typeof payload === "string" ? payload : decodeUtf8(payload);
}
function countLines(text) {
  let count = 1;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) {
    count++;
  }
  return count;
}

// src/log/json_framer.ts
var NEWLINE6 = 10;
var BOM = [239, 187, 191];
var JsonFramer = class extends JsonSealer {
  /** Refuses a file that an editor put a byte order mark in. */
  readHeader(source) {
    const head = source.read(0, BOM.length);
    if (BOM.every((byte, i) => head[i] === byte)) {
      throw new ReplayError(
        "Cannot read line 1: the file begins with a byte order mark, which an editor put there; save it as UTF-8 without one",
        { line: 1, offset: 0 }
      );
    }
    return 0;
  }
  /**
   * The line of a snapshot in pieces; those of bytes are UTF-8. Pieces that are
   * made one by one need the number of their characters, or of more, beside them.
   */
  *frameSnapshot(pieces2, _offset, watermark, characters = countChars(pieces2)) {
    const mark = markText(watermark, characters);
    let crc = 0;
    for (const chunk of inChunks(between(PREFIX, pieces2, mark))) {
      crc = crc32c(viewOf(chunk), 0, chunk.length, crc);
      yield chunk;
    }
    yield lineEnd(crc);
  }
  /**
   * The same line, put together elsewhere: `add` adds the pieces to a text that
   * knows its checksum.
   */
  fillSnapshot(text, add, characters, watermark) {
    const mark = markText(watermark, characters);
    text.text(PREFIX);
    add();
    text.text(mark);
    text.text(lineEnd(text.crc));
  }
  /** Reads frames forward, over damage too. */
  frames(source, from, line) {
    return readFrames(source, from, line);
  }
  /** The last whole snapshot before an offset, by its first word. */
  findSnapshot(source, before, claimed) {
    for (const found of findSnapshotLines(source, before)) {
      const { offset, after, ended } = found;
      if (after - offset > MAX_LINE) continue;
      const read = () => {
        const bytes = source.read(offset, after - offset);
        const end = bytes.length - (ended ? 1 : 0);
        return { ...found, bytes, view: viewOf(bytes), start: 0, end };
      };
      let line = read();
      const taken = claimed?.({ offset, payload: payloadOf(line) }) ?? false;
      if (taken) line = read();
      const frame = inspect(line, 0);
      if (frame?.kind === "snapshot") return frame;
    }
    return void 0;
  }
  /** Counts lines, and those that are changes by their first character. */
  countBefore(source, offset) {
    let number = 1;
    let changes = 0;
    for (const line of readLines(source, 0)) {
      if (line.offset >= offset) break;
      if (line.ended) number++;
      if (kindOfLine(line) === "change") changes++;
    }
    return { line: number, changes };
  }
  /** Whether the last line lacks its line end. */
  endsOpen(source, end) {
    return end > 0 && source.read(end - 1, 1)[0] !== NEWLINE6;
  }
};
function markText(watermark, characters) {
  const mark = watermark === void 0 ? "" : `,"d":${watermark}`;
  const length = PREFIX.length + characters + mark.length + SEAL_LENGTH;
  if (length > MAX_CHARS) {
    throw new RangeError(
      `Cannot write a snapshot of ${length} characters: at most ${MAX_CHARS} can be read`
    );
  }
  return mark;
}
function lineEnd(crc) {
  const end = new Uint8Array(SEAL_LENGTH + 1);
  end[writeSeal(end, 0, crc)] = NEWLINE6;
  return end;
}
function* between(first, pieces2, last) {
  yield first;
  yield* pieces2;
  yield last;
}

// src/log/json_snapshot_parts.ts
var JsonSnapshotParts = class {
  /** A comma. */
  separator = ",";
  #types;
  /** Values of these types of the application's own are written as what they are. */
  constructor(types) {
    this.#types = types;
  }
  /** What comes before the state. */
  head(head) {
    return headText(head, this.#types);
  }
  /** A whole value. */
  value(value) {
    return JSON.stringify(
      toJson(value, { types: this.#types, guarded: true })
    );
  }
  /** Whether it is a container, and no object that would read as a tag. */
  canSplit(container, size) {
    const kind = kindOf2(container, this.#types);
    return isContainer(kind) && !(kind === "object" && size === 1 && looksTagged(container, Object.keys(container)));
  }
  /** The bracket before the members. */
  open(container) {
    if (Array.isArray(container)) return "[";
    if (container instanceof Map) return '{"$map":[';
    return container instanceof Set ? '{"$set":[' : "{";
  }
  /** The bracket after the members. */
  close(container) {
    if (Array.isArray(container)) return "]";
    return container instanceof Map || container instanceof Set ? "]}" : "}";
  }
  /** The text of each member. */
  members(container, entries) {
    if (container instanceof Map) {
      return entries.map((entry) => this.value(entry));
    }
    return isList(container) ? entries.map(([, value]) => this.value(value)) : entries.map(
      ([key, value]) => [JSON.stringify(key), this.value(value)].join(":")
    );
  }
  /** Members with commas between them. */
  join(members) {
    return members.join(",");
  }
  /** What stands before a value that comes in parts. */
  key(container, key) {
    if (container instanceof Map) return `[${this.value(key)},`;
    return isList(container) ? "" : `${JSON.stringify(key)}:`;
  }
  /** What stands after it. */
  endMember(container) {
    return container instanceof Map ? "]" : void 0;
  }
};
function isList(container) {
  return Array.isArray(container) || container instanceof Set;
}

// src/log/json_serializer.ts
var HEAD3 = 512;
var TRUSTED_AT_HEAD = /^\{"ts":"[^"\\]*",(?:"v":\d+,)?(?:"m":"[^"\\]*",)?"r":(\d+),"k":1,"state":/;
var TRUSTED_AT_END = /,"r":(\d+),"k":1(?:,"d":\d+)?(?:,"c":"[0-9a-f]{8}")?\}$/;
var JsonSerializer = class {
  /** The name of the format. */
  name = "json";
  /** The types of the application's own. */
  types;
  #changes = new JsonChangeWriter();
  /** Makes a serializer for these types beside the built-in ones. */
  constructor(options = {}) {
    const { types = [] } = options;
    this.types = types instanceof TypeRegistry ? types : new TypeRegistry(types);
  }
  /**
   * The text of a change, its fields in the order ts, a, v, u, m, diff.
   *
   * @throws {NotStorableError} When it is longer than a record may be.
   */
  encodeChange(record, plain = false) {
    return changeText(record, this.types, plain);
  }
  /**
   * The text of a change whose diff is text already. A subclass that writes
   * changes otherwise has to override this, too.
   *
   * @throws {NotStorableError} When it is longer than a record may be.
   */
  encodeText(head, diff) {
    return this.#changes.text(head, diff);
  }
  /**
   * The text of a snapshot.
   *
   * @throws {NotStorableError} When it is longer than a record may be.
   */
  encodeSnapshot(snapshot) {
    return snapshotText(snapshot, this.types);
  }
  /** Makes what encodes a snapshot in parts. */
  createParts() {
    return new JsonSnapshotParts(this.types);
  }
  /**
   * Decodes the line of a change, or its text.
   *
   * @throws {ReplayError} When it is no change.
   */
  decodeChange(payload) {
    return parseChange(withoutSeal(decodeUtf8(payload)), this.types);
  }
  /**
   * Decodes the line of a snapshot, with its first word or without.
   *
   * @throws {ReplayError} When it is no snapshot.
   */
  decodeSnapshot(payload) {
    const snapshot = parseSnapshot(
      textOf2(payload),
      this.types,
      shapeOf(payload)
    );
    forgetLastMatch();
    return snapshot;
  }
  /** How deep a snapshot is, and whether it has integers beyond 2^53. */
  surveySnapshot(payload) {
    return shapeOf(payload);
  }
  /**
   * Parses a snapshot before it is looked through, which takes a tenth of the
   * time that opening 1 M objects takes. A subclass that decodes snapshots
   * otherwise has to override this, too.
   */
  decodeAhead(payload) {
    const rest = parseSnapshotAhead(textOf2(payload), this.types);
    return (survey = shapeOf(payload)) => {
      const snapshot = rest(survey);
      forgetLastMatch();
      return snapshot;
    };
  }
  /** The revision of a snapshot, if it can be trusted. */
  revisionOf(payload) {
    const [head, end] = [payload.subarray(0, HEAD3), payload.subarray(-HEAD3)].map((part) => new TextDecoder().decode(part));
    const found = TRUSTED_AT_HEAD.exec(head) ?? TRUSTED_AT_END.exec(end);
    if (found !== null) return Number(found[1]);
    const { r, k } = this.decodeSnapshot(payload);
    return k === 1 && typeof r === "number" ? r : void 0;
  }
  /** Decodes the changes in a run of lines. */
  decodeChanges(bytes, at) {
    return decodeLines(bytes, at, this.types);
  }
  /** Decodes the same changes for replay alone. */
  decodeSteps(bytes, at) {
    return decodeSteps(bytes, at, this.types);
  }
  /** Makes the framer for one file. */
  createFramer() {
    return new JsonFramer();
  }
};
function textOf2(payload) {
  const line = decodeUtf8(payload);
  return withoutSeal(
    line.startsWith(PREFIX) ? line.slice(PREFIX.length) : line
  );
}
function forgetLastMatch() {
  /x/.test("x");
}

// src/log/formats.ts
async function loadSerializer(format, codecs = []) {
  const serializer = typeof format === "object" && !(format instanceof URL) ? format : await byName(String(format), codecs);
  await serializer.prepare?.();
  return serializer;
}
async function byName(name, codecs) {
  if (name === "json") return new JsonSerializer({ types: codecs });
  if (name === "msgpack") {
    const module = new URL("../log/msgpack_serializer.ts", import.meta.url).href;
    const { MsgPackSerializer } = await import(module);
    return new MsgPackSerializer({ types: codecs });
  }
  return await fromModule(name);
}
async function fromModule(address) {
  let found;
  try {
    found = (await import(address)).default;
  } catch (cause) {
    throw new DatabaseError(
      `Cannot load the serializer ${address}; "json", "msgpack" or the URL of a module is wanted`,
      { cause }
    );
  }
  const made = typeof found === "function" ? Reflect.construct(found, []) : found;
  if (isSerializer(made)) return made;
  throw new DatabaseError(
    `Cannot use the module ${address}: its default export is no serializer`
  );
}
function isSerializer(value) {
  return typeof value === "object" && value !== null && "encodeChange" in value && "createFramer" in value;
}

// src/writer/appender.ts
var Appender = class {
  /** The file. */
  file;
  #framer;
  #end;
  /** The length of the header; 0 also where it is not ours. */
  #header = 0;
  #unended;
  /** Bytes after the end: of a record that is not whole yet. */
  #pieces = 0;
  /** Byte offset up to which we have nothing to sync. */
  #synced;
  /** Whether that is known to be on disk: whoever wrote it may not have synced. */
  #known = false;
  /** The watermark that the next record carries: once after each sync. */
  #watermark;
  /** Appends to a file whose good part ends as given. */
  constructor(file, framer, { end, unended }) {
    this.file = file;
    this.#framer = framer;
    this.#end = end;
    this.#synced = end;
    this.#unended = unended;
  }
  /** Byte offset after the last good record. */
  get end() {
    return this.#end;
  }
  /** Whether the file holds no record. */
  get empty() {
    return this.#end === this.#header;
  }
  /** Whether something was written here that is not synced. */
  get dirty() {
    return this.#synced < this.#end;
  }
  /**
   * Appends records, all or none. Throws what the file threw, after the file
   * was cut back; throws an `AggregateError` of both when that failed too.
   */
  append(kind, payloads) {
    this.#endLine();
    const offset = this.#end;
    this.#write(
      this.#framer.frame(kind, payloads, offset, this.#watermark)
    );
    this.#watermark = void 0;
    return offset;
  }
  /** Writes what a new file begins with. */
  appendHeader(bytes) {
    this.#write(bytes);
    this.#header = this.#end;
  }
  /**
   * Begins a record that comes in pieces. Nothing else is appended until it
   * ends or is dropped; framed for another place or watermark it would not
   * verify.
   */
  beginRecord() {
    this.#endLine();
    this.#pieces = 0;
    return { offset: this.#end, watermark: this.#watermark };
  }
  /** Appends a piece of the record; throws after all of it was cut off again. */
  addPiece(bytes) {
    try {
      this.file.append(bytes);
      this.#pieces += bytes.length;
    } catch (error) {
      this.#cutBack(error);
    }
  }
  /** The record is whole. */
  endRecord() {
    this.#end += this.#pieces;
    this.#pieces = 0;
    this.#watermark = void 0;
  }
  /** Drops what there is of the record. */
  dropRecord() {
    if (this.#pieces > 0) this.file.truncate(this.#end);
    this.#pieces = 0;
  }
  /** Writes the line end that the last record lacks: editors leave it out. */
  #endLine() {
    if (!this.#unended) return;
    this.#write(new Uint8Array([10]));
    this.#unended = false;
  }
  #write(bytes) {
    try {
      this.file.append(bytes);
      this.#end += bytes.length;
    } catch (error) {
      this.#cutBack(error);
    }
  }
  #cutBack(cause) {
    try {
      this.#pieces = 0;
      this.file.truncate(this.#end);
      this.#syncFile();
      this.#synced = this.#end;
    } catch (error) {
      throw new AggregateError(
        [cause, error],
        "A write failed, and then the file could not be cut back",
        { cause }
      );
    }
    throw cause;
  }
  /** Makes all that is in the file durable; costs nothing when it is. */
  sync() {
    if (!this.dirty && this.#known) return;
    this.#syncFile();
    this.#known = true;
    this.#synced = this.#end;
    if (this.#end > 0) this.#watermark = this.#end;
  }
  /**
   * A sync that fails may have dropped what it could not write, while the system
   * goes on showing it, and says that all is well the next time. So it is cut
   * off: else whoever opens the file next would build on records that are not
   * there. They were never called durable.
   */
  #syncFile() {
    try {
      this.file.sync();
    } catch (error) {
      try {
        this.file.truncate(this.#synced);
        this.#end = this.#synced;
      } catch {
      }
      throw error;
    }
  }
};

// src/log/format.ts
var HEAD4 = 1 << 16;
var LINES = 64;
var BEGINNING = /^(?:SNAPSHOT )?\{"ts":"\d{4}-\d\d-\d\dT[\d:.]+Z","(?:a|v|u|m|r|k|diff|state)":/;
var FIRST_BYTES = /^\{(?:"(?:t(?:s(?:"(?::(?:"[\d\-T:.]*(?:Z(?:"(?:,(?:"[a-z]*(?:":?)?)?)?)?)?)?)?)?)?)?)?$/;
var TIMESTAMP = /^\d{4}-\d\d-\d\dT/;
var FIELDS2 = /* @__PURE__ */ new Set(
  ["ts", "a", "v", "u", "m", "diff", "d", "c"]
);
var SEED = 4;
var FRAME_HEAD = 16;
function sniffFormat(source) {
  const { size } = source;
  if (size === 0) return "empty";
  const head = source.read(0, Math.min(size, HEAD4));
  const whole = head.length === size;
  if (isJsonLines(head, whole) || whole && isZeros(head)) return "json";
  return isBinary(head, size) ? "msgpack" : "foreign";
}
function isBlank(source) {
  const { size } = source;
  return size <= HEAD4 && isZeros(source.read(0, size));
}
function isZeros(bytes) {
  return bytes.every((byte) => byte === 0);
}
function isJsonLines(head, whole) {
  const source = {
    size: head.length,
    read: (from, length) => head.subarray(from, from + length)
  };
  let number = 0;
  for (const line of readLines(source, 0)) {
    if (number++ === LINES) break;
    const text = textOf3(line);
    if (isRecord(text)) return true;
    const only = line.offset === 0 && !line.ended && whole;
    if (only && FIRST_BYTES.test(text)) return true;
  }
  return false;
}
function textOf3({ bytes, start, end }) {
  const zero = bytes.subarray(start, end).lastIndexOf(0);
  const text = bytes.subarray(start + zero + 1, end);
  return new TextDecoder().decode(text).trim();
}
function isRecord(text) {
  if (BEGINNING.test(text)) return true;
  try {
    if (text.startsWith(PREFIX)) {
      const { ts } = parseSnapshot(text.slice(PREFIX.length), NO_TYPES);
      return TIMESTAMP.test(ts);
    }
    const record = parseChange(text, NO_TYPES);
    return TIMESTAMP.test(record.ts) && (record.diff !== void 0 || Object.keys(record).every((name) => FIELDS2.has(name)));
  } catch {
    return false;
  }
}
function isBinary(head, size) {
  if (size === SEED) return true;
  if (size < SEED) return false;
  const marker = head.subarray(SEED, 2 * SEED);
  if (marker.every((byte, i) => byte === (head[i] ^ 255))) return true;
  const same = marker.length === SEED && marker.every((byte, i) => byte === head[i]);
  if (!same || size < SEED + FRAME_HEAD) return false;
  const length = viewOf(head).getUint32(2 * SEED, true);
  const first = head[SEED + FRAME_HEAD];
  const isMap = first >= 128 && first <= 143 || first === 222 || first === 223;
  return length > 0 && length <= size - SEED - FRAME_HEAD && isMap;
}

// src/log/kept_source.ts
var KeptSource = class {
  /** The length of the source in bytes, when this was made. */
  size;
  #source;
  #from;
  #bytes = new Uint8Array(0);
  /** Reads from this source as far as it goes now. */
  constructor(source) {
    this.#source = source;
    this.size = this.#from = source.size;
  }
  /** Reads all from this offset on, and keeps it in one buffer. */
  keep(from) {
    this.#bytes = this.#source.read(from, this.size - from);
    this.#from = from;
  }
  /** What is kept is not copied: the bytes are those of the one buffer. */
  read(offset, length, room) {
    if (offset < this.#from) {
      const most = Math.min(length, this.size - offset);
      return this.#source.read(offset, most, room);
    }
    const at = offset - this.#from;
    return this.#bytes.subarray(at, at + length);
  }
};

// src/log/tail_reader.ts
var MEND = "nothing was changed; write what can be saved to a new file with Kanta.salvage(path, into)";
var TailReader = class {
  #source;
  #framer;
  #snapshot;
  #runs = [];
  #rebuilt = [];
  /** The run that goes on as long as nothing bad comes. */
  #run;
  /** Bad snapshots that no good record has followed so far. */
  #doubtful = [];
  /** The first bad frame that nothing makes up for. */
  #bad;
  /** The first record after it that nothing vouches for. */
  #unsealed;
  #last;
  #changes = 0;
  #durable = 0;
  #marked = false;
  /** Begins after a snapshot, or at the start of the file. */
  constructor(source, framer, snapshot) {
    this.#source = source;
    this.#framer = framer;
    this.#snapshot = snapshot;
    if (snapshot !== void 0) this.#note(snapshot);
  }
  /**
   * Takes the next frame.
   *
   * @throws {CorruptionError} When it proves that committed data is damaged.
   */
  add(frame) {
    if (frame.kind === "bad") this.#addBad(frame);
    else {
      this.#note(frame);
      if (this.#bad === void 0) this.#addGood(frame);
      else this.#judge(this.#bad, frame);
    }
  }
  #addGood(frame) {
    this.#rebuilt.push(...this.#doubtful);
    this.#doubtful = [];
    const { from, line } = this.#run ?? { from: frame.offset, line: frame.line };
    this.#run = { from, to: frame.end, line };
    this.#last = frame;
    if (frame.kind === "change") this.#changes++;
  }
  #addBad(bad) {
    if (this.#bad !== void 0) return;
    this.#closeRun();
    const first = this.#last === void 0 && this.#snapshot === void 0;
    if (bad.snapshot && first) {
      throw this.#corruption(
        bad,
        "the file begins with this snapshot, and nothing before it makes up for it"
      );
    }
    if (bad.snapshot && bad.enclosed) this.#doubtful.push(bad);
    else this.#bad = this.#doubtful[0] ?? bad;
  }
  #closeRun() {
    if (this.#run !== void 0) this.#runs.push(this.#run);
    this.#run = void 0;
  }
  /** What a record says of the bad one before it. */
  #judge(bad, frame) {
    const { watermark, offset, checked } = frame;
    if (watermark !== void 0 && watermark > bad.offset) {
      throw this.#corruption(
        bad,
        `the record at byte ${offset} says that it was on disk`
      );
    }
    if (!checked) this.#unsealed ??= frame;
  }
  #note({ watermark, offset }) {
    if (watermark === void 0) return;
    this.#marked = true;
    this.#durable = Math.max(this.#durable, Math.min(watermark, offset));
  }
  /** Sums up, when all frames were taken. */
  end() {
    const bad = this.#bad ?? this.#doubtful[0];
    if (bad !== void 0 && this.#unsealed !== void 0 && !this.#marked) {
      throw this.#corruption(
        bad,
        `the record at byte ${this.#unsealed.offset} and no watermark says that it was cut short`
      );
    }
    this.#closeRun();
    const size = this.#source.size;
    const end = bad?.offset ?? size;
    return {
      runs: this.#runs,
      changes: this.#changes,
      end,
      unended: this.#framer.endsOpen(this.#source, end),
      last: this.#last,
      torn: bad && {
        from: end,
        bytes: size - end,
        line: this.#lineOf(bad),
        reason: bad.reason
      },
      rebuilt: this.#rebuilt.map((snapshot) => ({
        offset: snapshot.offset,
        line: this.#lineOf(snapshot),
        reason: snapshot.reason
      })),
      durable: this.#durable
    };
  }
  #lineOf({ offset }) {
    return this.#framer.countBefore(this.#source, offset).line;
  }
  #corruption(bad, why) {
    const line = this.#lineOf(bad);
    const { offset, reason, snapshot } = bad;
    return new CorruptionError(
      `Cannot read the record in line ${line} (byte ${offset}): ${reason}; it was committed: ${why}; ${MEND}`,
      { line, offset, record: snapshot ? "snapshot" : "change" }
    );
  }
};

// src/log/layout.ts
var EARLY = 1 << 20;
function readLayout(source, serializer, framer, found) {
  const part = firstBytes(source, source.size);
  const header = framer.readHeader(part);
  let early;
  const snapshot = framer.findSnapshot(part, part.size, (claim) => {
    if (found === void 0 || early !== void 0) return false;
    if (claim.payload.length < EARLY) return false;
    early = claim.offset;
    found(claim);
    return true;
  });
  const { revision, line } = countingBase(part, serializer, framer, snapshot);
  if (snapshot !== void 0 && snapshot.offset !== early) found?.(snapshot);
  const tail = new TailReader(part, framer, snapshot);
  for (const frame of framer.frames(part, snapshot?.end ?? header, line)) {
    tail.add(frame);
  }
  return { ...tail.end(), snapshot, revision, line };
}
function firstBytes(source, size) {
  return {
    size,
    read: (offset, length, room) => source.read(offset, Math.max(0, Math.min(length, size - offset)), room)
  };
}
function countingBase(source, serializer, framer, snapshot) {
  if (snapshot === void 0) return { revision: 0, line: 1 };
  const revision = serializer.revisionOf(snapshot.payload);
  if (revision !== void 0) return { revision, line: 0 };
  const { line, changes } = framer.countBefore(source, snapshot.end);
  return { revision: changes, line };
}

// src/writer/own_buffer.ts
function ownBuffer(bytes) {
  return hasOwnBuffer(bytes) ? bytes : bytes.slice();
}
function freeBuffer(bytes) {
  if (hasOwnBuffer(bytes)) bytes.buffer.transfer(0);
}
function hasOwnBuffer(bytes) {
  const { buffer } = bytes;
  return buffer instanceof ArrayBuffer && bytes.length * 2 > buffer.byteLength;
}

// src/writer/torn_tail.ts
var PIECE2 = 2 ** 20;
var MAX_UNSAVED = 2 ** 20;
function saveTail(path, file, from, disk, today) {
  const time = today.toISOString().slice(0, 19).replaceAll(/[-:]/g, "");
  for (let attempt = 0; ; attempt++) {
    const name = `${path}.torn-${time}Z${attempt > 0 ? `.${attempt}` : ""}`;
    try {
      disk.writeNew(name, pieces(file, from));
      disk.syncFolder(name);
      return { saved: name };
    } catch (error) {
      if (error instanceof Deno.errors.AlreadyExists) continue;
      const small = file.size - from <= MAX_UNSAVED;
      if (isForbidden(error) && small) {
        return { content: file.read(from, file.size - from) };
      }
      throw refusal("save the torn tail of the database as", name, error);
    }
  }
}
function* pieces(file, from) {
  for (let at = from; at < file.size; at += PIECE2) yield file.read(at, PIECE2);
}

// src/writer/found_log.ts
async function foundLog(held, request, { disk, clock, found: tell }) {
  const { file, path, identity } = held;
  const source = new KeptSource(file);
  const format = formatOf(source, request.serializer, path);
  const serializer = await loadSerializer(format);
  const framer = serializer.createFramer();
  const found = readLayout(
    source,
    serializer,
    framer,
    (snapshot) => {
      const end = snapshot.offset + snapshot.payload.length;
      tell(format, sectionOf(snapshot));
      source.keep(end);
    }
  );
  const layout = layoutOf(found, source, serializer);
  const survey = takeSurvey(found, serializer);
  const appender = new Appender(file, framer, found);
  let torn = layout.torn;
  if (!request.readonly && torn !== void 0) {
    torn = {
      ...torn,
      ...saveTail(path, file, found.end, disk, clock.today())
    };
    file.truncate(found.end);
    appender.sync();
  }
  const created = found.snapshot === void 0 && found.changes === 0;
  return {
    held,
    appender,
    framer,
    snapshot: {
      offset: found.snapshot?.offset ?? 0,
      bytes: found.snapshot ? found.snapshot.end - found.snapshot.offset : 0
    },
    opened: {
      path,
      created,
      format,
      identity,
      snapshotAt: found.snapshot?.offset,
      ...survey && { survey },
      layout: torn === void 0 ? layout : { ...layout, torn }
    },
    transfer: layout.tail.map(({ bytes }) => bytes.buffer)
  };
}
function formatOf(source, wanted, path) {
  const own = wanted !== void 0 && wanted !== "json" && wanted !== "msgpack";
  if (own) return wanted;
  const found = sniffFormat(source);
  if (found === "foreign") {
    throw new FileLockError(
      `Cannot open "${path}": it is not a database, and its bytes are left as they are`,
      { path }
    );
  }
  if (wanted === "json" && found === "msgpack") {
    throw new ReplayError(
      "Cannot read a binary log as one in JSON lines: open it with MsgPackSerializer, or name no serializer",
      { line: 1, offset: 0 }
    );
  }
  if (wanted === "msgpack" && found === "json" && isBlank(source)) {
    throw new ReplayError(
      `Cannot read a binary log: all its ${source.size} bytes are zeros, as a power cut leaves a file that was never synced; delete it to begin anew`,
      { line: 1, offset: 0 }
    );
  }
  return wanted ?? (found === "empty" ? "json" : found);
}
function layoutOf(found, source, serializer) {
  const { torn, rebuilt, line } = found;
  return {
    revision: found.revision,
    tail: found.runs.map((run) => ({
      offset: run.from,
      line: line === 0 ? 0 : run.line,
      bytes: ownBuffer(source.read(run.from, run.to - run.from))
    })),
    ...torn && {
      torn: {
        offset: torn.from,
        line: torn.line,
        bytes: torn.bytes,
        reason: torn.reason,
        ...lastOf(found, serializer)
      }
    },
    ...rebuilt.length > 0 && { rebuilt }
  };
}
function takeSurvey({ snapshot }, serializer) {
  if (snapshot === void 0 || snapshot.payload.length === 0) return void 0;
  const survey = serializer.surveySnapshot?.(snapshot.payload);
  freeBuffer(snapshot.payload);
  return survey;
}
function lastOf({ last, snapshot }, serializer) {
  if (last?.kind === "change") {
    const { ts, a } = serializer.decodeChange(last.payload);
    return { last: { offset: last.offset, ts, ...a && { a } } };
  }
  const offset = (last ?? snapshot)?.offset;
  return offset === void 0 ? {} : { last: { offset } };
}
function sectionOf({ offset, payload }) {
  return { offset, line: 0, bytes: ownBuffer(payload) };
}

// src/writer/open_log.ts
async function openLog(request, parts) {
  const { disk, clock, signal } = parts;
  let held;
  try {
    held = await holdFile(request, disk, clock, signal);
    if (held.file.size === 0) return await newLog(held, request);
    return await foundLog(held, request, parts);
  } catch (error) {
    if (held !== void 0) letGo(held, disk);
    throw located2(error, held?.path ?? request.path);
  }
}
function letGo({ file, path, made }, disk) {
  try {
    if (made) disk.remove(path);
  } catch {
  } finally {
    file.close();
  }
}
async function newLog(held, request) {
  const { file, path, identity } = held;
  const format = request.serializer ?? "json";
  const framer = format === "json" ? new JsonSealer() : (await loadSerializer(format)).createFramer();
  const appender = new Appender(file, framer, { end: 0, unended: false });
  const header = request.readonly ? void 0 : framer.createHeader();
  if (header !== void 0 && header.length > 0) appender.appendHeader(header);
  const layout = { tail: [], revision: 0 };
  return {
    held,
    appender,
    snapshot: { offset: 0, bytes: 0 },
    opened: { path, created: true, format, identity, layout },
    transfer: []
  };
}
function located2(error, path) {
  if (isDatabaseError(error)) {
    if (error.path !== void 0) return error;
    error.message = `Cannot open "${path}": ${error.message}`;
    Reflect.set(error, "path", path);
    return error;
  }
  const reason = error instanceof Error ? error.message : String(error);
  return new DatabaseError(`Cannot open "${path}": ${reason}`, {
    path,
    cause: error
  });
}

// src/writer/snapshot_turns.ts
var SnapshotTurns = class {
  #waiting = [];
  #taken = false;
  /** Calls `start` when it is its turn; returns what ends the turn, or the wait. */
  enter(start) {
    let state = "waiting";
    const run = () => {
      this.#taken = true;
      state = "running";
      start();
    };
    if (this.#taken) this.#waiting.push(run);
    else run();
    return () => {
      if (state === "waiting") {
        this.#waiting.splice(this.#waiting.indexOf(run), 1);
      }
      if (state === "running") this.#next();
      state = "over";
    };
  }
  #next() {
    this.#taken = false;
    this.#waiting.shift()?.();
  }
};

// src/writer/writer.ts
var Writer = class {
  #parts;
  #turns = new SnapshotTurns();
  #databases = /* @__PURE__ */ new Map();
  #opening = /* @__PURE__ */ new Map();
  /** Makes a writer that has nothing open. */
  constructor(parts) {
    this.#parts = { ...parts, clock: parts.clock ?? SYSTEM_CLOCK };
  }
  /** Does what a message asks; the answer goes to the port. */
  handle(message) {
    if (message.kind === "ping") return;
    if (message.kind === "open") return void this.#open(message);
    const database = this.#databases.get(message.db);
    switch (message.kind) {
      case "begin":
        return this.#opening.get(message.db)?.first.resolve(message.first);
      case "abort":
        return this.#opening.get(message.db)?.aborting.abort();
      case "append":
        return database?.log.append(message);
      case "flush":
        return database?.log.flush(message.durable);
      case "snapshot":
        return database?.snapshot(message.id, message.request);
      case "count":
        return database?.count(message.id, message.offset);
      case "close":
        this.#databases.delete(message.db);
        return database?.close(message.discard);
    }
  }
  async #open(message) {
    const { db, request, control, begins } = message;
    const { disk, clock, port } = this.#parts;
    const aborting = new AbortController();
    const coming = Promise.withResolvers();
    this.#opening.set(db, { aborting, first: coming });
    try {
      const { signal } = aborting;
      const found = (format, snapshot) => port.post({ kind: "found", db, format, snapshot }, [
        snapshot.bytes.buffer
      ]);
      const log = await openLog(request, { disk, clock, signal, found });
      const turns = this.#turns;
      const parts = { ...this.#parts, db, request, control, turns };
      const database = new OpenDatabase(log, parts);
      this.#databases.set(db, database);
      const first = begins && log.held.made ? await coming.promise : void 0;
      const begun = first !== void 0;
      const opened = { ...log.opened, begun };
      const tell = () => port.post({ kind: "opened", db, opened }, log.transfer);
      if (!begun) return tell();
      const units = first.length;
      database.log.append({ payloads: [first], seq: 1, units }, tell);
    } catch (error) {
      const locked = error instanceof LockedError && error.identity;
      port.post({
        kind: "refused",
        db,
        error: toWire(error),
        ...locked && { locked }
      });
    } finally {
      this.#opening.delete(db);
    }
  }
};

// src/writer/worker.ts
var LEAST_TRANSFER = 1 << 16;
var writer;
var pulse;
function begin(pulse2) {
  const disk = pulsed(new DenoFileSystem(), pulse2);
  return new Writer({
    disk,
    hire: handFor(disk),
    port: {
      post: (reply, transfer = []) => sizeOf(transfer) < LEAST_TRANSFER ? self.postMessage(reply) : self.postMessage(reply, transfer)
    }
  });
}
function sizeOf(buffers) {
  return buffers.reduce((sum, { byteLength }) => sum + byteLength, 0);
}
self.onmessage = ({ data }) => {
  if (data.pulse !== void 0) {
    pulse = new Pulse(data.pulse);
    writer = begin(pulse);
  }
  pulse.beat();
  writer.handle(data);
};
function die(event, cause) {
  event.preventDefault();
  self.postMessage({ kind: "farewell", error: toWire(cause) });
  self.close();
}
self.addEventListener("error", (event) => die(event, event.error));
self.addEventListener(
  "unhandledrejection",
  (event) => die(event, event.reason)
);
