import { expect } from 'vitest';
import type { JournalNews } from '../../../src/main/jobs/journal/open-journal.ts';

/** For an opening that has nothing to tell. */
export const noNews: JournalNews = {
  onSetAside: () => expect.unreachable(),
  onSalvaged: () => expect.unreachable(),
  onLost: () => expect.unreachable(),
  onNotKept: () => expect.unreachable(),
};
