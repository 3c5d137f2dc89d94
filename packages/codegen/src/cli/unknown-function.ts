import { nearestName, type UdfModel } from '@sluice/sdk/manifest';

/** Says that there is no such function, and which ones there are. */
export function unknownFunction(name: string, models: readonly UdfModel[], where: string): string {
  const names = models.map((model) => model.name);
  const nearest = nearestName(name, names);
  if (nearest !== undefined) return `no function '${name}' in ${where}: did you mean '${nearest}'?`;
  return names.length === 0
    ? `no function '${name}' in ${where}: it has none`
    : `no function '${name}' in ${where}: it has ${names.join(', ')}`;
}
