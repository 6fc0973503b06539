import { missingProgram } from './required-tools.ts';

/** Why a script cannot do its work here, in one sentence that says what to do: no bug of ours, so nobody needs its stack. */
export class ScriptFailure extends Error {}

/** What a machine does to a program, whoever wrote it. Node's own message is the sentence. */
const machineCodes = ['EACCES', 'EDQUOT', 'EMFILE', 'ENOSPC', 'EPERM', 'EROFS'];

/** The sentence to tell for an error that ends a script; null for a bug, which is told with its stack. */
export function sentenceOf(error: unknown): string | null {
  if (error instanceof ScriptFailure) return error.message;
  if (!(error instanceof Error)) return null;
  const { code = '', syscall = '', path = '' } = error as NodeJS.ErrnoException;
  // Of a wrong option Node says first what is wrong, then how one could write something else.
  if (code.startsWith('ERR_PARSE_ARGS_')) return /^.*?(?=\. |\n|$)/.exec(error.message)?.[0] ?? null;
  if (code === 'ENOENT' && syscall.startsWith('spawn')) return missingProgram(path);
  return machineCodes.includes(code) ? error.message : null;
}

/** The whole number that stands behind an option. */
export function readCount(option: string, text: string, least = 1): number {
  const count = /^\d{1,10}$/.test(text) ? Number(text) : -1;
  if (count < least) throw new ScriptFailure(`--${option} takes a whole number from ${least}, not "${text}".`);
  return count;
}

/** One of the names that an option, or an argument, may have. */
export function readName<Name extends string>(what: string, text: string, names: readonly Name[]): Name {
  const name = names.find((known) => known === text);
  if (name === undefined) throw new ScriptFailure(`There is no ${what} "${text}": ${names.join(', ')}.`);
  return name;
}
