import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pagePolicy } from '../../src/main/base/page-files.ts';
import type { BridgeCallName } from '../../src/shared/bridge-calls.ts';
import { type FakeAgent, FakeProblem } from './fake-agent.ts';

const pages: Record<string, string> = {
  '/ui/': 'index.html',
  '/ui/renderer.js': 'renderer.js',
  '/ui/renderer.css': 'renderer.css',
};
const types: Record<string, string> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
};
/** The page's own and the server's must agree: nothing inline, nothing from elsewhere. */
const policy = pagePolicy;

export interface FakeServer {
  readonly url: string;
  /** False: calls answer 401 until somebody logs in with the token. */
  signedIn: boolean;
  /** Cuts every connection and refuses new ones, as a stopped agent does; `start` takes the same port again. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

/** Serves out/ui and a fake agent on the routes of the real one. */
export async function serveFakeAgent(agent: FakeAgent, uiDir: string): Promise<FakeServer> {
  let port = 0;
  const fake = { signedIn: true };
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      const known = error instanceof FakeProblem ? error : { code: 'INTERNAL_ERROR', message: String(error) };
      sendJson(response, known.code === 'UNAUTHORIZED' ? 401 : 409, { error: known.message, code: known.code });
    });
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '/';
    const page = pages[path];
    if (page !== undefined) {
      const type = types[page.split('.').at(-1) ?? ''] ?? 'text/plain';
      response.writeHead(200, { 'Content-Type': type, 'Content-Security-Policy': policy, 'Cache-Control': 'no-store' });
      response.end(await readFile(join(uiDir, page)));
    } else if (path === '/ui/login') {
      const { token } = JSON.parse(await readText(request)) as { token: string };
      if (token !== agent.state.token) throw refused();
      fake.signedIn = true;
      sendJson(response, 200, {});
    } else if (path === '/ui/logout') {
      fake.signedIn = false;
      sendJson(response, 200, {});
    } else if (!fake.signedIn) {
      throw refused();
    } else if (path === '/ui/events') {
      streamEvents(agent, response);
    } else {
      const text = await readText(request);
      const name = path.replace('/ui/api/', '') as BridgeCallName;
      const value = await agent.call(name, (text === '' ? undefined : JSON.parse(text)) as never);
      sendJson(response, 200, { value });
    }
  }

  const start = async () => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    port = (server.address() as AddressInfo).port;
  };
  await start();
  return {
    url: `http://127.0.0.1:${port}/ui/`,
    get signedIn() {
      return fake.signedIn;
    },
    set signedIn(value) {
      fake.signedIn = value;
    },
    start,
    stop: async () => {
      server.close();
      server.closeAllConnections();
      if (server.listening) await once(server, 'close');
    },
  };
}

function refused(): FakeProblem {
  return new FakeProblem({ code: 'UNAUTHORIZED', message: "Token d'authentification invalide" });
}

function streamEvents(agent: FakeAgent, response: ServerResponse): void {
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
  response.write(': hello\n\n');
  const end = agent.subscribe((event) => response.write(`event: bridge\ndata: ${JSON.stringify(event)}\n\n`));
  response.once('close', end);
}

async function readText(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += chunk;
  return text;
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(body));
}
