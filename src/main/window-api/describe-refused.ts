import type { Problem } from '../../shared/job.ts';
import { formatDateTime } from '../documents/shop.ts';
import type { RefusedCaller } from '../token/refused-callers.ts';
import type { WindowApiOptions } from './window-api-options.ts';

/** Several programs may call through one tunnel: a right token solves what was refused to that address before this. */
const solvedAfterMs = 2 * 60_000;
/** How long a refusal is news: somebody looks at the till in the morning or in the evening. */
const newsMs = 12 * 3600_000;
/** One without a token is a browser or a scanner more often than the ERP, and will never show the right one. */
const tokenlessNewsMs = 3600_000;
/** Named in the sentence; the connection's panel and `/status` have all. */
const namedCount = 3;

type Options = Pick<WindowApiOptions, 'agent' | 'clock'>;

/** Those that nobody has cured yet, the last one first. */
export function listRefused({ agent, clock }: Options): RefusedCaller[] {
  return agent.refused.list().filter(({ isSolved, lastAt }) => !isSolved || clock.now() - lastAt < solvedAfterMs);
}

/** What a person should know of refused callers; null: nothing new. */
export function describeRefused(options: Options): Problem | null {
  const { agent, clock } = options;
  const now = clock.now();
  const { timeZone } = agent.station.settings.shop;
  const callers = listRefused(options).filter(
    ({ lastAt, hasToken }) => now - lastAt < (hasToken ? newsMs : tokenlessNewsMs),
  );
  const wrong = callers.filter(({ hasToken }) => hasToken);
  const told = wrong.length > 0 ? wrong : callers;
  if (told.length === 0) {
    return null;
  }
  const subject = told.length === 1 ? 'Un appelant' : `${told.length} appelants`;
  const verb =
    wrong.length > 0
      ? `${told.length === 1 ? 'utilise' : 'utilisent'} un mauvais jeton`
      : `${told.length === 1 ? 'appelle' : 'appellent'} sans jeton`;
  const more = told.length > namedCount ? ' ; …' : '';
  const names = told.slice(0, namedCount).map((caller) => describeCaller(caller, now, timeZone));
  return {
    code: wrong.length > 0 ? 'CALLERS_REFUSED' : 'CALLERS_WITHOUT_TOKEN',
    message: `${subject} ${verb} : ${names.join(' ; ')}${more}. Est-ce l'ERP ? Alors donnez-lui le jeton de cette caisse : Connexion › « Réglages pour l'ERP ».`,
  };
}

/** « 192.168.1.20, 37 fois depuis 10:12 »; with the day where that is not today. */
function describeCaller({ address, count, since }: RefusedCaller, now: number, timeZone: string | undefined): string {
  const [day = '', time = ''] = formatDateTime(new Date(since), timeZone).split(' ');
  const isToday = formatDateTime(new Date(now), timeZone).startsWith(`${day} `);
  const from = isToday ? time : `le ${day} à ${time}`;
  return count === 1
    ? `${address}, une fois, ${isToday ? `à ${time}` : from}`
    : `${address}, ${count} fois depuis ${from}`;
}
