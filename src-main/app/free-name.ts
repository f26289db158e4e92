/** The name, or the same with the first number behind it that is not taken: "Studio A (2)". Never longer than 100 characters. */
export function freeName(name: string, names: readonly string[]): string {
  const taken = new Set(names);
  if (!taken.has(name)) return name;
  const base = name.replace(/ \(\d+\)$/, '');
  for (let number = 2; ; number++) {
    const suffix = ` (${number})`;
    const candidate = `${[...base].slice(0, 100 - suffix.length).join('')}${suffix}`;
    if (!taken.has(candidate)) return candidate;
  }
}
