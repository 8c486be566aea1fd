// Made of src/writer/snapshot_clerk.ts and what it imports by `deno task bundle`.
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
function kindOf(value, types = NO_TYPES) {
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
function valueEnd(bytes, at, end) {
  const first2 = bytes[at];
  if (first2 === QUOTE) return stringEnd(bytes, at, end);
  if ((first2 | BRACE) !== OPEN) return scalarEnd(bytes, at, end);
  let depth = 0;
  for (let i = at; i < end; i++) {
    const byte = bytes[i];
    if (byte === QUOTE) {
      while (++i < end) {
        const inside = bytes[i];
        if (inside === QUOTE) break;
        if (inside === BACKSLASH) i++;
      }
    } else if ((byte | BRACE) === OPEN) depth++;
    else if ((byte | BRACE) === CLOSE && --depth === 0) return i + 1;
  }
  return end;
}
function scalarEnd(bytes, at, end) {
  let i = at;
  for (; i < end; i++) {
    const byte = bytes[i];
    if (byte === COMMA || (byte | BRACE) === CLOSE) break;
  }
  return i;
}
function standsAt(bytes, at, wanted, from, to) {
  const shift2 = at - from;
  for (let i = from; i < to; i++) {
    if (bytes[i + shift2] !== wanted[i]) return false;
  }
  return true;
}
function memberValue(bytes, object, end, keys, from, to) {
  if (bytes[object] !== OPEN) return -1;
  let found = -1;
  for (let at = object + 1; ; ) {
    if (bytes[at] !== QUOTE || bytes[at + 1] === DOLLAR) return -1;
    let after = at + 1;
    for (let byte = bytes[after]; byte !== QUOTE; byte = bytes[++after]) {
      if (byte === BACKSLASH || after >= end) return -1;
    }
    after++;
    if (bytes[after] !== COLON) return -1;
    if (after - at === to - from && standsAt(bytes, at, keys, from, to)) {
      found = after + 1;
    }
    at = valueEnd(bytes, after + 1, end);
    if (bytes[at] !== COMMA) return bytes[at] === CLOSE ? found : -1;
    at++;
  }
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
      const first2 = i;
      while (bytes[i + 1] <= NINE && bytes[i + 1] >= ZERO) i++;
      if (i + 1 - first2 >= LONG && bytes[first2 - 1] !== DOT) longInteger = true;
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
function getOwn(target, key) {
  return Object.hasOwn(target, key) ? key === "__proto__" ? Object.getOwnPropertyDescriptor(target, key)?.value : target[key] : void 0;
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
  switch (kindOf(value, types)) {
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
        `Cannot write ${describe(value)}: it is no storable value`
      );
  }
}
function describe(value) {
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
    let first2 = i;
    while (isDigit(text.charCodeAt(first2 - 1))) first2--;
    let end = i + 1;
    while (isDigit(text.charCodeAt(end))) end++;
    if (end - first2 >= LONG2) return true;
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
function splitCrc32c(first2, both, secondLength) {
  return (shift(first2, secondLength) ^ both) >>> 0;
}
function createSplitter(secondLength) {
  const t = new Int32Array(4 * 256);
  for (let bit = 0; bit < 32; bit++) {
    const one = 1 << bit % 8;
    const place = (bit >>> 3) * 256 + one;
    t[place] = shift(1 << bit, secondLength);
    for (let rest = 1; rest < one; rest++) {
      t[place + rest] = t[place] ^ t[place - one + rest];
    }
  }
  return (first2, both) => (t[first2 & 255] ^ t[256 + (first2 >>> 8 & 255)] ^ t[512 + (first2 >>> 16 & 255)] ^ t[768 + (first2 >>> 24)] ^ both) >>> 0;
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
      at = scalarEnd2(bytes, at);
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
function scalarEnd2(bytes, at) {
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
  if (scalarEnd3(text, start) !== stop) {
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
function scalarEnd3(text, start) {
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
  const first2 = new TextEncoder().encode(text.slice(0, strange)).length;
  let rest = first2 + lengthOf(line[first2]);
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
    const first2 = count > 0 ? byteOffset + this.#skip : 0;
    this.#words = new Int32Array(buffer, first2, count);
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
function countChars(pieces) {
  let count = 0;
  for (const piece of pieces) {
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
function* inChunks(pieces) {
  let chunk = new Uint8Array(CHUNK3);
  let filled = 0;
  for (const piece of pieces) {
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
  *frameSnapshot(pieces, _offset, watermark, characters = countChars(pieces)) {
    const mark = markText(watermark, characters);
    let crc = 0;
    for (const chunk of inChunks(between(PREFIX, pieces, mark))) {
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
function* between(first2, pieces, last) {
  yield first2;
  yield* pieces;
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
    const kind = kindOf(container, this.#types);
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
    const first2 = this.#last === void 0 && this.#snapshot === void 0;
    if (bad.snapshot && first2) {
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

// src/state/equal.ts
function sameState(a, b, types, unequal) {
  if (a === b) return a !== 0 || Object.is(a, b);
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) {
    return a !== a && b !== b;
  }
  if (unequal?.get(a) === b) return false;
  const kind = kindOf(a, types);
  if (kind !== kindOf(b, types)) return false;
  switch (kind) {
    case "object":
      return sameObjects(a, b, types, unequal);
    case "array":
      return sameLists(a, b, types, unequal);
    case "map":
    case "set":
      return sameLists(
        [...a],
        [...b],
        types,
        unequal
      );
    default:
      return sameScalars(a, b, kind, types);
  }
}
function sameObjects(a, b, types, unequal) {
  for (const key in a) {
    const item = a[key];
    if (item !== b[key] && typeof item !== "object" && item === item) {
      return false;
    }
    break;
  }
  const keys = Object.keys(a);
  const others2 = Object.keys(b);
  if (keys.length !== others2.length) return false;
  for (let i = 0; i < keys.length; i++) if (keys[i] !== others2[i]) return false;
  for (const key of keys) {
    if (!sameState(a[key], b[key], types, unequal)) return false;
  }
  return true;
}
function sameLists(a, b, types, unequal) {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) {
    if (!sameState(a[i], b[i], types, unequal)) {
      if (typeof a[i] === "object") unequal?.set(a, b);
      return false;
    }
  }
  return true;
}
function sameScalars(a, b, kind, types) {
  switch (kind) {
    case "date":
      return Object.is(a.getTime(), b.getTime());
    case "instant":
      return a.equals(b);
    case "bytes": {
      const [ones, others2] = [a, b];
      return ones.length === others2.length && ones.every((byte, i) => byte === others2[i]);
    }
    case "url":
      return a.href === b.href;
    case "tagged":
      return a.tag === b.tag && sameState(a.data, b.data, types);
    case "custom": {
      const codec = types.byClass.get(a.constructor);
      return codec !== void 0 && a.constructor === b.constructor && sameState(codec.encode(a), codec.encode(b), types);
    }
    default:
      return false;
  }
}

// src/state/path.ts
var NAME2 = /^[\p{ID_Start}_][\p{ID_Continue}_]*$/u;
var MOST2 = 200;
function pathText(path, root = "data") {
  let text = root;
  for (const step of path) {
    if (typeof step === "number") text += `[${step}]`;
    else if (NAME2.test(step)) text += `.${step}`;
    else text += `[${JSON.stringify(step)}]`;
  }
  return text.length <= MOST2 ? text : `${text.slice(0, MOST2 / 2)} ... ${text.slice(-MOST2 / 2)}`;
}

// src/state/escape.ts
var DOLLAR2 = 36;
var ROOT = [];
function escapeKey(key) {
  return key.charCodeAt(0) === DOLLAR2 ? "$" + key : key;
}
function unescapeKey(key) {
  return isDoubled(key) ? key.slice(1) : key;
}
function unescapeValue(value, types = NO_TYPES, path = ROOT) {
  return rewritten(value, { adding: false, types, path });
}
function rewritten(value, pass) {
  const depth = pass.path.length;
  return concerns(value, depth, pass) ? rewrite(value, depth, pass) : value;
}
function isDoubled(text) {
  return text.charCodeAt(0) === DOLLAR2 && text.charCodeAt(1) === DOLLAR2;
}
function concerns(value, depth, pass) {
  switch (typeof value) {
    case "string":
      return isDoubled(value);
    case "number":
    case "boolean":
    case "bigint":
      return false;
  }
  if (value === null) return false;
  if (depth >= MAX_DEPTH) return true;
  switch (kindOf(value, pass.types)) {
    case "object":
      for (const key in value) {
        if (pass.adding ? key.charCodeAt(0) === DOLLAR2 : isDoubled(key)) {
          return true;
        }
        const item = value[key];
        if (typeof item !== "number" && concerns(item, depth + 1, pass)) {
          return true;
        }
      }
      return false;
    case "array":
      for (const item of value) {
        if (typeof item !== "number" && concerns(item, depth + 1, pass)) {
          return true;
        }
      }
      return false;
    case "map":
      for (const [key, item] of value) {
        if (typeof key === "string" && key.charCodeAt(0) === DOLLAR2) {
          return true;
        }
        if (concerns(key, depth + 1, pass)) return true;
        if (concerns(item, depth + 1, pass)) return true;
      }
      return false;
    case "set":
      for (const item of value) {
        if (concerns(item, depth + 1, pass)) return true;
      }
      return false;
    case void 0:
      return true;
    default:
      return false;
  }
}
function rewrite(value, depth, pass) {
  if (typeof value === "string") {
    return !isDoubled(value) ? value : pass.adding ? "$" + value : value.slice(1);
  }
  const kind = kindOf(value, pass.types);
  if (kind === void 0) refuse(value, pass);
  if (!isContainer(kind)) return value;
  if (depth >= MAX_DEPTH) refuseDepth(pass);
  const inner = (item) => rewrite(item, depth + 1, pass);
  const key = pass.adding ? escapeKey : unescapeKey;
  switch (kind) {
    case "array":
      return value.map(inner);
    case "set":
      return new Set(Array.from(value, inner));
    case "map":
      return new Map(
        Array.from(
          value,
          ([name, item]) => [
            typeof name === "string" ? key(name) : inner(name),
            inner(item)
          ]
        )
      );
    default: {
      const copy = {};
      for (const name of Object.keys(value)) {
        setOwn(copy, key(name), inner(value[name]));
      }
      return copy;
    }
  }
}
function refuse(value, { path }) {
  const what = typeof value === "object" ? "an instance" : `a ${typeof value}`;
  const place = pathText(path);
  throw new NotStorableError(`Cannot store ${what} in ${place}`, place);
}
function refuseDepth({ adding, path }) {
  const place = pathText(path);
  const problem = `${place}: it is nested more than ${MAX_DEPTH} deep`;
  throw adding ? new NotStorableError(`Cannot write ${problem}`, place) : new ReplayError(`Cannot read ${problem}`);
}

// src/state/list_edit.ts
var FEW = 8;
var POSITION = /^(?:0|[1-9][0-9]*)$/;
function isListEdit(keys) {
  return keys.length > 0 && keys.every(
    (key) => key === "$delete" || key === "$insert" || POSITION.test(key)
  );
}
function removeItems(list, positions) {
  if (!Array.isArray(positions)) return `"$delete" wants a list of positions`;
  if (positions.length >= FEW && isOrdered(positions, -1, list.length - 1)) {
    removeDescending(list, positions);
    return void 0;
  }
  for (const position of positions) {
    if (!isPosition(position, list.length - 1)) {
      return `"$delete" names position ${quote(position)} of a list of ${list.length} items`;
    }
    if (position === list.length - 1) list.pop();
    else if (position === 0) list.shift();
    else list.splice(position, 1);
  }
  return void 0;
}
function insertItems(list, items, take2) {
  if (!Array.isArray(items) || !items.every(isItem)) {
    return `"$insert" wants a list of positions with values`;
  }
  if (items.length >= FEW && isOrdered(items.map(first), 1, Infinity)) {
    return insertAscending(list, items, take2);
  }
  for (const [position, value] of items) {
    if (!isPosition(position, list.length)) return outside(position, list);
    if (position === list.length) list.push(take2(value));
    else list.splice(position, 0, take2(value));
  }
  return void 0;
}
function removeDescending(list, positions) {
  let next = positions.length - 1;
  let to = positions[next];
  for (let from = to; from < list.length; from++) {
    if (from === positions[next]) next--;
    else list[to++] = list[from];
  }
  list.length = to;
}
function insertAscending(list, items, take2) {
  const rest = list.splice(Number(items[0][0]));
  let moved = 0;
  for (const [position, value] of items) {
    while (list.length < Number(position) && moved < rest.length) {
      list.push(rest[moved++]);
    }
    if (position !== list.length) return outside(position, list);
    list.push(take2(value));
  }
  while (moved < rest.length) list.push(rest[moved++]);
  return void 0;
}
function isOrdered(positions, direction, most) {
  return positions.every(
    (position, i) => isPosition(position, most) && (i === 0 || (position - Number(positions[i - 1])) * direction > 0)
  );
}
function isPosition(value, most) {
  return Number.isInteger(value) && value >= 0 && value <= most;
}
function isItem(item) {
  return Array.isArray(item) && item.length === 2;
}
function first(item) {
  return item[0];
}
function outside(position, list) {
  return `"$insert" names position ${quote(position)} of a list of ${list.length} items`;
}
function quote(value) {
  return typeof value === "string" ? JSON.stringify(value.slice(0, 40)) : typeof value === "object" ? "an object" : String(value);
}

// src/state/apply.ts
function applyDiff(state, diff, types = NO_TYPES) {
  return diff === void 0 ? state : applyAt(state, diff, { path: [], types });
}
function applyAlong(state, way, diff, types = NO_TYPES) {
  const last = way.length - 1;
  if (last < 0) return applyDiff(state, diff, types);
  let value = state;
  for (let i = 0; i < last && isPlain2(value); i++) {
    value = Object.hasOwn(value, way[i]) ? value[way[i]] : void 0;
  }
  if (!isPlain2(value)) {
    return applyDiff(state, diffAlong(way, diff), types);
  }
  applyMember(value, way[last], diff, { path: way.slice(0, last), types });
  return state;
}
function diffAlong(way, diff) {
  return way.reduceRight((inner, key) => {
    const outer = {};
    setOwn(outer, key, inner);
    return outer;
  }, diff);
}
function isEdit(diff) {
  return diff instanceof Map ? !diff.has("$replace") : isPlain2(diff) && !Object.hasOwn(diff, "$replace");
}
function applyAt(value, diff, walk) {
  const commands = asCommands(diff);
  if (commands === void 0) return take(diff, walk);
  if (commands instanceof Map) return applyMap(value, commands, walk);
  const keys = Object.keys(commands);
  if (keys.includes("$replace")) return take(commands.$replace, walk);
  if (isPlain2(value)) return applyObject(value, commands, keys, walk);
  if (Array.isArray(value)) return applyList(value, commands, keys, walk);
  if (value instanceof Map) return applyEntries(value, commands, walk);
  if (value instanceof Set) return applySet(value, commands, keys, walk);
  return take(commands, walk);
}
function applyObject(value, diff, keys, walk) {
  if (keys.includes("$delete")) {
    for (const key of listOf(diff.$delete, "keys", walk)) {
      if (typeof key === "string") delete value[unescapeKey(key)];
      else if (typeof key === "number") delete value[key];
      else fail(`"$delete" holds what is no key of an object`, walk);
    }
  }
  for (const escaped of keys) {
    if (escaped === "$delete") continue;
    applyMember(value, unescapeKey(escaped), diff[escaped], walk);
  }
  return value;
}
function applyMember(value, key, change, walk) {
  if (typeof change !== "object" || change === null) {
    setOwn(value, key, take(change, walk));
    return;
  }
  walk.path.push(key);
  if (Object.hasOwn(value, key)) {
    const before = value[key];
    const after = applyAt(before, change, walk);
    if (!Object.is(after, before)) setOwn(value, key, after);
  } else {
    setOwn(value, key, take(change, walk));
  }
  walk.path.pop();
}
function applyList(value, diff, keys, walk) {
  if (!isListEdit(keys)) return take(diff, walk);
  if (keys.includes("$delete")) {
    check(removeItems(value, diff.$delete), walk);
  }
  if (keys.includes("$insert")) {
    check(insertItems(value, diff.$insert, (item) => take(item, walk)), walk);
  }
  for (const key of keys) {
    if (key === "$delete" || key === "$insert") continue;
    const at = Number(key);
    if (at >= value.length) {
      fail(`it names item ${key} of a list of ${value.length}`, walk);
    }
    walk.path.push(at);
    value[at] = applyAt(value[at], diff[key], walk);
    walk.path.pop();
  }
  return value;
}
function applyMap(value, diff, walk) {
  if (diff.has("$replace")) return take(diff.get("$replace"), walk);
  if (value instanceof Map) return applyEntries(value, diff, walk);
  return isPlain2(value) ? applyEntries(new Map(Object.entries(value)), diff, walk) : take(diff, walk);
}
function applyEntries(value, diff, walk) {
  const changes = diff instanceof Map ? diff : new Map(Object.entries(diff));
  if (changes.has("$delete")) {
    for (const key of listOf(changes.get("$delete"), "keys", walk)) {
      value.delete(keyIn(value, key, walk));
    }
  }
  for (const [escaped, change] of changes) {
    if (escaped === "$delete") continue;
    const key = keyIn(value, escaped, walk);
    walk.path.push(typeof key === "number" ? key : `${typeof key} key`);
    value.set(
      key,
      value.has(key) ? applyAt(value.get(key), change, walk) : take(change, walk)
    );
    walk.path.pop();
  }
  return value;
}
function applySet(value, diff, keys, walk) {
  const edits = keys.length > 0 && keys.every((key) => key === "$delete" || key === "$add");
  if (!edits) return take(diff, walk);
  const members = (key) => Object.hasOwn(diff, key) ? listOf(diff[key], "members", walk) : [];
  for (const member of members("$delete")) {
    value.delete(keyIn(value, member, walk));
  }
  for (const member of members("$add")) value.add(keyIn(value, member, walk));
  return value;
}
function keyIn(keyed, escaped, walk) {
  const key = take(escaped, walk);
  if (typeof key !== "object" || key === null || keyed.has(key)) return key;
  for (const known of keyed.keys()) {
    if (typeof known === "object" && sameState(known, key, walk.types)) {
      return known;
    }
  }
  return key;
}
function take(value, walk) {
  return typeof value === "number" ? value : unescapeValue(value, walk.types, walk.path);
}
function asCommands(diff) {
  return isPlain2(diff) || diff instanceof Map ? diff : void 0;
}
function isPlain2(value) {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
function listOf(value, of, walk) {
  return Array.isArray(value) ? value : fail(`"$delete" and "$add" want a list of ${of}`, walk);
}
function check(problem, walk) {
  if (problem !== void 0) fail(problem, walk);
}
function fail(problem, { path }) {
  throw new ReplayError(
    `Cannot apply a change to ${pathText(path)}: ${problem}`
  );
}

// src/replay.ts
var ROOT2 = [];
var Replayer = class {
  #state = {};
  #version = 0;
  #rev = 0;
  #mtime;
  #apply;
  /**
   * Starts from the empty state. `apply` changes states that are not held as
   * plain objects.
   */
  constructor(types = NO_TYPES, apply) {
    this.#apply = apply ?? ((state, way, diff) => applyAlong(state, way, diff, types));
  }
  /** Sets the number of changes that came before. */
  startFrom(rev) {
    this.#rev = rev;
  }
  /** Takes a snapshot for the state; its revision only if it can be trusted. */
  snapshot(snapshot) {
    this.#state = snapshot.state;
    this.#version = snapshot.v ?? 0;
    this.#mtime = snapshot.m;
    if (snapshot.k === 1 && snapshot.r !== void 0) this.#rev = snapshot.r;
  }
  /** Applies one change; a {@linkcode ReplayError} says where it stands. */
  change({ record, way = ROOT2, offset, line }) {
    try {
      this.#state = this.#apply(this.#state, way, record.diff);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new ReplayError(
        `Cannot apply the change in line ${line} (byte ${offset}): ${reason}`,
        { cause, line, offset, record: "change" }
      );
    }
    this.count(1, record.v ?? 0, record.m);
  }
  /** Counts changes that are in the state already; what the last of them says. */
  count(changes, version, mtime) {
    this.#version = version;
    this.#mtime = mtime ?? this.#mtime;
    this.#rev += changes;
  }
  /** What the records so far lead to. */
  get result() {
    return {
      state: this.#state,
      version: this.#version,
      rev: this.#rev,
      mtime: this.#mtime
    };
  }
};

// src/snapshot/branch.ts
var BATCH = 256;
var RUN = 1 << 18;
var Branch = class _Branch {
  /** Whether it lost track of the container. */
  lost = false;
  /** The tree that it belongs to. */
  #tree;
  /** Makes a branch without members. */
  constructor(tree) {
    this.#tree = tree;
  }
  /**
   * Notes a change of one place further down: `way` has the keys to it, those
   * from here on begin at `from`.
   */
  touchAlong(way, from, diff) {
    this.touch(diffAlong(way.slice(from), diff));
  }
  /** Whether it may stand for its container, as large as that is now. */
  get fits() {
    return this.#tree.parts.canSplit(this.container, this.size);
  }
  /**
   * Encodes what is not encoded, in here and below; false when it can't stand
   * for this value.
   */
  update(value) {
    if (this.container !== value || this.lost) return false;
    let batch = [];
    const endBatch = () => {
      this.#encode(batch);
      batch = [];
    };
    this.eachOpen((key, part) => {
      const member = this.valueOf(key);
      if (part instanceof _Branch && part.update(member)) return;
      const branch = this.#tree.grow(member);
      if (branch?.update(member)) {
        endBatch();
        this.take(key, branch);
      } else if (batch.push([key, member]) >= BATCH) endBatch();
    });
    endBatch();
    return this.fits;
  }
  #encode(entries) {
    this.#tree.demandRoom();
    const made = this.#tree.parts.members(this.container, entries);
    entries.forEach(([key], index) => this.take(key, made[index]));
  }
  /** Adds the pieces of the whole container, which has to be up to date. */
  collect(into) {
    const { container } = this;
    const { parts } = this.#tree;
    into.push(parts.open(container, this.size));
    let first2 = true;
    const separate = () => {
      if (!first2 && parts.separator !== void 0) into.push(parts.separator);
      first2 = false;
    };
    let run = [];
    let length = 0;
    const endRun = () => {
      if (run.length === 0) return;
      separate();
      into.push(parts.join(run));
      run = [];
      length = 0;
    };
    this.each((key, part) => {
      if (part instanceof _Branch) {
        endRun();
        separate();
        into.push(parts.key(container, key));
        part.collect(into);
        const end = parts.endMember(container);
        if (end !== void 0) into.push(end);
      } else if (part !== void 0) {
        run.push(part);
        length += part.length;
        if (length >= RUN) endRun();
      }
    });
    endRun();
    into.push(parts.close(container));
  }
};
function outOfStep() {
  return new Error("The parts of the snapshot are out of step with the state");
}

// src/snapshot/keyed_branch.ts
var KeyedBranch = class extends Branch {
  /** The container. */
  container;
  /** What there was of each member, in the order of the container. */
  #members = /* @__PURE__ */ new Map();
  /** Those that come in parts. */
  #branches = /* @__PURE__ */ new Map();
  /**
   * Those that changed since; new ones, in their order. A set of its own, since
   * it stays small: a look at one of a million members costs half a microsecond.
   */
  #stale;
  /** Takes the members as they are now. */
  constructor(container, tree) {
    super(tree);
    this.container = container;
    this.#stale = new Set(
      container instanceof Map || container instanceof Set ? container.keys() : Object.keys(container)
    );
  }
  /** How many members there are; before the first update, how many there will be. */
  get size() {
    return this.#members.size || this.#stale.size;
  }
  /** Notes the keys that a change deletes, sets or goes into. */
  touch(diff) {
    if (typeof diff !== "object" || diff === null) return;
    const changes = diff instanceof Map ? diff : Object.entries(diff);
    for (const [name, keys] of changes) {
      if (name === "$delete") {
        this.#each(keys, (key) => this.#remove(key));
      }
    }
    for (const [name, change] of changes) {
      if (name === "$delete") continue;
      if (this.container instanceof Set) {
        if (name === "$add") this.#each(change, (key) => this.#set(key, key));
      } else {
        this.#set(this.#keyOf(name), change);
      }
    }
  }
  touchAlong(way, from, diff) {
    if (from === way.length || this.container instanceof Set) {
      return super.touchAlong(way, from, diff);
    }
    const branch = this.#branches.get(way[from]);
    if (branch === void 0) this.#stale.add(way[from]);
    else branch.touchAlong(way, from + 1, diff);
  }
  #each(keys, note) {
    if (!Array.isArray(keys)) return;
    for (const key of keys) note(this.#keyOf(key));
  }
  /** The key of the container for one of the diff. */
  #keyOf(key) {
    if (typeof key === "string") return unescapeKey(key);
    if (typeof key === "object" && key !== null) {
      this.lost = true;
    }
    return this.container instanceof Map || this.container instanceof Set ? key : String(key);
  }
  #set(key, change) {
    const branch = this.#branches.get(key);
    if (branch === void 0) this.#stale.add(key);
    else branch.touch(change);
  }
  #remove(key) {
    this.#members.delete(key);
    this.#branches.delete(key);
    this.#stale.delete(key);
  }
  /** Visits all members in order. */
  each(visit) {
    this.#members.forEach((part, key) => visit(key, part));
  }
  /** Visits those that changed, and those that come in parts. */
  eachOpen(visit) {
    this.#branches.forEach((branch, key) => visit(key, branch));
    this.#stale.forEach((key) => visit(key, void 0));
    this.#stale.clear();
  }
  /** Takes what there is now of a member. */
  take(key, part) {
    this.#members.set(key, part);
    if (part instanceof Branch) this.#branches.set(key, part);
    else this.#branches.delete(key);
  }
  /** The value of a member; one lookup, for there may be millions. */
  valueOf(key) {
    const value = memberOf(this.container, key);
    if (value === void 0) throw outOfStep();
    return value;
  }
};
function memberOf(container, key) {
  if (container instanceof Map) return container.get(key);
  if (container instanceof Set) return container.has(key) ? key : void 0;
  const name = String(key);
  return name === "__proto__" ? getOwn(container, name) : container[name];
}

// src/snapshot/list_branch.ts
var ListBranch = class extends Branch {
  /** The list. */
  container;
  #items;
  /** Takes the items as they are now. */
  constructor(container, tree) {
    super(tree);
    this.container = container;
    this.#items = container.map(() => void 0);
  }
  /** How many items there are. */
  get size() {
    return this.#items.length;
  }
  /** Notes the items that a change removes, inserts or goes into. */
  touch(diff) {
    if (typeof diff !== "object" || diff === null) return;
    const keys = Object.keys(diff);
    if (!isListEdit(keys)) return;
    const items = this.#items;
    const change = (name) => getOwn(diff, name);
    removeItems(items, change("$delete") ?? []);
    insertItems(items, change("$insert") ?? [], () => void 0);
    for (const key of keys) {
      if (key.startsWith("$")) continue;
      const item = items[Number(key)];
      if (item instanceof Branch) item.touch(change(key));
      else items[Number(key)] = void 0;
    }
  }
  /** Visits all items in order. */
  each(visit) {
    const items = this.#items;
    for (let at = 0; at < items.length; at++) visit(at, items[at]);
  }
  /** Visits those that are not encoded, and those that come in parts. */
  eachOpen(visit) {
    this.each((at, item) => {
      if (item === void 0 || item instanceof Branch) visit(at, item);
    });
  }
  /** Takes what there is now of an item. */
  take(key, part) {
    this.#items[Number(key)] = part;
  }
  /** An item. */
  valueOf(key) {
    const value = this.container[Number(key)];
    if (value === void 0) throw outOfStep();
    return value;
  }
};

// src/snapshot/weight.ts
var UNIT = 16;
function weigh(value, limit) {
  if (typeof value === "string") return 1 + value.length / UNIT;
  if (typeof value !== "object" || value === null) return 1;
  if (value instanceof Uint8Array) return 1 + value.length / UNIT;
  let weight = 1;
  if (Array.isArray(value) || value instanceof Set) {
    for (const item of value) {
      weight += weigh(item, limit - weight);
      if (weight >= limit) break;
    }
  } else if (value instanceof Map) {
    for (const [key, item] of value) {
      weight += weigh(key, limit - weight) + weigh(item, limit - weight);
      if (weight >= limit) break;
    }
  } else {
    for (const key in value) {
      weight += key.length / UNIT + weigh(value[key], limit - weight);
      if (weight >= limit) break;
    }
  }
  return weight;
}

// src/snapshot/part_tree.ts
var HEAVY = 512;
var ROOT3 = [];
var PartTree = class {
  /** Encodes. */
  parts;
  /** Throws when there is too little memory to encode more. */
  demandRoom;
  #heavy;
  #root;
  /** Encodes with these parts, as long as there is room. */
  constructor(parts, heavy = HEAVY, demandRoom = () => {
  }) {
    this.parts = parts;
    this.demandRoom = demandRoom;
    this.#heavy = heavy;
  }
  /**
   * Notes a change that is about to be applied to the state; `way` has the keys
   * from the root to the place that the diff is about.
   */
  touch(diff, way = ROOT3) {
    this.#root?.touchAlong(way, 0, diff);
  }
  /** Encodes what is not encoded, or not any more as it is in the state. */
  update(state) {
    if (this.#root?.update(state)) return;
    this.#root = this.#branchOf(state);
    this.#root?.update(state);
  }
  /** All pieces of a state, up to date. */
  pieces(state) {
    this.update(state);
    const pieces = [];
    if (this.#root === void 0) pieces.push(this.parts.value(state));
    else this.#root.collect(pieces);
    return pieces;
  }
  /** Makes the branch of a container that is to come in parts, or undefined. */
  grow(value) {
    if (typeof value !== "object" || value === null) return void 0;
    return weigh(value, this.#heavy) < this.#heavy ? void 0 : this.#branchOf(value);
  }
  #branchOf(value) {
    const branch = Array.isArray(value) ? new ListBranch(value, this) : isKeyed(value) ? new KeyedBranch(value, this) : void 0;
    return branch?.fits ? branch : void 0;
  }
};
function isKeyed(value) {
  if (value instanceof Map || value instanceof Set) return true;
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

// src/snapshot/live_value.ts
var LiveValue = class {
  #value;
  #tree;
  /** The pieces, as long as they hold. */
  #pieces;
  /** Takes this value for its own; throws when there is no room to encode it. */
  constructor(value, parts, demandRoom) {
    this.#value = value;
    this.#tree = new PartTree(parts, void 0, demandRoom);
  }
  /** Changes the value in place where it can. */
  change(way, from, diff) {
    this.#pieces = void 0;
    const rest = from === 0 ? way : way.slice(from);
    this.#tree.touch(diff, rest);
    this.#value = applyAlong(this.#value, rest, diff);
    return this;
  }
  /** It has no text. */
  edit() {
    return false;
  }
  /** Encodes what changed. */
  update() {
    this.#tree.update(this.#value);
  }
  /** How long the pieces are together. */
  get length() {
    return countChars(this.pieces());
  }
  /** All of its parts, up to date. */
  pieces() {
    return this.#pieces ??= this.#tree.pieces(this.#value);
  }
};

// src/log/sealed_state.ts
var HEAD4 = 4096;
var SNAPSHOT = /^\{"ts":"[^"\\]*",(?:"v":(\d+),)?(?:"m":"([^"\\]*)",)?"r":\d+,"k":1,"state":/;
var CHANGE = /^\{"ts":"[^"\\]*",(?:"a":"[^"\\]*",)?(?:"v":(\d+),)?(?:"u":"[^"\\]*",)?(?:"m":"([^"\\]*)",)?"diff":/;
var ENCODER5 = new TextEncoder();
var WATERMARK3 = ENCODER5.encode(`,"d":`);
var SEAL3 = ENCODER5.encode(`,"c":"`);
var ESCAPED = ENCODER5.encode("\\u0024");
function stateOfSnapshot(payload) {
  return stateIn(payload, SNAPSHOT);
}
function stateOfFirstChange(line) {
  const found = stateIn(line, CHANGE);
  return found === void 0 || mayHoldDollar(line, found.from) ? void 0 : found;
}
function mayHoldDollar(line, from) {
  for (let at = line.indexOf(DOLLAR, from); at >= 0; at = line.indexOf(DOLLAR, at + 1)) {
    if (line[at - 1] === QUOTE) return true;
  }
  for (let at = line.indexOf(BACKSLASH, from); at >= 0; at = line.indexOf(BACKSLASH, at + 2)) {
    if (startsWith(line, at, ESCAPED)) return true;
  }
  return false;
}
function stateIn(line, form) {
  const head = form.exec(new TextDecoder().decode(line.subarray(0, HEAD4)));
  if (head === null) return void 0;
  const [before, v, m] = head;
  if (!startsWith(line, line.length - SEAL_LENGTH, SEAL3)) return void 0;
  const from = ENCODER5.encode(before).length;
  const to = stateEnd(line);
  if (line[from] !== OPEN || line[to - 1] !== CLOSE) return void 0;
  return { from, to, ...v && { v: Number(v) }, ...m && { m } };
}
function stateEnd(line) {
  const seal = line.length - SEAL_LENGTH;
  let at = seal;
  while (line[at - 1] >= 48 && line[at - 1] <= 57) at--;
  at -= WATERMARK3.length;
  return at > 0 && startsWith(line, at, WATERMARK3) ? at : seal;
}

// src/state/key_order.ts
var MAX_INDEX = 2 ** 32 - 2;
function isIndexKey(key) {
  return toIndex(key) >= 0;
}
function toIndex(key) {
  const { length } = key;
  if (length === 0 || length > 10) return -1;
  let index = 0;
  for (let i = 0; i < length; i++) {
    const digit = key.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return -1;
    index = index * 10 + digit;
  }
  const canonical = length === 1 || key.charCodeAt(0) !== 48;
  return canonical && index <= MAX_INDEX ? index : -1;
}

// src/snapshot/key_hash.ts
var PRIME = 16777619;
var SEED = Math.random() * 2 ** 32 | 0;
function hashKey(bytes, from, to) {
  let hash = SEED;
  for (let i = from + 1; i < to - 1; i++) {
    hash = Math.imul(hash ^ bytes[i], PRIME);
  }
  hash = Math.imul(hash ^ hash >>> 15, PRIME);
  return (hash ^ hash >>> 13) >>> 0;
}

// src/snapshot/block_sums.ts
var BLOCK = 256;
var BlockSums = class {
  #bytes;
  #sums;
  /** By block: 1 where it changed since it was summed up. */
  #stale;
  #append = createSplitter(BLOCK);
  /** Reads all of the text. */
  constructor(bytes) {
    const count = bytes.length / BLOCK >>> 0;
    this.#bytes = viewOf(bytes);
    this.#sums = new Int32Array(count);
    this.#stale = new Uint8Array(count).fill(1);
    this.update();
  }
  /** Notes that `[from, to)` of the text changed. */
  touch(from, to) {
    const stale = this.#stale;
    const last = (to - 1) / BLOCK >>> 0;
    for (let block = from / BLOCK >>> 0; block <= last; block++) {
      if (block < stale.length) stale[block] = 1;
    }
  }
  /** Reads all that changed. */
  update() {
    const stale = this.#stale;
    for (let i = stale.indexOf(1); i >= 0; i = stale.indexOf(1, i + 1)) {
      this.#sumOf(i);
    }
  }
  #sumOf(block) {
    if (this.#stale[block] === 1) {
      this.#stale[block] = 0;
      const from = block * BLOCK;
      this.#sums[block] = crc32c(this.#bytes, from, from + BLOCK);
    }
    return this.#sums[block];
  }
  /** The checksum of `[from, to)` behind a text that has the checksum `crc`. */
  crc(from, to, crc) {
    let sum = crc;
    for (let at = from; at < to; ) {
      const block = at / BLOCK >>> 0;
      const end = (block + 1) * BLOCK;
      if (at === block * BLOCK && end <= to) {
        sum = this.#append(sum, this.#sumOf(block));
        at = end;
      } else {
        const stop = Math.min(end, to);
        sum = crc32c(this.#bytes, at, stop, sum);
        at = stop;
      }
    }
    return sum;
  }
};

// src/snapshot/text_store.ts
var UNIT2 = 16;
var UNIT_BITS = 4;
var FIRST2 = 1 << 16;
var CACHE_LINE = 64;
var PEEKED = new Uint8Array(1);
var MUCH = 48;
var SPARE = 16;
var MOST3 = 2 ** 32 - 1;
var SHORT3 = 64;
function copyBytes(target, at, source, from, to) {
  if (to - from > SHORT3) target.set(source.subarray(from, to), at);
  else for (let i = from, j = at; i < to; i++, j++) target[j] = source[i];
}
var TextStore = class {
  #base;
  #baseView;
  /** Whether the base may be written to: it is a copy of our own. */
  #owned = false;
  #arena = new Uint8Array(FIRST2);
  #arenaView = viewOf(this.#arena);
  #used = UNIT2;
  // the offset 0 is none
  #sums;
  /** The base before, if it may be written to: new memory takes long to map. */
  #spare;
  /** The first of the slots that are free, by their number of units. */
  #free = /* @__PURE__ */ new Map();
  /** Begins with this text, whose addresses are its offsets. */
  constructor(base) {
    this.#base = base;
    this.#baseView = viewOf(base);
  }
  /** The text that it began with. */
  get base() {
    return this.#base;
  }
  /** The memory of the texts that are not in it. */
  get arena() {
    return this.#arena;
  }
  /** Whether so much has moved away that its order costs time. */
  get isScattered() {
    return this.#used > FIRST2 && this.#used > this.#base.length / MUCH;
  }
  /** Memory for so many bytes to begin again with. */
  makeBase(length) {
    const spare = this.#spare;
    this.#spare = void 0;
    if (spare !== void 0 && spare.length >= length) return spare;
    return new Uint8Array(length + (length / SPARE >>> 0));
  }
  /** Begins again with a text that holds all others, and is the store's own. */
  begin(base) {
    if (this.#owned) this.#spare = this.#base;
    this.#base = base;
    this.#baseView = viewOf(base);
    this.#owned = true;
    this.#sums = void 0;
    this.#arena = new Uint8Array(FIRST2);
    this.#arenaView = viewOf(this.#arena);
    this.#used = UNIT2;
    this.#free.clear();
  }
  /** The bytes that hold the text of an address, until the next is stored. */
  bytesOf(address) {
    return address < this.#base.length ? this.#base : this.#arena;
  }
  /** Where the text begins in them. */
  offsetOf(address) {
    const { length } = this.#base;
    return address < length ? address : address - length;
  }
  /** Whether a comma stands behind the text that ends here. */
  isBeforeComma(end) {
    return this.bytesOf(end)[this.offsetOf(end)] === COMMA;
  }
  /** Has the first bytes of a text come into the processor's caches. */
  peek(address) {
    const bytes = this.bytesOf(address);
    const at = this.offsetOf(address);
    const further = Math.min(at + CACHE_LINE, bytes.length - 1);
    PEEKED[0] = bytes[at] + bytes[further];
  }
  /** Whether it is a text, or a part of one, that it began with. */
  isBase(address) {
    return address < this.#base.length;
  }
  /** Whether it has checksums of the base. */
  get isSummedUp() {
    return this.#sums !== void 0;
  }
  /** Makes checksums of the base ahead. */
  sumUp() {
    if (this.#sums === void 0) this.#sums = new BlockSums(this.#base);
    else this.#sums.update();
  }
  /** The checksum of a text, or several side by side, behind one with `crc`. */
  crc(address, length, crc) {
    const from = this.offsetOf(address);
    const to = from + length;
    if (!this.isBase(address)) return crc32c(this.#arenaView, from, to, crc);
    return this.#sums?.crc(from, to, crc) ?? crc32c(this.#baseView, from, to, crc);
  }
  /** Stores the text `bytes[from, to)` and a comma; returns its address. */
  put(bytes, from, to) {
    const at = this.#allocate(to - from);
    copyBytes(this.#arena, at, bytes, from, to);
    this.#arena[at + to - from] = COMMA;
    return at + this.#base.length;
  }
  /** Stores a text anew that was stored before. */
  putAgain(address, length) {
    const at = this.#allocate(length);
    const from = this.offsetOf(address);
    copyBytes(this.#arena, at, this.bytesOf(address), from, from + length);
    this.#arena[at + length] = COMMA;
    return at + this.#base.length;
  }
  /** Gives back the slot of a text of this length. */
  release(address, length) {
    if (this.isBase(address)) return;
    const at = this.offsetOf(address);
    const units = unitsOf(length);
    const next = this.#free.get(units) ?? 0;
    for (let byte = 0; byte < 4; byte++) {
      this.#arena[at + byte] = next / UNIT2 >>> 8 * byte;
    }
    this.#free.set(units, at);
  }
  /**
   * Puts `bytes[start, end)` in the place of the part `[from, to)` of a text;
   * returns its new address.
   */
  splice(address, length, from, to, bytes, start, end) {
    const size = length - (to - from) + (end - start);
    const after = from + end - start;
    if (this.#fits(address, length, size)) {
      const text = this.bytesOf(address);
      const at2 = this.offsetOf(address);
      if (after !== to) text.copyWithin(at2 + after, at2 + to, at2 + length);
      copyBytes(text, at2 + from, bytes, start, end);
      if (text === this.#base) this.#sums?.touch(at2 + from, at2 + after);
      else text[at2 + size] = COMMA;
      return address;
    }
    const next = this.#allocate(size);
    const arena = this.#arena;
    const old = this.bytesOf(address);
    const at = this.offsetOf(address);
    copyBytes(arena, next, old, at, at + from);
    copyBytes(arena, next + from, bytes, start, end);
    copyBytes(arena, next + after, old, at + to, at + length);
    arena[next + size] = COMMA;
    this.release(address, length);
    return next + this.#base.length;
  }
  /** Whether a text may become so long where it is. */
  #fits(address, length, size) {
    return this.isBase(address) ? this.#owned && size === length : unitsOf(size) === unitsOf(length);
  }
  #allocate(length) {
    const units = unitsOf(length);
    const free = this.#free.get(units) ?? 0;
    if (free > 0) {
      let next = 0;
      for (let byte = 3; byte >= 0; byte--) {
        next = next * 256 + this.#arena[free + byte];
      }
      this.#free.set(units, next * UNIT2);
      return free;
    }
    const at = this.#used;
    this.#used += units * UNIT2;
    if (this.#used > this.#arena.length) this.#grow();
    return at;
  }
  #grow() {
    const wanted = Math.max(2 * this.#arena.length, this.#used);
    const size = Math.min(wanted, MOST3 - this.#base.length);
    if (size < this.#used) {
      throw new RangeError("The texts of a snapshot take more than 4 GiB");
    }
    this.#arena = new Uint8Array(this.#arena.buffer.transfer(size));
    this.#arenaView = viewOf(this.#arena);
  }
};
function unitsOf(length) {
  return length + UNIT2 >>> UNIT_BITS;
}

// src/snapshot/text_members.ts
var ENTRY = 3;
var LENGTH = 1;
var HASH = 2;
var FEW2 = 8;
var TextMembers = class {
  #store;
  #entries;
  /** Entries, those of members that are gone included: they have no length. */
  #count = 0;
  #size = 0;
  #bytes = 0;
  /** By hash: one more than the number of an entry; 0 is a free place. */
  #table = new Uint32Array(0);
  /** Begins without any; there is room for about so many. */
  constructor(store, expected) {
    this.#store = store;
    this.#entries = new Uint32Array(ENTRY * Math.max(FEW2, expected));
  }
  /** How many there are. */
  get size() {
    return this.#size;
  }
  /** The number of the next one that will be added. */
  get end() {
    return this.#count;
  }
  /** How long their texts are together: counted, as a million take 10 ms to add up. */
  get bytes() {
    return this.#bytes;
  }
  /** The number of the first member from this number on, or -1. */
  next(from) {
    for (let index = from; index < this.#count; index++) {
      if (this.length(index) > 0) return index;
    }
    return -1;
  }
  /** The address of a member's text. */
  address(index) {
    return this.#entries[ENTRY * index];
  }
  /** The length of a member's text; 0: it is gone. */
  length(index) {
    return this.#entries[ENTRY * index + LENGTH];
  }
  /**
   * The number of the last member of those that stand side by side in the
   * store's base, a comma between them, from this one on.
   */
  runEnd(index) {
    const entries = this.#entries;
    const size = this.#store.base.length;
    let last = index;
    let entry = ENTRY * index;
    while (last + 1 < this.#count) {
      const after = entries[entry] + entries[entry + LENGTH] + 1;
      entry += ENTRY;
      if (entries[entry] !== after || after >= size) break;
      if (entries[entry + LENGTH] === 0) break;
      last++;
    }
    return last;
  }
  /** The number of the member with this key, `bytes[from, to)`, or -1. */
  find(bytes, from, to) {
    const hash = hashKey(bytes, from, to);
    const entries = this.#entries;
    const table = this.#table;
    const mask = table.length - 1;
    for (let slot = hash & mask; ; slot = slot + 1 & mask) {
      const number = table[slot];
      if (number === 0) return -1;
      const entry = ENTRY * (number - 1);
      if (entries[entry + HASH] !== hash || entries[entry + LENGTH] === 0) {
        continue;
      }
      const address = entries[entry];
      const text = this.#store.bytesOf(address);
      const at = this.#store.offsetOf(address);
      if (standsAt(text, at, bytes, from, to)) return number - 1;
    }
  }
  /** The number of the member that a key of this hash is likely to have, or -1. */
  guess(hash) {
    return this.#table[hash & this.#table.length - 1] - 1;
  }
  /** Has a member's text come into the processor's caches, or its beginning. */
  peek(index) {
    this.#store.peek(this.address(index));
  }
  /**
   * Adds members that stand one after the other in the store's first text, or a
   * new one. They can be found after {@linkcode index} or {@linkcode insert}.
   */
  append(address, length, hash) {
    const entry = ENTRY * this.#count;
    if (entry === this.#entries.length) this.#grow();
    this.#entries[entry] = address;
    this.#entries[entry + LENGTH] = length;
    this.#entries[entry + HASH] = hash;
    this.#bytes += length;
    this.#count++;
    this.#size++;
  }
  #grow() {
    const entries = new Uint32Array(ENTRY * (this.#count * 3 / 2 >>> 0));
    entries.set(this.#entries);
    this.#entries = entries;
  }
  /** Makes all members findable; false when two have the same key. */
  index() {
    const table = new Uint32Array(tableSize(this.#entries.length / ENTRY));
    const mask = table.length - 1;
    const entries = this.#entries;
    this.#table = table;
    for (let index = 0; index < this.#count; index++) {
      if (entries[ENTRY * index + LENGTH] === 0) continue;
      const hash = entries[ENTRY * index + HASH];
      let slot = hash & mask;
      for (; table[slot] !== 0; slot = slot + 1 & mask) {
        const other = table[slot] - 1;
        const alike = entries[ENTRY * other + HASH] === hash;
        if (alike && this.#sameKey(index, other)) return false;
      }
      table[slot] = index + 1;
    }
    return true;
  }
  #sameKey(index, other) {
    const text = this.text(index);
    return standsAt(this.text(other), 0, text, 0, this.keyLength(index));
  }
  /**
   * Adds a member with a key that is not there, behind all others. `moved` is
   * told the new number of each member that gets another one.
   */
  insert(address, length, moved) {
    if (ENTRY * this.#count === this.#entries.length) {
      if (this.#size < this.#count / 2) this.#close(moved);
      else this.#grow();
      this.index();
    }
    const bytes = this.#store.bytesOf(address);
    const at = this.#store.offsetOf(address);
    const hash = hashKey(bytes, at, stringEnd(bytes, at, bytes.length));
    this.append(address, length, hash);
    const mask = this.#table.length - 1;
    let slot = hash & mask;
    while (this.#table[slot] !== 0) slot = slot + 1 & mask;
    this.#table[slot] = this.#count;
  }
  /** Closes the gaps that members left. */
  #close(moved) {
    const entries = this.#entries;
    let to = 0;
    for (let from = 0; from < this.#count; from++) {
      if (this.length(from) === 0) continue;
      if (from !== to) {
        entries.copyWithin(ENTRY * to, ENTRY * from, ENTRY * (from + 1));
        moved(from, to);
      }
      to++;
    }
    this.#count = to;
  }
  /** Where the text of each member is: in a slot of its own from now on. */
  moveOut() {
    for (let index = 0; index < this.#count; index++) {
      const [address, length] = [this.address(index), this.length(index)];
      this.#entries[ENTRY * index] = this.#store.putAgain(address, length);
    }
  }
  /** The text of a member. */
  text(index) {
    const address = this.address(index);
    const at = this.#store.offsetOf(address);
    return this.#store.bytesOf(address).subarray(at, at + this.length(index));
  }
  /** How long the key of a member is, with its quotes. */
  keyLength(index) {
    const text = this.text(index);
    return stringEnd(text, 0, text.length);
  }
  /**
   * Copies the texts of a run of members into what becomes the store's base, where
   * they are from then on; returns where they end.
   */
  moveTo(index, last, base, at) {
    const entries = this.#entries;
    const address = this.address(index);
    const length = this.address(last) + this.length(last) - address;
    const from = this.#store.offsetOf(address);
    copyBytes(base, at, this.#store.bytesOf(address), from, from + length);
    for (let i = index; i <= last; i++) entries[ENTRY * i] += at - address;
    return at + length;
  }
  /** Gives a member another text, the first bytes of these. */
  setText(index, bytes, length) {
    const entry = ENTRY * index;
    this.#store.release(this.#entries[entry], this.#entries[entry + LENGTH]);
    this.#entries[entry] = this.#store.put(bytes, 0, length);
    this.#setLength(entry, length);
  }
  /** Puts `bytes[start, end)` in the place of a part of a member's text. */
  splice(index, from, to, bytes, start, end) {
    const entry = ENTRY * index;
    const length = this.#entries[entry + LENGTH];
    this.#entries[entry] = this.#store.splice(
      this.#entries[entry],
      length,
      from,
      to,
      bytes,
      start,
      end
    );
    this.#setLength(entry, length - (to - from) + (end - start));
  }
  /** Leaves of a member's text the key and the colon. */
  cutToKey(index) {
    const entry = ENTRY * index;
    const address = this.#entries[entry];
    const length = this.keyLength(index) + 1;
    this.#entries[entry] = this.#store.putAgain(address, length);
    this.#store.release(address, this.length(index));
    this.#setLength(entry, length);
  }
  #setLength(entry, length) {
    this.#bytes += length - this.#entries[entry + LENGTH];
    this.#entries[entry + LENGTH] = length;
  }
  /** Takes a member out. */
  remove(index) {
    this.#store.release(this.address(index), this.length(index));
    this.#setLength(ENTRY * index, 0);
    this.#size--;
  }
};
function tableSize(entries) {
  return 2 ** Math.ceil(Math.log2(2 * entries));
}

// src/snapshot/member_scan.ts
var USUAL = 64;
var MOST_DEEP = 64;
function readMembers(store, address, length, deepFrom = Infinity) {
  const bytes = store.bytesOf(address);
  const start = store.offsetOf(address);
  const end = start + length;
  const shift2 = address - start;
  const members = new TextMembers(store, length / USUAL >>> 0);
  const inner = /* @__PURE__ */ new Map();
  const scanDeep = (number, at) => {
    const found = new TextMembers(store, 0);
    const after2 = scan(bytes, at, end, shift2, found);
    if (after2 - at > deepFrom && found.index()) inner.set(number, found);
    return after2;
  };
  const deep = deepFrom < length ? scanDeep : void 0;
  const after = scan(bytes, start, end, shift2, members, deep);
  if (after !== end || !members.index()) return void 0;
  if (!store.isBase(address)) members.moveOut();
  return { members, inner };
}
function scan(bytes, start, limit, shift2, members, deep) {
  if (bytes[start] !== OPEN) return -1;
  if (bytes[start + 1] === CLOSE) return start + 2;
  if (bytes[start + 2] === DOLLAR) return -1;
  for (let at = start + 1; ; ) {
    const key = at;
    if (bytes[key] !== QUOTE) return -1;
    at = stringEnd(bytes, key, limit);
    if (bytes[at] !== COLON || !isCanonical(bytes, key, at)) return -1;
    const hash = hashKey(bytes, key, at);
    const value = at + 1;
    const { size } = members;
    at = deep !== void 0 && size < MOST_DEEP ? deep(size, value) : -1;
    if (at < 0) at = valueEnd(bytes, value, limit);
    members.append(key + shift2, at - key, hash);
    if (bytes[at] === CLOSE) return at + 1;
    if (bytes[at++] !== COMMA) return -1;
  }
}
function isCanonical(bytes, from, to) {
  for (let at = from; at < to; at++) {
    if (bytes[at] === BACKSLASH) {
      const text = decodeUtf8(bytes.subarray(from, to));
      return JSON.stringify(JSON.parse(text)) === text;
    }
  }
  return true;
}

// src/snapshot/decoded_value.ts
var DecodedValue = class {
  #parts;
  #value;
  /** Takes this value for its own. */
  constructor(value, parts) {
    this.#value = value;
    this.#parts = parts;
  }
  /** What it is now. */
  get value() {
    return this.#value;
  }
  /** Changes the value in place where it can. */
  change(way, from, diff) {
    this.#value = applyAlong(this.#value, way.slice(from), diff);
    return this;
  }
  /** It has no text. */
  edit() {
    return false;
  }
  /** Nothing is encoded ahead: it is soon text again. */
  update() {
  }
  /** How long its text would be. */
  get length() {
    return this.pieces()[0].length;
  }
  /** Its text. */
  pieces() {
    return [this.#parts.value(this.#value)];
  }
};

// src/snapshot/scratch_text.ts
var SHORT4 = 256;
var ENCODER6 = new TextEncoder();
var ScratchText = class {
  #bytes = new Uint8Array(3 * SHORT4);
  /** The bytes, as many as `write` told, and others after them. */
  get bytes() {
    return this.#bytes;
  }
  /** Makes bytes of a text; returns how many. */
  write(text) {
    const { length } = text;
    if (3 * length > this.#bytes.length) {
      this.#bytes = new Uint8Array(6 * length);
    }
    const bytes = this.#bytes;
    if (length > SHORT4) return ENCODER6.encodeInto(text, bytes).written;
    for (let i = 0; i < length; i++) {
      const code = text.charCodeAt(i);
      if (code > 127) return ENCODER6.encodeInto(text, bytes).written;
      bytes[i] = code;
    }
    return length;
  }
};

// src/snapshot/text_parts.ts
var PART = 2;
var ENCODER7 = new TextEncoder();
var SIGNS = ENCODER7.encode("{,}");
var TextParts = class {
  #store;
  /** The address of the signs. */
  #signs;
  #parts = new Uint32Array(PART * 64);
  #count = 0;
  #bytes = 0;
  #crc = 0;
  /** Begins an empty text, of texts in this store. */
  constructor(store) {
    this.#store = store;
    this.#signs = store.put(SIGNS, 0, SIGNS.length);
  }
  /** The checksum of all that was added. */
  get crc() {
    return this.#crc;
  }
  /** Adds a text of the store, or several that stand side by side. */
  add(address, length) {
    if (this.#count === this.#parts.length) this.#grow();
    this.#parts[this.#count] = address;
    this.#parts[this.#count + 1] = length;
    this.#count += PART;
    this.#bytes += length;
    this.#crc = this.#store.crc(address, length, this.#crc);
  }
  /** Adds the beginning of an object. */
  open() {
    this.add(this.#signs, 1);
  }
  /** Adds what is between two members. */
  comma() {
    this.add(this.#signs + 1, 1);
  }
  /** Adds the end of an object. */
  close() {
    this.add(this.#signs + 2, 1);
  }
  /** Adds a text that is not in the store yet. */
  text(text) {
    const bytes = typeof text === "string" ? ENCODER7.encode(text) : text;
    const address = this.#store.put(bytes, 0, bytes.length);
    this.add(address, bytes.length);
  }
  /** The parts as bytes, which hold until the store changes. */
  *pieces() {
    for (let at = 0; at < this.#count; at += PART) {
      const [address, length] = this.#parts.subarray(at, at + PART);
      const from = this.#store.offsetOf(address);
      yield this.#store.bytesOf(address).subarray(from, from + length);
    }
  }
  /** All there is of it, to be put together elsewhere. */
  gathered() {
    const { base, arena } = this.#store;
    const parts = this.#parts.slice(0, this.#count);
    return { parts, base, arena, bytes: this.#bytes };
  }
  #grow() {
    const parts = new Uint32Array(2 * this.#parts.length);
    parts.set(this.#parts);
    this.#parts = parts;
  }
};

// src/snapshot/text_content.ts
var SCRATCH = new ScratchText();
var GUARD = 32;
var MOST_DECODED = 256;
var AT_ONCE = 32;
var TextContent = class {
  #room;
  /** The texts of the members, found by key. */
  members;
  /** Members that are held in another way: of them, the text is the key. */
  held = /* @__PURE__ */ new Map();
  #decoded = 0;
  /** Holds these members. */
  constructor(room, members) {
    this.#room = room;
    this.members = members;
  }
  /** How many bytes the text of the object has, or a few more. */
  get length() {
    let sum = this.#ownLength;
    for (const held of this.held.values()) sum += held.length;
    return sum;
  }
  /** The same of all that is held as text, further down, too. */
  get textLength() {
    let sum = this.#ownLength;
    for (const { content } of this.held.values()) {
      if (content !== void 0) sum += content.textLength;
    }
    return sum;
  }
  get #ownLength() {
    const { bytes, size } = this.members;
    return GUARD + size + this.held.size + bytes;
  }
  /** Copies its texts to what becomes the store's base; returns where they end. */
  copyTo(base, from) {
    const { members } = this;
    let at = from;
    base[at++] = OPEN;
    let peeked = 0;
    for (let i = members.next(0), last; i >= 0; i = members.next(last + 1)) {
      if (i >= peeked) peeked = this.#peek(i);
      if (at > from + 1) base[at++] = COMMA;
      last = members.runEnd(i);
      at = members.moveTo(i, last, base, at);
      const held = this.held.get(last);
      if (held !== void 0) at = held.content?.copyTo(base, at) ?? at + 1;
    }
    base[at++] = CLOSE;
    return at;
  }
  /**
   * Looks at the texts of the members from this one on, before they are copied
   * one by one (see `lookahead.ts`); returns up to where. A million that have all
   * moved are gathered in 0.3 s so, not in 0.5.
   */
  #peek(from) {
    const to = Math.min(from + AT_ONCE, this.members.end);
    for (let i = from; i < to; i++) this.members.peek(i);
    return to;
  }
  /** The number of the member with this key, or -1. */
  find(key) {
    const end = SCRATCH.write(JSON.stringify(key));
    return this.members.find(SCRATCH.bytes, 0, end);
  }
  /** Takes a member out, if it is there. */
  remove(key) {
    const index = this.find(key);
    if (index < 0) return;
    this.held.delete(index);
    this.members.remove(index);
  }
  /** Adds a member with a key that is not there. */
  insert(key, value) {
    const length = SCRATCH.write(this.#memberText(key, value));
    const address = this.#room.store.put(SCRATCH.bytes, 0, length);
    this.members.insert(address, length, (from, to) => {
      const held = this.held.get(from);
      if (held === void 0) return;
      this.held.delete(from);
      this.held.set(to, held);
    });
  }
  /** Gives a member another value. */
  set(index, key, value) {
    this.held.delete(index);
    const length = SCRATCH.write(this.#memberText(key, value));
    this.members.setText(index, SCRATCH.bytes, length);
  }
  #memberText(key, value) {
    return `${JSON.stringify(key)}:${this.#room.parts.value(value)}`;
  }
  /** Holds a member decoded until all that are so become text again. */
  decode(index) {
    if (++this.#decoded > MOST_DECODED) this.settle();
    const decoded = new DecodedValue(this.valueOf(index), this.#room.parts);
    this.members.cutToKey(index);
    this.held.set(index, decoded);
    return decoded;
  }
  /** Makes text of the members that are held decoded, further down, too. */
  settle() {
    this.#decoded = 0;
    for (const [index, held] of this.held) {
      held.content?.settle();
      if (!(held instanceof DecodedValue)) continue;
      const text = this.members.text(index);
      const key = text.subarray(0, this.members.keyLength(index));
      this.set(index, JSON.parse(decodeUtf8(key)), held.value);
    }
  }
  /** What the text of a member stands for. */
  valueOf(index) {
    const text = this.members.text(index);
    if (text.length > this.#room.large) this.#room.demandRoom(text.length);
    const value = text.subarray(this.members.keyLength(index) + 1);
    return parseRich(decodeUtf8(value), this.#room.types);
  }
  /** The text of the whole object, in pieces that hold until something changes. */
  pieces() {
    const parts = new TextParts(this.#room.store);
    this.collect(parts);
    return parts.pieces();
  }
  /** Adds the text of the whole object. */
  collect(parts) {
    const members = this.members;
    const index = members.size === 1 ? members.next(0) : -1;
    const alone = index < 0 ? void 0 : members.text(index);
    if (alone?.[1] !== DOLLAR) return this.#collect(parts);
    const key = decodeUtf8(alone.subarray(0, members.keyLength(index)));
    const plain = new TextParts(this.#room.store);
    this.#collect(plain);
    const text = textOf3(plain.pieces()).slice(key.length + 2, -1);
    const object = {};
    setOwn(object, JSON.parse(key), parseRich(text, this.#room.types));
    parts.text(this.#room.parts.value(object));
  }
  #collect(parts) {
    const { members, held } = this;
    const { store } = this.#room;
    parts.open();
    for (let i = members.next(0); i >= 0; ) {
      const last = members.runEnd(i);
      const address = members.address(i);
      const end = members.address(last) + members.length(last);
      const inner = held.get(last);
      i = members.next(last + 1);
      const joined = i >= 0 && inner === void 0 && store.isBeforeComma(end);
      parts.add(address, end - address + (joined ? 1 : 0));
      if (inner?.content !== void 0) inner.content.collect(parts);
      else if (inner !== void 0) {
        for (const piece of inner.pieces()) parts.text(piece);
      }
      if (i >= 0 && !joined) parts.comma();
    }
    parts.close();
  }
};
function textOf3(pieces) {
  let text = "";
  for (const piece of pieces) {
    text += typeof piece === "string" ? piece : decodeUtf8(piece);
  }
  return text;
}

// src/snapshot/text_edit.ts
function editText(store, members, index, change, level) {
  const { bytes, depth, way, count, fields } = change;
  const skip = way[2 * level - 1] - way[2 * level - 2] + 1;
  for (let field = 0; field < 4 * count; field += 4) {
    const address = members.address(index);
    const text = store.bytesOf(address);
    const start = store.offsetOf(address);
    const end = start + members.length(index);
    let at = start + skip;
    for (let key = 2 * level; key < 2 * depth && at >= 0; key += 2) {
      at = memberValue(text, at, end, bytes, way[key], way[key + 1]);
    }
    if (at >= 0) {
      const [from, to2] = [fields[field], fields[field + 1]];
      at = memberValue(text, at, end, bytes, from, to2);
    }
    if (at < 0) return false;
    const to = valueEnd(text, at, end) - start;
    const [valueFrom, valueTo] = [fields[field + 2], fields[field + 3]];
    members.splice(index, at - start, to, bytes, valueFrom, valueTo);
  }
  return true;
}

// src/snapshot/text_object.ts
var LARGE2 = 8192;
var HERE = [];
var TextObject = class _TextObject {
  #room;
  /** Its texts. */
  content;
  /** Holds these members. */
  constructor(room, members) {
    this.#room = room;
    this.content = new TextContent(room, members);
  }
  /**
   * Reads the object that is a text of the store, or undefined where it has to
   * be held live: it is none, or its order is not that of its text.
   */
  static read(room, address, length) {
    const found = readMembers(room.store, address, length);
    return found && new _TextObject(room, found.members);
  }
  /** Reads a whole state so, and the large objects in it. */
  static readDeep(room, address, length) {
    const found = readMembers(room.store, address, length, room.large);
    if (found === void 0) return void 0;
    const state = new _TextObject(room, found.members);
    for (const [index, members] of found.inner) {
      state.content.members.cutToKey(index);
      state.content.held.set(index, new _TextObject(room, members));
    }
    return state;
  }
  /** How many bytes its text has, or a few more. */
  get length() {
    return this.content.length;
  }
  /** Encodes what is held live, and makes text of what was decoded. */
  update() {
    this.content.settle();
    for (const held of this.content.held.values()) held.update();
  }
  /** The text of the whole object. */
  pieces() {
    return this.content.pieces();
  }
  /**
   * Does for a whole state what can be done ahead of the last step, in which
   * others wait: puts many texts that have moved in order (to gather a million
   * takes 110 ms), and makes checksums of them (120 ms).
   */
  prepare() {
    const { store } = this.#room;
    if (store.isScattered) this.gather();
    store.sumUp();
  }
  /** Whether that was done, and what moved since is little. */
  get isPrepared() {
    const { store } = this.#room;
    return store.isSummedUp && !store.isScattered;
  }
  /** Begins a text of texts that are in the same store. */
  beginText() {
    return new TextParts(this.#room.store);
  }
  /** Puts the texts of a whole state in order. */
  gather() {
    const { store } = this.#room;
    const base = store.makeBase(this.content.textLength);
    this.content.copyTo(base, 0);
    store.begin(base);
  }
  /** Sets scalars that are there already, in their text. */
  edit(change, level) {
    const members = this.content.members;
    const { bytes, depth, way, count, fields } = change;
    if (level < depth) {
      const key = 2 * level;
      const index = members.find(bytes, way[key], way[key + 1]);
      if (index < 0) return false;
      const held = this.content.held.size > 0 ? this.content.held.get(index) : void 0;
      if (held !== void 0) return held.edit(change, level + 1);
      return members.length(index) <= this.#room.large && editText(this.#room.store, members, index, change, level + 1);
    }
    for (let field = 0; field < 4 * count; field += 4) {
      const [from, to] = [fields[field], fields[field + 1]];
      const index = members.find(bytes, from, to);
      if (index < 0 || this.content.held.has(index)) return false;
      const [start, end] = [fields[field + 2], fields[field + 3]];
      const length = members.length(index);
      members.splice(index, to - from + 1, length, bytes, start, end);
    }
    return true;
  }
  /** Changes it by any diff, as `applyDiff` would. */
  change(way, from, diff) {
    if (from < way.length) {
      const key = way[from];
      if (isIndexKey(key) && this.content.find(key) < 0) {
        return this.#live().change(way, from, diff);
      }
      this.#changeMember(key, way, from + 1, diff);
      return this;
    }
    if (diff === void 0) return this;
    if (!isEdit(diff)) return this.#liveOf(applyDiff(null, diff));
    if (diff instanceof Map || !this.#follows(diff)) {
      return this.#live().change(HERE, 0, diff);
    }
    const keys = Object.keys(diff);
    if (keys.includes("$delete")) {
      for (const key of diff.$delete) {
        this.content.remove(
          typeof key === "string" ? unescapeKey(key) : String(key)
        );
      }
    }
    for (const key of keys) {
      if (key === "$delete") continue;
      this.#changeMember(unescapeKey(key), HERE, 0, getOwn(diff, key));
    }
    return this;
  }
  /**
   * Whether it can follow a diff: not where a new key looks like a number, which
   * makes it the last one of those.
   */
  #follows(diff) {
    const deleted = getOwn(diff, "$delete");
    if (deleted !== void 0) {
      const keys = Array.isArray(deleted) ? deleted : [null];
      if (!keys.every(isKey)) return false;
    }
    return !Object.keys(diff).some(
      (key) => isIndexKey(key) && (deleted !== void 0 || this.content.find(key) < 0)
    );
  }
  #changeMember(key, way, from, diff) {
    const index = this.content.find(key);
    const here = from === way.length;
    if (index < 0) {
      const whole = here ? diff : diffAlong(way.slice(from), diff);
      return this.content.insert(key, unescapeValue(whole));
    }
    if (here && !isEdit(diff)) {
      return this.content.set(index, key, applyDiff(null, diff));
    }
    const held = this.content.held.get(index) ?? this.#hold(index);
    this.content.held.set(index, held.change(way, from, diff));
  }
  /**
   * Holds a member otherwise than as text: a large one by its own members, or
   * live, a small one decoded for a while.
   */
  #hold(index) {
    const members = this.content.members;
    const length = members.length(index);
    if (length <= this.#room.large) return this.content.decode(index);
    const skip = members.keyLength(index) + 1;
    const value = members.address(index) + skip;
    const held = _TextObject.read(this.#room, value, length - skip) ?? this.#liveOf(this.content.valueOf(index));
    members.cutToKey(index);
    this.content.held.set(index, held);
    return held;
  }
  #liveOf(value) {
    const { parts, demandRoom } = this.#room;
    return new LiveValue(value, parts, () => demandRoom(0));
  }
  /** The same object, held live. */
  #live() {
    const text = textOf3(this.pieces());
    this.#room.demandRoom(text.length);
    return this.#liveOf(parseRich(text, this.#room.types));
  }
};
function isKey(key) {
  return typeof key === "string" || typeof key === "number";
}

// src/snapshot/text_base.ts
function findTextBase(source, serializer, { snapshot, runs }, demandRoom) {
  if (!isOurs(serializer)) return void 0;
  const { types } = serializer;
  const parts = serializer.createParts();
  const read = (bytes2, { from: from2, to }) => {
    const store = new TextStore(bytes2);
    const room = { store, parts, types, large: LARGE2, demandRoom };
    return TextObject.readDeep(room, from2, to - from2);
  };
  if (snapshot !== void 0) {
    const { payload, checked, end } = snapshot;
    const found2 = checked ? stateOfSnapshot(payload) : void 0;
    const held2 = found2 && read(payload, found2);
    return held2 && { ...found2, held: held2, changes: 0, after: end };
  }
  const from = runs[0]?.from ?? 0;
  const first2 = firstLine(source, from);
  const found = first2 && stateOfFirstChange(first2.line);
  const held = found && read(first2.line, found);
  if (held) return { ...found, held, changes: 1, after: first2.after };
  const bytes = new TextEncoder().encode("{}");
  const empty = read(bytes, { from: 0, to: bytes.length });
  return empty && { held: empty, changes: 0, after: from };
}
function firstLine(source, from) {
  for (const { bytes, start, end, after } of readLines(source, from)) {
    return { line: bytes.subarray(start, end), after };
  }
  return void 0;
}
function isOurs(serializer) {
  return Object.getPrototypeOf(serializer) === JsonSerializer.prototype;
}

// src/snapshot/lookahead.ts
var MOST4 = 32;
var Lookahead = class {
  #changes = Array.from({ length: MOST4 }, () => new ScalarChange());
  /** Where the line of each begins; behind the last one, where that ends. */
  #starts = new Int32Array(MOST4 + 1);
  #numbers = new Int32Array(MOST4);
  #bytes = new Uint8Array(0);
  /** How many were read, and how many of these were taken. */
  #count = 0;
  #taken = 0;
  /** Reads these lines from now on. */
  begin(bytes) {
    this.#bytes = bytes;
    this.#count = this.#taken = 0;
  }
  /**
   * The change in the line that begins here, which is to be made in these texts;
   * undefined where it is no change of scalars. It holds until the next one.
   */
  take(at, content) {
    if (this.#taken === this.#count || this.#starts[this.#taken] !== at) {
      this.#read(at);
      if (this.#count > 1) this.#peek(content);
    }
    return this.#count > 0 ? this.#changes[this.#taken++] : void 0;
  }
  /** Where the line of the change that was taken last ends. */
  get end() {
    return this.#starts[this.#taken];
  }
  #read(at) {
    const starts = this.#starts;
    this.#count = this.#taken = 0;
    starts[0] = at;
    for (let i = 0; i < MOST4 && starts[i] < this.#bytes.length; i++) {
      const end = this.#changes[i].read(this.#bytes, starts[i]);
      if (end < 0) break;
      starts[i + 1] = end;
      this.#count++;
    }
  }
  /**
   * Looks at the members that the changes are in, or are likely to be in, in the
   * object that the first of them goes to: at all of their places in the table,
   * then at all of their texts.
   */
  #peek(content) {
    const bytes = this.#bytes;
    const numbers = this.#numbers;
    const [first2] = this.#changes;
    let { members, held } = content;
    let level = 0;
    for (; level < first2.depth && held.size > 0; level++) {
      const { way } = first2;
      const from = way[2 * level];
      const inner = held.get(members.find(bytes, from, way[2 * level + 1]));
      if (inner?.content === void 0) break;
      ({ members, held } = inner.content);
    }
    const above = 2 * level - 2;
    for (let i = 0; i < this.#count; i++) {
      const { depth, way, fields } = this.#changes[i];
      const alike = depth === first2.depth && (level === 0 || standsAt(
        bytes,
        way[above],
        bytes,
        first2.way[above],
        first2.way[above + 1]
      ));
      const keys = level < depth ? way : fields;
      const key = level < depth ? 2 * level : 0;
      numbers[i] = alike ? members.guess(hashKey(bytes, keys[key], keys[key + 1])) : -1;
    }
    for (let i = 0; i < this.#count; i++) {
      if (numbers[i] >= 0) members.peek(numbers[i]);
    }
  }
};

// src/snapshot/text_replay.ts
var CHUNK4 = 1 << 20;
var STRETCH = 1 << 16;
var NEWLINE7 = 10;
var TextReplay = class {
  #serializer;
  #replayer;
  #demandRoom;
  #ahead = new Lookahead();
  /** Nothing of it is kept when its lines are done. */
  #room = new Uint8Array(CHUNK4);
  /** Bytes of changes that were decoded since all was text. */
  #decoded = 0;
  /** Replays with a replayer whose state is held in a way of its own. */
  constructor(serializer, replayer, demandRoom) {
    this.#serializer = serializer;
    this.#replayer = replayer;
    this.#demandRoom = demandRoom;
  }
  /** Replays `source[from, to)`. */
  run(source, from, to) {
    let wanted = CHUNK4;
    for (let at = from; at < to; ) {
      const bytes = source.read(at, Math.min(wanted, to - at), this.#room);
      const last = bytes.length < wanted;
      const end = last ? bytes.length : bytes.lastIndexOf(NEWLINE7) + 1;
      if (end === 0) wanted *= 2;
      else {
        wanted = CHUNK4;
        this.#lines(bytes.subarray(0, end), at);
      }
      if (last) return;
      at += end;
    }
  }
  /** Replays these lines, the first of which stands at `offset`. */
  #lines(bytes, offset) {
    const ahead = this.#ahead;
    ahead.begin(bytes);
    let done = 0;
    let counted = 0;
    let [version, timeFrom, timeTo] = [0, 0, 0];
    let root = this.#root;
    const count = () => {
      const time = timeFrom === timeTo ? void 0 : JSON.parse(decodeUtf8(bytes.subarray(timeFrom, timeTo)));
      this.#replayer.count(counted, version, time);
      counted = timeFrom = timeTo = 0;
    };
    const decodeUpTo = (to) => {
      if (counted > 0) count();
      if (to > done) this.#decode(bytes.subarray(done, to), offset + done);
      done = to;
      root = this.#root;
    };
    for (let at = 0; at < bytes.length; ) {
      const change = root.content && ahead.take(at, root.content);
      let next;
      if (change !== void 0) {
        next = ahead.end;
        if (done < at) decodeUpTo(at);
        if (root.edit(change, 0)) {
          counted++;
          version = change.version;
          if (change.timeTo > 0) ({ timeFrom, timeTo } = change);
          done = next;
        }
      } else {
        next = bytes.indexOf(NEWLINE7, at) + 1;
        if (next === 0) next = bytes.length;
      }
      if (next - done > STRETCH) decodeUpTo(next);
      at = next;
    }
    decodeUpTo(bytes.length);
  }
  get #root() {
    return this.#replayer.result.state;
  }
  #decode(bytes, offset) {
    this.#demandRoom(bytes.length);
    const at = { offset, line: 1 };
    const steps = this.#serializer.decodeSteps?.(bytes, at) ?? this.#serializer.decodeChanges(bytes, at);
    for (const step of steps) this.#replayer.change(step);
    this.#decoded += bytes.length;
    if (this.#decoded < STRETCH) return;
    this.#root.content?.settle();
    this.#decoded = 0;
  }
};

// src/snapshot/snapshotter.ts
var STRETCH2 = 1 << 18;
var MARGIN = 128;
var Snapshotter = class {
  #source;
  #serializer;
  #framer;
  #parts;
  #replayer = new Replayer(
    NO_TYPES,
    (held, way, diff) => held.change(way, 0, diff)
  );
  #text;
  #demandRoom;
  #position = 0;
  /**
   * Replays the log up to `end`, which is a record's end. `demandRoom` throws
   * when there is no memory for so many bytes more of encoded state.
   *
   * @throws {CorruptionError} When committed data is damaged.
   */
  constructor(source, serializer, end, demandRoom = () => {
  }) {
    this.#demandRoom = demandRoom;
    this.#source = source;
    this.#serializer = serializer;
    this.#framer = serializer.createFramer();
    this.#parts = serializer.createParts();
    this.#load(end);
  }
  /** Byte offset up to which the log is replayed. */
  get position() {
    return this.#position;
  }
  /** How many change records led to the state, ever. */
  get revision() {
    return this.#replayer.result.rev;
  }
  #load(end) {
    const source = this.#source;
    const past = { size: end, read: source.read.bind(source) };
    const layout = readLayout(past, this.#serializer, this.#framer);
    this.#begin(past, layout);
    const done = this.#position;
    for (const { from, to } of layout.runs) {
      this.#replay(Math.max(from, done), to);
    }
    this.#position = end;
  }
  /** Takes the state to begin with, in texts where that can be; `past` ends there. */
  #begin(past, layout) {
    const [replayer, serializer] = [this.#replayer, this.#serializer];
    const room = this.#demandRoom;
    const base = findTextBase(past, serializer, layout, room);
    if (base !== void 0) {
      const { held, v, m, changes, after } = base;
      replayer.snapshot({ ts: "", v, m, state: held });
      replayer.startFrom(layout.revision + changes);
      this.#text = new TextReplay(serializer, replayer, room);
      this.#position = after;
      return;
    }
    let snapshot = { ts: "", state: {} };
    if (layout.snapshot !== void 0) {
      const { payload } = layout.snapshot;
      room(payload.length);
      snapshot = serializer.decodeSnapshot(payload);
    }
    const state = new LiveValue(snapshot.state, this.#parts, () => room(0));
    replayer.snapshot({ ...snapshot, state });
    replayer.startFrom(layout.revision);
  }
  get #held() {
    return this.#replayer.result.state;
  }
  #replay(from, to) {
    if (this.#text !== void 0) return this.#text.run(this.#source, from, to);
    const bytes = this.#source.read(from, to - from);
    const at = { offset: from, line: 1 };
    let asked = -Infinity;
    const steps = this.#serializer.decodeSteps?.(bytes, at) ?? this.#serializer.decodeChanges(bytes, at);
    for (const step of steps) {
      if (step.offset - asked >= STRETCH2) {
        this.#demandRoom(0);
        asked = step.offset;
      }
      this.#replayer.change(step);
    }
  }
  /** Replays what was appended since, and encodes what that touched. */
  follow(end) {
    if (end > this.#position) this.#replay(this.#position, end);
    this.#position = end;
    this.#held.update();
  }
  /** Does ahead what can be done of the last step, in which others wait. */
  prepare() {
    const held = this.#held;
    if (held instanceof TextObject) held.prepare();
  }
  /** Whether that was done, or need not be. */
  get isPrepared() {
    const held = this.#held;
    return !(held instanceof TextObject) || held.isPrepared;
  }
  /**
   * The record of the snapshot, for the place that the log is replayed up to: in
   * pieces, or gathered where the state is held in texts. Then nothing more can
   * be done once the memory has gone to who writes it.
   *
   * @throws {RangeError} When it is larger than a record may be.
   */
  record(head, watermark) {
    const { version, rev, mtime } = this.#replayer.result;
    const v = head.v ?? version;
    const m = mtime ?? head.m;
    const first2 = this.#parts.head({
      ts: head.ts,
      ...v === 0 ? {} : { v },
      ...m === void 0 ? {} : { m },
      r: rev,
      k: 1
    });
    const held = this.#held;
    const [framer, at] = [this.#framer, this.#position];
    if (!(held instanceof TextObject) || !(framer instanceof JsonFramer)) {
      const pieces = [first2, ...held.pieces()];
      return framer.frameSnapshot(pieces, at, watermark);
    }
    const length = first2.length + held.length;
    const chars = length < MAX_CHARS - MARGIN ? length : countChars(held.pieces()) + first2.length;
    const text = held.beginText();
    const add = () => {
      text.text(first2);
      held.content.collect(text);
    };
    framer.fillSnapshot(text, add, chars, watermark);
    return text.gathered();
  }
};

// src/writer/heap_room.ts
var SMALL = 1 << 22;
var GROWTH = 6;
var SHARE = 0.75;
var YOUNG = 96 << 20;
function roomIn(heap) {
  return (bytes) => {
    const { used_heap_size: used, heap_size_limit: limit } = heap();
    const most = SHARE * Math.max(limit - YOUNG, limit / 4);
    if (used + GROWTH * bytes <= most) return;
    const mega = (count) => Math.ceil(count / 2 ** 20);
    throw new Error(
      `there is too little memory to replay it: it would take more than ${mega(used + GROWTH * bytes)} of ${mega(limit)} MiB; run the program with --v8-flags=--max-old-space-size=<MiB> to raise that`
    );
  };
}
async function findRoom(bytes) {
  if (bytes < SMALL) return () => {
  };
  const { getHeapStatistics } = await import("node:v8");
  return roomIn(getHeapStatistics);
}

// src/writer/own_buffer.ts
function ownBuffer(bytes) {
  return hasOwnBuffer(bytes) ? bytes : bytes.slice();
}
function hasOwnBuffer(bytes) {
  const { buffer } = bytes;
  return buffer instanceof ArrayBuffer && bytes.length * 2 > buffer.byteLength;
}

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

// src/writer/snapshot_clerk.ts
var SOON = 1 << 24;
var STEP = 1 << 20;
var SnapshotClerk = class {
  #disk;
  #send;
  #file;
  #snapshotter;
  /** Reads files of this disk. */
  constructor(disk, send) {
    this.#disk = disk;
    this.#send = send;
  }
  /** Does what an order says; whatever fails is an answer too. */
  async handle(order) {
    try {
      if (order.kind === "start") await this.#start(order);
      else if (order.kind === "follow") this.#follow(order.end);
      else this.#finish(order);
    } catch (error) {
      this.close();
      this.#send({ kind: "failed", error: toWire(error) });
    }
  }
  async #start({ path, format, end }) {
    const serializer = await loadSerializer(format);
    const mode = { create: false, readonly: true };
    const { file } = this.#disk.open(path, mode);
    this.#file = file;
    const room = await findRoom(end);
    this.#snapshotter = new Snapshotter(file, serializer, end, room);
    this.#snapshotter.follow(end);
    this.#snapshotter.prepare();
    this.#tell(end);
  }
  #demand() {
    const [file, snapshotter] = [this.#file, this.#snapshotter];
    if (file === void 0 || snapshotter === void 0) {
      throw new Error("The snapshot was not started");
    }
    return { file, snapshotter };
  }
  #follow(end) {
    const { snapshotter } = this.#demand();
    const count = end - snapshotter.position;
    snapshotter.follow(end);
    if (count <= SOON) snapshotter.prepare();
    this.#tell(end);
  }
  #tell(position) {
    const { file, snapshotter } = this.#demand();
    const identity = file.identity();
    const prepared = snapshotter.isPrepared;
    this.#send({ kind: "at", position, identity, prepared });
  }
  #finish({ end, head, watermark }) {
    const { snapshotter } = this.#demand();
    snapshotter.follow(end);
    const record = snapshotter.record(head, watermark);
    if ("parts" in record) this.#sendParts(record);
    else {
      for (const piece of record) {
        const bytes = ownBuffer(piece);
        this.#send({ kind: "piece", bytes }, [bytes.buffer]);
      }
    }
    const { revision } = snapshotter;
    this.close();
    this.#send({ kind: "done", revision });
  }
  /** Memory of a hundred megabytes goes over as it is, to be written from there. */
  #sendParts({ parts, bytes, ...memory }) {
    const base = ownBuffer(memory.base);
    const arena = ownBuffer(memory.arena);
    const steps = Math.ceil(bytes / STEP);
    this.#send(
      { kind: "parts", parts, bytes, base, arena, steps },
      [parts.buffer, base.buffer, arena.buffer]
    );
    for (let step = 0; step < steps; step++) this.#send({ kind: "next" });
  }
  /** Lets go of the file. */
  close() {
    this.#file?.close();
    this.#file = void 0;
  }
};
export {
  SnapshotClerk
};
