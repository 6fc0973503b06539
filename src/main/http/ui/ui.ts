import { createHash } from 'node:crypto';
import Router from '@koa/router';
import type { Context, Middleware } from 'koa';
import type { Clock } from '../../base/clock.ts';
import { AgentError } from '../../base/errors.ts';
import { callerAddress, isLoopback } from '../../base/network.ts';
import { pagePolicy, readPageFile } from '../../base/page-files.ts';
import type { WindowApi } from '../../window-api/window-api.ts';
import { isOwnHost } from '../access.ts';
import { refuseUnknown } from '../http-errors.ts';
import { discardBody, readJsonBody } from '../read-json-body.ts';
import { createEventStreams } from '../routes/events.ts';
import { createUiSessions, type UiSession } from './ui-sessions.ts';

/** A logo of 1 MB in base64, and what stands around it. */
const apiLimitBytes = 2 * 1024 * 1024;
const loginLimitBytes = 16 * 1024;
const cookieSeconds = 12 * 3600;

/** Calls that may change the token: the window that made one stays logged in. */
const tokenCalls = new Set(['rotateToken', 'importPythonSettings']);

/** On every answer under `/ui/`, whoever takes it for a page. */
const securityHeaders = {
  'Content-Security-Policy': pagePolicy,
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

export interface UiOptions {
  /** Where the window's page, script and styles are. */
  folder: string;
  windowApi: WindowApi;
  tokens: { current(): string; isCurrent(candidate: string): boolean };
}

/**
 * `/ui/`: the window for a browser of this machine, where no Electron is (services). A log-in with the token gives a
 * session cookie; the calls and events are those of `src/shared/bridge.ts`. Everything else goes on to `next`.
 */
export function createUiRoutes(options: UiOptions & { clock: Clock; address: () => { host: string; port: number } }): {
  routes: Middleware;
  streams: { close(): void };
} {
  const { folder, address } = options;
  const router = new Router({ prefix: '/ui' });
  const streams = createEventStreams();
  addSessionRoutes(router, options, streams);
  router.get('/{*path}', (context) => sendFile(context, folder));
  const routes = router.routes();
  return {
    streams,
    routes: async (context, next) => {
      if (context.path === '/ui') {
        context.redirect('/ui/');
      } else if (context.path.startsWith('/ui/')) {
        refuseOthers(context, address());
        context.set(securityHeaders);
        await routes(context as never, async () => refuseUnknown(context));
      } else {
        await next();
      }
    },
  };
}

/** @throws AgentError `NOT_FOUND` */
async function sendFile(context: Context, folder: string): Promise<void> {
  const path = context.path.slice('/ui'.length);
  const file = await readPageFile(folder, path === '/' ? '/index.html' : path);
  if (file === null) {
    throw new AgentError('NOT_FOUND', "Ce fichier n'existe pas dans la fenêtre de l'agent.");
  }
  context.status = 200;
  context.set(file.headers);
  context.etag = createHash('sha256').update(file.content).digest('base64url');
  if (context.fresh) {
    context.status = 304;
  } else {
    context.body = file.content;
  }
}

function addSessionRoutes(
  router: Router,
  { clock, windowApi, tokens, address }: UiOptions & { clock: Clock; address: () => { port: number } },
  streams: ReturnType<typeof createEventStreams>,
): void {
  const sessions = createUiSessions({ clock, tokens });
  // Cookies do not know ports: two agents on one till must not log each other out.
  const cookieName = () => `smartpos_session_${address().port}`;
  const cookie = { httpOnly: true, sameSite: 'strict', path: '/ui/', overwrite: true } as const;
  const mustBeLoggedIn = (context: Context): UiSession => {
    const session = sessions.find(context.cookies.get(cookieName()));
    if (session === null) {
      throw new AgentError('UI_LOGIN_NEEDED', 'Entrez le jeton de cet agent pour ouvrir sa fenêtre.');
    }
    return session;
  };

  router.post('/login', async (context) => {
    const { json } = await readJsonBody(context.req, { limitBytes: loginLimitBytes });
    const { id } = sessions.logIn(readToken(json));
    context.cookies.set(cookieName(), id, { ...cookie, maxAge: cookieSeconds * 1000 });
    context.body = { success: true };
  });
  router.post('/logout', async (context) => {
    await discardBody(context.req);
    sessions.logOut(context.cookies.get(cookieName()));
    context.cookies.set(cookieName(), null, cookie);
    context.body = { success: true };
  });
  router.post('/api/:call', async (context) => {
    const session = mustBeLoggedIn(context);
    const { json } = await readJsonBody(context.req, { limitBytes: apiLimitBytes });
    const name = context.params.call ?? '';
    const value = await windowApi.call(name, json);
    if (tokenCalls.has(name)) {
      session.keepForNewToken();
    }
    context.body = { value: value ?? null };
  });
  router.get('/events', (context) => {
    const session = mustBeLoggedIn(context);
    streams.open(context, (stream) =>
      windowApi.subscribe((event) => {
        if (session.isOver()) {
          stream.end();
        } else {
          stream.send(event, 'bridge');
        }
      }),
    );
  });
}

function readToken(json: unknown): string {
  const token = typeof json === 'object' && json !== null && 'token' in json ? json.token : undefined;
  if (typeof token !== 'string') {
    throw new AgentError('INVALID_BODY', 'Envoyez le jeton : {"token": "…"}.');
  }
  return token.trim();
}

/** Only programs of this machine, by a name of this machine: a tunnel or a rebound name brings others to loopback too. */
function refuseOthers(context: Context, address: { host: string; port: number }): void {
  const { socket } = context.req;
  // Of a connection that is gone neither is known, which makes nobody local.
  const { remoteAddress = '', localAddress } = socket;
  const isLocal = isLoopback(callerAddress(socket)) || remoteAddress === localAddress;
  if (!isLocal || !isOwnHost(context.get('Host'), address)) {
    throw new AgentError(
      'UI_LOCAL_ONLY',
      `La fenêtre de l'agent ne s'ouvre que sur la caisse elle-même : http://127.0.0.1:${address.port}/ui/.`,
    );
  }
}
