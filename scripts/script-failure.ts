import { type ParseArgsConfig, parseArgs } from 'node:util';
import { missingProgram } from './required-tools.ts';

/** Why a script cannot do its work here, in one sentence that says what to do: no bug of ours, so nobody needs its stack. */
export class ScriptFailure extends Error {}

/**
 * Ends a script that lacks something, before it has done anything.
 *
 * @param missing what it needs, such as `whatIsMissing` has it; null: nothing
 */
export function refuseWithout(script: string, missing: string | null): void {
  if (missing !== null) throw new ScriptFailure(`${script} needs ${missing}.`);
}

/** The sentence to tell for an error that ends a script; null for a bug, which is told with its stack. */
export function sentenceOf(error: unknown): string | null {
  if (error instanceof ScriptFailure) return error.message;
  if (!(error instanceof Error)) return null;
  const { code, errno, syscall, path = '' } = error as NodeJS.ErrnoException;
  if (errno !== undefined && syscall !== undefined) {
    return syscall.startsWith('spawn') ? missingProgram(path, code) : error.message;
  }
  // esbuild has printed what is wrong, and where.
  return /^Build failed with \d+ error/.test(error.message) ? 'Nothing is built.' : null;
}

type Options = NonNullable<ParseArgsConfig['options']>;

/**
 * The options of a script's command line.
 *
 * @throws ScriptFailure that names the options there are, for another one or a missing value
 */
export function readOptions<const Known extends Options>(options: Known, allowPositionals = false) {
  try {
    return parseArgs({ options, allowPositionals, strict: true });
  } catch (error) {
    const [wrong] = /^.*?(?=\. |\n|$)/.exec((error as Error).message) ?? [];
    const names = Object.entries(options).map(([name, { type }]) => (type === 'string' ? `--${name} …` : `--${name}`));
    throw new ScriptFailure(`${wrong}. Options: ${names.length === 0 ? 'none' : names.join(', ')}.`);
  }
}

/** The whole number that stands behind an option. */
export function readCount(option: string, text: string, least = 1, most = 1_000_000): number {
  const count = /^\d{1,10}$/.test(text) ? Number(text) : -1;
  if (count >= least && count <= most) return count;
  throw new ScriptFailure(`--${option} takes a whole number from ${least} to ${most}, not "${text}".`);
}

/** One of the names that an option, or an argument, may have. */
export function readName<Name extends string>(what: string, text: string, names: readonly Name[]): Name {
  const name = names.find((known) => known === text);
  if (name === undefined) throw new ScriptFailure(`There is no ${what} "${text}": ${names.join(', ')}.`);
  return name;
}
