import { describe, expect, it } from 'vitest';
import { measureSteadySpeed, measureTokenSpeed } from './decode-marks.ts';

describe('measureSteadySpeed', () => {
  it('leaves out the first mark, which comes at once, and the last one, which comes with the end', () => {
    const marks = [
      { tokens: 1, atMs: 0 },
      { tokens: 4, atMs: 32 },
      { tokens: 14, atMs: 132 },
      { tokens: 15, atMs: 133 },
    ];
    expect(measureSteadySpeed(marks)).toBe(100);
  });

  it('refuses a reply in too few pieces', () => {
    const marks = [
      { tokens: 1, atMs: 0 },
      { tokens: 4, atMs: 32 },
      { tokens: 5, atMs: 40 },
    ];
    expect(() => measureSteadySpeed(marks)).toThrow('too few pieces');
  });
});

describe('measureTokenSpeed', () => {
  it('counts from the first token to the last', () => {
    const marks = [
      { tokens: 1, atMs: 500 },
      { tokens: 2, atMs: 520 },
      { tokens: 3, atMs: 540 },
    ];
    expect(measureTokenSpeed(marks)).toBe(50);
    expect(() => measureTokenSpeed(marks.slice(0, 1))).toThrow('too few tokens');
  });
});
