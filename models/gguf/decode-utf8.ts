const chunkBytes = 4096;

/** UTF-8 to text with nothing but the language: this folder has no platform. Bytes that are not UTF-8 become U+FFFD. */
export function decodeUtf8(bytes: Uint8Array): string {
  const chunks: string[] = [];
  let plain = true;
  for (let at = 0; at < bytes.length; at += chunkBytes) {
    const chunk = bytes.subarray(at, at + chunkBytes);
    plain &&= chunk.every((byte) => byte < 0x80);
    chunks.push(String.fromCharCode(...chunk));
  }
  const text = chunks.join('');
  if (plain) return text;
  try {
    return decodeURIComponent(
      text.replaceAll(/[^!-$&-~]/g, (one) => `%${one.charCodeAt(0).toString(16).padStart(2, '0')}`),
    );
  } catch {
    return `${text.replaceAll(/[^ -~]+/g, '')}\u{fffd}`;
  }
}
