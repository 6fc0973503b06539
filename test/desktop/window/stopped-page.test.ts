import { describe, expect, it } from 'vitest';
import { parseStoppedAction, stoppedPage, stoppedPolicy } from '../../../src/main/desktop/window/stopped-page.ts';
import { languages } from '../../../src/shared/bridge.ts';
import { arabicProblems } from '../../../src/shared/words/problems-ar.ts';
import { englishProblems } from '../../../src/shared/words/problems-en.ts';

describe('the page of an agent that is stopped', () => {
  const problem = { code: 'INVALID_SETTING', message: 'Réglage incorrect : « <img src=x onerror=alert(1)> »' };

  it.each(languages)('says in %s what is wrong and what to do, and runs nothing', (language) => {
    const html = stoppedPage(problem, language);
    expect(html).toContain(`lang="${language}" dir="${language === 'ar' ? 'rtl' : 'ltr'}"`);
    expect(html).toContain('INVALID_SETTING');
    expect(html).toContain('&lt;img src=x');
    expect(html).not.toContain('<img');
    expect(html).not.toContain('<script');
    expect(stoppedPolicy).not.toContain('unsafe');
  });

  it('says a problem in the chosen language; the agent’s French beside it where that says more', () => {
    const held = { code: 'ALREADY_RUNNING', message: 'Un autre SmartPOS Agent tourne.' };
    expect(stoppedPage(held, 'fr')).toContain('Un autre SmartPOS Agent tourne.');
    expect(stoppedPage(held, 'en')).toContain(englishProblems.ALREADY_RUNNING);
    expect(stoppedPage(held, 'ar')).toContain(arabicProblems.ALREADY_RUNNING);
    expect(stoppedPage(held, 'ar')).not.toContain('Un autre');
    const vague = stoppedPage(problem, 'en');
    expect(vague).toContain(`<p class="problem" role="alert">${englishProblems.INVALID_SETTING}</p>`);
    expect(vague).toMatch(/<details>.*<bdi lang="fr" dir="ltr">Réglage incorrect/);
    const unknown = stoppedPage({ code: 'FROM_THE_FUTURE', message: 'Nouvelle erreur.' }, 'ar');
    expect(unknown).toContain('<bdi lang="fr" dir="ltr">Nouvelle erreur.</bdi>');
    expect(unknown).not.toContain('<details>');
  });

  const trouble = { port: 8080, isTaken: true, owner: '<python.exe> (12)', free: 8081, fixedBy: null };

  it.each(languages)('says in %s who has the port, and offers the free one', (language) => {
    const html = stoppedPage({ code: 'PORT_IN_USE', message: 'x' }, language, trouble);
    expect(html).toContain('href="smartpos://action/use-port/8081"');
    expect(html).toContain('&lt;python.exe&gt; (12)');
    expect(html).toContain('PRINTER_AGENT_PORT=8081');
  });

  it.each(languages)('says in %s where a fixed port is decided, and offers none', (language) => {
    const html = stoppedPage({ code: 'PORT_IN_USE', message: 'x' }, language, { ...trouble, fixedBy: '--port' });
    expect(html).not.toContain('use-port');
    expect(html).toContain('--port');
  });

  it('without a free port, or with one that the system keeps, says what is known', () => {
    const problem = { code: 'PORT_IN_USE', message: 'x' };
    expect(stoppedPage(problem, 'fr', { ...trouble, owner: null, free: null })).toContain('un autre programme');
    const kept = stoppedPage(problem, 'fr', { ...trouble, isTaken: false, owner: null });
    expect(kept).toContain('Le système refuse');
    expect(kept).not.toContain('Arrêtez ce programme');
  });

  it('its links mean a few things', () => {
    expect(parseStoppedAction('smartpos://action/retry')).toEqual({ name: 'retry' });
    expect(parseStoppedAction('smartpos://action/use-port/8081')).toEqual({ name: 'use-port', port: 8081 });
    expect(parseStoppedAction('smartpos://action/use-port/0')).toBeNull();
    expect(parseStoppedAction('smartpos://action/use-port/8081/x')).toBeNull();
    expect(parseStoppedAction('smartpos://action/quit?x')).toBeNull();
    expect(parseStoppedAction('https://example.com/')).toBeNull();
  });
});
