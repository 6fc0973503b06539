import { createEscposInterpreter } from '../../src/main/escpos/interpret/interpret-escpos.ts';
import { drawPreview } from '../../src/main/drawing/paper/render-paper.ts';
import { renderPaperText } from '../../src/main/drawing/paper/render-paper-text.ts';
import { encodeGolden, goldenCases, goldenProfiles } from './golden-cases.ts';

export interface GoldenFile {
  /** `direct-sale-32` */
  name: string;
  bytes: Uint8Array;
  png: Buffer;
  text: string;
}

/** Every golden file as the code makes it now. */
export async function makeGoldenFiles(): Promise<GoldenFile[]> {
  const files: GoldenFile[] = [];
  for (const profile of goldenProfiles) {
    for (const golden of goldenCases) {
      const bytes = encodeGolden(golden, profile);
      const events = createEscposInterpreter({ columns: profile.columns, dots: profile.dots }).feed(bytes);
      files.push({
        name: `${golden.name}-${profile.columns}`,
        bytes,
        png: await drawPreview(bytes, profile),
        text: renderPaperText(events, { columns: profile.columns }),
      });
    }
  }
  return files;
}
