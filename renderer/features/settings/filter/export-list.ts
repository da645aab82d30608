import { host } from '../../../host/connect.ts';
import { reportFailure } from '../../../stores/notices-store.ts';

/** Offers a list as a file to save. */
export function exportList(id: string, format: 'text' | 'json'): void {
  host.filter.exportList({ id, format }).then(({ fileName, text }) => {
    const type = format === 'json' ? 'application/json' : 'text/plain';
    const url = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
    const link = document.createElement('a');
    link.href = url;
    link.download = fileName;
    link.click();
    // The download has taken hold of the data by the next turn of the event loop.
    setTimeout(() => URL.revokeObjectURL(url), 1_000);
  }, reportFailure);
}
