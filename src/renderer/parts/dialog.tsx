import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { useApp } from '../state/app-context.ts';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';

interface DialogProps {
  title: string;
  onClose(): void;
  children: ComponentChildren;
  wide?: boolean;
}

/** Native modal dialog: Escape closes it, and the focus goes back to where it was. */
export function Dialog({ title, onClose, children, wide = false }: DialogProps) {
  const { t } = useApp();
  const ref = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    const before = document.activeElement;
    ref.current?.showModal();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog ref={ref} class={wide ? 'dialog dialog-wide' : 'dialog'} aria-labelledby={titleId} onClose={onClose}>
      <div class="dialog-head">
        <h2 id={titleId} tabIndex={-1}>
          {title}
        </h2>
        <button
          type="button"
          class="button button-quiet button-icon"
          aria-label={t('action.close')}
          onClick={() => ref.current?.close()}
        >
          <Icon name="close" />
        </button>
      </div>
      {children}
    </dialog>
  );
}

interface ConfirmDialogProps {
  title: string;
  text: ComponentChildren;
  confirmLabel: string;
  danger?: boolean;
  busy?: boolean;
  onConfirm(): void;
  onClose(): void;
}

/** Asks once before something that cannot be taken back. */
export function ConfirmDialog({
  title,
  text,
  confirmLabel,
  danger = false,
  busy = false,
  ...rest
}: ConfirmDialogProps) {
  const { t } = useApp();
  return (
    <Dialog title={title} onClose={rest.onClose}>
      <div class="dialog-body">{text}</div>
      <div class="actions">
        <Button kind={danger ? 'danger' : 'primary'} busy={busy} onClick={rest.onConfirm}>
          {confirmLabel}
        </Button>
        <Button onClick={rest.onClose}>{t('action.cancel')}</Button>
      </div>
    </Dialog>
  );
}
