import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './icon.tsx';

interface ButtonProps {
  children: ComponentChildren;
  onClick?: (() => void) | undefined;
  kind?: 'plain' | 'primary' | 'danger' | 'quiet';
  icon?: IconName;
  type?: 'button' | 'submit';
  busy?: boolean;
  disabled?: boolean;
  /** Where the visible words would be the same on many buttons. */
  label?: string;
}

/** While it works it stays focusable and says so: a disabled button would drop the keyboard's place. */
export function Button({ children, onClick, kind = 'plain', icon, type = 'button', ...rest }: ButtonProps) {
  const { busy = false, disabled = false, label } = rest;
  return (
    <button
      type={type === 'submit' ? 'submit' : 'button'}
      class={`button button-${kind}`}
      aria-busy={busy}
      aria-disabled={busy || disabled}
      aria-label={label}
      onClick={(event) => {
        if (busy || disabled) {
          event.preventDefault();
          return;
        }
        onClick?.();
      }}
    >
      {icon === undefined ? null : <Icon name={icon} />}
      <span>{children}</span>
    </button>
  );
}
