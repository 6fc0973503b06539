import type { Picture } from '../../shared/bridge.ts';
import type { Loaded } from '../state/use-action.ts';
import { ProblemNote } from './problem-note.tsx';

/** The paper as the printer makes it, on a strip that scrolls when it is long. */
export function PaperPicture({ picture, alt, wait }: { picture: Loaded<Picture>; alt: string; wait: string }) {
  const { value, problem } = picture;
  return (
    <div class="paper">
      <ProblemNote problem={problem} />
      {value === null && problem === null ? <p class="hint">{wait}</p> : null}
      {value === null ? null : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a strip that scrolls must be reachable by the keyboard
        <section class="paper-strip" tabIndex={0} aria-label={alt}>
          <img src={value.dataUrl} width={value.width} height={value.height} alt={alt} />
        </section>
      )}
    </div>
  );
}
