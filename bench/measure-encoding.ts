import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { BenchContext, ReportSection } from './bench-context.ts';
import { createSampleEncoder, sampleDocument } from './create-sample-encoder.ts';
import { formatNumber, formatRatio } from './format-cells.ts';
import type { SampleLanguage } from './sample-tickets.ts';
import { median } from './statistics.ts';

const windowMs = 700;
const firstRasterRuns = 5;

interface Speed {
  receiptsPerSecond: number;
  bytesPerSecond: number;
}

/** Layout and encoding in this process, as the worker does them. */
export async function measureEncoding({ rounds }: BenchContext): Promise<ReportSection> {
  const encode = createSampleEncoder();
  const speeds: Record<SampleLanguage, Speed[]> = { french: [], arabic: [] };
  for (let round = 0; round <= rounds; round += 1) {
    for (const language of ['french', 'arabic'] as const) {
      const speed = measureSpeed(encode, language);
      // The first round warms up.
      if (round > 0) {
        speeds[language].push(speed);
      }
    }
  }
  const pick = (language: SampleLanguage, field: keyof Speed) => median(speeds[language].map((speed) => speed[field]));
  const cell = (language: SampleLanguage) =>
    `${formatNumber(pick(language, 'receiptsPerSecond'))} receipts, ${formatNumber(pick(language, 'bytesPerSecond') / 1e6)} MB`;
  const firstRaster = median(Array.from({ length: firstRasterRuns }, measureFirstRaster));
  const ratio = formatRatio(pick('arabic', 'receiptsPerSecond'), pick('french', 'receiptsPerSecond'));
  const measure = 'Arabic ticket, 8 items, drawn; beside: the French one';
  return {
    title: 'Layout and encoding per second, one thread',
    rows: [
      { measure: 'French ticket, 8 items', agent: cell('french'), beside: '', ratio: '', aim: '' },
      { measure, agent: cell('arabic'), beside: cell('french'), ratio, aim: '' },
      {
        measure: 'First Arabic ticket of a process, ms (loads canvas and fonts)',
        agent: formatNumber(firstRaster),
        beside: '',
        ratio: '',
        aim: '',
      },
    ],
  };
}

function measureSpeed(encode: ReturnType<typeof createSampleEncoder>, language: SampleLanguage): Speed {
  const document = sampleDocument(language, 0);
  const startedAt = performance.now();
  let receipts = 0;
  let bytes = 0;
  while (performance.now() - startedAt < windowMs) {
    bytes += encode(document, Date.now()).length;
    receipts += 1;
  }
  const seconds = (performance.now() - startedAt) / 1000;
  return { receiptsPerSecond: receipts / seconds, bytesPerSecond: bytes / seconds };
}

/** In milliseconds, in a process of its own: only the first time is slow. */
function measureFirstRaster(): number {
  return Number(execFileSync(process.execPath, [join(import.meta.dirname, 'first-raster.ts')], { encoding: 'utf8' }));
}
