import './tell-failures.ts';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createCanvas, type SKRSContext2D } from '@napi-rs/canvas';
import { packIco } from './pack-ico.ts';
import { readOptions } from './script-failure.ts';

readOptions({});

/**
 * Draws every icon of the tray application into assets/icons. Each size is drawn anew on its own pixel grid: a picture
 * that is only shrunk is mud at 16 pixels. Run it with `node scripts/draw-icons.ts` and look at the result.
 */
const directory = join(import.meta.dirname, '..', 'assets', 'icons');

const states = ['ready', 'printing', 'attention', 'stopped'] as const;
type State = (typeof states)[number];

/** Named for the bar that they are seen on: `light` is dark ink. */
const inks = { light: '#1b2733', dark: '#ffffff' } as const;
const signals: Record<State, string> = {
  ready: '#1fa463',
  printing: '#2f86ff',
  attention: '#ffab00',
  stopped: '#e5383b',
};

interface Look {
  ink: string;
  /** Null: one colour only, as macOS recolours template images. */
  signal: string | null;
}

/** A drawing on a grid of 16 units, whose edges fall on whole pixels. */
interface Grid {
  context: SKRSContext2D;
  /** Units to pixels. */
  at: (units: number) => number;
  scale: number;
}

function gridOf(context: SKRSContext2D, size: number): Grid {
  const scale = size / 16;
  return { context, scale, at: (units) => Math.round(units * scale) };
}

/** Edges in units: left, top, right, bottom. */
function fillBox({ context, at, scale }: Grid, colour: string, edges: readonly number[], radius = 0): void {
  const [left = 0, top = 0, right = 0, bottom = 0] = edges.map(at);
  context.fillStyle = colour;
  context.beginPath();
  context.roundRect(left, top, right - left, bottom - top, radius * scale);
  context.fill();
}

/** Takes ink away, so that the bar shows through. */
function clear(grid: Grid, draw: () => void): void {
  grid.context.globalCompositeOperation = 'destination-out';
  draw();
  grid.context.globalCompositeOperation = 'source-over';
}

function fillCircle({ context, scale }: Grid, colour: string, x: number, y: number, radius: number): void {
  context.fillStyle = colour;
  context.beginPath();
  context.arc(x * scale, y * scale, radius * scale, 0, 2 * Math.PI);
  context.fill();
}

function strokeCross({ context, scale }: Grid, colour: string, width: number): void {
  context.strokeStyle = colour;
  context.lineWidth = width * scale;
  context.lineCap = 'round';
  context.beginPath();
  for (const [x1, y1, x2, y2] of [
    [9, 9, 14.5, 14.5],
    [14.5, 9, 9, 14.5],
  ] as const) {
    context.moveTo(x1 * scale, y1 * scale);
    context.lineTo(x2 * scale, y2 * scale);
  }
  context.stroke();
}

/** The paper says by its length that something comes out: shape, and not colour alone, tells the states apart. */
function drawPrinter(grid: Grid, state: State, look: Look): void {
  const isPrinting = state === 'printing';
  const paper = isPrinting && look.signal !== null ? look.signal : look.ink;
  fillBox(grid, paper, isPrinting ? [4, 0, 12, 7] : [4, 3, 12, 6]);
  if (isPrinting) {
    clear(grid, () => {
      fillBox(grid, '#000', [5, 2, 11, 3]);
      fillBox(grid, '#000', [5, 4, 9, 5]);
    });
  }
  fillBox(grid, look.ink, [1, 7, 15, 15], 1.5);
  clear(grid, () => fillBox(grid, '#000', [3, 9, 13, 10]));
}

function drawBadge(grid: Grid, state: State, look: Look): void {
  const colour = look.signal ?? look.ink;
  switch (state) {
    case 'ready':
    case 'printing':
      clear(grid, () => fillBox(grid, '#000', [10, 11, 13, 14]));
      if (look.signal !== null) fillBox(grid, colour, [10, 11, 13, 14]);
      return;
    case 'attention':
      clear(grid, () => fillCircle(grid, '#000', 11, 11, 6));
      fillCircle(grid, colour, 11, 11, 5);
      if (look.signal === null) clear(grid, () => drawExclamation(grid, '#000'));
      else drawExclamation(grid, '#1b2733');
      return;
    case 'stopped':
      clear(grid, () => strokeCross(grid, '#000', 5));
      strokeCross(grid, colour, 2.2);
  }
}

function drawExclamation(grid: Grid, colour: string): void {
  fillBox(grid, colour, [10, 7, 12, 12]);
  fillBox(grid, colour, [10, 13, 12, 15]);
}

function drawTray(size: number, state: State, look: Look): Buffer {
  const canvas = createCanvas(size, size);
  const grid = gridOf(canvas.getContext('2d'), size);
  drawPrinter(grid, state, look);
  drawBadge(grid, state, look);
  return canvas.toBuffer('image/png');
}

/** The application's own icon: the same printer, on a plate that stands out on every desktop. */
function drawApp(size: number): Buffer {
  const canvas = createCanvas(size, size);
  const context = canvas.getContext('2d');
  const grid = gridOf(context, size);
  const plate = context.createLinearGradient(0, 0, 0, size);
  plate.addColorStop(0, '#1d8f83');
  plate.addColorStop(1, '#0c5a63');
  context.fillStyle = plate;
  context.beginPath();
  context.roundRect(0, 0, size, size, size * 0.2);
  context.fill();
  fillBox(grid, '#ffffff', [5, 2, 11, 8], 0.2);
  fillBox(grid, '#8fb9b7', [6, 3, 10, 4]);
  fillBox(grid, '#8fb9b7', [6, 5, 9, 6]);
  fillBox(grid, '#f3f7f7', [3, 7, 13, 14], 1.2);
  fillBox(grid, '#0c5a63', [4, 8, 12, 9]);
  fillBox(grid, '#1fa463', [10, 11, 12, 13], 0.4);
  return canvas.toBuffer('image/png');
}

function save(name: string, bytes: Uint8Array): void {
  writeFileSync(join(directory, name), bytes);
}

mkdirSync(join(directory, 'app'), { recursive: true });
for (const size of [16, 24, 32, 48, 64, 96, 128, 256, 512, 1024]) save(`app/${size}x${size}.png`, drawApp(size));
save('app.png', drawApp(512));
save('app.ico', packIco([16, 20, 24, 32, 40, 48, 64, 128, 256].map((size) => ({ size, png: drawApp(size) }))));
for (const state of states) {
  for (const [theme, ink] of Object.entries(inks)) {
    const look = { ink, signal: signals[state] };
    for (const factor of [1, 2, 3])
      save(`tray-${state}-${theme}${suffix(factor)}.png`, drawTray(16 * factor, state, look));
    const sizes = [16, 20, 24, 32, 40, 48, 64, 128, 256];
    save(`tray-${state}-${theme}.ico`, packIco(sizes.map((size) => ({ size, png: drawTray(size, state, look) }))));
  }
  for (const factor of [1, 2, 3]) {
    // macOS knows a template image by the end of its name, and recolours it for the bar.
    save(`tray-${state}-Template${suffix(factor)}.png`, drawTray(16 * factor, state, { ink: '#000000', signal: null }));
  }
}

function suffix(factor: number): string {
  return factor === 1 ? '' : `@${factor}x`;
}
