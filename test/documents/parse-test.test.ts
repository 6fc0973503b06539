import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTestPrint } from '../../src/main/documents/parse-test.ts';

describe('parseTestPrint', () => {
  it.each([undefined, null, '', 'text', 5, [], {}, { priority: 'x' }, { priority: 1.5 }])('takes %j', (body) => {
    expect(parseTestPrint(body)).toEqual({ document: { kind: 'test' }, priority: 3 });
  });

  it('hears a valid priority', () => {
    expect(parseTestPrint({ priority: 1 }).priority).toBe(1);
    expect(parseTestPrint({ priority: -4 }).priority).toBe(1);
  });

  it('takes anything at all', () => {
    fc.assert(
      fc.property(fc.anything(), (body) => {
        expect(parseTestPrint(body).document.kind).toBe('test');
      }),
    );
  });
});
