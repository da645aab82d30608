import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { projectFolder } from '../../../tests/fixtures/project-paths.ts';
import { makeTemporaryFolder } from '../../../tests/fixtures/temporary-folder.ts';

const nativeFolder = join(projectFolder, 'out', 'native');
const compiler = 'cc';
const canCompile = process.platform === 'linux' && spawnSync(compiler, ['--version']).status === 0;

/** Takes a large block when it is opened, writes to it, and gives it back. */
const caller = (giveBack: string) => `
  #include <stdio.h>
  #include <stdlib.h>
  #include <string.h>
  void * ggml_aligned_malloc(size_t size);
  void ggml_aligned_free(void * address, size_t size);
  __attribute__((constructor)) static void take(void) {
    size_t size = (9 << 20) + 100;
    char * block = ggml_aligned_malloc(size);
    memset(block, 1, size);
    ${giveBack};
    puts("given back");
    fflush(stdout);
  }`;

/** Opens the native library, and then one of ggml's that finds its memory there. */
const opener = `
  const { constants } = require('node:os');
  const [native, other] = process.argv.slice(1);
  const { RTLD_LAZY, RTLD_GLOBAL } = constants.dlopen;
  process.dlopen({ exports: {} }, native, RTLD_LAZY | RTLD_GLOBAL);
  try { process.dlopen({ exports: {} }, other, RTLD_LAZY); } catch {}`;

describe.skipIf(!canCompile)('the memory of ggml', () => {
  const folder = makeTemporaryFolder();
  afterAll(() => folder.remove());

  it.each([
    ['libggml-base.so', 'ggml_aligned_free(block, size)'],
    // As for weights in the order of AMX.
    ['libggml-cpu-sapphirerapids.so', 'free(block)'],
  ])('is given back as %s does: %s', (fileName, giveBack) => {
    const native = readdirSync(nativeFolder).find((name) => name.endsWith('.node'))!;
    const source = join(folder.path, 'caller.c');
    const library = join(folder.path, fileName);
    writeFileSync(source, caller(giveBack));
    execFileSync(compiler, ['-shared', '-fPIC', source, '-o', library]);
    const child = spawnSync(process.execPath, ['-e', opener, join(nativeFolder, native), library], {
      encoding: 'utf8',
    });
    expect(child).toMatchObject({ stdout: 'given back\n', signal: null, status: 0 });
  });
});
