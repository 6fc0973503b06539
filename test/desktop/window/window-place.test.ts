import { describe, expect, it } from 'vitest';
import { fitWindow } from '../../../src/main/desktop/window/window-place.ts';

const screen = { x: 0, y: 0, width: 1366, height: 728 };
const second = { x: 1366, y: 0, width: 1920, height: 1040 };
const at = (x: number, y: number, width = 900, height = 600) => ({ bounds: { x, y, width, height }, maximized: false });

describe('where the window opens', () => {
  it('where it was, on any display that is there', () => {
    expect(fitWindow(at(40, 50), [screen])).toEqual({ x: 40, y: 50, width: 900, height: 600 });
    expect(fitWindow(at(2000, 100), [screen, second])).toEqual({ x: 2000, y: 100, width: 900, height: 600 });
  });

  it.each([
    ['the display is gone', at(2000, 100)],
    ['its title is above the edge', at(40, -300)],
    ['its title is below the edge', at(40, 710)],
    ['only a sliver is left of it', at(1340, 100)],
  ])('in the middle of the main display when %s', (_what, place) => {
    expect(fitWindow(place, [screen])).toEqual({ width: 900, height: 600 });
  });

  it('no larger than the display, no smaller than its page bears', () => {
    expect(fitWindow(at(0, 0, 3000, 2000), [screen])).toEqual({ x: 0, y: 0, width: 1366, height: 728 });
    expect(fitWindow(at(0, 0, 10, 10), [screen])).toEqual({ x: 0, y: 0, width: 420, height: 480 });
    expect(fitWindow(null, [{ x: 0, y: 0, width: 1024, height: 600 }])).toEqual({ width: 1024, height: 600 });
    expect(fitWindow(null, [])).toEqual({ width: 1040, height: 720 });
  });
});
