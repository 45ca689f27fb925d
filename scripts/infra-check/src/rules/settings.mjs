// Every setting that a container gets is one that the code reads, and kinds have names that the code knows.

// Cloud Run sets it itself and refuses another.
const reserved = new Set(['PORT', 'K_SERVICE', 'K_REVISION', 'K_CONFIGURATION']);

/**
 * @param {Set<string>} literals Every string that stands in the sources.
 * @returns {{where: string, message: string}[]}
 */
export function checkSettings(instances, literals) {
  return instances.flatMap((instance) => containersOf(instance).flatMap((container) =>
    (container.env ?? []).flatMap(({ name, value }) => [...faults(name, value, literals)].map((message) =>
      ({ where: `${instance.block.file}:${instance.block.line}`, message: `${instance.address}: ${message}` })))));
}

function* faults(name, value, literals) {
  if (reserved.has(name)) yield `${name} is set by Cloud Run and cannot be given`;
  else if (!literals.has(name)) yield `no program reads the setting ${name}`;
  else if (/_KIND$/.test(name) && !literals.has(value)) yield `${name} is '${value}', which the programs do not know`;
}

function containersOf({ type, values }) {
  if (!/^google_cloud_run_v2_(service|worker_pool|job)$/.test(type)) return [];
  const [template] = values.template;
  return (template.template?.[0] ?? template).containers ?? [];
}
