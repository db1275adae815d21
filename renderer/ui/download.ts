/** Saves bytes as a file, where the browser keeps its downloads. */
export function download(content: Uint8Array, name: string): void {
  const url = URL.createObjectURL(new Blob([new Uint8Array(content)]));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
