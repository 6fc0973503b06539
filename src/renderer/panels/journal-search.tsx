import { useEffect, useState } from 'preact/hooks';
import type { JobSearch } from '../../shared/bridge-calls.ts';
import { type JobKind, type JobState, jobKinds } from '../../shared/job.ts';
import { Button } from '../parts/button.tsx';
import { type Choice, SelectField, TextField } from '../parts/field.tsx';
import { useApp } from '../state/app-context.ts';

interface Wish {
  text: string;
  what: 'all' | JobKind;
  state: 'all' | JobState;
  from: string;
  to: string;
  amountFrom: string;
  amountTo: string;
}

const nothing: Wish = { text: '', what: 'all', state: 'all', from: '', to: '', amountFrom: '', amountTo: '' };
const states = [
  'printed',
  'sent',
  'drawn',
  'uncertain',
  'failed',
  'queued',
  'printing',
  'cancelled',
  'expired',
  'reprinted',
] as const;
/** After the last key: a search for each letter would flicker. */
const typingPauseMs = 250;

/** Searches while one types; nothing has to be sent. */
export function JournalSearch({ onSearch }: { onSearch(search: JobSearch): void }) {
  const { t } = useApp();
  const [wish, setWish] = useState(nothing);
  const change = (part: Partial<Wish>) => setWish((current) => ({ ...current, ...part }));
  useEffect(() => {
    const timer = setTimeout(() => onSearch(toSearch(wish)), wish === nothing ? 0 : typingPauseMs);
    return () => clearTimeout(timer);
  }, [wish, onSearch]);
  const kindChoices: Choice<Wish['what']>[] = [
    { value: 'all', label: t('journal.everything') },
    ...jobKinds.map((kind) => ({ value: kind, label: t(`journal.${kind}s`) })),
  ];
  const stateChoices: Choice<Wish['state']>[] = [
    { value: 'all', label: t('journal.everyState') },
    ...states.map((state) => ({ value: state, label: t(`jobState.${state}`) })),
  ];
  return (
    <search>
      <form class="search" onSubmit={(event) => event.preventDefault()}>
        <TextField
          label={t('journal.text')}
          type="search"
          value={wish.text}
          onChange={(text) => change({ text })}
          maxLength={100}
        />
        <SelectField
          label={t('journal.what')}
          value={wish.what}
          choices={kindChoices}
          onChange={(what) => change({ what })}
        />
        <SelectField
          label={t('journal.state')}
          value={wish.state}
          choices={stateChoices}
          onChange={(state) => change({ state })}
        />
        <TextField label={t('journal.from')} type="date" value={wish.from} onChange={(from) => change({ from })} />
        <TextField label={t('journal.to')} type="date" value={wish.to} onChange={(to) => change({ to })} />
        <TextField
          label={t('journal.amountFrom')}
          decimal
          value={wish.amountFrom}
          onChange={(amountFrom) => change({ amountFrom })}
          maxLength={20}
        />
        <TextField
          label={t('journal.amountTo')}
          decimal
          value={wish.amountTo}
          onChange={(amountTo) => change({ amountTo })}
          maxLength={20}
        />
        {wish === nothing ? null : (
          <div class="actions">
            <Button kind="quiet" icon="close" onClick={() => setWish(nothing)}>
              {t('journal.clear')}
            </Button>
          </div>
        )}
      </form>
    </search>
  );
}

function toSearch({ text, what, state, from, to, amountFrom, amountTo }: Wish): JobSearch {
  const least = toDecimal(amountFrom);
  const most = toDecimal(amountTo);
  return {
    ...(text.trim() === '' ? {} : { text: text.trim() }),
    ...(what === 'all' ? {} : { kinds: [what] }),
    ...(state === 'all' ? {} : { states: [state] }),
    ...(from === '' ? {} : { from }),
    ...(to === '' ? {} : { to }),
    ...(least === null ? {} : { amountFrom: least }),
    ...(most === null ? {} : { amountTo: most }),
  };
}

/** `1 250,50` as it stands on the paper; null while it is no number. */
function toDecimal(text: string): string | null {
  const plain = text.replace(/[\s\u00a0\u202f]/g, '').replace(',', '.');
  return /^\d{1,12}(\.\d{1,4})?$/.test(plain) ? plain : null;
}
