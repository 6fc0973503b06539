import { isIPv6 } from 'node:net';
import type { z } from 'zod';
import { AgentError } from '../base/errors.ts';
import { isHostName } from '../base/network.ts';
import { checkToken } from '../token/token-store.ts';
import { type Settings, settingsSchema } from './settings.ts';

/** What the command line may say instead of the settings, before any value is checked. */
export interface Flags {
  host?: string;
  port?: string;
  token?: string;
  'data-dir'?: string;
  printer?: string;
  columns?: string;
  'log-level'?: string;
  'grace-hours'?: string;
}

export interface AgentConfig {
  settings: Settings;
  /** A token given by flag or environment; null: the one of the data directory. */
  token: string | null;
  /** Settings that a flag or a variable decides, as paths (`printer.address`): the window cannot change them. */
  fixed: string[];
}

export type Environment = Record<string, string | undefined>;

/** One value with where it came from, so that an error can name it. */
interface Source {
  text: string;
  name: string;
}

/**
 * Flags win over the environment (the Python agent's names), which wins over the settings file.
 *
 * @throws AgentError `INVALID_ARGUMENT`, `INVALID_TOKEN`: one French line that names the flag or the variable
 */
export function resolveConfig(flags: Flags, environment: Environment, settings: Settings): AgentConfig {
  const pick = (flag: keyof Flags | null, variable: string | null): Source | null => {
    const fromFlag = flag === null ? undefined : flags[flag];
    if (flag !== null && fromFlag !== undefined) {
      return { text: fromFlag, name: `--${flag}` };
    }
    const fromVariable = variable === null ? undefined : environment[variable];
    // An empty line of an .env file means: not set.
    return variable === null || fromVariable === undefined || fromVariable.trim() === ''
      ? null
      : { text: fromVariable.trim(), name: variable };
  };
  const { printer, ...rest } = settings;
  const fixed: string[] = [];
  const pickFor = (path: string, flag: keyof Flags | null, variable: string | null): Source | null => {
    const source = pick(flag, variable);
    if (source !== null) {
      fixed.push(path);
    }
    return source;
  };
  const shape = settingsSchema.shape;
  const printerShape = shape.printer.unwrap().shape;
  const read = <T>(source: Source | null, schema: z.ZodType<T>, value: (text: string) => unknown, current: T): T => {
    if (source === null) {
      return current;
    }
    const parsed = schema.safeParse(value(source.text));
    if (!parsed.success) {
      throw new AgentError('INVALID_ARGUMENT', `${source.name} : valeur incorrecte « ${source.text} ».`);
    }
    return parsed.data;
  };
  const token = pick('token', 'PRINTER_AGENT_TOKEN');
  const vendorId = pickFor('printer.vendorId', null, 'PRINTER_VENDOR_ID');
  const productId = pickFor('printer.productId', null, 'PRINTER_PRODUCT_ID');
  const usbIds = {
    vendorId: read(vendorId, printerShape.vendorId, String, printer.vendorId),
    productId: read(productId, printerShape.productId, String, printer.productId),
  };
  const address = pickFor('printer.address', 'printer', null)?.text ?? printer.address;
  // The Python agent's variables name the printer; without them `usb` takes the one that it finds.
  const isNamed = address.trim().toLowerCase() === 'usb' && (vendorId ?? productId) !== null;
  return {
    fixed,
    token: token === null ? null : checkToken(token.text, token.name),
    settings: {
      ...rest,
      host: readHost(pickFor('host', 'host', 'PRINTER_AGENT_HOST')) ?? settings.host,
      port: read(pickFor('port', 'port', 'PRINTER_AGENT_PORT'), shape.port, wholeNumber, settings.port),
      logLevel: read(
        pickFor('logLevel', 'log-level', 'PRINTER_LOG_LEVEL'),
        shape.logLevel,
        pythonLevel,
        settings.logLevel,
      ),
      printer: {
        ...printer,
        ...usbIds,
        address: isNamed ? `usb:${usbIds.vendorId}:${usbIds.productId}` : address,
        columns: read(pickFor('printer.columns', 'columns', null), printerShape.columns, wholeNumber, printer.columns),
        enabled: read(
          pickFor('printer.enabled', null, 'PRINTER_ENABLED'),
          printerShape.enabled,
          pythonBoolean,
          printer.enabled,
        ),
        interface: read(
          pickFor('printer.interface', null, 'PRINTER_INTERFACE'),
          printerShape.interface,
          wholeNumber,
          printer.interface,
        ),
        timeoutMs: read(
          pickFor('printer.timeoutMs', null, 'PRINTER_TIMEOUT'),
          printerShape.timeoutMs,
          wholeNumber,
          printer.timeoutMs,
        ),
      },
    },
  };
}

function wholeNumber(text: string): number {
  return /^\d+$/.test(text) ? Number(text) : Number.NaN;
}

function pythonBoolean(text: string): boolean | string {
  const lower = text.toLowerCase();
  if (['true', '1', 'yes', 'on'].includes(lower)) {
    return true;
  }
  return ['false', '0', 'no', 'off'].includes(lower) ? false : text;
}

/** Python says WARNING and CRITICAL. */
function pythonLevel(text: string): string {
  const lower = text.toLowerCase();
  return { warning: 'warn', critical: 'error', fatal: 'error' }[lower] ?? lower;
}

/** Unlike the window's, it may have a zone (`fe80::1%eth0`): a service may well listen on one link alone. */
function readHost(source: Source | null): string | null {
  if (source === null) {
    return null;
  }
  if (!isHostName(source.text) && !isIPv6(source.text)) {
    throw new AgentError('INVALID_ARGUMENT', `${source.name} : adresse incorrecte « ${source.text} ».`);
  }
  return source.text;
}
