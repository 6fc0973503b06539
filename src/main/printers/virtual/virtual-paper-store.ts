import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { renderPaper } from '../../drawing/paper/render-paper.ts';
import { renderPaperText } from '../../drawing/paper/render-paper-text.ts';
import type { PrinterProfile } from '../../escpos/profile.ts';
import type { VirtualPaper } from './virtual-paper.ts';

export interface PaperPaths {
  png: string;
  text: string;
}

/** What the store does to the disk; tests make it full. */
export interface PaperFiles {
  write(path: string, content: Uint8Array | string): Promise<void>;
}

export interface PaperStore {
  /** Makes the folder and finds where the numbering goes on. Rejects with the system's error. */
  open(): Promise<void>;
  /** Resolves once both files are on the disk under their names. Papers saved at the same time keep their order. */
  save(paper: VirtualPaper): Promise<PaperPaths>;
}

/** `2026-11-22T14-26-18-0042`: the number alone tells the order, the clock may be set back. */
const namePattern = /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-(\d{4,})\.(?:png|txt)$/;

/** Draws papers into a folder as PNG and text, and keeps the newest `keepPapers`. */
export function createPaperStore(options: {
  paperDir: string;
  keepPapers: number;
  profile: PrinterProfile;
  files?: PaperFiles;
}): PaperStore {
  const { paperDir, keepPapers, profile, files = diskFiles } = options;
  /** Without extension, by number. */
  const kept = new Map<number, string>();
  let nextNumber = 1;
  let last: Promise<unknown> = Promise.resolve();

  async function put(name: string, content: Uint8Array | string): Promise<string> {
    const path = join(paperDir, name);
    const unfinished = join(paperDir, `.${name}.tmp`);
    try {
      await files.write(unfinished, content);
      await rename(unfinished, path);
    } catch (error) {
      await rm(unfinished, { force: true }).catch(() => {});
      throw error;
    }
    return path;
  }

  async function forgetOldest(): Promise<void> {
    for (const [number, name] of kept) {
      if (kept.size <= keepPapers) return;
      kept.delete(number);
      // A picture that somebody holds open on Windows stays: no reason to stop printing.
      await Promise.all(
        ['png', 'txt'].map((type) => rm(join(paperDir, `${name}.${type}`), { force: true }).catch(() => {})),
      );
    }
  }

  async function saveAs(name: string, number: number, { events }: VirtualPaper): Promise<PaperPaths> {
    const png = await put(`${name}.png`, await renderPaper(events, profile));
    const text = await put(`${name}.txt`, renderPaperText(events, profile));
    kept.set(number, name);
    await forgetOldest();
    return { png, text };
  }

  return {
    async open() {
      await mkdir(paperDir, { recursive: true });
      const names = await readdir(paperDir);
      const numbered = names.flatMap((name) => {
        const number = namePattern.exec(name)?.[1];
        return number === undefined ? [] : [{ number: Number(number), name: name.slice(0, -4) }];
      });
      const unfinished = names.filter((name) => /^\..*\.tmp$/.test(name));
      await Promise.all(unfinished.map((name) => rm(join(paperDir, name), { force: true })));
      kept.clear();
      for (const { number, name } of numbered.sort((a, b) => a.number - b.number)) kept.set(number, name);
      nextNumber = Math.max(nextNumber, (numbered.at(-1)?.number ?? 0) + 1);
      await forgetOldest();
    },
    save(paper) {
      const number = nextNumber++;
      const name = `${localTime(paper.atMs)}-${String(number).padStart(4, '0')}`;
      const saved = last.then(() => saveAs(name, number, paper));
      last = saved.catch(() => {});
      return saved;
    },
  };
}

const diskFiles: PaperFiles = {
  // flush: a paper that the printer confirmed must survive a power cut.
  write: (path, content) => writeFile(path, content, { flush: true }),
};

/** `2026-11-22T14-26-18`; no colons, for Windows. */
function localTime(atMs: number): string {
  const at = new Date(atMs);
  const two = (value: number) => String(value).padStart(2, '0');
  const date = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${date}T${two(at.getHours())}-${two(at.getMinutes())}-${two(at.getSeconds())}`;
}
