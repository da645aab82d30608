import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { expect, test } from './fixtures/app-test.ts';

test('the packaged app has its fuses set @packaged-only', async () => {
  const executable = process.env['CONCLAVE_TEST_PACKAGED'];
  if (!executable) throw new Error('CONCLAVE_TEST_PACKAGED names no program: run the specs with `npm run e2e`');
  const fuses = await getCurrentFuseWire(executable);
  // docs/decisions/0001-run-as-node-fuse.md
  expect(fuses[FuseV1Options.RunAsNode]).toBe(process.platform === 'darwin' ? FuseState.DISABLE : FuseState.ENABLE);
  expect(fuses[FuseV1Options.EnableNodeOptionsEnvironmentVariable]).toBe(FuseState.DISABLE);
  expect(fuses[FuseV1Options.EnableNodeCliInspectArguments]).toBe(FuseState.DISABLE);
  expect(fuses[FuseV1Options.OnlyLoadAppFromAsar]).toBe(FuseState.ENABLE);
  expect(fuses[FuseV1Options.EnableEmbeddedAsarIntegrityValidation]).toBe(FuseState.ENABLE);
  expect(fuses[FuseV1Options.EnableCookieEncryption]).toBe(FuseState.ENABLE);
  expect(fuses[FuseV1Options.GrantFileProtocolExtraPrivileges]).toBe(FuseState.DISABLE);
});
