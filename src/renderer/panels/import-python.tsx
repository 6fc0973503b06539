import { useEffect, useId, useState } from 'preact/hooks';
import type { ImportedSettings } from '../../shared/bridge.ts';
import { decodeText } from '../../shared/decode-text.ts';
import { CodeText } from '../parts/code-text.tsx';
import { ProblemNote, ProblemText } from '../parts/problem-note.tsx';
import { useApp } from '../state/app-context.ts';
import { useAction } from '../state/use-action.ts';

/** A `.env` is a page of text; something larger is another file, dropped by mistake. */
const largestFileBytes = 64 * 1024;

/** Takes over the replaced Python agent's settings from its `.env`, dropped or chosen. */
export function ImportPython() {
  const { t } = useApp();
  return (
    <section class="card" aria-labelledby="import">
      <h2 id="import">{t('import.title')}</h2>
      <p>{t('import.explain')}</p>
      <ImportDrop />
    </section>
  );
}

/** A file that falls beside the field would be opened by the browser in the window's place, token and all. */
function useNoDropElsewhere(): void {
  useEffect(() => {
    const refuse = (event: DragEvent) => event.preventDefault();
    addEventListener('dragover', refuse);
    addEventListener('drop', refuse);
    return () => {
      removeEventListener('dragover', refuse);
      removeEventListener('drop', refuse);
    };
  }, []);
}

/** @param onTaken hears the names of the lines that were taken over */
export function ImportDrop({ onTaken }: { onTaken?(names: readonly string[]): void }) {
  const { bridge, t, say } = useApp();
  const id = useId();
  useNoDropElsewhere();
  const [result, setResult] = useState<ImportedSettings | null>(null);
  const [isOver, setOver] = useState(false);
  const [tooLarge, setTooLarge] = useState(false);
  const take = useAction(async (file: File) => {
    setResult(null);
    setTooLarge(file.size > largestFileBytes);
    if (file.size > largestFileBytes) return;
    const text = decodeText(new Uint8Array(await file.arrayBuffer()));
    const imported = await bridge.call('importPythonSettings', { text });
    setResult(imported);
    onTaken?.(imported.taken);
    say(t('import.done'));
  });
  return (
    <>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is a second way; the field inside does the same */}
      <div
        class={isOver ? 'drop drop-over' : 'drop'}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          const file = event.dataTransfer?.files[0];
          if (file !== undefined) void take.run(file);
        }}
      >
        <label for={id} class="button button-plain">
          {t('import.choose')}
        </label>
        <input
          id={id}
          class="file-input"
          type="file"
          disabled={take.busy}
          onChange={(event) => {
            const file = event.currentTarget.files?.[0];
            event.currentTarget.value = '';
            if (file !== undefined) void take.run(file);
          }}
        />
        <span class="hint">{t('import.drop')}</span>
      </div>
      {tooLarge ? <p class="note note-stopped">{t('import.tooLarge')}</p> : null}
      <ProblemNote problem={take.problem} />
      <div role="status">{result === null ? null : <ImportResult result={result} />}</div>
    </>
  );
}

function ImportResult({ result }: { result: ImportedSettings }) {
  const { t, format } = useApp();
  const { taken, refused, tokenTaken } = result;
  return (
    <div class="import-result">
      <p>{t('import.taken', { count: taken.length, shown: format.number(taken.length) })}</p>
      <ul class="chips">
        {taken.map((name) => (
          <li key={name} class="chip">
            <CodeText>{name}</CodeText>
          </li>
        ))}
      </ul>
      <p>{t(tokenTaken ? 'import.tokenTaken' : 'import.tokenNotTaken')}</p>
      {refused.length === 0 ? null : (
        <>
          <p>{t('import.refused')}</p>
          <ul>
            {refused.map(({ name, problem }) => (
              <li key={name}>
                <CodeText>{name}</CodeText> <ProblemText problem={problem} />
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
