import type { BridgeEvent } from '../../shared/bridge.ts';
import type { AnswerOf, ArgumentOf, BridgeCallName } from '../../shared/bridge-calls.ts';
import { type AgentLink, createEventFan, createLinkWatch } from './agent-link.ts';
import { ProblemError, unreachable } from './problem-error.ts';

/** A diagnostic bundle or a list of USB printers takes seconds on a slow till. */
const callTimeoutMs = 60_000;
/** The agent that answers nothing for this long hangs: loopback answers in milliseconds. */
const probeTimeoutMs = 10_000;
const retryMs = 1000;
/** A hung agent keeps its event stream open and silent: only a question finds it out. */
const probeEveryMs = 20_000;

/** The bridge of a service: calls under `/ui/api/`, events as SSE, a session cookie given for the token. */
export function createHttpBridge(base = '/ui/'): AgentLink {
  const link = createLinkWatch();
  const fan = createEventFan();
  let stream: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function post(path: string, argument: unknown, timeoutMs = callTimeoutMs): Promise<unknown> {
    let response: Response;
    try {
      response = await fetch(`${base}${path}`, {
        method: 'POST',
        credentials: 'same-origin',
        signal: AbortSignal.timeout(timeoutMs),
        ...(argument === undefined
          ? {}
          : { body: JSON.stringify(argument), headers: { 'Content-Type': 'application/json' } }),
      });
    } catch (cause) {
      throw unreachable(cause);
    }
    return readAnswer(response);
  }

  async function connect(): Promise<void> {
    clearTimeout(timer);
    stream?.close();
    stream = null;
    if (!(await probe())) return;
    const opened = new EventSource(`${base}events`);
    stream = opened;
    opened.addEventListener('bridge', ({ data }) => fan.send(JSON.parse(data) as BridgeEvent));
    opened.onopen = () => {
      link.set('connected');
      fan.reconnected();
      watchForSilence();
    };
    opened.onerror = () => {
      opened.close();
      if (stream === opened) void connect();
    };
  }

  /** Also tells a lost agent from a session that has ended: EventSource hides the status. */
  async function probe(): Promise<boolean> {
    try {
      await post('api/readOverview', undefined, probeTimeoutMs);
      return true;
    } catch (error) {
      if (error instanceof ProblemError && error.code === 'UNAUTHORIZED') {
        link.set('signed-out');
      } else {
        link.set('lost');
        timer = setTimeout(() => void connect(), retryMs);
      }
      return false;
    }
  }

  function watchForSilence(): void {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      if (await probe()) watchForSilence();
    }, probeEveryMs);
  }

  async function call<Name extends BridgeCallName>(name: Name, argument: ArgumentOf<Name>): Promise<AnswerOf<Name>> {
    try {
      return (await post(`api/${name}`, argument)) as AnswerOf<Name>;
    } catch (error) {
      if (error instanceof ProblemError && error.code === 'UNAUTHORIZED') link.set('signed-out');
      if (error instanceof ProblemError && error.code === 'AGENT_UNREACHABLE' && link.state === 'connected') {
        link.set('lost');
        void connect();
      }
      throw error;
    }
  }

  void connect();
  return {
    kind: 'service',
    call,
    subscribe: fan.subscribe,
    // The agent serves this page on loopback only, where browsers allow the clipboard.
    copyText: (text) => navigator.clipboard.writeText(text),
    watchLink: link.watch,
    signIn: async (token) => {
      await post('login', { token });
      await connect();
    },
    signOut: async () => {
      await post('logout', undefined);
      stream?.close();
      clearTimeout(timer);
      link.set('signed-out');
    },
  };
}

async function readAnswer(response: Response): Promise<unknown> {
  const body: unknown = await response.json().catch(() => null);
  const fields = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  if (response.ok) return fields.value;
  const { error, code } = fields;
  if (response.status === 401) throw new ProblemError({ code: 'UNAUTHORIZED', message: 'Jeton refusé.' });
  if (typeof error === 'string' && typeof code === 'string') throw new ProblemError({ code, message: error });
  throw unreachable(`HTTP ${response.status}`);
}
