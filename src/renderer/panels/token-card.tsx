import { useState } from 'preact/hooks';
import type { Connection } from '../../shared/bridge.ts';
import { Button } from '../parts/button.tsx';
import { CodeText } from '../parts/code-text.tsx';
import { ConfirmDialog } from '../parts/dialog.tsx';
import { SelectField } from '../parts/field.tsx';
import { Icon } from '../parts/icon.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';
import { useApp } from '../state/app-context.ts';
import { type Loaded, useAction } from '../state/use-action.ts';
import { useRevealedToken } from './use-revealed-token.ts';

interface TokenCardProps {
  connection: Connection;
  take: Loaded<Connection>['take'];
}

/** The password between the ERP and this till: out of sight unless asked for, replaceable without a gap. */
export function TokenCard({ connection, take }: TokenCardProps) {
  const { bridge, t, format, say } = useApp();
  const [isRotating, setRotating] = useState(false);
  const { token, secondsLeft, show, hide } = useRevealedToken();
  const copy = useAction(async () => {
    const revealed = await bridge.call('revealToken', undefined);
    await bridge.copyText(revealed.token);
    say(t('token.copied'));
  });
  const { tokenLastUsed: used, oldToken, tokenSource, tokenNote, refusedCallers } = connection;
  return (
    <section class="card" aria-labelledby="token">
      <h2 id="token">{t('token.title')}</h2>
      <p>{t('token.explain')}</p>
      <p class="token" role="status">
        {token === null ? (
          <span>{t('token.hidden')}</span>
        ) : (
          <>
            <CodeText>{token}</CodeText>
            <small aria-hidden="true">{t('token.hidesIn', { shown: format.number(secondsLeft) })}</small>
          </>
        )}
      </p>
      <div class="actions">
        <Button icon="eye" busy={show.busy} onClick={token === null ? show.run : hide}>
          {t(token === null ? 'token.show' : 'token.hide')}
        </Button>
        <Button icon="copy" busy={copy.busy} onClick={copy.run}>
          {t('token.copy')}
        </Button>
        {tokenSource === 'environment' ? null : (
          <Button icon="renew" onClick={() => setRotating(true)}>
            {t('token.rotate')}
          </Button>
        )}
      </div>
      <ProblemNote problem={show.problem ?? copy.problem} />
      {tokenSource === 'environment' ? <p class="hint">{t('token.fromEnvironment')}</p> : null}
      <p class="hint">
        {used === null
          ? t('token.neverUsed')
          : t('token.lastUsed', { at: format.dateTime(used.at), address: used.address })}
      </p>
      {refusedCallers.length === 0 ? null : (
        <div class="note note-attention refused">
          <Icon name="attention" />
          <div>
            <p>{t('token.refused')}</p>
            <ul>
              {refusedCallers.map(({ address, count, since, lastAt, hasToken }) => (
                <li key={`${address} ${since}`}>
                  {t(hasToken ? 'token.refusedWrong' : 'token.refusedNone', {
                    address,
                    shown: format.number(count),
                    since: format.dateTime(since),
                    last: format.dateTime(lastAt),
                  })}
                </li>
              ))}
            </ul>
          </div>
        </div>
      )}
      {oldToken === null ? null : (
        <p class="note note-attention">
          {t('token.oldValid', { until: format.dateTime(oldToken.validUntil) })}{' '}
          {oldToken.lastUsed === null
            ? t('token.oldUnused')
            : t('token.oldUsed', { at: format.dateTime(oldToken.lastUsed.at), address: oldToken.lastUsed.address })}
        </p>
      )}
      <ProblemNote problem={tokenNote} tone="attention" />
      {isRotating ? (
        <RotateDialog
          take={take}
          onClose={() => setRotating(false)}
          onRotated={() => {
            hide();
            setRotating(false);
          }}
        />
      ) : null}
    </section>
  );
}

const graceChoices = ['0', '1', '24', '72', '168'] as const;

interface RotateDialogProps extends Pick<TokenCardProps, 'take'> {
  onClose(): void;
  onRotated(): void;
}

function RotateDialog({ take, onClose, onRotated }: RotateDialogProps) {
  const { bridge, t, say } = useApp();
  const [hours, setHours] = useState<(typeof graceChoices)[number]>('24');
  const rotate = useAction(async () => {
    await take(bridge.call('rotateToken', { graceHours: Number(hours) }));
    say(t('token.rotated'));
    onRotated();
  });
  return (
    <ConfirmDialog
      title={t('token.rotateTitle')}
      text={
        <>
          <p>{t('token.rotateExplain')}</p>
          <SelectField
            label={t('token.grace')}
            value={hours}
            choices={graceChoices.map((value) => ({ value, label: t(`token.grace${value}`) }))}
            // The setter itself also takes a function, and would widen what the choices are.
            onChange={(value) => setHours(value)}
            hint={hours === '0' ? t('token.graceNone') : undefined}
          />
          <ProblemNote problem={rotate.problem} />
        </>
      }
      confirmLabel={t('token.rotateNow')}
      danger
      busy={rotate.busy}
      onConfirm={rotate.run}
      onClose={onClose}
    />
  );
}
