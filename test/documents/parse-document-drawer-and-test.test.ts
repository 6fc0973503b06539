import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AgentError } from '../../src/main/base/errors.ts';
import { parseDrawer, parseTestPrint } from '../../src/main/documents/parse-document.ts';
import { refusalOf } from '../base/refusal.ts';

describe('parseDrawer', () => {
  it.each([undefined, null, {}, { priority: null }, { priority: 1 }, { other: 'x' }])('takes %j', (body) => {
    expect(parseDrawer(body)).toEqual({ document: { kind: 'drawer' }, priority: 1 });
  });

  it('takes another priority', () => {
    expect(parseDrawer({ priority: 3 }).priority).toBe(3);
    expect(parseDrawer({ priority: 50 }).priority).toBe(3);
  });

  it.each([[[]], ['text'], [''], [5], [0], [true], [false]])('refuses %j', (body) => {
    expect(refusalOf(() => parseDrawer(body)).code).toBe('INVALID_BODY');
  });

  it.each(['1', 1.5, true])('refuses the priority %j', (priority) => {
    expect(refusalOf(() => parseDrawer({ priority })).code).toBe('INVALID_FIELD');
  });

  it('refuses an infinite priority', () => {
    expect(refusalOf(() => parseDrawer({ priority: Number.POSITIVE_INFINITY })).code).toBe('INVALID_NUMBER');
  });

  it('answers any JSON with a document or an AgentError', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (body) => {
        try {
          expect(parseDrawer(body).document.kind).toBe('drawer');
        } catch (error) {
          expect(error).toBeInstanceOf(AgentError);
        }
      }),
    );
  });
});

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
