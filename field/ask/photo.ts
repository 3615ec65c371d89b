/** On the longer side: enough to read a poster, and some 150 kB. */
const longestPixels = 1280;
const quality = 0.75;

/** Makes a picture small enough to keep and to send. JPEG in base64. @throws when it is no picture that this phone reads. */
export async function smallPhoto(file: Blob): Promise<string> {
  const bitmap = await createImageBitmap(file);
  const scale = Math.min(1, longestPixels / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(bitmap.width * scale);
  canvas.height = Math.round(bitmap.height * scale);
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  return canvas.toDataURL('image/jpeg', quality).split(',')[1] ?? '';
}
