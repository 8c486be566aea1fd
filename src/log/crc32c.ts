/**
 * CRC-32C (Castagnoli): the checksum of a line.
 *
 * Eight bytes at a time by the slicing method (Kounavis and Berry, 2005), which
 * in V8 runs at over a gigabyte a second. The checksum of a part follows from
 * those of the whole and the rest, without a look at the bytes, as zlib does it.
 *
 * @module
 */

/** The polynomial, its bits reversed. */
const POLYNOMIAL = 0x82f63b78;

/** Table `n` (256 entries each): what a byte does that `n` zero bytes follow. */
const TABLES = makeTables();

/**
 * `x` to the power of 8 times 2 to the power of the index, bits reversed. Made
 * when damage is looked into: it takes as long as the tables.
 */
let powers: Int32Array | undefined;

/** The entry of a table at an index that is known to be inside. */
function wordAt(table: Int32Array, index: number): number {
  return table[index] as number; // whoever calls masks or bounds the index
}

function makeTables(): Int32Array {
  const tables = new Int32Array(8 * 256);
  // The sum of a byte of one bit; of more bits it is the sum of theirs. To go
  // bit by bit for all bytes would slow each worker's start.
  for (let bit = 128, crc = 1; bit > 0; bit >>= 1) {
    crc = crc & 1 ? crc >>> 1 ^ POLYNOMIAL : crc >>> 1;
    for (let rest = 0; rest < 256; rest += 2 * bit) {
      tables[rest + bit] = wordAt(tables, rest) ^ crc;
    }
  }
  for (let i = 256; i < tables.length; i++) {
    const before = wordAt(tables, i - 256);
    tables[i] = before >>> 8 ^ wordAt(tables, before & 255);
  }
  return tables;
}

/**
 * A view of bytes to read numbers from: those of {@linkcode crc32c} or others.
 */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

/**
 * The checksum of `bytes[start, end)`; with the checksum of what came before in
 * `crc`, the checksum of both. An unsigned 32-bit integer.
 *
 * A view reads four bytes at once: it takes a third less than byte by byte. To
 * make one takes as long as the checksum of a line, so one is made for many.
 */
export function crc32c(
  bytes: DataView,
  start = 0,
  end: number = bytes.byteLength,
  crc = 0,
): number {
  const eights = end - (end - start) % 8;
  let c = sumOfEights(bytes, start, eights, ~crc);
  for (let i = eights; i < end; i++) {
    c = c >>> 8 ^ wordAt(TABLES, (c ^ bytes.getUint8(i)) & 255);
  }
  return ~c >>> 0;
}

/**
 * Eight bytes at a time, and no more: what V8 makes of a loop while it runs leaves
 * out all that did not come by yet. With the rest here, too, each block of a file
 * ended in the interpreter, and 64 KiB took a third longer.
 */
function sumOfEights(
  bytes: DataView,
  start: number,
  end: number,
  crc: number,
): number {
  const t = TABLES;
  let c = crc;
  for (let i = start; i < end; i += 8) {
    c ^= bytes.getInt32(i, true);
    const d = bytes.getInt32(i + 4, true);
    c = sumOfFour(t, c, 1024) ^ sumOfFour(t, d, 0);
  }
  return c;
}

/** The sum of four bytes, by the four tables from this index on. */
function sumOfFour(t: Int32Array, bytes: number, from: number): number {
  return wordAt(t, from + 768 + (bytes & 255)) ^
    wordAt(t, from + 512 + (bytes >>> 8 & 255)) ^
    wordAt(t, from + 256 + (bytes >>> 16 & 255)) ^
    wordAt(t, from + (bytes >>> 24));
}

/**
 * The checksum of what follows `first`, from the checksum of both together and
 * its own length in bytes. It is its own inverse: given the second checksum, it
 * is that of both.
 */
export function splitCrc32c(
  first: number,
  both: number,
  secondLength: number,
): number {
  return (shift(first, secondLength) ^ both) >>> 0;
}

/**
 * `splitCrc32c` for one length of the second part: by tables, as it is asked for
 * each block of a text.
 */
export function createSplitter(
  secondLength: number,
): (first: number, both: number) => number {
  const t = new Int32Array(4 * 256);
  for (let bit = 0; bit < 32; bit++) {
    const one = 1 << bit % 8;
    const place = (bit >>> 3) * 256 + one;
    t[place] = shift(1 << bit, secondLength);
    // What more bits do is the sum of theirs.
    for (let rest = 1; rest < one; rest++) {
      t[place + rest] = wordAt(t, place) ^ wordAt(t, place - one + rest);
    }
  }
  return (first, both) =>
    (wordAt(t, first & 255) ^ wordAt(t, 256 + (first >>> 8 & 255)) ^
      wordAt(t, 512 + (first >>> 16 & 255)) ^ wordAt(t, 768 + (first >>> 24)) ^
      both) >>> 0;
}

/** Multiplies by `x` to the power of eight times the number of bytes. */
function shift(crc: number, bytes: number): number {
  const factors = powers ??= makePowers();
  let product = crc;
  for (let k = 0, n = bytes; n >= 1; k++, n = Math.floor(n / 2)) {
    if (n % 2 >= 1) product = multiply(wordAt(factors, k), product);
  }
  return product;
}

/** The product of two polynomials modulo ours; bit 31 is the constant term. */
function multiply(a: number, b: number): number {
  let product = 0;
  for (let bit = 31; bit >= 0; bit--) {
    // All bits are handled alike: a mask is faster than a branch here.
    product ^= b & -(a >>> bit & 1);
    b = b >>> 1 ^ POLYNOMIAL & -(b & 1);
  }
  return product;
}

function makePowers(): Int32Array {
  const made = new Int32Array(48);
  made[0] = 1 << 31 - 8;
  for (let k = 1; k < made.length; k++) {
    const before = wordAt(made, k - 1);
    made[k] = multiply(before, before);
  }
  return made;
}
