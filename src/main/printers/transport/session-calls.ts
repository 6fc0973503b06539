import { misuse } from './transport.ts';

/**
 * Lets one write and one read at a time through to a session, and refuses others as hardware would (`TRANSPORT_MISUSE`).
 * A call that hangs in a closed session does not bar the next one's.
 */
export class SessionCalls<Session extends object> {
  #writing: Session | null = null;
  #reading: Session | null = null;

  isWriting(session: Session): boolean {
    return this.#writing === session;
  }

  async write(session: Session | null, write: (session: Session) => Promise<void>): Promise<void> {
    if (session === null) throw misuse('écriture sur une imprimante non ouverte');
    if (this.#writing === session) throw misuse('une écriture est déjà en cours');
    this.#writing = session;
    try {
      await write(session);
    } finally {
      if (this.#writing === session) this.#writing = null;
    }
  }

  async read(session: Session | null, read: (session: Session) => Promise<Uint8Array>): Promise<Uint8Array> {
    if (session === null) throw misuse('lecture sur une imprimante non ouverte');
    if (this.#reading === session) throw misuse('une lecture est déjà en cours');
    this.#reading = session;
    try {
      return await read(session);
    } finally {
      if (this.#reading === session) this.#reading = null;
    }
  }
}
