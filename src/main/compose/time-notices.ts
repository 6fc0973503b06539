import type { Problem } from '../../shared/job.ts';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { AgentEvents } from '../jobs/events.ts';
import type { JobReader } from '../jobs/job-store.ts';
import { type Absence, findAbsence } from '../jobs/steady-time.ts';

/** Whoever opens the shop has read it by then; a notice that always stands there is not read. */
const absenceToldMs = 60 * 60_000;
/** Whoever closes the shop sees it, too. */
const openingsToldMs = 12 * 60 * 60_000;

/** What a person should know of times: that the agent was away, that the drawer was asked for very often. */
export interface TimeNotices {
  read(): Problem[];
  /** Says in the log what the start has found; once it goes on. */
  tell(): void;
}

export function createTimeNotices(options: {
  /** As the agent before has left it: nothing is written there yet. */
  store: Pick<JobReader, 'lastSign'>;
  events: AgentEvents;
  clock: Clock;
  log: Log;
  /** The shop's; undefined: the machine's. */
  timeZone: () => string | undefined;
}): TimeNotices {
  const { store, events, clock, log, timeZone } = options;
  const startedAt = clock.monotonic();
  const absence = findAbsence(store.lastSign(), clock.now());
  let often: { at: number; wall: number } | null = null;
  events.on('drawer-opened-often', ({ id, sourceAddress }) => {
    often = { at: clock.monotonic(), wall: clock.now() };
    log.warn({ job: id, address: sourceAddress }, 'the drawer was asked for more than 30 times within a minute');
  });
  const lasts = (since: number, ms: number) => clock.monotonic() - since < ms;
  return {
    read: () => [
      ...(absence !== null && lasts(startedAt, absenceToldMs) ? [describeAbsence(absence, timeZone())] : []),
      ...(often !== null && lasts(often.at, openingsToldMs) ? [describeOpenings(often.wall, timeZone())] : []),
    ],
    tell: () => {
      if (absence === null) return;
      const { from, to, ...known } = absence;
      const times = { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
      log.warn({ ...times, ...known }, 'the agent was away: what the ERP asked for meanwhile did not arrive');
    },
  };
}

/** In French, as all that the agent says; the window has it in the other languages, without the times. */
export function describeAbsence({ from, to, isEndKnown, isPlausible }: Absence, timeZone: string | undefined): Problem {
  const { day, minute } = createFormats(timeZone);
  if (!isPlausible) {
    const [last, now] = [`${day(from)} à ${minute(from)}`, `${day(to)} à ${minute(to)}`];
    return {
      code: 'AGENT_AWAY_UNKNOWN',
      message: `Agent arrêté, on ne sait pas combien de temps : il a travaillé en dernier le ${last}, et l'horloge de la caisse dit ${now}. Ce que l'ERP a demandé entre-temps n'est pas arrivé. Vérifiez la date et l'heure de la caisse.`,
    };
  }
  const isSameDay = day(from) === day(to);
  const end = isSameDay ? minute(to) : `${day(to)} à ${minute(to)}`;
  if (!isEndKnown) {
    const begin = isSameDay ? minute(from) : `${minute(from)} le ${day(from)}`;
    return {
      code: 'AGENT_WAS_CUT',
      message: `Arrêté brutalement peu après ${begin}, relancé ${isSameDay ? 'à' : 'le'} ${end} : ce que l'ERP a demandé entre-temps n'est pas arrivé. Vérifiez dans l'ERP.`,
    };
  }
  const span = isSameDay ? `de ${minute(from)} à ${end}` : `du ${day(from)} à ${minute(from)} au ${end}`;
  return {
    code: 'AGENT_WAS_STOPPED',
    message: `Arrêté ${span} : ce que l'ERP a demandé entre-temps n'est pas arrivé.`,
  };
}

function describeOpenings(at: number, timeZone: string | undefined): Problem {
  const { day, minute } = createFormats(timeZone);
  return {
    code: 'DRAWER_OPENED_OFTEN',
    message: `Le tiroir-caisse a été demandé plus de 30 fois en une minute, le ${day(at)} à ${minute(at)} : regardez dans le journal qui l'a demandé.`,
  };
}

function createFormats(timeZone: string | undefined) {
  const zone = timeZone === undefined ? {} : { timeZone };
  const days = new Intl.DateTimeFormat('fr', { day: '2-digit', month: '2-digit', year: 'numeric', ...zone });
  const minutes = new Intl.DateTimeFormat('fr', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', ...zone });
  return { day: (at: number) => days.format(at), minute: (at: number) => minutes.format(at) };
}
