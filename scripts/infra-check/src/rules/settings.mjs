// Every setting that a container gets is one that the code reads, and feeds have ids that infra/feeds knows.

// Cloud Run sets it itself and refuses another.
const reserved = new Set(['PORT', 'K_SERVICE', 'K_REVISION', 'K_CONFIGURATION']);

/**
 * @param {Set<string>} literals Every string that stands in the sources.
 * @returns {{where: string, message: string}[]}
 */
export function checkSettings(instances, literals, feeds) {
  return instances.flatMap((instance) => containersOf(instance).flatMap((container) =>
    (container.env ?? []).flatMap(({ name, value }) => [...faults(name, value, literals, feeds)].map((message) =>
      ({ where: `${instance.block.file}:${instance.block.line}`, message: `${instance.address}: ${message}` })))));
}

function* faults(name, value, literals, feeds) {
  if (reserved.has(name)) yield `${name} is set by Cloud Run and cannot be given`;
  else if (!literals.has(name)) yield `no program reads the setting ${name}`;
  else if (name === 'FEED_ID' && !(value in feeds)) yield `${name} is '${value}', which infra/feeds does not have`;
}

function containersOf({ type, values }) {
  if (!/^google_cloud_run_v2_(service|worker_pool|job)$/.test(type)) return [];
  const [template] = values.template;
  return (template.template?.[0] ?? template).containers ?? [];
}
