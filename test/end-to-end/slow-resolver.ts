import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** One name that nobody answers for, for half a minute; all others as ever. */
const source = `
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
int getaddrinfo(const char *name, const char *service, const struct addrinfo *hints, struct addrinfo **found) {
  static int (*real)(const char *, const char *, const struct addrinfo *, struct addrinfo **);
  if (name != NULL && strcmp(name, "slow.printer") == 0) {
    close(creat(getenv("SLOW_RESOLVER_ASKED"), 0600));
    sleep(30);
  }
  real = dlsym(RTLD_NEXT, "getaddrinfo");
  return real(name, service, hints, found);
}`;

/** Null where it can be had. */
export function whyNoSlowResolver(): string | null {
  if (process.platform !== 'linux') return 'LD_PRELOAD is Linux’s';
  return spawnSync('gcc', ['--version']).error === undefined ? null : 'there is no gcc';
}

export interface SlowResolver {
  name: string;
  /** For the process that is to have it. */
  env: Record<string, string>;
  isAsked(): boolean;
}

/** For one test. */
export function buildSlowResolver(): SlowResolver {
  const directory = mkdtempSync(join(tmpdir(), 'slow-resolver-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const [code, library, asked] = ['resolver.c', 'resolver.so', 'asked'].map((name) => join(directory, name)) as [
    string,
    string,
    string,
  ];
  writeFileSync(code, source);
  execFileSync('gcc', ['-shared', '-fPIC', '-o', library, code, '-ldl']);
  return {
    name: 'slow.printer',
    env: { LD_PRELOAD: library, SLOW_RESOLVER_ASKED: asked },
    isAsked: () => existsSync(asked),
  };
}
