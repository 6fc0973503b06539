import type { Calls, ControlEvents, ControlOptions } from './control-options.ts';

type UpdateCallName = 'readUpdate' | 'checkForUpdate' | 'installUpdate' | 'goBack';

/** Updates by the application itself: begun by a person, told to every window. */
export function createUpdateCalls(
  { updates, log }: Pick<ControlOptions, 'updates' | 'log'>,
  events: ControlEvents,
): Calls<UpdateCallName> {
  const tell = async () => events.emit({ type: 'update-changed', update: await updates.read() });
  updates.onChange(() => {
    tell().catch((error: unknown) => log.warn({ err: error }, 'the state of updates could not be told'));
    events.touch();
  });
  return {
    readUpdate: updates.read,
    checkForUpdate: updates.check,
    installUpdate: updates.install,
    goBack: updates.goBack,
  };
}
