/** A Python float: `json.dumps` writes 2.0 where JavaScript writes 2. */
export interface PythonFloat {
  float: number;
}

export type PythonValue =
  | string
  | number
  | boolean
  | null
  | PythonFloat
  | PythonValue[]
  | { [key: string]: PythonValue };

export function float(value: number): PythonFloat {
  return { float: value };
}

/** As Python's `json.dumps` writes it: pure ASCII, with ", " and ": ". Plain numbers are ints. */
export function dumps(value: PythonValue): string {
  if (Array.isArray(value)) {
    return `[${value.map(dumps).join(', ')}]`;
  }
  if (typeof value === 'object' && value !== null) {
    return isFloat(value) ? dumpFloat(value.float) : dumpObject(value);
  }
  return typeof value === 'string' ? dumpText(value) : String(value);
}

function isFloat(value: object): value is PythonFloat {
  return 'float' in value && typeof value.float === 'number';
}

function dumpObject(value: { [key: string]: PythonValue }): string {
  const pairs = Object.entries(value).map(([key, item]) => `${dumpText(key)}: ${dumps(item)}`);
  return `{${pairs.join(', ')}}`;
}

/** NaN and Infinity as Python writes them, though they are not JSON. */
function dumpFloat(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e16) {
    return `${value}.0`;
  }
  return String(value);
}

function dumpText(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
