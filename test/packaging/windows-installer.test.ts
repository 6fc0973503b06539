import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { packageWindows } from '../../scripts/packaging/package-windows.ts';
import { proofDirectory, whyNoInstallerProof } from '../../scripts/packaging/proof-directory.ts';
import { verifyPackage } from '../../scripts/packaging/verify-package.ts';
import { makeWindowsStandIns } from '../../scripts/packaging/windows-stand-ins.ts';

describe.skipIf(whyNoInstallerProof() !== null)('the installer for Windows, with a fake Electron', () => {
  it('is made whole, holds what it should, and latest.yml describes it', { timeout: 180_000 }, async () => {
    const standIns = await makeWindowsStandIns(join(proofDirectory, 'stand-ins-test'));
    const outputDir = join(import.meta.dirname, '..', '..', 'out', 'packages', 'win-test');
    await packageWindows({ standIns, outputDir, show: false });
    const { checks, failed, sizes } = await verifyPackage(outputDir);
    expect(failed).toEqual([]);
    expect(checks.length).toBeGreaterThan(15);
    expect(Object.keys(sizes)).toContain(`smartpos-agent-setup-${packageJson.version}-x64.exe`);
  });
});
