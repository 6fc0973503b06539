import { AgentError } from '../../src/main/base/errors.ts';

/** What a parser answers to a bad input: its code and sentence. Anything but an AgentError fails the test. */
export function refusalOf(parse: () => unknown): { code: string; message: string } {
  try {
    parse();
  } catch (error) {
    if (error instanceof AgentError) return { code: error.code, message: error.message };
    throw error;
  }
  throw new Error('It was accepted');
}
