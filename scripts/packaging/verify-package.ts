import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { extractFile } from '@electron/asar';
import { ScriptFailure } from '../script-failure.ts';
import { checkContents, sizeOf } from './check-contents.ts';
import { type Check, createCheckList } from './check-list.ts';
import { checkFuses, checkLatest, checkProgramResources } from './check-seals.ts';

export interface VerifiedPackage {
  failed: Check[];
  checks: Check[];
  /** Every file in app.asar. */
  files: string[];
  /** Bytes, by name. */
  sizes: Record<string, number>;
}

/**
 * Checks one of electron-builder's output folders: what is in it, its fuses and seals, and the installer's description.
 *
 * @throws ScriptFailure when there is no packed application in it, or half of one
 */
export async function verifyPackage(
  outputDir: string,
  onCheck: (check: Check) => void = () => {},
): Promise<VerifiedPackage> {
  const platform = existsSync(join(outputDir, 'win-unpacked')) ? 'win32' : 'linux';
  const unpackedDir = join(outputDir, platform === 'win32' ? 'win-unpacked' : 'linux-unpacked');
  const archive = join(unpackedDir, 'resources', 'app.asar');
  if (!existsSync(archive)) {
    throw new ScriptFailure(`There is no packed application in ${outputDir}: npm run package:linux, or package:win.`);
  }
  const list = createCheckList(onCheck);
  const version = readVersion(archive);
  const files = await checkContents(list, { unpackedDir, platform });
  const program = platform === 'win32' ? 'SmartPOS Agent.exe' : 'smartpos-agent';
  await checkFuses(list, join(unpackedDir, program));
  const shipped = platform === 'win32' ? ['service-task.xml'] : ['smartpos-agent.service', '60-smartpos-agent.rules'];
  for (const name of shipped) {
    await list.check(`resources/${name} ships`, () =>
      existsSync(join(unpackedDir, 'resources', name)) ? null : 'it is missing',
    );
  }
  if (platform === 'win32') {
    await checkProgramResources(list, unpackedDir, version);
    await checkLatest(list, outputDir, version);
  }
  const sizes: Record<string, number> = { installed: await sizeOf(unpackedDir) };
  for (const name of await readdir(outputDir)) {
    if (/\.(exe|AppImage|deb)$/.test(name)) sizes[name] = (await stat(join(outputDir, name))).size;
  }
  return { failed: list.failed, checks: list.checks, files, sizes };
}

function readVersion(archive: string): string {
  try {
    return (JSON.parse(extractFile(archive, 'package.json').toString('utf8')) as { version: string }).version;
  } catch {
    throw new ScriptFailure(`${archive} is broken: pack it again.`);
  }
}
