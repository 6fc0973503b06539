import type { JournalPages } from './journal-pages.ts';

export type Value = string | number | null | Uint8Array;

const tableLeaf = 0x0d;
const indexLeaf = 0x0a;

/**
 * The records of one leaf page of a B-tree; none for any other page. What is damaged in it is left out: a cell that does not
 * fit into its page. https://sqlite.org/fileformat2.html#b_tree_pages
 */
export function readRecords(pages: JournalPages, page: number, bytes = pages.read(page)): RawRecord[] {
  const head = page === 1 ? 100 : 0;
  const type = bytes?.[head];
  if (bytes === null || (type !== tableLeaf && type !== indexLeaf)) return [];
  const cellCount = bytes.readUInt16BE(head + 3);
  const records: RawRecord[] = [];
  for (let cell = 0; cell < cellCount; cell += 1) {
    const pointer = head + 8 + cell * 2;
    if (pointer + 2 > bytes.length) break;
    const record = tryRead(() => readCell(pages, bytes, bytes.readUInt16BE(pointer), type === tableLeaf));
    if (record !== null) records.push(record);
  }
  return records;
}

function tryRead<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}

class Damaged extends Error {}

function readCell(pages: JournalPages, bytes: Buffer, at: number, isTable: boolean): RawRecord {
  const size = readVarint(bytes, at);
  let start = varintEnd;
  const rowid = isTable ? readVarint(bytes, start) : null;
  if (isTable) start = varintEnd;
  const local = localBytes(size, pages.pageSize, isTable);
  if (start + local > bytes.length) throw new Damaged();
  return new RawRecord(pages, bytes, { start, local, size, rowid });
}

/** One row of a table (`rowid`), or one entry of an index or of a table without rowids (null). */
export class RawRecord {
  readonly rowid: number | null;
  readonly columnCount: number;
  readonly #pages: JournalPages;
  readonly #bytes: Buffer;
  readonly #place: { start: number; local: number; size: number };
  /** https://sqlite.org/fileformat2.html#record_format */
  readonly #types: number[] = [];
  readonly #body: number;

  /** @throws where its head is damaged */
  constructor(
    pages: JournalPages,
    bytes: Buffer,
    place: { start: number; local: number; size: number; rowid: number | null },
  ) {
    this.#pages = pages;
    this.#bytes = bytes;
    this.#place = place;
    this.rowid = place.rowid;
    this.#body = readVarint(bytes, place.start);
    if (this.#body > place.local) throw new Damaged();
    for (let at = varintEnd; at < place.start + this.#body; at = varintEnd) this.#types.push(readVarint(bytes, at));
    this.columnCount = this.#types.length;
  }

  /** By its type alone, wherever the value stands. */
  isText(index: number): boolean {
    const type = this.#types[index] ?? 0;
    return type >= 13 && type % 2 === 1;
  }

  isBlob(index: number): boolean {
    const type = this.#types[index] ?? 0;
    return type >= 12 && type % 2 === 0;
  }

  /** Gives one value; goes to other pages only where it stands there. Throws on what is damaged. */
  column(index: number): Value {
    const { start, local, size } = this.#place;
    const type = this.#types[index] ?? 0;
    let from = this.#body;
    for (let before = 0; before < index; before += 1) from += bytesOf(this.#types[before] ?? 0);
    const end = from + bytesOf(type);
    if (end > size) throw new Damaged();
    return end <= local ? readValue(this.#bytes, type, start + from) : readValue(this.#whole(), type, from);
  }

  #whole(): Buffer {
    const { start, local, size } = this.#place;
    const first = this.#bytes.subarray(start, start + local);
    return readOverflow(this.#pages, first, size, this.#bytes.readUInt32BE(start + local));
  }
}

/** How much of a payload stands in the page itself. */
function localBytes(size: number, pageSize: number, isTable: boolean): number {
  const most = isTable ? pageSize - 35 : Math.floor(((pageSize - 12) * 64) / 255) - 23;
  if (size <= most) return size;
  const least = Math.floor(((pageSize - 12) * 32) / 255) - 23;
  const fitting = least + ((size - least) % (pageSize - 4));
  return fitting <= most ? fitting : least;
}

function readOverflow(pages: JournalPages, first: Buffer, size: number, firstPage: number): Buffer {
  if (size > pages.count * pages.pageSize) throw new Damaged();
  const whole = Buffer.alloc(size);
  first.copy(whole);
  let filled = first.length;
  for (let next = firstPage; filled < size; ) {
    const page = next > 0 && next <= pages.count ? pages.read(next) : null;
    if (page === null) throw new Damaged();
    filled += page.copy(whole, filled, 4, Math.min(page.length, 4 + size - filled));
    next = page.readUInt32BE(0);
  }
  return whole;
}

const numberBytes = [0, 1, 2, 3, 4, 6, 8, 8, 0, 0];

function bytesOf(type: number): number {
  return type >= 12 ? (type - 12) >> 1 : (numberBytes[type] ?? 0);
}

function readValue(bytes: Buffer, type: number, at: number): Value {
  switch (type) {
    case 0:
      return null;
    case 7:
      return bytes.readDoubleBE(at);
    case 6:
      return Number(bytes.readBigInt64BE(at));
    case 8:
      return 0;
    case 9:
      return 1;
    default:
      if (type < 6) return bytes.readIntBE(at, bytesOf(type));
      if (type < 12) throw new Damaged();
      return type % 2 === 0
        ? Uint8Array.from(bytes.subarray(at, at + bytesOf(type)))
        : bytes.toString('utf8', at, at + bytesOf(type));
  }
}

/** Where the varint that was read last ends. */
let varintEnd = 0;

/** Up to nine bytes, the most significant first; none of a journal's needs more than 53 bits. */
function readVarint(bytes: Buffer, at: number): number {
  let value = 0;
  for (let length = 0; length < 8; length += 1) {
    const byte = bytes[at + length];
    if (byte === undefined || value > Number.MAX_SAFE_INTEGER / 128) throw new Damaged();
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) {
      varintEnd = at + length + 1;
      return value;
    }
  }
  throw new Damaged();
}
