/** What a number field accepts. */
export interface NumberRange {
  min: number;
  max: number;
  integer: boolean;
}

/** The number that a text means, or null when it is none or out of range. A decimal comma counts as a point. */
export function readNumber(text: string, { min, max, integer }: NumberRange): number | null {
  const trimmed = text.trim().replace(',', '.');
  if (trimmed === '') return null;
  const value = Number(trimmed);
  if (!Number.isFinite(value) || value < min || value > max) return null;
  return integer && !Number.isInteger(value) ? null : value;
}
