import { openNativeLibrary } from '../native-library.ts';

/** In place of a device's name: no GPU at all. */
export const noDevice = 'none';

/** Loads a model with the experts of so many layers in system memory, on this device alone unless it is null. */
export async function loadPlaced<T>(
  expertLayersOnCpu: number,
  deviceName: string | null,
  loadModel: () => Promise<T>,
): Promise<T> {
  const library = openNativeLibrary();
  library?.setNextLoad(expertLayersOnCpu, deviceName ?? '');
  try {
    return await loadModel();
  } finally {
    library?.setNextLoad(0, '');
  }
}
