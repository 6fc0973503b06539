import { parse } from 'dotenv';
import type { ImportedSettings } from '../../shared/bridge.ts';
import type { Problem } from '../../shared/job.ts';
import { AgentError } from '../base/errors.ts';
import { checkToken } from '../token/token-store.ts';
import { checkSettings } from './change-settings.ts';
import { resolveConfig } from './resolve-config.ts';
import type { Settings } from './settings.ts';

export interface PythonImport extends Omit<ImportedSettings, 'tokenTaken'> {
  settings: Settings;
  token: string | null;
}

/** Problems by setting: `host`, `printer.enabled`, `token`. */
export type Refusals = Readonly<Record<string, Problem>>;

/** The variables that the agent knows, with the setting that each decides. */
const settingOf: Record<string, string> = {
  PRINTER_AGENT_HOST: 'host',
  PRINTER_AGENT_PORT: 'port',
  PRINTER_AGENT_TOKEN: 'token',
  PRINTER_ENABLED: 'printer.enabled',
  PRINTER_VENDOR_ID: 'printer.vendorId',
  PRINTER_PRODUCT_ID: 'printer.productId',
  PRINTER_INTERFACE: 'printer.interface',
  PRINTER_TIMEOUT: 'printer.timeoutMs',
  PRINTER_LOG_LEVEL: 'logLevel',
};

/** Lines of the ERP's server, which say nothing about this till. */
const meaningless: Record<string, string> = {
  PRINTER_NETWORK_ENABLED: "concerne le serveur de l'ERP, pas cette caisse",
};

/**
 * Reads the Python agent's `.env` over the stored settings: each good line is taken, each bad one refused with its reason.
 * Lines that have nothing to do with the printer (the same file held the ERP's own) are left alone. With ids of a USB
 * printer the settings name it; the Python agent printed on nothing else.
 *
 * @param refusals settings that cannot be taken, whatever their value, each with the reason
 * @throws AgentError `INVALID_ENV_FILE` when no line of it is of this agent
 */
export function importPythonSettings(text: string, stored: Settings, refusals: Refusals = {}): PythonImport {
  // An editor of Windows may have put a byte-order mark before the first name.
  const lines = parse(text.replace(/^\uFEFF/, ''));
  const result: PythonImport = { settings: stored, token: null, taken: [], refused: [] };
  const found = [...Object.keys(settingOf), ...Object.keys(meaningless)].filter((name) => lines[name] !== undefined);
  if (found.length === 0) {
    throw new AgentError(
      'INVALID_ENV_FILE',
      "Ce fichier n'a aucune ligne PRINTER_… : choisissez le fichier .env de l'ancien agent d'impression.",
    );
  }
  for (const name of found) {
    try {
      const refusal = refusals[settingOf[name] ?? ''];
      if (refusal !== undefined) {
        throw new AgentError(refusal.code, refusal.message);
      }
      takeLine(result, name, lines[name]?.trim() ?? '');
      result.taken.push(name);
    } catch (error) {
      if (!(error instanceof AgentError)) {
        throw error;
      }
      result.refused.push({ name, problem: { code: error.code, message: error.message } });
    }
  }
  result.settings = nameUsbPrinter(result.settings, result.taken);
  return result;
}

function takeLine(result: PythonImport, name: string, value: string): void {
  if (meaningless[name] !== undefined) {
    throw new AgentError('NOT_FOR_THE_TILL', `${name} ${meaningless[name]}.`);
  }
  if (value === '') {
    throw new AgentError('EMPTY_VALUE', `${name} est vide.`);
  }
  if (name === 'PRINTER_AGENT_TOKEN') {
    result.token = checkToken(value, name);
    return;
  }
  result.settings = checkSettings(resolveConfig({}, { [name]: value }, result.settings).settings);
}

function nameUsbPrinter(settings: Settings, taken: readonly string[]): Settings {
  const { address, vendorId, productId } = settings.printer;
  const hasIds = taken.includes('PRINTER_VENDOR_ID') || taken.includes('PRINTER_PRODUCT_ID');
  if (!hasIds || (address !== 'virtual' && !address.startsWith('usb'))) {
    return settings;
  }
  const ids = `${vendorId.slice(2)}:${productId.slice(2)}`;
  return { ...settings, printer: { ...settings.printer, address: `usb:${ids}` } };
}

const variableOf: Record<string, string> = {
  host: 'PRINTER_AGENT_HOST',
  port: 'PRINTER_AGENT_PORT',
  token: 'PRINTER_AGENT_TOKEN',
};

/**
 * The Python agent's own options (`--host A --port=N --token "T"`), out of the command line that its service was started
 * with, as lines of an `.env`. What is no option of it is left alone.
 */
export function parsePythonArguments(commandLine: string): string {
  const words = [...commandLine.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');
  const lines: string[] = [];
  words.forEach((word, index) => {
    const [, name = '', attached] = /^--(host|port|token)(?:=(.*))?$/.exec(word) ?? [];
    const value = attached?.replace(/^"|"$/g, '') ?? words[index + 1] ?? '';
    // A variable of the service's environment stays a name here: its value is not known.
    if (name !== '' && value !== '' && !value.startsWith('--') && !/[%$]/.test(value)) {
      lines.push(`${variableOf[name]}='${value}'`);
    }
  });
  return lines.join('\n');
}
