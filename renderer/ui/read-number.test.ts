import { describe, expect, it } from 'vitest';
import { readNumber } from './read-number.ts';

const share = { min: 0, max: 1, integer: false };
const count = { min: 1, max: 256, integer: true };

describe('readNumber', () => {
  it.each([
    ['0.95', share, 0.95],
    ['0,95', share, 0.95],
    [' 1 ', share, 1],
    ['4', count, 4],
    ['4.5', count, null],
    ['0', count, null],
    ['257', count, null],
    ['', share, null],
    ['many', share, null],
    ['Infinity', share, null],
  ])('reads %j', (text, range, value) => {
    expect(readNumber(text, range)).toBe(value);
  });
});
