import { expect, test } from 'vitest';
import { createStartNotices } from '../../src/main/compose/start-notices.ts';
import type { Salvage } from '../../src/main/jobs/journal/salvage-rows.ts';
import type { LoadedSettings } from '../../src/main/settings/settings-file.ts';
import { silentLog } from '../silent-log.ts';

function open() {
  const loaded = { trouble: null, unknownKeys: [], file: 'settings.json' } as unknown as LoadedSettings;
  const nothing = () => null;
  const notices = createStartNotices({
    ...{ loaded, stopped: nothing, storageProblem: nothing, logoProblem: null, logProblem: nothing },
    ...{ found: [], log: silentLog().log },
  });
  const station = { logo: null, settings: { logoFile: null } } as unknown as Parameters<typeof notices.read>[0];
  const tokens = { state: () => ({ note: null }) } as unknown as Parameters<typeof notices.read>[1];
  return { notices, message: () => notices.read(station, tokens)[0]?.message };
}

test.each<[Partial<Salvage>, string]>([
  [{ lost: 1 }, ' 1 impression n’est plus lisible. '],
  [{ lost: 1, lostOpen: 1 }, ' 1 impression n’est plus lisible, peut-être jamais sortie. '],
  [{ lost: 3, lostOpen: 1 }, ' 3 impressions ne sont plus lisibles, dont 1 peut-être jamais sortie. '],
  [{ lost: 3, lostOpen: 2 }, ' 3 impressions ne sont plus lisibles, dont 2 peut-être jamais sorties. '],
  [{ lost: 3, lostOpen: 3 }, ' 3 impressions ne sont plus lisibles, peut-être jamais sorties. '],
])('a damaged journal that has lost %j says it in good French', (lost, sentence) => {
  const { notices, message } = open();
  const salvage = { saved: 5, doubtful: 0, lost: 0, lostOpen: 0, ...lost };
  notices.onSalvaged({ aside: 'aside', cause: 'le fichier était illisible', salvage });
  expect(message()).toContain(`dans un nouveau.${sentence}Il peut`);
});

test.each([
  [true, 'journal.db était vide'],
  [false, 'journal.db a disparu'],
])('a journal without anything in it is not called gone where it is there: %s', (isThere, sentence) => {
  const { notices, message } = open();
  notices.onLost('journal.db', isThere);
  expect(message()).toContain(sentence);
});
