/** The few shapes of D-Bus that a notification service needs. Little-endian, as every machine of ours writes. */
export interface DbusMessage {
  /** 1 call, 2 answer, 3 error, 4 signal. */
  type: number;
  serial: number;
  path?: string;
  interface?: string;
  member?: string;
  destination?: string;
  sender?: string;
  replyTo?: number;
  signature?: string;
  body: Buffer;
}

const fieldNames = {
  1: 'path',
  2: 'interface',
  3: 'member',
  5: 'replyTo',
  6: 'destination',
  7: 'sender',
  8: 'signature',
} as const;
const fieldTypes: Record<string, string> = { path: 'o', replyTo: 'u', signature: 'g' };

/** Writes values with the alignment that D-Bus wants. */
export class DbusWriter {
  #bytes: number[] = [];

  align(to: number): this {
    while (this.#bytes.length % to !== 0) this.#bytes.push(0);
    return this;
  }

  byte(value: number): this {
    this.#bytes.push(value);
    return this;
  }

  uint(value: number): this {
    this.align(4);
    for (const shift of [0, 8, 16, 24]) this.#bytes.push((value >>> shift) & 0xff);
    return this;
  }

  string(text: string): this {
    const utf8 = Buffer.from(text);
    this.uint(utf8.length);
    this.#bytes.push(...utf8, 0);
    return this;
  }

  signature(text: string): this {
    this.#bytes.push(text.length, ...Buffer.from(text), 0);
    return this;
  }

  strings(texts: readonly string[]): this {
    const inner = new DbusWriter();
    for (const text of texts) inner.string(text);
    this.uint(inner.#bytes.length);
    this.#bytes.push(...inner.#bytes);
    return this;
  }

  toBuffer(): Buffer {
    return Buffer.from(this.#bytes);
  }
}

/** Reads values at a position of a message's body. */
export class DbusReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  uint(): number {
    this.#at = Math.ceil(this.#at / 4) * 4;
    this.#at += 4;
    return this.#bytes.readUInt32LE(this.#at - 4);
  }

  string(): string {
    const length = this.uint();
    this.#at += length + 1;
    return this.#bytes.toString('utf8', this.#at - length - 1, this.#at - 1);
  }
}

export function encodeMessage(message: Omit<DbusMessage, 'body'> & { body?: DbusWriter }): Buffer {
  const body = message.body?.toBuffer() ?? Buffer.alloc(0);
  const fields = new DbusWriter();
  for (const [code, name] of Object.entries(fieldNames)) {
    const value = message[name];
    if (value === undefined) continue;
    const type = fieldTypes[name] ?? 's';
    fields.align(8).byte(Number(code)).signature(type);
    if (typeof value === 'number') fields.uint(value);
    else if (type === 'g') fields.signature(value);
    else fields.string(value);
  }
  const encodedFields = fields.toBuffer();
  const head = new DbusWriter().byte(0x6c).byte(message.type).byte(0).byte(1);
  head.uint(body.length).uint(message.serial).uint(encodedFields.length);
  const header = Buffer.concat([head.toBuffer(), encodedFields]);
  return Buffer.concat([header, Buffer.alloc((8 - (header.length % 8)) % 8), body]);
}

/** The first message of the bytes, with what comes behind it; null while it is not whole. */
export function decodeMessage(bytes: Buffer): { message: DbusMessage; rest: Buffer } | null {
  if (bytes.length < 16) return null;
  const fieldsLength = bytes.readUInt32LE(12);
  const bodyStart = Math.ceil((16 + fieldsLength) / 8) * 8;
  const end = bodyStart + bytes.readUInt32LE(4);
  if (bytes.length < end) return null;
  const fields: Record<string, string | number> = {};
  for (let at = 16; at < 16 + fieldsLength; ) {
    at = Math.ceil(at / 8) * 8;
    const name = fieldNames[bytes[at] as keyof typeof fieldNames];
    const type = String.fromCharCode(bytes[at + 2] ?? 0);
    at += 4;
    if (type === 'g') {
      const length = bytes[at] ?? 0;
      if (name !== undefined) fields[name] = bytes.toString('utf8', at + 1, at + 1 + length);
      at += length + 2;
    } else if (type === 'u') {
      if (name !== undefined) fields[name] = bytes.readUInt32LE(at);
      at += 4;
    } else {
      const length = bytes.readUInt32LE(at);
      if (name !== undefined) fields[name] = bytes.toString('utf8', at + 4, at + 4 + length);
      at += length + 5;
    }
  }
  const message = {
    type: bytes[1] ?? 0,
    serial: bytes.readUInt32LE(8),
    ...fields,
    body: bytes.subarray(bodyStart, end),
  };
  return { message, rest: bytes.subarray(end) };
}
