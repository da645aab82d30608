// Gives the desktop tests a display of their own.
import { findProgram } from './find-program.mjs';
import { CommandError } from './project.mjs';

/** The command that a windowed program is run under: a virtual display on Linux, nothing elsewhere. */
export function displayCommand() {
  if (process.platform !== 'linux') return [];
  const xvfbRun = findProgram('xvfb-run');
  if (xvfbRun) return [xvfbRun, '-a', '--server-args=-screen 0 1600x1000x24'];
  if (process.env.DISPLAY || process.env.WAYLAND_DISPLAY) return [];
  throw new CommandError('The desktop tests need a display: install xvfb, or run them in a graphical session.');
}
