import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { call, post, readLogFile, untilJob } from './agent-api.ts';
import { type AgentCall, makeDataDir, runAgent, type StartedAgent, startAgent } from './start-agent.ts';
import { until } from './until.ts';

const started: StartedAgent[] = [];
const start = async (options: AgentCall & { dataDir?: string } = {}) => {
  const agent = await startAgent(options);
  started.push(agent);
  return agent;
};
afterEach(async () => {
  for (const agent of started.splice(0)) {
    await agent.kill();
  }
});
const statusWith = async (agent: StartedAgent, token: string) =>
  (await call(agent, 'GET', '/status', { token })).status;

describe('a running agent', () => {
  it('writes one line on stdout, and logs on stderr and to a file', async () => {
    const agent = await start();
    const { body } = await post(agent, '/print/ticket', { order_id: 42, total_amount: 5 });
    await untilJob(agent, body.job_id, 'drawn');
    expect(await agent.stop()).toBe(0);
    expect(agent.stdout()).toBe(`ready http://127.0.0.1:${agent.port}\n`);
    expect(readdirSync(join(agent.dataDir, 'logs'))).toEqual(['agent.1.log']);
    for (const log of [agent.stderr(), readLogFile(agent)]) {
      expect(log).toContain('agent ready');
      expect(log).toContain('agent stopped');
      for (const state of ['queued', 'printing', 'drawn']) {
        expect(
          log.split('\n').filter((line) => line.includes(`"job ${state}"`) && line.includes(body.job_id)),
        ).toHaveLength(1);
      }
    }
  });

  it('starts without a logo that is gone, says so in its log, and prints', async () => {
    const dataDir = makeDataDir();
    writeFileSync(join(dataDir, 'settings.json'), '{"logoFile": "missing.png"}');
    const agent = await start({ dataDir });
    const { body } = await post(agent, '/print/ticket', { order_id: 42, total_amount: 5 });
    await untilJob(agent, body.job_id, 'drawn');
    await until('the log', () =>
      /"level":(40|"warn")[^\n]*LOGO_UNREADABLE[^\n]*the logo cannot be read/.test(readLogFile(agent)),
    );
  });

  it('tells a person where things are, and a curl that prints', async () => {
    const agent = await start();
    await until('the welcome', () => agent.stderr().includes('Ctrl+C'));
    expect(agent.stderr()).toContain(`${agent.url}/print/ticket`);
    expect(agent.stderr()).toContain(join(agent.dataDir, 'paper'));
    expect(agent.stderr()).toContain(join(agent.dataDir, 'token'));
    expect(agent.stderr()).not.toContain(agent.token);
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('ends with 0 on %s, at once after the ready line too', async (signal) => {
    for (let turn = 0; turn < 3; turn += 1) {
      expect(await (await start()).stop(signal)).toBe(0);
    }
  });

  it('listens on IPv6', async () => {
    const agent = await start({ args: ['--host', '::1'] });
    expect(agent.url).toBe(`http://[::1]:${agent.port}`);
    expect(await statusWith(agent, agent.token)).toBe(200);
    const headers = { Origin: agent.url };
    expect((await call(agent, 'GET', '/status', { headers })).status).toBe(200);
  });

  it('keeps its data for itself', async () => {
    const agent = await start();
    const mode = (path: string) => statSync(path).mode & 0o777;
    expect(mode(join(agent.dataDir, 'token'))).toBe(0o600);
    expect(agent.token).toMatch(/^[\w-]{43}$/);
  });
});

describe('token show and token rotate', () => {
  it('show makes the token once, and tells the one that the agent takes', async () => {
    const dataDir = makeDataDir();
    const show = async () => (await runAgent({ args: ['token', 'show', '--data-dir', dataDir] })).stdout;
    const shown = await show();
    expect(shown).toMatch(/^[\w-]{43}\n$/);
    expect(await show()).toBe(shown);
    const agent = await start({ dataDir });
    expect(await statusWith(agent, shown.trim())).toBe(200);
    expect(await show()).toBe(shown);
  });

  it('rotate: the running agent refuses the old token at once and takes the new one', async () => {
    const agent = await start();
    const { code, stdout } = await runAgent({ args: ['token', 'rotate', '--data-dir', agent.dataDir] });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^[\w-]{43}\n$/);
    expect(stdout.trim()).not.toBe(agent.token);
    expect(await statusWith(agent, agent.token)).toBe(401);
    expect(await statusWith(agent, stdout.trim())).toBe(200);
    expect(statSync(join(agent.dataDir, 'token')).mode & 0o777).toBe(0o600);
    expect(agent.stderr() + readLogFile(agent)).not.toContain(stdout.trim());
  });

  it('rotate --grace-hours: the old one stays good beside the new one, after a restart too', async () => {
    const agent = await start();
    const { stdout } = await runAgent({
      args: ['token', 'rotate', '--grace-hours', '24', '--data-dir', agent.dataDir],
    });
    const both = async (of: StartedAgent) => [await statusWith(of, agent.token), await statusWith(of, stdout.trim())];
    expect(await both(agent)).toEqual([200, 200]);
    await agent.stop();
    const again = await start({ dataDir: agent.dataDir });
    expect(await both(again)).toEqual([200, 200]);
    await runAgent({ args: ['token', 'rotate', '--data-dir', agent.dataDir] });
    expect(await both(again)).toEqual([401, 401]);
  });

  it('a token given by flag is shown, cannot be rotated, and is not written to the disk', async () => {
    const agent = await start({ args: ['--token', 'by-flag'] });
    expect(await statusWith(agent, 'by-flag')).toBe(200);
    expect(readdirSync(agent.dataDir)).not.toContain('token');
    const dataDir = ['--data-dir', agent.dataDir];
    expect((await runAgent({ args: ['token', 'show', '--token', 'by-flag', ...dataDir] })).stdout).toBe('by-flag\n');
    const rotated = await runAgent({ args: ['token', 'rotate', ...dataDir], env: { PRINTER_AGENT_TOKEN: 'by-env' } });
    expect(rotated).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(/PRINTER_AGENT_TOKEN/) });
  });
});
