import * as z from 'zod';
import { AgentError } from '../base/errors.ts';
import type { DrawerDocument, TestDocument } from './document.ts';
import { isRecord, parseFields, priorityField } from './fields.ts';

/** The body of `POST /drawer/open`. */
const drawerSchema = z.object({ priority: priorityField(1) });

/** No body, null, `{}` or an object. Throws AgentError `INVALID_BODY` for any other JSON value, `INVALID_FIELD`, `INVALID_NUMBER`. */
export function parseDrawer(body: unknown): { document: DrawerDocument; priority: number } {
  if (body !== undefined && body !== null && !isRecord(body)) {
    throw new AgentError('INVALID_BODY', 'Le corps de la requête doit être un objet JSON');
  }
  return { document: { kind: 'drawer' }, priority: parseFields(drawerSchema, body ?? {}).priority };
}

const testPriority = 3;
const testPrintSchema = z.object({ priority: priorityField(testPriority) });

/** The body of `POST /test/print`: anything at all, most often nothing. Its priority counts when it is a valid one. */
export function parseTestPrint(body: unknown): { document: TestDocument; priority: number } {
  const result = testPrintSchema.safeParse(body);
  return { document: { kind: 'test' }, priority: result.success ? result.data.priority : testPriority };
}
