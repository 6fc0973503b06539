import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { useApp } from '../state/app-context.ts';

interface FieldProps {
  label: string;
  hint?: string | undefined;
  /** Decided by a flag or the environment: shown, not changed. */
  fixed?: boolean;
  /** A row of its own, for long choices. */
  wide?: boolean;
}

interface FrameProps extends FieldProps {
  id: string;
  children: ComponentChildren;
}

function FieldFrame({ id, label, hint, fixed = false, wide = false, children }: FrameProps) {
  const { t } = useApp();
  return (
    <div class={wide ? 'field field-wide' : 'field'}>
      <label for={id}>{label}</label>
      {children}
      {hint === undefined && !fixed ? null : (
        <p class="hint" id={`${id}-hint`}>
          {hint}
          {fixed ? <strong> {t('field.fixed')}</strong> : null}
        </p>
      )}
    </div>
  );
}

const describedBy = (id: string, { hint, fixed }: FieldProps) =>
  hint === undefined && fixed !== true ? undefined : `${id}-hint`;

interface TextFieldProps extends FieldProps {
  value: string;
  onChange(value: string): void;
  type?: 'text' | 'password' | 'search' | 'date';
  /** Addresses and codes stay left to right. */
  code?: boolean;
  decimal?: boolean;
  required?: boolean;
  maxLength?: number;
}

export function TextField(props: TextFieldProps) {
  const { value, onChange, type = 'text', code = false, decimal = false, required = false, maxLength = 200 } = props;
  const id = useId();
  return (
    <FieldFrame id={id} {...props}>
      <input
        id={id}
        // Preact knows each type of input with its own attributes; these are all of one kind.
        type={type as 'text'}
        value={value}
        data-empty={value === ''}
        required={required}
        disabled={props.fixed}
        maxLength={maxLength}
        dir={code ? 'ltr' : 'auto'}
        inputMode={decimal ? 'decimal' : undefined}
        spellcheck={false}
        autoComplete="off"
        aria-describedby={describedBy(id, props)}
        onInput={(event) => onChange(event.currentTarget.value)}
      />
    </FieldFrame>
  );
}

interface LinesFieldProps extends FieldProps {
  value: readonly string[];
  onChange(lines: string[]): void;
  rows?: number;
}

/** One line of the ticket per line of the field. */
export function LinesField(props: LinesFieldProps) {
  const id = useId();
  return (
    <FieldFrame id={id} {...props}>
      <textarea
        id={id}
        rows={props.rows ?? 3}
        value={props.value.join('\n')}
        disabled={props.fixed}
        dir="auto"
        aria-describedby={describedBy(id, props)}
        onInput={(event) => props.onChange(event.currentTarget.value.split('\n'))}
      />
    </FieldFrame>
  );
}

interface NumberFieldProps extends FieldProps {
  value: number;
  onChange(value: number): void;
  min: number;
  max: number;
}

/** An empty or unreadable field is NaN, which the form refuses. */
export function NumberField(props: NumberFieldProps) {
  const { t } = useApp();
  const id = useId();
  const range = t('field.range', { min: String(props.min), max: String(props.max) });
  const hint = props.hint === undefined ? range : `${props.hint} ${range}`;
  return (
    <FieldFrame id={id} label={props.label} hint={hint} fixed={props.fixed ?? false}>
      <input
        id={id}
        type="number"
        dir="ltr"
        required
        value={Number.isNaN(props.value) ? '' : props.value}
        min={props.min}
        max={props.max}
        step={1}
        disabled={props.fixed}
        aria-describedby={`${id}-hint`}
        onInput={(event) => props.onChange(event.currentTarget.valueAsNumber)}
      />
    </FieldFrame>
  );
}

export interface Choice<Value extends string> {
  value: Value;
  label: string;
}

interface SelectFieldProps<Value extends string> extends FieldProps {
  value: Value;
  choices: readonly Choice<Value>[];
  onChange(value: Value): void;
}

export function SelectField<Value extends string>(props: SelectFieldProps<Value>) {
  const id = useId();
  return (
    <FieldFrame id={id} label={props.label} hint={props.hint} fixed={props.fixed ?? false} wide={props.wide ?? false}>
      <select
        id={id}
        value={props.value}
        disabled={props.fixed}
        aria-describedby={describedBy(id, props)}
        onChange={(event) => {
          const chosen = props.choices.find(({ value }) => value === event.currentTarget.value);
          if (chosen !== undefined) props.onChange(chosen.value);
        }}
      >
        {props.choices.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
    </FieldFrame>
  );
}

interface CheckFieldProps extends FieldProps {
  checked: boolean;
  /** Not to be changed here, for the reason that the hint gives. */
  locked?: boolean;
  onChange(checked: boolean): void;
}

export function CheckField(props: CheckFieldProps) {
  const { t } = useApp();
  const id = useId();
  return (
    <div class="field check">
      <input
        id={id}
        type="checkbox"
        checked={props.checked}
        disabled={props.fixed === true || props.locked === true}
        aria-describedby={describedBy(id, props)}
        onChange={(event) => props.onChange(event.currentTarget.checked)}
      />
      <label for={id}>{props.label}</label>
      {props.hint === undefined && props.fixed !== true ? null : (
        <p class="hint" id={`${id}-hint`}>
          {props.hint}
          {props.fixed === true ? <strong> {t('field.fixed')}</strong> : null}
        </p>
      )}
    </div>
  );
}
