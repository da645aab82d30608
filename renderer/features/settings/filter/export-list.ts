import { host } from '../../../host/connect.ts';
import { reportFailure } from '../../../stores/notices-store.ts';

/** Offers a list as a file to save. */
export async function exportList(id: string, format: 'text' | 'json'): Promise<void> {
  try {
    const { fileName, text } = await host.filter.exportList({ id, format });
    saveAs(fileName, new Blob([text], { type: format === 'json' ? 'application/json' : 'text/plain' }));
  } catch (error) {
    reportFailure(error);
  }
}

function saveAs(fileName: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  // The download has taken hold of the data long before.
  setTimeout(() => URL.revokeObjectURL(url), 1_000);
}
