import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { Random } from '../chaos/random.ts';
import { type Behaviour, honest } from './behaviour.ts';
import { createLedger, type Ledger, lastWhole } from './ledger.ts';
import { createLine, type Line } from './line.ts';
import { createMechanism, type Question } from './mechanism.ts';
import { createVoice } from './voice.ts';

/** A printer on 127.0.0.1 that can be made to misbehave, and that keeps its own book of what reached the paper. */
export interface HostilePrinter {
  readonly port: number;
  /** `tcp://127.0.0.1:PORT` */
  readonly address: string;
  readonly ledger: Ledger;
  /** From now on, on the connections there are, too. */
  behave(behaviour: Behaviour): void;
  /** Off and on again: connections and what is not on paper are gone. */
  restart(): void;
  /** Whether all that has come is on paper. */
  readonly isIdle: boolean;
  close(): Promise<void>;
}

export async function startHostilePrinter(random: Random): Promise<HostilePrinter> {
  const ledger = createLedger();
  const voice = createVoice(ledger, random.fork('voice'));
  let behaviour = honest;
  let heldUntil = 0;
  let freeUntil = 0;
  /** In the order of their coming; the first is served unless another till holds the printer. */
  const lines: Line[] = [];
  let served: Line | null = null;
  /** Of the in-line questions that were read and not reached: whose they are. */
  let askers: (Line | null)[] = [];
  const timers = new Set<NodeJS.Timeout>();

  const onQuestion = (question: Question, when: 'real-time' | 'in-line') => {
    const asker = when === 'in-line' ? (askers.shift() ?? null) : served;
    const say = (bytes: Uint8Array) => (behaviour.answering.to === 'asker' ? asker : served)?.say(bytes) ?? false;
    voice.answer(question, mechanism.mechanics, say, when === 'in-line' ? lastWhole(ledger.paper) : null);
    if (when === 'in-line') asker?.onJobSeen('fence');
  };

  const mechanism = createMechanism(ledger, {
    onQuestion,
    onQuestionTaken: () => void askers.push(served),
    onLastLineTaken: () => served?.onJobSeen('last-line'),
    onRoom: () => {
      served?.offer();
      changeHands();
    },
    onPowerCut: (forMs) => {
      losePower();
      server.close();
      const timer = setTimeout(() => {
        timers.delete(timer);
        if (!server.listening) server.listen(port, '127.0.0.1');
      }, forMs);
      timers.add(timer);
    },
  });

  const losePower = () => {
    mechanism.losePower();
    askers = [];
    for (const line of [...lines]) line.close('rst');
  };

  /** The other till comes when the printer is free, and goes when it has had its time. */
  const changeHands = () => {
    const now = Date.now();
    const { held } = behaviour;
    if (held !== null && served === null && now >= freeUntil && now >= heldUntil) {
      heldUntil = now + held.forMs;
      freeUntil = heldUntil + held.freeMs;
    }
    serveNext();
  };

  const serveNext = () => {
    const [first] = lines;
    if (served !== null || first === undefined || Date.now() < heldUntil) return;
    served = first;
    mechanism.greet();
    first.serve();
  };

  const refuse = (line: Line) => {
    const others = behaviour.held?.others;
    if (others === undefined || others === 'wait') return;
    const how = others.startsWith('rst') ? 'rst' : 'fin';
    if (others === how) line.close(how);
    else setTimeout(() => line.close(how), random.whole(10, 50));
  };

  // Half open: a host that has said everything is still answered, and what it said still printed.
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, (socket: Socket) => {
    ledger.connections.push(Date.now());
    const line = createLine({
      socket,
      take: mechanism.take,
      random: random.fork(`line ${ledger.connections.length}`),
      behaviour,
      onClose: () => void ledger.closures.push(Date.now()),
    });
    lines.push(line);
    socket.once('close', () => {
      lines.splice(lines.indexOf(line), 1);
      if (served === line) served = null;
      changeHands();
    });
    if (Date.now() < heldUntil) refuse(line);
    else serveNext();
  });
  mechanism.behave(honest.taking);
  voice.behave(honest.answering);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  return {
    port,
    address: `tcp://127.0.0.1:${port}`,
    ledger,
    behave(next) {
      behaviour = next;
      heldUntil = 0;
      freeUntil = next.held?.isFreeFirst ? Date.now() + next.held.freeMs : 0;
      mechanism.behave(next.taking);
      voice.behave(next.answering);
      for (const line of lines) line.behave(next);
      changeHands();
    },
    restart() {
      losePower();
      if (!server.listening) server.listen(port, '127.0.0.1');
    },
    get isIdle() {
      return mechanism.isEmpty && lines.every(({ hasUnread }) => !hasUnread);
    },
    async close() {
      for (const timer of timers) clearTimeout(timer);
      mechanism.end();
      voice.end();
      server.close();
      for (const line of [...lines]) line.close('rst');
    },
  };
}
