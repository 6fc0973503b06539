import * as z from 'zod';
import type { TestDocument } from './document.ts';
import { priorityField } from './fields.ts';

const defaultPriority = 3;
const testPrintSchema = z.object({ priority: priorityField(defaultPriority) });

/** The body of `POST /test/print`: anything at all, most often nothing. Its priority counts when it is a valid one. */
export function parseTestPrint(body: unknown): { document: TestDocument; priority: number } {
  const result = testPrintSchema.safeParse(body);
  return { document: { kind: 'test' }, priority: result.success ? result.data.priority : defaultPriority };
}
