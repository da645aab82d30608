import type { ComputeDevice } from '../../../electron/contract/engine-state.ts';
import type { Settings } from '../../../models/settings.ts';
import { formatBytes } from '../../i18n/format.ts';
import { t } from '../../i18n/translate.ts';

type DeviceId = Settings['device'];

/** What the device setting can be: automatic, each device that was found, the CPU, and a chosen one that is gone. */
export function listDevices(devices: readonly ComputeDevice[], chosen: DeviceId): [id: DeviceId, text: string][] {
  const found = devices
    .filter(({ id }) => id !== 'cpu')
    .map((device): [DeviceId, string] => [device.id, describeDevice(device)]);
  const list: [DeviceId, string][] = [['auto', t('settings.automatic')], ...found, ['cpu', t('device.cpu')]];
  if (!list.some(([id]) => id === chosen)) list.push([chosen, t('device.missing', { id: chosen })]);
  return list;
}

function describeDevice({ name, backend, freeBytes }: ComputeDevice): string {
  const title = t('device.of', { name, backend: backendNames[backend] });
  return freeBytes === null ? title : t('device.withFree', { name: title, free: formatBytes(freeBytes) });
}

const backendNames: Record<ComputeDevice['backend'], string> = {
  cpu: 'CPU',
  cuda: 'CUDA',
  vulkan: 'Vulkan',
  metal: 'Metal',
};
