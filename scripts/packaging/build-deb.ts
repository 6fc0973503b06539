export async function buildDeb(_packed: unknown): Promise<string> {
  return '';
}
