/** Context sizes worth asking about: powers of two from 2,048 up to what the model was made for, and that itself. */
export function listContextSizes(trainContextSize: number): number[] {
  const sizes: number[] = [];
  for (let size = 2048; size < trainContextSize && size <= 1_048_576; size *= 2) sizes.push(size);
  return trainContextSize >= 256 ? [...sizes, trainContextSize] : sizes;
}
