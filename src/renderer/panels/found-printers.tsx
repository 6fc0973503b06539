import type { FoundPrinter } from '../../shared/bridge.ts';
import { Button } from '../parts/button.tsx';
import { CodeText } from '../parts/code-text.tsx';
import { printerName } from '../parts/printer-words.ts';
import { ProblemNote, ProblemText } from '../parts/problem-note.tsx';
import { useApp } from '../state/app-context.ts';
import { useLoaded } from '../state/use-action.ts';

interface FoundPrintersProps {
  /** The one that is chosen now. */
  address: string;
  fixed: boolean;
  onChoose(address: string): void;
}

/** What hangs on this machine; choosing fills the form, saving applies it. */
export function FoundPrinters({ address, fixed, onChoose }: FoundPrintersProps) {
  const { bridge, t } = useApp();
  const found = useLoaded(() => bridge.call('listPrinters', undefined), []);
  const isElsewhere = found.value?.every((printer) => printer.address !== address) === true;
  return (
    <section class="card" aria-labelledby="found">
      <div class="panel-head">
        <h2 id="found">{t('found.title')}</h2>
        <Button icon="renew" onClick={found.reload}>
          {t('found.again')}
        </Button>
      </div>
      <ProblemNote problem={found.problem} />
      <div role="status">
        {found.value === null && found.problem === null ? <p class="hint">{t('found.looking')}</p> : null}
        {!address.startsWith('tcp://') && found.value?.every(({ transport }) => transport === 'virtual') ? (
          <p class="empty">{t('found.none')}</p>
        ) : null}
      </div>
      <ul class="found">
        {isElsewhere ? (
          <li class="found-printer">
            <div class="found-words">
              <p>
                <CodeText>{address}</CodeText>
              </p>
              <p class="hint">{t('found.elsewhere')}</p>
            </div>
            <span class="badge badge-ready">{t('found.chosen')}</span>
          </li>
        ) : null}
        {found.value?.map((printer) => (
          <FoundLine
            key={printer.address}
            printer={printer}
            isChosen={printer.address === address}
            fixed={fixed}
            onChoose={onChoose}
          />
        ))}
      </ul>
    </section>
  );
}

interface FoundLineProps {
  printer: FoundPrinter;
  isChosen: boolean;
  fixed: boolean;
  onChoose(address: string): void;
}

function FoundLine({ printer, isChosen, fixed, onChoose }: FoundLineProps) {
  const { t } = useApp();
  const { maker, serial, address, usable, problem } = printer;
  const name = printerName(printer, t);
  return (
    <li class="found-printer">
      <div class="found-words">
        <p>
          <strong>
            <bdi>{name}</bdi>
          </strong>{' '}
          {maker === null ? null : <bdi class="hint">{maker}</bdi>}
        </p>
        <p class="hint">
          <CodeText>{address}</CodeText> {serial === null ? null : t('found.serial', { serial })}
        </p>
        {problem === null ? null : (
          <p class="hint">
            <ProblemText problem={problem} />
          </p>
        )}
      </div>
      {isChosen ? (
        <span class="badge badge-ready">{t('found.chosen')}</span>
      ) : usable && !fixed ? (
        <Button onClick={() => onChoose(address)} label={t('found.chooseNamed', { name })}>
          {t('found.choose')}
        </Button>
      ) : (
        <span class="badge badge-quiet">{t(fixed ? 'found.fixed' : 'found.unusable')}</span>
      )}
    </li>
  );
}
