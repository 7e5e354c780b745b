/** Maps the items with bounded concurrency. Results are in the order of the items. */
export async function atMost<T, R>(
  width: number,
  items: readonly T[],
  action: (item: T, index: number) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = [];
  const left = items.entries();
  const work = async (): Promise<void> => {
    for (const [index, item] of left) results[index] = await action(item, index);
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, work));
  return results;
}
