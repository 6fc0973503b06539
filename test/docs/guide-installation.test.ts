import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { erpSettings } from '../../src/main/window-api/connection-calls.ts';
import { catalogues } from '../../src/shared/words/translate.ts';

const root = join(import.meta.dirname, '..', '..');
const guide = readFileSync(join(root, 'docs', 'guide-installation.md'), 'utf8');
const installer = readdirSync(join(root, 'packaging', 'windows'))
  .filter((name) => name.endsWith('.nsh'))
  .map((name) => readFileSync(join(root, 'packaging', 'windows', name), 'utf8'))
  .join('\n');

/** A chapter by its number, without its title. */
const chapter = (number: number) => guide.split(/^## \d+\. .*$/m)[number] ?? '';
const codes = (text: string) => [...text.matchAll(/`([^`\n]+)`/g)].map(([, code]) => code ?? '');

describe('the installation guide is true of this agent', () => {
  it('ends with proofs that the ERP can give: its drawer button and a sale, not its print test', () => {
    const checks = chapter(8)
      .split('\n')
      .filter((line) => line.startsWith('- [ ]'));
    expect(checks.length).toBeGreaterThan(8);
    expect(checks.join('\n')).toContain('Test Tiroir-Caisse');
    expect(checks.join('\n')).toMatch(/vraie vente/);
    expect(checks.join('\n')).not.toMatch(/Test (?:d'|d’)?Impression/i);
  });

  it('shows the lines that the window copies', () => {
    const shown = /^```\n(PRINTER_[\s\S]*?)```/m.exec(guide)?.[1] ?? '';
    expect(shown).toBe(erpSettings('192.168.1.100', 8080, 'x').replace('=x\n', '=…\n'));
  });

  it('says of each tunnel what the window copies for its address', () => {
    const rows = chapter(3)
      .split('\n')
      .map((line) => codes(line))
      .filter((found) => found.some((code) => code.startsWith('PRINTER_AGENT_PORT=')));
    expect(rows).toHaveLength(3);
    for (const found of rows) {
      const [typed = ''] = found.slice(-3);
      expect(erpSettings(typed, 8080, 'x').split('\n')).toEqual(expect.arrayContaining(found.slice(-2)));
    }
    expect(chapter(3)).toMatch(/^ssh -N -R 127\.0\.0\.1:18080:127\.0\.0\.1:8080 .*ExitOnForwardFailure=yes/m);
  });

  it('names only options and exit codes that the installer knows', () => {
    const text = chapter(5);
    const options = codes(text).flatMap((code) => /^--([a-z-]+)=?$/.exec(code)?.[1] ?? []);
    expect(options.length).toBeGreaterThan(8);
    // force-run is of electron-builder's templates.
    const known = (name: string) => name === 'force-run' || installer.includes(`"${name}"`);
    expect(options.filter((name) => !known(name))).toEqual([]);
    const told = [...(/Codes de sortie : ([\s\S]*?)\.\n/.exec(text)?.[1] ?? '').matchAll(/(?:^|; )(\d) /g)];
    const set = [...installer.matchAll(/SetErrorLevel (\d)/g)].map(([, code]) => code);
    expect(told.map(([, code]) => code).sort()).toEqual(['0', ...new Set(set)].sort());
  });

  it("names the window's buttons and fields as the window does", () => {
    // Words of Windows, of the installer and of the ERP.
    const others =
      /^(?:Informations complémentaires|Exécuter quand même|Oui|Non|privés?|public|de domaine|incertain)$/i;
    const erp = ["Test d'Impression", 'Test Tiroir-Caisse'];
    const texts = Object.values(catalogues.fr()).map((text) => text.trim());
    const isKnown = (words: string) =>
      texts.some((text) => text.toLowerCase().startsWith(words.replace(/ ?…$/, '').toLowerCase()));
    const named = [...guide.matchAll(/(?<![*\w])\*([^*\n]+)\*(?!\*)/g)].map(([, words]) => words ?? '');
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter((words) => !others.test(words) && !erp.includes(words) && !isKnown(words))).toEqual([]);
  });

  it('shows pictures and leads to pages that are there', () => {
    const targets = [...guide.matchAll(/src="([^"]+)"|\]\(([^)#]+)[^)]*\)/g)].map(([, src, link]) => src ?? link ?? '');
    expect(targets.length).toBeGreaterThan(2);
    expect(targets.filter((target) => !existsSync(join(root, 'docs', target)))).toEqual([]);
  });
});
