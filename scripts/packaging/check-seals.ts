import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { getRawHeader } from '@electron/asar';
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import type { CheckList } from './check-list.ts';

/** Electron's fuses as they are burnt into the program. */
export async function checkFuses({ check }: CheckList, program: string): Promise<void> {
  const wanted: [FuseV1Options, FuseState, string][] = [
    [FuseV1Options.RunAsNode, FuseState.DISABLE, 'the program cannot be used as a plain Node'],
    [FuseV1Options.EnableNodeOptionsEnvironmentVariable, FuseState.DISABLE, 'NODE_OPTIONS is ignored'],
    [FuseV1Options.EnableNodeCliInspectArguments, FuseState.DISABLE, 'no debugger through --inspect'],
    [FuseV1Options.EnableEmbeddedAsarIntegrityValidation, FuseState.ENABLE, 'app.asar is checked against its hash'],
    [FuseV1Options.OnlyLoadAppFromAsar, FuseState.ENABLE, 'code is loaded from app.asar alone'],
    [FuseV1Options.GrantFileProtocolExtraPrivileges, FuseState.DISABLE, 'file:// has no extra rights'],
  ];
  const wire = await getCurrentFuseWire(program).catch(() => null);
  for (const [fuse, state, name] of wanted) {
    await check(`fuse: ${name}`, () => {
      const found = wire?.[fuse];
      return found === state ? null : `state ${found ?? 'unreadable'}`;
    });
  }
}

/** Windows: the hash in the program's resources is that of app.asar's header, and the resources say whose program it is. */
export async function checkProgramResources(list: CheckList, unpackedDir: string, version: string): Promise<void> {
  const program = await readFile(join(unpackedDir, 'SmartPOS Agent.exe'));
  await list.check("asar integrity: the program holds the hash of app.asar's header", () => {
    const { headerString } = getRawHeader(join(unpackedDir, 'resources', 'app.asar'));
    const hash = createHash('sha256').update(headerString).digest('hex');
    const entry = `"file":"resources\\\\app.asar","alg":"SHA256","value":"${hash}"`;
    return program.includes(entry) ? null : `no entry with ${hash}`;
  });
  await list.check('the program bears its name, version and publisher', () => {
    const missing = ['SmartPOS Agent', version, 'Fée Maison'].filter(
      (text) => !program.includes(Buffer.from(`${text}\0`, 'utf16le')),
    );
    return missing.length === 0 ? null : `missing ${missing.join(', ')}`;
  });
}

/** What an updating agent reads first must describe the installer that lies beside it. */
export async function checkLatest({ check }: CheckList, outputDir: string, version: string): Promise<void> {
  const file = join(outputDir, 'latest.yml');
  const text = existsSync(file) ? await readFile(file, 'utf8') : '';
  const value = (name: string) => new RegExp(`^ *(?:- )?${name}: (.+)$`, 'm').exec(text)?.[1]?.trim() ?? '';
  const installer = join(outputDir, `smartpos-agent-setup-${version}-x64.exe`);
  await check('latest.yml names this version and installer, with its hash and size', async () => {
    const bytes = await readFile(installer);
    const found = [value('version'), value('url'), value('sha512'), Number(value('size'))];
    const hash = createHash('sha512').update(bytes).digest('base64');
    const wanted = [version, basename(installer), hash, bytes.length];
    return JSON.stringify(found) === JSON.stringify(wanted) ? null : `found ${found}, wanted ${wanted}`;
  });
  await check('latest.yml: an update asks for administrator rights', () =>
    value('isAdminRightsRequired') === 'true' ? null : 'isAdminRightsRequired is not true',
  );
  await check('the block map for partial downloads lies beside the installer', async () =>
    (await stat(`${installer}.blockmap`)).size > 0 ? null : 'empty',
  );
}
