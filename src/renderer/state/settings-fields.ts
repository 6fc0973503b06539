import type { SettingsView } from '../../shared/bridge.ts';
import type { SettingsPatch } from '../../shared/bridge-calls.ts';

/** Values by the path of their field, `drawer.onMs`: what a person has changed and not yet saved. A list is one value. */
export type Fields = Readonly<Record<string, unknown>>;

type Tree = Record<string, unknown>;

const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The fields of a patch; two levels deep, as the settings are. */
export function toFields(patch: SettingsPatch): Fields {
  return Object.fromEntries(
    Object.entries(patch).flatMap(([key, value]): [string, unknown][] =>
      isTree(value) ? Object.entries(value).map(([inner, part]) => [`${key}.${inner}`, part]) : [[key, value]],
    ),
  );
}

/** Settings, or a patch, with some fields laid over them. */
export function withFields<Base extends SettingsPatch>(base: Base, fields: Fields): Base {
  // An interface has no index signature; its entries do.
  const result: Tree = Object.fromEntries(Object.entries(base));
  for (const [path, value] of Object.entries(fields)) {
    const [first = '', second] = path.split('.');
    const part = result[first];
    result[first] = second === undefined ? value : { ...(isTree(part) ? part : {}), [second]: value };
  }
  // The fields come from patches, so that they have their settings' types.
  return result as Base;
}

/** The fields that differ from what is saved. */
export function changedFields(fields: Fields, saved: SettingsView): Fields {
  const now = toFields(saved);
  return pick(fields, (path, value) => !isSame(value, now[path]));
}

/** The fields that are no longer what they were when they were sent. */
export function fieldsSince(fields: Fields, sent: Fields): Fields {
  return pick(fields, (path, value) => !(path in sent && isSame(value, sent[path])));
}

function pick(fields: Fields, isWanted: (path: string, value: unknown) => boolean): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([path, value]) => isWanted(path, value)));
}

const isSame = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
