import { describe, expect, it } from 'vitest';
import { chooseSlice, type SliceKind } from './prefill.ts';

const kinds: SliceKind[] = ['shared', 'interruptible', 'alone'];
const speeds = Array.from({ length: 400 }, (_, index) => (index + 1) / 100);

describe('chooseSlice', () => {
  it('begins with little where the speed is not known', () => {
    expect(chooseSlice(null, 'alone', 512)).toBe(128);
    expect(chooseSlice(null, 'shared', 512)).toBe(32);
  });

  it('never lasts longer than an abort may wait, unless the machine is too slow for the least', () => {
    const lasting = (kind: SliceKind) =>
      speeds
        .map((speed) => ({ slice: chooseSlice(speed, kind, 512), speed }))
        .filter(({ slice }) => slice > 8)
        .map(({ slice, speed }) => slice / speed);
    expect(Math.max(...lasting('alone'))).toBeLessThan(560);
    expect(Math.max(...lasting('shared'))).toBeLessThan(165);
    expect(Math.max(...lasting('interruptible'))).toBeLessThan(3200);
  });

  it('takes whole tiles from where they fit, and at most a batch', () => {
    expect(chooseSlice(0.245, 'alone', 512)).toBe(128);
    expect(chooseSlice(0.05, 'alone', 512)).toBe(22);
    expect(chooseSlice(40, 'alone', 512)).toBe(512);
    expect(chooseSlice(40, 'alone', 100)).toBe(100);
    for (const speed of speeds) {
      const slice = chooseSlice(speed, 'alone', 512);
      if (slice >= 64) expect(slice % 64).toBe(0);
    }
  });

  it('does not get shorter as the machine gets faster', () => {
    for (const kind of kinds) {
      const slices = speeds.map((speed) => chooseSlice(speed, kind, 512));
      expect(slices).toEqual(slices.toSorted((a, b) => a - b));
    }
  });
});
