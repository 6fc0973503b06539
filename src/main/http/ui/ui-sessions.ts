import { randomBytes } from 'node:crypto';
import type { Clock } from '../../base/clock.ts';
import { AgentError } from '../../base/errors.ts';

const sessionMs = 12 * 3_600_000;
/** Wrong tokens in a minute, from whatever program of this machine: a person mistypes, a program guesses. */
const largestFailureCount = 10;
const failureWindowMs = 60_000;
/** More windows than a till has; the oldest is logged out. */
const largestSessionCount = 50;

export interface UiSession {
  readonly id: string;
  /** Logged out, too old, or logged in with a token that is not the one of now. */
  isOver(): boolean;
  /** The session itself has changed the token: it goes on. */
  keepForNewToken(): void;
}

export interface UiSessions {
  /** @throws AgentError `UNAUTHORIZED`, `TOO_MANY_LOGINS` */
  logIn(token: string): UiSession;
  find(id: string | undefined): UiSession | null;
  logOut(id: string | undefined): void;
}

/** The log-ins of `/ui/`: random, in memory, 12 hours, each ended by a new token. */
export function createUiSessions(options: {
  clock: Clock;
  tokens: { current(): string; isCurrent(candidate: string): boolean };
}): UiSessions {
  const { clock, tokens } = options;
  const sessions = new Map<string, UiSession>();
  let failures: number[] = [];

  const checkFailures = (): void => {
    failures = failures.filter((at) => clock.monotonic() - at < failureWindowMs);
    if (failures.length >= largestFailureCount) {
      throw new AgentError('TOO_MANY_LOGINS', "Trop d'essais avec un jeton faux : attendez une minute.");
    }
  };
  const create = (token: string): UiSession => {
    const id = randomBytes(32).toString('base64url');
    const endsAt = clock.monotonic() + sessionMs;
    let bound = token;
    return {
      id,
      isOver: () => !sessions.has(id) || clock.monotonic() >= endsAt || !tokens.isCurrent(bound),
      keepForNewToken: () => {
        bound = tokens.current();
      },
    };
  };

  return {
    logIn: (token) => {
      checkFailures();
      if (!tokens.isCurrent(token)) {
        failures.push(clock.monotonic());
        throw new AgentError('UNAUTHORIZED', "Ce n'est pas le jeton de cet agent : copiez-le sans espace.");
      }
      const session = create(token);
      sessions.set(session.id, session);
      for (const [id, known] of sessions) {
        if (known.isOver() || sessions.size > largestSessionCount) {
          sessions.delete(id);
        }
      }
      return session;
    },
    find: (id) => {
      const session = id === undefined ? undefined : sessions.get(id);
      return session === undefined || session.isOver() ? null : session;
    },
    logOut: (id) => {
      if (id !== undefined) {
        sessions.delete(id);
      }
    },
  };
}
