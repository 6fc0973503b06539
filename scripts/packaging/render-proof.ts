import type { Check } from './check-list.ts';

/** docs/installer-proof.md, from the checks of one run. */
export function renderProof(checks: readonly Check[], date = new Date()): string {
  const failed = checks.filter(({ ok }) => !ok).length;
  const lines = checks.map(({ name, ok, detail }) => `- ${ok ? 'ok' : `**failed**: ${detail} –`} ${name}`);
  return `# The installer, as proven

Written by \`npm run prove:installer -- --record\` on ${date.toISOString().slice(0, 10)}: ${checks.length - failed} of ${checks.length} checks passed.

The installer is made by electron-builder's own templates and Debian's makensis, and run under wine. Electron, the NSIS
plug-ins of electron-builder and the Windows commands \`netsh\`, \`icacls\`, \`schtasks\`, \`sc\` and \`powershell\` are stand-ins
(packaging/proof/README.md): the commands are seen, not their effect. What is left for a real Windows:
[not verified here](not-verified-here.md).

${lines.join('\n')}
`;
}
