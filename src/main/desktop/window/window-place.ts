import * as z from 'zod';

/** Pixels that do not depend on the display's scale. */
export interface Bounds {
  x: number;
  y: number;
  width: number;
  height: number;
}

export const smallestWindow = { width: 420, height: 480 };
const usualWindow = { width: 1040, height: 720 };

/** So much of the title bar must be on a display for a hand to take the window by it. */
const reachable = { width: 120, height: 32 };

const coordinate = z.int().min(-100_000).max(100_000);
const length = z.int().min(1).max(100_000);
export const placeSchema = z.object({
  bounds: z.object({ x: coordinate, y: coordinate, width: length, height: length }),
  maximized: z.boolean(),
});

/** Where the window stands, and how large it is when it is not maximized. */
export type WindowPlace = z.infer<typeof placeSchema>;

/**
 * The size and position for the window now: as it was, where the displays of now let a person reach and see it; else in the
 * middle of the first one (no `x` and `y`), no larger than that.
 *
 * @param workAreas of the displays that are there, the main one first
 */
export function fitWindow(
  place: WindowPlace | null,
  workAreas: readonly Bounds[],
): Partial<Bounds> & typeof usualWindow {
  const wanted = place?.bounds ?? usualWindow;
  const home = place === null ? undefined : workAreas.find((area) => showsTitle(place.bounds, area));
  const area = home ?? workAreas[0];
  const size = {
    width: Math.max(Math.min(wanted.width, area?.width ?? wanted.width), smallestWindow.width),
    height: Math.max(Math.min(wanted.height, area?.height ?? wanted.height), smallestWindow.height),
  };
  return place === null || home === undefined ? size : { x: place.bounds.x, y: place.bounds.y, ...size };
}

function showsTitle(window: Bounds, area: Bounds): boolean {
  const width = Math.min(window.x + window.width, area.x + area.width) - Math.max(window.x, area.x);
  const isOnIt = window.y >= area.y && window.y + reachable.height <= area.y + area.height;
  return isOnIt && width >= Math.min(reachable.width, window.width);
}
