import { Boxes } from 'lucide-react';
import { useEffect, useState } from 'react';
import { t } from '../../i18n/translate.ts';
import { useEngine } from '../../stores/engine-store.ts';
import { showModels, useView } from '../../stores/view-store.ts';

/**
 * Takes files that are dropped on the window. In the desktop the preload hands their paths to the host, which asks
 * back; a browser does not tell where a file lies, so there the path field is shown instead.
 */
export function DropTarget() {
  const shell = useEngine(({ info }) => info?.shell);
  const [over, setOver] = useState(false);
  useEffect(() => {
    const holdsFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;
    const onDragOver = (event: DragEvent): void => {
      if (!holdsFiles(event)) return;
      // Otherwise the page would give way to the file.
      event.preventDefault();
      setOver(true);
    };
    const onDragLeave = (event: DragEvent): void => {
      if (event.relatedTarget === null) setOver(false);
    };
    const onDrop = (event: DragEvent): void => {
      setOver(false);
      if (!holdsFiles(event)) return;
      event.preventDefault();
      if (shell !== 'web') return;
      showModels('installed');
      useView.setState({ dropRefused: true });
    };
    window.addEventListener('dragover', onDragOver);
    window.addEventListener('dragleave', onDragLeave);
    window.addEventListener('drop', onDrop);
    return () => {
      window.removeEventListener('dragover', onDragOver);
      window.removeEventListener('dragleave', onDragLeave);
      window.removeEventListener('drop', onDrop);
    };
  }, [shell]);
  if (!over) return null;
  return (
    <div className="pointer-events-none fixed inset-0 z-50 flex items-center justify-center bg-scrim p-8" aria-hidden>
      <p className="flex items-center gap-3 rounded-2xl border-2 border-dashed border-accent bg-surface px-8 py-6 font-medium shadow-floating">
        <Boxes className="size-6 text-accent-text" />
        {t('drop.here')}
      </p>
    </div>
  );
}
